import type { INodeProperties } from 'n8n-workflow';

import { InputRefusal } from '../fields/refusal';
import { parseTexts } from '../fields/values';
import { parseStatuses, STATUS_OPTIONS } from '../order/statuses';
import { SIMPLIFY_FIELD } from '../run/simplify';
import type { EventFilter } from './filter';
import { EVENT_OPTIONS, FULL_ORDER_EVENT } from './types';

/** What both the trigger and Get Missed ask. */
export const EVENT_FILTER_FIELDS: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: [FULL_ORDER_EVENT],
		description: 'Which events to return',
		options: EVENT_OPTIONS,
	},
	{
		displayName: 'Order Statuses',
		name: 'orderStatuses',
		type: 'multiOptions',
		default: [],
		description:
			'Only events of orders that have reached one of these statuses. Leave empty for any status, including new ones. Events that are not about orders are always returned.',
		options: STATUS_OPTIONS,
	},
];

export const SIMPLIFY_EVENT_FIELD: INodeProperties = {
	...SIMPLIFY_FIELD,
	hint: 'Only events with a full order or return, a patient or a device are simplified. Other events keep what Impilo sends, including patient data.',
};

/** @throws InputRefusal */
export function readEventFilter(events: unknown, orderStatuses: unknown): EventFilter {
	const types = parseTexts(events, 'Events');
	if (types.length === 0) {
		throw new InputRefusal('Events', 'is empty', 'Choose at least one event under Events.');
	}
	return { types: new Set(types), orderStatuses: parseStatuses(orderStatuses, 'Order Statuses') };
}
