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
import { EVENT_OPERATION_FIELDS, EVENT_OPERATIONS } from './event';
import { ORDER_FIELDS, ORDER_OPERATIONS } from './order';
import type { Operation } from './run/operation';
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
		builderHint: {
			searchHint:
				'Ships medical devices and kits to patients and sites. When placing orders from data, always fill externalOrderIds with something that stays the same for the order, so that a repeated run does not ship twice; for many orders, route refused ones by the error output.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-impilo.impiloTrigger',
					relationHint: 'Starts a workflow when the status of an order changes',
				},
			],
		},
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
				options: [
					{ name: 'Event', value: 'event' },
					{ name: 'Order', value: 'order' },
				],
			},
			...ORDER_FIELDS,
			...EVENT_OPERATION_FIELDS,
			OPTIONS_FIELD,
		],
	};

	methods = { listSearch: LIST_SEARCHES };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = findOperation(this);
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

const OPERATIONS: ReadonlyMap<unknown, readonly Operation[]> = new Map([
	['order', ORDER_OPERATIONS],
	['event', EVENT_OPERATIONS],
]);

/** @throws NodeOperationError where Resource or Operation has something that isn't in its list */
function findOperation(context: IExecuteFunctions): Operation {
	const operations = OPERATIONS.get(context.getNodeParameter('resource', 0));
	const name = context.getNodeParameter('operation', 0);
	const operation = operations?.find(({ option }) => option.value === name);
	if (operation !== undefined) return operation;
	throw new NodeOperationError(context.getNode(), 'The operation is not one of this node', {
		description: 'Choose one under Operation.',
	});
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
