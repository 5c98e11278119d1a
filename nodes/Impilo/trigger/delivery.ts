import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readJson } from '../api/json';
import { parseEnvelope, type ImpiloEvent } from '../event/event';
import { isWanted, readEventFilter } from '../event/filter';
import { presentEvent } from '../event/view';
import { readSimplify } from '../run/simplify';
import { waitForHandover } from './handover';
import { NOT_AN_EVENT, NOT_FROM_IMPILO, OVERLOADED, rejectDelivery, TOO_LARGE } from './rejection';
import { isFirstDelivery } from './repeats';
import { isFromImpilo, readVerifySender } from './senderCheck';

/** A whole order has a few thousand bytes. */
const MOST_BYTES = 1_048_576;

/**
 * Answers one delivery, and starts the workflow if it's the first delivery of a wanted event.
 *
 * @throws InputRefusal if the node's own parameters are invalid
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (readVerifySender(context) && !(await isFromImpilo(context))) {
		return rejectDelivery(context, NOT_FROM_IMPILO);
	}
	if (isTooLarge(context)) return rejectDelivery(context, TOO_LARGE);
	const event = readEvent(context);
	if (event === undefined) return rejectDelivery(context, NOT_AN_EVENT);

	const read = (name: string): unknown => context.getNodeParameter(name, '');
	const simplify = readSimplify(read);
	const filter = readEventFilter(read('events'), read('orderStatuses'));
	if (!isWanted(event, filter)) return { webhookResponse: { message: 'Not wanted here' } };
	// Before it's noted as one that starts the workflow: n8n saves what is noted, even if it's rejected.
	if (!(await waitForHandover(context))) return rejectDelivery(context, OVERLOADED);
	if (!(await isFirstDelivery(context, event))) {
		return { webhookResponse: { message: 'Known already' } };
	}
	const json = presentEvent(event, simplify);
	// n8n answers once it has accepted the event. If it can't, it answers with an error, and Impilo
	// delivers again.
	return { workflowData: [[{ json }]] };
}

function isTooLarge(context: IWebhookFunctions): boolean {
	return context.getRequestObject().rawBody?.length > MOST_BYTES;
}

function readEvent(context: IWebhookFunctions): ImpiloEvent | undefined {
	const { rawBody } = context.getRequestObject();
	// n8n doesn't parse a body that isn't labelled as JSON.
	const body: unknown = context.getBodyData();
	return parseEnvelope(readJson(body)) ?? parseEnvelope(readJson(rawBody?.toString()));
}
