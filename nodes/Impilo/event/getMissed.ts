import type { NodeExecutionHint } from 'n8n-workflow';

import { parseText } from '../run/fieldValues';
import type { Operation } from '../run/operation';
import { InputRefusal } from '../run/refusal';
import { runItems } from '../run/runItems';
import { parseTime } from '../run/time';
import { findMissedEvents } from './deliveryLog';
import { EVENT_FILTER_FIELDS, readEventFilter, SIMPLIFY_EVENT_FIELD } from './eventFields';
import { isWanted } from './eventFilter';
import { presentEvent } from './eventView';

export const getMissed: Operation = {
	option: {
		name: 'Get Missed',
		value: 'getMissed',
		action: 'Get missed events',
		description: 'Get the events that Impilo could not deliver to a webhook, e.g. after an outage',
	},
	fields: [
		...EVENT_FILTER_FIELDS,
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			required: true,
			default: '',
			description:
				'Only events from this time on. In a scheduled workflow, go further back than to its last run: Impilo goes on trying for about two hours.',
		},
		{
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/8a1c/webhook',
			description:
				'Only events meant for this URL, e.g. the Production URL of an Impilo Trigger. Leave empty for those meant for any.',
		},
		SIMPLIFY_EVENT_FIELD,
	],
	execute: async ({ context, client, itemCount, concurrency }) => {
		// Several items may read the same logs.
		const unreadable = new Set<string>();
		const outputs = await runItems(context, itemCount, {
			concurrency,
			gate: client.gate,
			work: async (itemIndex) => {
				const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, '');
				const filter = readEventFilter(read('events'), read('orderStatuses'));
				const sinceMs = parseTime(read('since'), 'Since', context.getTimezone());
				if (sinceMs === undefined) {
					throw new InputRefusal(
						'Since is empty',
						'Give a time, or an expression such as {{ $now.minus(1, "day") }}.',
					);
				}
				const webhookUrl = parseText(read('webhookUrl'), 'Webhook URL');
				const isSimple = read('simplify') !== false;
				const missed = await findMissedEvents(
					client,
					filter.types,
					sinceMs,
					webhookUrl === '' ? undefined : webhookUrl,
				);
				for (const delivery of missed.unreadable) unreadable.add(delivery);
				return missed.events
					.filter((event) => isWanted(event, filter))
					.map((event) => ({ json: presentEvent(event, isSimple) }));
			},
		});
		context.addExecutionHints(...hintsOfUnreadable(unreadable.size));
		return outputs;
	},
};

function hintsOfUnreadable(unreadable: number): NodeExecutionHint[] {
	if (unreadable === 0) return [];
	return [
		{
			message: `Impilo could not deliver ${unreadable === 1 ? 'one more event' : `${unreadable} more events`}, of which it has not kept anything that can be read. Compare the orders themselves, e.g. with Get Many.`,
			location: 'outputPane',
			type: 'warning',
		},
	];
}
