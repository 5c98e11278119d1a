import { KNOWN_STATUSES, normalizeStatus } from '../api/orderStatus';
import type { ImpiloEvent } from './envelope';
import { FULL_ORDER_EVENT } from './eventTypes';

/** Which events are wanted. */
export interface EventFilter {
	types: ReadonlySet<string>;
	/** Normalized; empty means any, unknown ones too. */
	orderStatuses: readonly string[];
}

const STATUS_EVENT = 'order.status';
const KNOWN = new Set(KNOWN_STATUSES.map(normalizeStatus));

/** Whether an event is of a wanted type and, where it's about an order's status, of a wanted status. */
export function isWanted(event: ImpiloEvent, { types, orderStatuses }: EventFilter): boolean {
	if (!types.has(event.type)) return false;
	if (orderStatuses.length === 0) return true;
	if (event.type === FULL_ORDER_EVENT) {
		return orderStatuses.includes(normalizeStatus(event.payload.currentStatus));
	}
	return event.type !== STATUS_EVENT || findStatuses(event).some((s) => orderStatuses.includes(s));
}

/** Under which name this event tells the status isn't documented. */
function findStatuses({ payload }: ImpiloEvent): string[] {
	return Object.values(payload)
		.map(normalizeStatus)
		.filter((text) => KNOWN.has(text));
}
