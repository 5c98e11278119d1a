import path from 'node:path';

import type { IConnections, INode } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../../sandbox';
import {
	connectInLine,
	connectN8n,
	startN8n,
	type N8n,
	type RunningN8n,
	type Workflow,
} from '../../../scripts/n8n';

/** A part of a workflow; the rest of a node is made up. */
export type NodePart = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

/** A running n8n with the built package, a sandbox, and a credential that leads to it. */
export interface SandboxRig {
	readonly n8n: RunningN8n;
	/** @throws Error where somebody else has started the n8n */
	readonly ownN8n: N8n;
	readonly sandbox: Sandbox;
	/**
	 * Saves a workflow, with the credential in the nodes of Impilo.
	 *
	 * @param connections by default from each node to the next
	 */
	saveWorkflow(
		name: string,
		parts: readonly NodePart[],
		connections?: IConnections,
	): Promise<string>;
	stop(): Promise<void>;
}

const PACKAGE_DIRECTORY = path.join(__dirname, '..', '..', '..');
const IMPILO_PREFIX = 'n8n-nodes-impilo.';

/** An n8n that runs elsewhere, in place of one that the tests start, as `cli.ts` names it. */
const { N8N_URL = '', N8N_EMAIL = '', N8N_PASSWORD = '' } = process.env;

/** For tests that start n8n again. */
export const itWithOwnN8n = N8N_URL === '' ? it : it.skip;

async function openN8n(): Promise<{ n8n: RunningN8n; own?: N8n }> {
	if (N8N_URL !== '') {
		return { n8n: await connectN8n({ url: N8N_URL, email: N8N_EMAIL, password: N8N_PASSWORD }) };
	}
	const own = await startN8n({ packageDirectory: PACKAGE_DIRECTORY });
	return { n8n: own, own };
}

export async function startSandboxRig(): Promise<SandboxRig> {
	const sandbox = await startSandbox();
	try {
		const { n8n, own } = await openN8n();
		const credential = await n8n.createCredential({
			name: 'Impilo sandbox',
			type: 'impiloApi',
			data: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
		});
		return {
			n8n,
			get ownN8n() {
				if (own === undefined) throw new Error('This n8n is not ours to stop');
				return own;
			},
			sandbox,
			saveWorkflow: async (name, parts, connections) => {
				const workflow = buildWorkflow(name, parts, { impiloApi: credential });
				return await n8n.createWorkflow({ ...workflow, ...(connections && { connections }) });
			},
			async stop() {
				await n8n.stop();
				await sandbox.stop();
			},
		};
	} catch (error) {
		await sandbox.stop();
		throw error;
	}
}

/** A workflow of nodes one after the other, with the credentials in those of Impilo. */
export function buildWorkflow(
	name: string,
	parts: readonly NodePart[],
	credentials: INode['credentials'],
): Workflow {
	const nodes = parts.map((part, index): INode => ({
		id: `${name} ${index}`,
		typeVersion: 1,
		position: [index * 200, 0],
		...(part.type.startsWith(IMPILO_PREFIX) ? { credentials } : {}),
		...part,
	}));
	return {
		name,
		nodes,
		connections: connectInLine(nodes),
		settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all' },
	};
}
