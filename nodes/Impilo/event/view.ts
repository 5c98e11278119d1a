import type { IDataObject } from 'n8n-workflow';

import { simplifyOrder } from '../order/view';
import type { ImpiloEvent } from './envelope';
import { FULL_ORDER_EVENT } from './types';

/**
 * An event as the output's JSON, for the trigger and Get Missed alike.
 *
 * @param simplify gives the simplified order where the event has one, otherwise the payload, each with
 * `event` and `eventId`; without it, the envelope as it was received
 */
export function presentEvent(event: ImpiloEvent, simplify: boolean): IDataObject {
	if (!simplify) return event.envelope;
	const name = { event: event.type, eventId: event.id ?? null };
	if (event.type !== FULL_ORDER_EVENT) return { ...name, payload: event.payload };
	return { ...simplifyOrder(event.payload), ...name } as IDataObject;
}
