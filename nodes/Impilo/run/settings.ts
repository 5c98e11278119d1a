import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { Disturbances } from '../api/client';
import type { ClientSettings } from '../api/open';
import { DEFAULT_SETTINGS } from '../api/open';
import { parseCollection, parseCount } from './fieldValues';
import { InputRefusal } from './refusal';

const MOST_IN_FLIGHT = 50;
const DEFAULT_CONCURRENCY = DEFAULT_SETTINGS.concurrency;
const DEFAULT_TIMEOUT_S = DEFAULT_SETTINGS.timeoutMs / 1000;
const LONGEST_TIMEOUT_S = 600;

/** The Options that every operation has. */
export const OPTIONS_FIELD: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MOST_IN_FLIGHT },
			default: DEFAULT_CONCURRENCY,
			description: 'How many requests may be under way at once, from 1 to 50',
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: LONGEST_TIMEOUT_S },
			default: DEFAULT_TIMEOUT_S,
			description: 'How many seconds to wait for an answer of Impilo, at most 600',
		},
	],
};

/** @throws InputRefusal when an option is out of its bounds */
export function readSettings(options: unknown): ClientSettings {
	const given = parseCollection(options, 'Options');
	const read = (name: string, field: string, otherwise: number, most: number): number => {
		const remedy = `Under Options, set ${field} to a whole number from 1 to ${most}.`;
		const value = parseCount(given.get(name) ?? otherwise, field, remedy);
		if (value > most) throw new InputRefusal(`${field} is more than ${most}`, remedy);
		return value;
	};
	return {
		concurrency: read('concurrency', 'Concurrency', DEFAULT_CONCURRENCY, MOST_IN_FLIGHT),
		timeoutMs: read('timeout', 'Timeout', DEFAULT_TIMEOUT_S, LONGEST_TIMEOUT_S) * 1000,
	};
}

/** A note for the output where the network or Impilo disturbed the run. */
export function hintsOfDisturbances({ pauses, repeats }: Disturbances): NodeExecutionHint[] {
	if (repeats === 0) return [];
	const asked =
		pauses > 0
			? ` Impilo asked for a pause ${countTimes(pauses)}: a lower Concurrency under Options avoids that.`
			: '';
	return [
		{
			message: `The network or Impilo did not always answer: requests were sent again ${countTimes(repeats)}.${asked}`,
			location: 'outputPane',
			type: 'info',
		},
	];
}

function countTimes(number: number): string {
	return number === 1 ? 'once' : `${number} times`;
}
