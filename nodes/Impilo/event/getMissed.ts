import type { NodeExecutionHint } from 'n8n-workflow';

import { InputRefusal } from '../fields/refusal';
import { parseTime } from '../fields/time';
import { parseText } from '../fields/values';
import { countOf, outputHint, showHints, were } from '../run/hints';
import type { Operation, Resource } from '../run/operation';
import { runItems } from '../run/runItems';
import { readSimplify } from '../run/simplify';
import { findMissedEvents } from './deliveryLog';
import { EVENT_FILTER_FIELDS, isWanted, readEventFilter, SIMPLIFY_EVENT_FIELD } from './filter';
import { presentEvent } from './view';

const getMissed: Operation = {
	option: {
		name: 'Get Missed',
		value: 'getMissed',
		action: 'Get missed events',
		description: 'Get the events that Impilo could not deliver to a webhook, e.g. after an outage',
	},
	fields: [
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			required: true,
			default: '',
			description:
				'Only events since this time. In a scheduled workflow, go back further than its last run: Impilo keeps trying to deliver an event for about two hours.',
		},
		{
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/8a1c/webhook',
			hint: 'Paste the Production URL of your Impilo Trigger. Otherwise, you also get events that only other webhooks of the account have missed.',
			description:
				'Only events that were sent to this URL. You find it in the Impilo Trigger, under Webhook URLs. Leave empty for any URL.',
		},
		...EVENT_FILTER_FIELDS,
		SIMPLIFY_EVENT_FIELD,
	],
	execute: async (run) => {
		const { context, client } = run;
		// Several items may read the same logs.
		const unreadable = new Set<string>();
		const elsewhere = new Set<string>();
		const outputs = await runItems(run, async (itemIndex) => {
			const valueOf = run.valuesOf(itemIndex);
			const filter = readEventFilter(valueOf('events'), valueOf('orderStatuses'));
			const sinceMs = parseTime(valueOf('since'), 'Since', context.getTimezone());
			if (sinceMs === undefined) {
				throw new InputRefusal(
					'Since',
					'is empty',
					'Enter a time, or an expression such as {{ $now.minus(1, "day") }}.',
				);
			}
			const webhookUrl = parseText(valueOf('webhookUrl'), 'Webhook URL') || undefined;
			const simplify = readSimplify(valueOf);
			const missed = await findMissedEvents(client, filter.types, sinceMs, webhookUrl);
			for (const delivery of missed.unreadable) unreadable.add(delivery);
			for (const delivery of missed.elsewhere) elsewhere.add(delivery);
			return missed.events
				.filter((event) => isWanted(event, filter))
				.map((event) => ({ json: presentEvent(event, simplify) }));
		});
		showHints(context, [
			...hintsOfUnreadable(unreadable.size),
			...hintsOfElsewhere(elsewhere.size),
		]);
		return outputs;
	},
};

function hintsOfUnreadable(unreadable: number): NodeExecutionHint[] {
	if (unreadable === 0) return [];
	return [
		outputHint(
			`Impilo could not deliver ${countOf(unreadable, 'more event')} that cannot be read from its log. Check the orders themselves, e.g. with Get Many.`,
			'warning',
		),
	];
}

function hintsOfElsewhere(elsewhere: number): NodeExecutionHint[] {
	if (elsewhere === 0) return [];
	return [
		outputHint(
			`No entry in Impilo's log has this Webhook URL, so ${countOf(elsewhere, 'failed delivery')} ${were(elsewhere)} left out. Compare Webhook URL with the Production URL of your Impilo Trigger, or leave it empty for any URL.`,
			'warning',
		),
	];
}

export const event: Resource = {
	option: { name: 'Event', value: 'event' },
	operations: [getMissed],
	defaultOperation: 'getMissed',
};
