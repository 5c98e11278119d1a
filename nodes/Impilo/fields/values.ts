import { isGiven, isObject, readJson } from '../api/json';
import { emptyField, InputRefusal } from './refusal';

/**
 * Reads values as they come from a form, a spreadsheet or an AI agent. Each function takes the
 * field's display name for its refusal, and refuses with InputRefusal.
 */

/** Text; a number, as spreadsheets give for zip codes, counts as text. Nothing is ''. */
export function parseText(value: unknown, field: string): string {
	if (!isGiven(value)) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isFinite(value)) {
		// A larger whole number has been rounded on its way here.
		if (!Number.isInteger(value) || Number.isSafeInteger(value)) return String(value);
	}
	throw new InputRefusal(field, 'is not text', `Give ${field} as plain text.`);
}

export function parseRequiredText(value: unknown, field: string): string {
	const text = parseText(value, field);
	if (text === '') throw emptyField(field);
	return text;
}

/** A whole number of at least 1, or of another least one, also as text. */
export function parseCount(
	value: unknown,
	field: string,
	remedy = 'Give how many, e.g. 1. Leave the line out if none are meant.',
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

/** A boolean, also as the text "true" or "false"; nothing is undefined. */
export function parseBoolean(value: unknown, field: string): boolean | undefined {
	if (!isGiven(value) || value === '') return undefined;
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (text === 'true') return true;
	if (text === 'false') return false;
	throw new InputRefusal(field, 'is neither true nor false', 'Give true or false.');
}

/** One of the given words; nothing is undefined. */
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
			`Give one of: ${choices.join(', ')}.`,
		);
	}
	return choice;
}

const DATE_REMEDY = 'Give a day that exists as year-month-day, without a time, e.g. 1980-01-31.';

/**
 * A day as YYYY-MM-DD. A time after it is taken only if it is midnight: any other would mean that a
 * time zone has moved the day.
 */
export function parseDay(value: unknown, field: string): string | undefined {
	const text = isDateLike(value) ? String(value.toISO()) : parseText(value, field);
	if (text === '') return undefined;
	const parts = /^(\d{4})-(\d{2})-(\d{2})(T00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
	const [year, month, day] = (parts ?? []).slice(1, 4).map(Number);
	const date = new Date(Date.UTC(year ?? NaN, (month ?? NaN) - 1, day));
	if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) {
		throw new InputRefusal(field, 'is not a day that exists', DATE_REMEDY);
	}
	return text.slice(0, 10);
}

/**
 * @param otherWay what to do if it's meant to be something else
 * @throws InputRefusal unless the text has the form of one email address
 */
export function refuseBadEmail(text: string, field: string, otherWay = ''): void {
	if (/^[^\s@]+@[^\s@]+$/.test(text)) return;
	throw new InputRefusal(
		field,
		'is not an email address',
		`Give one address, e.g. nathan@example.com. ${otherWay}`.trim(),
	);
}

/** Fifty of them, and what is around them, stay within what servers take for an address. */
const LONGEST_IN_ADDRESS = 250;

/**
 * Makes sure that a text can stand in the address of a request, where Impilo is asked for it.
 *
 * @throws InputRefusal
 */
export function refuseUnusableInUrl(text: string, field: string): void {
	if (text.length > LONGEST_IN_ADDRESS) {
		throw new InputRefusal(
			field,
			`is longer than ${LONGEST_IN_ADDRESS} characters`,
			`Impilo cannot be asked for that. Give at most ${LONGEST_IN_ADDRESS} characters, and check that the field holds nothing else.`,
		);
	}
	// With this flag, a surrogate is half a character.
	if (/[\0\p{Surrogate}]/u.test(text)) {
		throw new InputRefusal(
			field,
			'has a character in it that cannot be sent',
			`Check the data that ${field} comes from: text that was cut may end in half an emoji, and a damaged file may have invisible characters in it.`,
		);
	}
	if (text === '.' || text === '..') {
		throw new InputRefusal(
			field,
			'is nothing but dots',
			`Impilo cannot be asked for that. Give ${field} as it is at Impilo, or leave it empty where nothing is known.`,
		);
	}
}

/** n8n's expressions work with Luxon's DateTime. */
function isDateLike(value: unknown): value is { toISO: () => string | null } {
	return isObject(value) && typeof value.toISO === 'function';
}

/** A list of texts, also as JSON text or with commas between; empty ones are left out. */
export function parseTexts(value: unknown, field: string): string[] {
	// Other text isn't JSON: a long number would be rounded.
	const isJson = typeof value !== 'string' || /^\s*[["{]/.test(value);
	const list = isJson ? readJson(value) : value;
	const entries: unknown[] = Array.isArray(list) ? list : parseText(list, field).split(',');
	return entries.map((entry) => parseText(entry, field)).filter((text) => text !== '');
}

/** The fields of a collection; an expression or an AI agent may give them as JSON text. Nothing is none. */
export function parseCollection(value: unknown, field: string): Map<string, unknown> {
	const fields = readJson(value);
	if (!isGiven(fields) || fields === '') return new Map();
	if (isObject(fields)) return new Map(Object.entries(fields));
	throw new InputRefusal(
		field,
		'is not a set of fields',
		`Fill the fields under ${field}, or give an object with their names and values.`,
	);
}
