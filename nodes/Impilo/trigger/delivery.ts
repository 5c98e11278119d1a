import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseEnvelope, type ImpiloEvent } from '../event/envelope';
import { readEventFilter } from '../event/eventFields';
import { isWanted } from '../event/eventFilter';
import { presentEvent } from '../event/eventView';
import { readJson } from '../run/fieldValues';
import { takeEvent } from './recentEvents';
import { isFromImpilo, readVerifySender } from './senderCheck';
import { NOT_AN_EVENT, NOT_FROM_IMPILO, TOO_LARGE, turnAway } from './turnAway';

/** A whole order takes some thousand bytes. */
const MOST_BYTES = 1_048_576;

/**
 * Answers one delivery, and starts the workflow where it brings a wanted event for the first time.
 *
 * @throws InputRefusal where the node's own parameters make no sense
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (readVerifySender(context) && !(await isFromImpilo(context))) {
		return turnAway(context, NOT_FROM_IMPILO);
	}
	if (isTooLarge(context)) return turnAway(context, TOO_LARGE);
	const event = readEvent(context);
	if (event === undefined) return turnAway(context, NOT_AN_EVENT);

	const read = (name: string): unknown => context.getNodeParameter(name, '');
	const filter = readEventFilter(read('events'), read('orderStatuses'));
	if (!isWanted(event, filter)) return { webhookResponse: { message: 'Not wanted here' } };
	if (!takeEvent(context, event)) return { webhookResponse: { message: 'Known already' } };
	const json = presentEvent(event, read('simplify') !== false);
	// Answered here, as n8n then begins to save what was kept before it starts the execution. It would
	// answer after that, and by then has forgotten that there is something to save (seen in n8n 2.41).
	context.getResponseObject().status(200).json({ message: 'Received' });
	return { noWebhookResponse: true, workflowData: [[{ json }]] };
}

function isTooLarge(context: IWebhookFunctions): boolean {
	return context.getRequestObject().rawBody?.length > MOST_BYTES;
}

function readEvent(context: IWebhookFunctions): ImpiloEvent | undefined {
	const { rawBody } = context.getRequestObject();
	// n8n leaves a body alone that isn't labelled as JSON.
	const body: unknown = context.getBodyData();
	return parseEnvelope(readJson(body)) ?? parseEnvelope(readJson(rawBody?.toString()));
}
