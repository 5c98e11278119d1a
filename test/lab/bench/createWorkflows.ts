import type { INode } from 'n8n-workflow';

import type { Workflow } from '../../../scripts/n8n';
import {
	buildWorkflow,
	httpRequest,
	impilo,
	splitOut,
	type CredentialReference,
} from './workflowParts';

/** An order as the webhook gets it, one item each. */
export interface IncomingOrder {
	externalOrderId: string;
	patientId: number;
	kitId: number;
}

/** What the workflows of all contestants have in common. */
export interface CreateSettings {
	credential: CredentialReference;
	apiUrl: string;
	/** E.g. for Retry On Fail. */
	nodeSettings?: Partial<INode>;
}

const INCOMING_ORDERS = splitOut('Orders', 'body.orders');

/** The Impilo node as it is dragged in, with its fields filled from the item. */
export function createWithImpilo(
	webhookPath: string,
	{ credential, nodeSettings }: CreateSettings,
	{
		withExternalOrderId,
		concurrency,
		ifExists = 'return',
	}: { withExternalOrderId: boolean; concurrency: number; ifExists?: 'return' | 'create' },
): Workflow {
	return buildWorkflow(webhookPath, [
		INCOMING_ORDERS,
		impilo(
			credential,
			{
				operation: 'create',
				recipient: 'patient',
				patientId: { __rl: true, mode: 'id', value: '={{ $json.patientId }}' },
				contents: 'fields',
				orderKits: {
					kit: [{ kitId: { __rl: true, mode: 'id', value: '={{ $json.kitId }}' }, count: 1 }],
				},
				externalOrderIds: withExternalOrderId ? '={{ $json.externalOrderId }}' : '',
				ifExists,
				options: { concurrency },
			},
			nodeSettings,
		),
	]);
}

/** Under Options of the HTTP Request node. */
export type Batching = Record<
	| 'batchSize'
	/** Milliseconds from the start of one batch to that of the next; 0 lets n8n send all at once. */
	| 'batchInterval',
	number
>;

/** n8n's HTTP Request node with the same order as a JSON body. */
export function createWithHttpRequest(
	webhookPath: string,
	{ credential, apiUrl, nodeSettings }: CreateSettings,
	batching: Batching,
): Workflow {
	return buildWorkflow(webhookPath, [
		INCOMING_ORDERS,
		httpRequest(
			credential,
			{
				method: 'POST',
				url: `${apiUrl}/api/v3/order`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody:
					'={"patient": {"id": {{ $json.patientId }}}, "orderKits": [{"kit": {"id": {{ $json.kitId }}}, "count": 1}], "externalOrderIds": ["{{ $json.externalOrderId }}"]}',
				options: { batching: { batch: batching } },
			},
			nodeSettings,
		),
	]);
}

/** The same order for the bare loop. */
export function toRequestBody(order: IncomingOrder): object {
	return {
		patient: { id: order.patientId },
		orderKits: [{ kit: { id: order.kitId }, count: 1 }],
		externalOrderIds: [order.externalOrderId],
	};
}
