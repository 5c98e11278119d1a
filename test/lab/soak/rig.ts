import path from 'node:path';

import { REPORTED_FIELDS, startN8n, type N8n } from '../../../scripts/n8n';
import type { CredentialReference } from '../bench/workflowParts';
import { startHelper, type HelperProcess } from '../../helperProcess';
import type { SandboxQuestion, SandboxReport } from './sandboxProcess';

type SandboxHelper = HelperProcess<SandboxQuestion, SandboxReport>;

/** A sandbox, and the credential that leads to it. */
export interface SoakSandbox extends SandboxHelper {
	readonly apiUrl: string;
	readonly credential: CredentialReference;
}

/** One n8n with the built package, and two accounts at Impilo, each process apart. */
export interface SoakRig {
	readonly n8n: N8n;
	/** Where orders are placed and read, and lists are searched. */
	readonly orders: SoakSandbox;
	/** Where events come from. */
	readonly events: SoakSandbox;
	stop(): Promise<void>;
}

/**
 * @param packageDirectory the built package
 * @param signal stops what has been started, also while other parts are starting
 */
export async function startRig(packageDirectory: string, signal: AbortSignal): Promise<SoakRig> {
	const stops: Array<() => Promise<void>> = [];
	const stop = async (): Promise<void> => {
		for (const stopOne of stops.splice(0).reverse()) await stopOne();
	};
	const track = async (stopOne: () => Promise<void>): Promise<void> => {
		stops.push(stopOne);
		if (!signal.aborted) return;
		throw new Error('Interrupted');
	};
	try {
		const n8n = await startN8n({
			packageDirectory,
			environment: {
				// What nodes give is told when an execution ends: n8n needn't save it.
				[REPORTED_FIELDS]: 'eventId,id',
				// The other engine makes a new V8 for each delivery and each execution, and this run would
				// take hours, nearly all of it for that.
				N8N_EXPRESSION_ENGINE: 'legacy',
			},
		});
		await track(n8n.stop);
		const startOne = async (name: string): Promise<SoakSandbox> => {
			const helper: SandboxHelper = await startHelper(path.join(__dirname, 'sandboxProcess.ts'), {
				nodeArguments: ['--import', 'tsx'],
			});
			await track(helper.stop);
			const { url: apiUrl, apiKey } = await helper.ask({ kind: 'report' });
			const credential = await n8n.createCredential({
				name,
				type: 'impiloApi',
				data: { environment: 'custom', baseUrl: apiUrl, apiKey },
			});
			return { ...helper, apiUrl, credential };
		};
		const orders = await startOne('Sandbox of orders');
		const events = await startOne('Sandbox of events');
		return { n8n, orders, events, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
