import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { CREDENTIAL_NAME } from './api/credential';
import { EVENT_FILTER_FIELDS, SIMPLIFY_EVENT_FIELD } from './event/filter';
import { docsUrl } from './fields/docs';
import { toNodeError } from './run/errors';
import { receiveDelivery } from './trigger/delivery';
import { isRegistered, register, unregister } from './trigger/registration';

export class ImpiloTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Impilo Trigger',
		name: 'impiloTrigger',
		icon: { light: 'file:impilo.svg', dark: 'file:impilo.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [].concat($parameter["events"]).join(", ") }}',
		// n8n's panel has one entry for both nodes, and says this of it.
		description:
			'Orders medical devices for patients and sites, and starts workflows when an order, a return, a patient or a device changes',
		defaults: { name: 'Impilo Trigger' },
		eventTriggerDescription: 'Waiting for an event, e.g. an order that is placed at Impilo',
		hints: [
			{
				message:
					'To receive an event while the node is listening, place an order, e.g. with an Impilo node in another tab. In the sandbox of npm start, its status then changes every 20 seconds.',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
			},
		],
		documentationUrl: docsUrl('trigger'),
		builderHint: {
			searchHint:
				'Starts a workflow when the status of an order for medical devices changes, e.g. to shipped, delivered or on hold, or when something happens to a return, a patient or a device. Choose orderStatuses to start for some statuses only.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-impilo.impilo',
					relationHint: 'Gets the events that were missed while n8n was down (resource event)',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL_NAME, required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
			},
		],
		properties: [
			...EVENT_FILTER_FIELDS,
			SIMPLIFY_EVENT_FIELD,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Verify Sender',
						name: 'verifySender',
						type: 'boolean',
						default: true,
						description:
							'Whether to reject requests without the webhook secret of the Impilo account. When off, anyone who knows the URL can start the workflow.',
					},
				],
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await orNodeError(this, isRegistered(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await orNodeError(this, register(this));
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await orNodeError(this, unregister(this));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await orNodeError(this, receiveDelivery(this));
	}
}

async function orNodeError<T>(
	context: IHookFunctions | IWebhookFunctions,
	work: Promise<T>,
): Promise<T> {
	try {
		return await work;
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
