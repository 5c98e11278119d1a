import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { CredentialData, WorkflowRun } from '../engine/harness';
import { pick, type ImpiloRig, type NodeSettings, type RunSettings } from '../engine/impiloRun';
import { startServer, type Answer, type HostileServer, type Received } from './hostileServer';

export const ORDER_ID = 5001;

/** The Get form for that order. */
export const GET_ORDER: INodeParameters = { operation: 'get', orderId: pick(ORDER_ID) };

/** Only for what never answers: a busy machine may need as long for an answer. */
export const ONE_SECOND: INodeParameters = { options: { timeout: 1 } };

export const isPost = ({ method }: Received): boolean => method === 'POST';

/** A credential with the sandbox's key for another address. */
export function credentialFor(rig: ImpiloRig, baseUrl: string): CredentialData {
	return { impiloApi: { environment: 'custom', baseUrl, apiKey: rig.sandbox.apiKey } };
}

export interface HostileRun {
	run: WorkflowRun;
	/** Everything that the server got. */
	requests: readonly Received[];
	/** How many connections were open right after the run. */
	left: number;
}

/** Runs the node once against a server of its own. */
export async function runAgainst(
	rig: ImpiloRig,
	answer: Answer,
	parameters: INodeParameters,
	items: IDataObject[] = [{}],
	nodeSettings: NodeSettings = {},
	runSettings: RunSettings = {},
): Promise<HostileRun> {
	const server = await startServer(answer);
	try {
		const credentials = credentialFor(rig, `http://127.0.0.1:${server.port}`);
		const settings = { ...runSettings, credentials };
		const run = await rig.runImpilo(parameters, items, nodeSettings, settings);
		return { run, requests: server.requests, left: await countLeft(server) };
	} finally {
		await server.stop();
	}
}

/** A closed connection takes a moment to be seen as closed. */
async function countLeft({ connections }: HostileServer): Promise<number> {
	const seenBy = Date.now() + 10_000;
	while (connections.size > 0 && Date.now() < seenBy) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return connections.size;
}
