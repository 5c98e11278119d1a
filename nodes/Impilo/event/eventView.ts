import type { IDataObject } from 'n8n-workflow';

import { simplifyOrder } from '../order/orderView';
import type { ImpiloEvent } from './envelope';
import { FULL_ORDER_EVENT } from './eventTypes';

/**
 * An event as users see it, from the trigger and from Get Missed alike.
 *
 * @param isSimple gives the simplified order where the event has one, otherwise the payload, and with
 * both `event` and `eventId`; without it, the envelope as it was received
 */
export function presentEvent(event: ImpiloEvent, isSimple: boolean): IDataObject {
	if (!isSimple) return event.envelope;
	const name = { event: event.type, eventId: event.id };
	if (event.type !== FULL_ORDER_EVENT) return { ...name, payload: event.payload };
	return { ...simplifyOrder(event.payload), ...name } as IDataObject;
}
