import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ImpiloApi } from '../../../credentials/ImpiloApi.credentials';
// With its extension: without, the codex file beside it would be taken.
import { Impilo } from '../../../nodes/Impilo/Impilo.node.ts';
import { packageFromClasses, runWorkflow } from '../harness';

export interface CreateJob {
	url: string;
	apiKey: string;
	form: INodeParameters;
	items: IDataObject[];
	onError?: 'stopWorkflow' | 'continueErrorOutput';
	/** How long to wait before it starts, in milliseconds. */
	delayMs?: number;
}

export interface CreateResult {
	/** Why the run stopped. */
	stoppedBy?: string;
	/** The ID of each output item's order. */
	ids: unknown[];
	/** The message of each failed item. */
	failures: unknown[];
	hints: string[];
}

const NODE = 'Impilo';
const loadedPackage = packageFromClasses({
	nodes: [new Impilo()],
	credentials: [new ImpiloApi()],
});

/** Runs Create in n8n's engine. */
export async function runCreate({
	url,
	apiKey,
	form,
	items,
	onError = 'stopWorkflow',
	delayMs = 0,
}: CreateJob): Promise<CreateResult> {
	await new Promise((resolve) => setTimeout(resolve, delayMs));
	const run = await runWorkflow({
		package: loadedPackage,
		credentials: { impiloApi: { environment: 'custom', baseUrl: url, apiKey } },
		assignCredentials: true,
		items,
		nodes: [
			{
				name: NODE,
				type: 'n8n-nodes-impilo.impilo',
				parameters: { resource: 'order', ...form },
				onError,
			},
		],
	});
	return {
		stoppedBy: run.error?.message,
		ids: run.items(NODE).map(({ json }) => json.id),
		failures: run.items(NODE, 1).map(({ json }) => json.error),
		hints: run.hints(NODE).map(({ message }) => message),
	};
}
