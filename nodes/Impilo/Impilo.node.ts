import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { openClient } from './api/client';
import { CREDENTIAL_NAME } from './api/credential';
import { docsUrl } from './fields/docs';
import {
	findOperation,
	FIRST_RUN_HINTS,
	LIST_SEARCHES,
	OPTIONS_FIELD,
	RESOURCE_FIELDS,
} from './resources';
import { toErrorItem, toNodeError } from './run/errors';
import { showHints } from './run/hints';
import { readParameters } from './run/parameters';
import { hintsOfRetries, readSettings } from './run/settings';

export class Impilo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Impilo',
		name: 'impilo',
		icon: { light: 'file:impilo.svg', dark: 'file:impilo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Enroll patients, check and place orders for medical devices, and follow stock, devices and returns at Impilo',
		defaults: { name: 'Impilo' },
		documentationUrl: docsUrl('operations'),
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Ships medical devices and kits to patients and sites, and manages the patients, sites, items, kits, inventory, devices and returns around an order. Before an order, upsert the patient (resource patient), and run check (resource order): it takes the same fields as create, returns canBePlaced and problems, and places nothing, so an agent can ask before it acts. Create only orders that can be placed. When placing orders from data, always fill externalOrderIds with a value that stays the same for the order, so that a repeated run does not ship twice; for many orders, send refused ones to the error output.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-impilo.impiloTrigger',
					relationHint: 'Starts a workflow when an order, a return, a patient or a device changes',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL_NAME, required: true }],
		hints: FIRST_RUN_HINTS,
		properties: [...RESOURCE_FIELDS, OPTIONS_FIELD],
	};

	methods = { listSearch: LIST_SEARCHES };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const outputs = await runOperation(this).catch((thrown: unknown) => failAll(this, thrown));
		return [outputs];
	}
}

/**
 * What is wrong with the whole node, such as its credential, stops it. With Continue it fails each item:
 * n8n would pass the input on as if everything had succeeded.
 */
function failAll(context: IExecuteFunctions, thrown: unknown): INodeExecutionData[] {
	const node = context.getNode();
	if (context.continueOnFail()) {
		return context.getInputData().map((_, itemIndex) => toErrorItem(node, thrown, itemIndex));
	}
	const isToldAlready = thrown instanceof NodeApiError || thrown instanceof NodeOperationError;
	throw isToldAlready ? thrown : toNodeError(node, thrown, 0);
}

async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const valuesOf = readParameters(context);
	const valueOf = valuesOf(0);
	const operation = findOperation(valueOf('resource'), valueOf('operation'));
	if (operation === undefined) {
		throw new NodeOperationError(context.getNode(), 'The node does not have this operation', {
			description: 'Choose one under Operation.',
		});
	}
	const settings = readSettings(valueOf('options'));
	const client = await openClient(context, settings, context.getExecutionCancelSignal());
	const outputs = await operation.execute({
		context,
		valuesOf,
		client,
		itemCount: context.getInputData().length,
		concurrency: settings.concurrency,
	});
	showHints(context, hintsOfRetries(client.retries));
	return outputs;
}
