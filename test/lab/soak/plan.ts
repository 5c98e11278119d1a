import type { Fault } from '../../../sandbox';

/** How much is asked of n8n, and for how long at most. */
export interface Plan {
	/** Orders to be placed. */
	orders: number;
	/** Orders to be read, half of them by their IDs and half as a list. */
	reads: number;
	/** Events to be delivered, each of them at least once. */
	events: number;
	minutes: number;
}

const WHOLE = { orders: 100_000, reads: 200_000, events: 50_000 };

/** @param scale 1 for the whole run */
export function planRun(scale: number, minutes: number): Plan {
	const part = (count: number): number => Math.max(1, Math.round(count * scale));
	return {
		orders: part(WHOLE.orders),
		reads: part(WHOLE.reads),
		events: part(WHOLE.events),
		minutes,
	};
}

/** Orders that an execution places or reads by ID. */
export const ORDERS_AT_ONCE = 200;
/** Orders that an execution reads as a list. */
export const LIST_LENGTH = 1_000;
/** Events under way at the same time. */
export const EVENTS_AT_ONCE = 20;
/** One event in so many is delivered twice at the same time. */
export const TWICE_AT_ONCE_EVERY = 20;
/** One event in so many comes again with those after it. */
export const AGAIN_LATER_EVERY = 30;

const CREATE = { method: 'POST', path: '/api/v3/order' };
const BURST_LENGTH = 5;
const BURST_EVERY = 1_500;
const RETRY_AFTER_S = 1;

/**
 * An API that answers as real servers do: now and then late, with an answer that never arrives or
 * can't be read after the order was placed, not available, or asking for a pause.
 */
export const FAULTS: Fault[] = [
	{ kind: 'latency', ms: 10, spread: 0.6 },
	{ kind: 'loseAnswer', when: 'afterCommit', probability: 0.002, match: CREATE },
	{ kind: 'statusAfterCommit', status: 502, probability: 0.001, match: CREATE },
	{ kind: 'truncate', probability: 0.001, match: CREATE },
	{ kind: 'loseAnswer', when: 'beforeCommit', probability: 0.001 },
	{ kind: 'status', status: 503, probability: 0.003 },
	// Of those that apply to every so many requests, only the first is used up by one: together, they
	// refuse so many requests in a row.
	...Array.from({ length: BURST_LENGTH }, (): Fault => ({
		kind: 'status',
		status: 429,
		retryAfter: RETRY_AFTER_S,
		every: BURST_EVERY,
	})),
];
