import { tryToParseDateTime } from 'n8n-workflow';

import { isGiven, isObject } from '../api/json';
import { InputRefusal } from './refusal';

/**
 * Reads a time. Without a zone it's in the workflow's zone, as everywhere in n8n.
 *
 * @param field the display name
 * @returns milliseconds since 1970; undefined for nothing
 * @throws InputRefusal
 */
export function parseTime(value: unknown, field: string, timezone: string): number | undefined {
	if (!isGiven(value) || value === '') return undefined;
	const ms = readMillis(value, timezone);
	if (ms !== undefined) return ms;
	throw new InputRefusal(
		field,
		'is not a time',
		'Enter a date, with or without a time, e.g. 2026-01-31T08:00:00, or an expression such as {{ $now.minus(1, "day") }}.',
	);
}

const ISO_8601 =
	/^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?)? ?(?<zone>Z|[+-]\d{2}:?\d{2})?$/i;
const RFC_2822_AT_START = /^[A-Z][a-z]{2}, \d/;

/** n8n itself accepts any text with a number in it, and takes February 30 for a day in March. */
function readMillis(value: unknown, timezone: string): number | undefined {
	if (!isTimeObject(value) && !isTimeText(value)) return undefined;
	try {
		const time = tryToParseDateTime(value, timezone);
		// n8n 1.85 ignores the zone, and uses that of the workflow that ran last.
		return (hasNoZone(value) ? time.setZone(timezone, { keepLocalTime: true }) : time).toMillis();
	} catch {
		return undefined;
	}
}

/** Expressions give Luxon's DateTime, or a Date. */
function isTimeObject(value: unknown): boolean {
	return value instanceof Date || (isObject(value) && 'toISO' in value);
}

function hasNoZone(value: unknown): boolean {
	const parts = typeof value === 'string' ? ISO_8601.exec(value.trim()) : null;
	return parts !== null && parts.groups?.zone === undefined;
}

function isTimeText(value: unknown): boolean {
	if (typeof value !== 'string') return false;
	const text = value.trim();
	if (RFC_2822_AT_START.test(text)) return true;
	const day = ISO_8601.exec(text)?.[1];
	const date = new Date(`${day}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(String(day));
}
