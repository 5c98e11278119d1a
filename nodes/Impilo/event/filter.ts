import { normalizeWord } from '../api/words';
import type { ImpiloEvent } from './envelope';
import { FULL_ORDER_EVENT } from './types';

/** Which events are wanted. */
export interface EventFilter {
	types: ReadonlySet<string>;
	/** Normalized; empty means any, unknown ones too. */
	orderStatuses: readonly string[];
}

const STATUS_EVENT = 'order.status';

/** Whether an event is of a wanted type and, where it's about an order's status, of a wanted status. */
export function isWanted(event: ImpiloEvent, { types, orderStatuses }: EventFilter): boolean {
	if (!types.has(event.type)) return false;
	if (orderStatuses.length === 0) return true;
	if (event.type === FULL_ORDER_EVENT) {
		return orderStatuses.includes(normalizeWord(event.payload.currentStatus));
	}
	if (event.type !== STATUS_EVENT) return true;
	// The key under which this event has the status isn't documented.
	return Object.values(event.payload).some((value) => orderStatuses.includes(normalizeWord(value)));
}
