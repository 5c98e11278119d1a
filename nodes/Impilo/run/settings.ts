import type { INodeProperties, NodeExecutionHint } from 'n8n-workflow';

import type { ClientSettings, Retries } from '../api/client';
import { DEFAULT_SETTINGS } from '../api/client';
import { InputRefusal } from '../fields/refusal';
import { parseCollection, parseCount } from '../fields/values';
import { countTimes, outputHint } from './hints';

const MOST_IN_FLIGHT = 50;
const DEFAULT_CONCURRENCY = DEFAULT_SETTINGS.concurrency;
const DEFAULT_TIMEOUT_S = DEFAULT_SETTINGS.timeoutMs / 1000;
const LONGEST_TIMEOUT_S = 600;

/** The Options that every operation has. */
const SETTINGS: INodeProperties[] = [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_IN_FLIGHT },
		default: DEFAULT_CONCURRENCY,
		description: 'Max number of requests to send at the same time, from 1 to 50',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_TIMEOUT_S },
		default: DEFAULT_TIMEOUT_S,
		description: 'How many seconds to wait for an answer from Impilo, at most 600',
	},
];

/**
 * The Options of the node.
 *
 * @param ofOperations those that only some operations have
 */
export function optionsField(ofOperations: readonly INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...SETTINGS, ...ofOperations].sort((one, other) =>
			one.displayName.localeCompare(other.displayName),
		),
	};
}

/** @throws InputRefusal if an option is out of its bounds */
export function readSettings(options: unknown): ClientSettings {
	const given = parseCollection(options, 'Options');
	const read = (name: string, field: string, otherwise: number, most: number): number => {
		const remedy = `Under Options, set ${field} to a whole number from 1 to ${most}.`;
		const value = parseCount(given.get(name) ?? otherwise, field, remedy);
		if (value > most) throw new InputRefusal(field, `is more than ${most}`, remedy);
		return value;
	};
	return {
		concurrency: read('concurrency', 'Concurrency', DEFAULT_CONCURRENCY, MOST_IN_FLIGHT),
		timeoutMs: read('timeout', 'Timeout', DEFAULT_TIMEOUT_S, LONGEST_TIMEOUT_S) * 1000,
	};
}

/** A note for the output if requests were sent again. */
export function hintsOfRetries({ requests, pauses }: Retries): NodeExecutionHint[] {
	if (requests === 0) return [];
	const asked =
		pauses > 0
			? ` Impilo asked for a pause ${countTimes(pauses)}: lower Concurrency under Options to avoid that.`
			: '';
	return [
		outputHint(
			`Requests were sent again ${countTimes(requests)}, because the network or Impilo did not answer.${asked}`,
		),
	];
}
