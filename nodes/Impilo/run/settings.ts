import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { Disturbances } from '../api/client';
import type { ClientSettings } from '../api/open';
import { DEFAULT_SETTINGS } from '../api/open';
import { parseCount } from './fieldValues';
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
	const given = new Map(
		Object.entries(typeof options === 'object' && options !== null ? options : {}),
	);
	const concurrency = parseCount(given.get('concurrency') ?? DEFAULT_CONCURRENCY, 'Concurrency');
	const timeout = parseCount(given.get('timeout') ?? DEFAULT_TIMEOUT_S, 'Timeout');
	refuseAbove(concurrency, MOST_IN_FLIGHT, 'Concurrency');
	refuseAbove(timeout, LONGEST_TIMEOUT_S, 'Timeout');
	return { concurrency, timeoutMs: timeout * 1000 };
}

function refuseAbove(value: number, most: number, field: string): void {
	if (value <= most) return;
	throw new InputRefusal(
		`${field} is more than ${most}`,
		`Under Options, set ${field} to a whole number from 1 to ${most}.`,
	);
}

/** A note for the output where the run was disturbed but came through. */
export function hintsOfDisturbances({ pauses, repeats }: Disturbances): NodeExecutionHint[] {
	if (repeats === 0) return [];
	const asked =
		pauses > 0
			? ` Impilo asked for a pause ${pauses === 1 ? 'once' : `${pauses} times`}: a lower Concurrency under Options avoids that.`
			: '';
	return [
		{
			message: `${repeats} ${repeats === 1 ? 'request' : 'requests'} to Impilo had to be sent again before ${repeats === 1 ? 'it' : 'they'} came through.${asked}`,
			location: 'outputPane',
			type: 'info',
		},
	];
}
