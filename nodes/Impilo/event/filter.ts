import type { INodeProperties } from 'n8n-workflow';

import { normalizeWord } from '../api/words';
import { InputRefusal } from '../fields/refusal';
import { parseTexts } from '../fields/values';
import { parseStatuses, STATUS_OPTIONS } from '../order/statuses';
import { SIMPLIFY_FIELD } from '../run/simplify';
import type { ImpiloEvent } from './event';
import { EVENT_OPTIONS, FULL_ORDER_EVENT } from './event';

/** Which events are wanted. */
export interface EventFilter {
	types: ReadonlySet<string>;
	/** Normalized; empty means any, including unknown ones. */
	orderStatuses: readonly string[];
}

/** n8n's panel would list each choice of a field called Events as a trigger, before all actions. */
const EVENT_TYPES = 'Event Types';

const ORDER_STATUSES = 'Order Statuses';

/** The fields of both the trigger and Get Missed. */
export const EVENT_FILTER_FIELDS: INodeProperties[] = [
	{
		displayName: EVENT_TYPES,
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: [FULL_ORDER_EVENT],
		description: 'Which events to return',
		options: EVENT_OPTIONS,
	},
	{
		displayName: ORDER_STATUSES,
		name: 'orderStatuses',
		type: 'multiOptions',
		default: [],
		hint: 'Leave empty for all statuses, including new ones',
		description:
			'Only events of orders that have reached one of these statuses. Events that are not about orders are always returned.',
		options: STATUS_OPTIONS,
	},
];

export const SIMPLIFY_EVENT_FIELD: INodeProperties = {
	...SIMPLIFY_FIELD,
	hint: 'Only events with a full order or return, a patient or a device are simplified. Other events keep what Impilo sends, including patient data.',
};

/** @throws InputRefusal */
export function readEventFilter(events: unknown, orderStatuses: unknown): EventFilter {
	const types = parseTexts(events, EVENT_TYPES);
	if (types.length === 0) {
		throw new InputRefusal(EVENT_TYPES, 'is empty', `Choose at least one under ${EVENT_TYPES}.`);
	}
	return { types: new Set(types), orderStatuses: parseStatuses(orderStatuses, ORDER_STATUSES) };
}

const STATUS_EVENT = 'order.status';

/** Whether an event has a wanted type and, if it's about an order's status, a wanted status. */
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
