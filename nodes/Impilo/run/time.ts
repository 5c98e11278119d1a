import { tryToParseDateTime } from 'n8n-workflow';

import { InputRefusal } from './refusal';

/**
 * Reads a point in time. Without a zone it's in the zone of the workflow, as everywhere in n8n.
 *
 * @param field its display name, for the refusal
 * @returns milliseconds since 1970; undefined for nothing
 * @throws InputRefusal
 */
export function parseTime(value: unknown, field: string, timezone: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const ms = readMillis(value, timezone);
	if (ms !== undefined) return ms;
	throw new InputRefusal(
		`${field} is not a time`,
		'Give a date, with a time if you like, e.g. 2026-01-31T08:00:00, or an expression such as {{ $now.minus(1, "day") }}.',
	);
}

/** ISO 8601 or RFC 2822. */
const DATE_AT_START = /^(\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2}, \d)/;

/** n8n reads dates out of any text with a number in it; only year-month-day is certain to be meant. */
function readMillis(value: unknown, timezone: string): number | undefined {
	if (typeof value !== 'object' && !DATE_AT_START.test(String(value))) return undefined;
	try {
		return tryToParseDateTime(value, timezone).toMillis();
	} catch {
		return undefined;
	}
}
