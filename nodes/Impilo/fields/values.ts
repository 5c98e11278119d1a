import { isGiven, isObject, readJson } from '../api/json';
import { emptyField, InputRefusal } from './refusal';

/**
 * Reads values from forms, spreadsheets and AI agents. Each function throws an InputRefusal with the
 * display name of the field.
 */

/** Also takes a number, e.g. a zip code from a spreadsheet. Nothing is ''. */
export function parseText(value: unknown, field: string): string {
	if (!isGiven(value)) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isFinite(value)) {
		// A larger number has been rounded already.
		if (!Number.isInteger(value) || Number.isSafeInteger(value)) return String(value);
	}
	throw new InputRefusal(field, 'is not text', `Enter ${field} as plain text.`);
}

export function parseRequiredText(value: unknown, field: string): string {
	const text = parseText(value, field);
	if (text === '') throw emptyField(field);
	return text;
}

/** A whole number, also as text. */
export function parseCount(
	value: unknown,
	field: string,
	remedy = 'Enter a number, e.g. 1, or remove the line.',
	least = 1,
): number {
	const isNumber =
		typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value.trim()));
	const count = isNumber ? Number(value) : NaN;
	if (!Number.isSafeInteger(count) || count < least) {
		throw new InputRefusal(field, `is not a whole number of at least ${least}`, remedy);
	}
	return count;
}

/** Also takes "true" and "false". Nothing is undefined. */
export function parseBoolean(value: unknown, field: string): boolean | undefined {
	if (!isGiven(value) || value === '') return undefined;
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (text === 'true') return true;
	if (text === 'false') return false;
	throw new InputRefusal(field, 'is neither true nor false', 'Enter true or false.');
}

/** In any case. Nothing is undefined. */
export function parseChoice<T extends string>(
	value: unknown,
	choices: readonly T[],
	field: string,
): T | undefined {
	const text = parseText(value, field);
	if (text === '') return undefined;
	const choice = choices.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
	if (choice === undefined) {
		throw new InputRefusal(
			field,
			'is not one of the values that Impilo knows',
			`Use one of: ${choices.join(', ')}.`,
		);
	}
	return choice;
}

const DATE_REMEDY = 'Enter a valid date as year-month-day, without a time, e.g. 1980-01-31.';

/**
 * A day as YYYY-MM-DD. A time is only accepted if it's midnight: with any other, a time zone may have
 * changed the day.
 */
export function parseDay(value: unknown, field: string): string | undefined {
	const text = isDateLike(value) ? String(value.toISO()) : parseText(value, field);
	if (text === '') return undefined;
	const parts = /^(\d{4})-(\d{2})-(\d{2})(T00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
	const [year, month, day] = (parts ?? []).slice(1, 4).map(Number);
	const date = new Date(Date.UTC(year ?? NaN, (month ?? NaN) - 1, day));
	if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) {
		throw new InputRefusal(field, 'is not a valid date', DATE_REMEDY);
	}
	return text.slice(0, 10);
}

/**
 * @param otherMode which other mode of a locator the text looks right for
 * @throws InputRefusal unless the text looks like one email address
 */
export function refuseBadEmail(text: string, field: string, otherMode = ''): void {
	if (isEmail(text)) return;
	throw new InputRefusal(
		field,
		'is not an email address',
		`Enter one address, e.g. nathan@example.com. ${otherMode}`.trim(),
	);
}

export function isEmail(text: string): boolean {
	return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** Fifty of them still fit into a URL. */
const LONGEST_IN_URL = 250;

/**
 * @throws InputRefusal if the text can't be part of a URL
 */
export function refuseUnusableInUrl(text: string, field: string): void {
	if (text.length > LONGEST_IN_URL) {
		throw new InputRefusal(
			field,
			`is longer than ${LONGEST_IN_URL} characters`,
			`Impilo cannot look that up. Enter at most ${LONGEST_IN_URL} characters, and check that the field contains nothing else.`,
		);
	}
	// With the flag u, only unpaired surrogates match.
	if (/[\0\p{Surrogate}]/u.test(text)) {
		throw new InputRefusal(
			field,
			'contains a character that cannot be sent',
			`Check the data that ${field} comes from: text that was cut may end in half an emoji, and a damaged file may contain invisible characters.`,
		);
	}
	if (text === '.' || text === '..') {
		throw new InputRefusal(
			field,
			'consists only of dots',
			`Impilo cannot look that up. Enter ${field} as it is at Impilo, or leave it empty if you do not know it.`,
		);
	}
}

/** Expressions give Luxon's DateTime. */
function isDateLike(value: unknown): value is { toISO: () => string | null } {
	return isObject(value) && typeof value.toISO === 'function';
}

/** A list, also as JSON or separated by commas; without empty entries. */
export function parseTexts(value: unknown, field: string): string[] {
	// Other text isn't parsed: a long number would be rounded.
	const isJson = typeof value !== 'string' || /^\s*[["{]/.test(value);
	const list = isJson ? readJson(value) : value;
	const entries: unknown[] = Array.isArray(list) ? list : parseText(list, field).split(',');
	return entries.map((entry) => parseText(entry, field)).filter((text) => text !== '');
}

/** An expression or an AI agent may give JSON. Nothing is an empty collection. */
export function parseCollection(value: unknown, field: string): Map<string, unknown> {
	const fields = readJson(value);
	if (!isGiven(fields) || fields === '') return new Map();
	if (isObject(fields)) return new Map(Object.entries(fields));
	throw new InputRefusal(
		field,
		'is not a set of fields',
		`Fill the fields under ${field}, or use an object with their names and values.`,
	);
}
