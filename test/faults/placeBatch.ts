import path from 'node:path';

import type { INodeType } from 'n8n-workflow';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
import { packageFromClasses, runWorkflow } from '../engine/harness';
import { createBatch, PLACE_ORDER } from './batch';

/**
 * Places a batch in a process of its own, so that a test can kill it.
 * Arguments: the URL of the sandbox, its key, and how many orders.
 */
async function placeBatch(): Promise<void> {
	const [baseUrl = '', apiKey = '', size = '0'] = process.argv.slice(2);
	// Named with its ending: the codex beside it would be found first.
	const nodeFile = path.join(__dirname, '../../nodes/Impilo/Impilo.node.ts');
	const { Impilo } = (await import(nodeFile)) as { Impilo: new () => INodeType };
	await runWorkflow({
		package: packageFromClasses({ nodes: [new Impilo()], credentials: [new ImpiloApi()] }),
		credentials: { impiloApi: { environment: 'custom', baseUrl, apiKey } },
		assignCredentials: true,
		items: createBatch(Number(size)),
		nodes: [
			{
				name: 'Impilo',
				type: 'n8n-nodes-impilo.impilo',
				parameters: { resource: 'order', ...PLACE_ORDER },
			},
		],
	});
}

void placeBatch();
