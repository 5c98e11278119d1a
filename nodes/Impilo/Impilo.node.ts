import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { CREDENTIAL_NAME } from './api/connection';
import type { ImpiloClient } from './api/client';
import { openClient } from './api/open';
import { LIST_SEARCHES } from './lookup/listSearch';
import { findOrderOperation, ORDER_FIELDS } from './order';
import { toNodeError } from './run/nodeError';
import { hintsOfDisturbances, OPTIONS_FIELD, readSettings } from './run/settings';

export class Impilo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Impilo',
		name: 'impilo',
		icon: { light: 'file:impilo.svg', dark: 'file:impilo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Place, find and follow orders for medical devices at Impilo',
		defaults: { name: 'Impilo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL_NAME, required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'order',
				options: [{ name: 'Order', value: 'order' }],
			},
			...ORDER_FIELDS,
			OPTIONS_FIELD,
		],
	};

	methods = { listSearch: LIST_SEARCHES };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = this.getNodeParameter('operation', 0);
		const operation = findOrderOperation(name);
		if (operation === undefined) {
			throw new NodeOperationError(this.getNode(), 'The operation is not one of this node', {
				description: 'Choose one under Operation.',
			});
		}
		const { client, concurrency } = await open(this);
		const outputs = await operation.execute({
			context: this,
			client,
			itemCount: this.getInputData().length,
			concurrency,
		});
		this.addExecutionHints(...hintsOfDisturbances(client.disturbances));
		return [outputs];
	}
}

/** Options and the credential are the node's, not an item's: what's wrong with them stops the node. */
async function open(
	context: IExecuteFunctions,
): Promise<{ client: ImpiloClient; concurrency: number }> {
	try {
		const settings = readSettings(context.getNodeParameter('options', 0, {}));
		const client = await openClient(context, settings, context.getExecutionCancelSignal());
		return { client, concurrency: settings.concurrency };
	} catch (error) {
		throw toNodeError(context.getNode(), error, 0);
	}
}
