import type { INodeProperties } from 'n8n-workflow';

import { parseStatuses, STATUS_OPTIONS } from '../order/statuses';
import { parseTexts } from '../run/fieldValues';
import { InputRefusal } from '../run/refusal';
import type { EventFilter } from './eventFilter';
import { EVENT_OPTIONS, FULL_ORDER_EVENT } from './eventTypes';

/** What both the trigger and Get Missed ask. */
export const EVENT_FILTER_FIELDS: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		default: [FULL_ORDER_EVENT],
		description: 'Which of the things that Impilo tells about are wanted',
		options: EVENT_OPTIONS,
	},
	{
		displayName: 'Order Statuses',
		name: 'orderStatuses',
		type: 'multiOptions',
		default: [],
		description:
			'Only events of orders that have come into one of these statuses. Leave empty for all, also for ones that Impilo may add. Other events are not touched by it.',
		options: STATUS_OPTIONS,
	},
];

export const SIMPLIFY_EVENT_FIELD: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	hint: 'Events other than Order Status With Full Order keep what Impilo sends, patient data included',
};

/** @throws InputRefusal */
export function readEventFilter(events: unknown, orderStatuses: unknown): EventFilter {
	const types = parseTexts(events, 'Events');
	if (types.length === 0) {
		throw new InputRefusal('Events is empty', 'Choose at least one event under Events.');
	}
	return { types: new Set(types), orderStatuses: parseStatuses(orderStatuses, 'Order Statuses') };
}
