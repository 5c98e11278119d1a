import { isGiven } from '../api/json';
import { InputRefusal } from './refusal';

/** What has an ID at Impilo, by its name in the API's URLs. */
const WORDS = {
	order: 'an order',
	patient: 'a patient',
	site: 'a site',
	item: 'an item',
	kit: 'a kit',
	device: 'a device',
	packedKit: 'a packed kit',
	return: 'a return',
	supportTicket: 'a support ticket',
};

export type Identified = keyof typeof WORDS;

const ID_EXAMPLE = 'the ID that Impilo shows, a whole number such as 1042.';
const ID_REMEDY = `Enter ${ID_EXAMPLE}`;

/** What messages call one, e.g. "packed kit". */
export function nameOf(of: Identified): string {
	return WORDS[of].replace(/^an? /, '');
}

/**
 * Reads an ID: a whole positive number, also as text, or a URL at Impilo that ends in it.
 *
 * @param field the display name, with the line if there are several
 * @param suggestOther says for other text how else it can be used; or nothing
 * @throws InputRefusal
 */
export function parseId(
	value: unknown,
	of: Identified,
	field: string,
	suggestOther: (text: string) => string = () => '',
): number {
	const isBlank = typeof value === 'string' && value.trim() === '';
	if (!isGiven(value) || isBlank) {
		throw new InputRefusal(field, 'is empty', `Choose ${WORDS[of]}, or enter its ID.`);
	}
	if (typeof value !== 'number' && typeof value !== 'string') {
		throw new InputRefusal(field, 'is not an ID', ID_REMEDY);
	}
	const text = String(value).trim();
	// It may be a SKU or an identifier.
	if (/^0+[1-9]\d*$/.test(text)) {
		throw new InputRefusal(
			field,
			'begins with a zero, which no ID at Impilo does',
			`${suggestOther(text)} If it is an ID, enter it without the zero.`.trim(),
		);
	}
	const digits = /^https?:\/\//i.test(text) ? readIdFromUrl(text, of, field) : text;
	const id = /^\d+$/.test(digits) ? Number(digits) : NaN;
	if (!Number.isInteger(id) || id < 1) {
		const otherWay = isNumber(text) ? '' : suggestOther(text);
		const remedy = otherWay === '' ? ID_REMEDY : `${otherWay} Or enter ${ID_EXAMPLE}`;
		throw new InputRefusal(field, 'is not a whole positive number', remedy);
	}
	// Impilo's IDs have 64 bits. JSON numbers are exact up to 2^53: a rounded ID would be another one.
	if (!Number.isSafeInteger(id)) {
		throw new InputRefusal(
			field,
			'is too large to be handled exactly',
			'Check the ID. The largest that can be sent is 9007199254740991.',
		);
	}
	return id;
}

/** Whether a text that may also be something else can be an ID. */
export function isId(text: string): boolean {
	return /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text));
}

/** E.g. "-1" or "1,000", but not "123-456". */
function isNumber(text: string): boolean {
	return /^[+-]?[\d.,]*$/.test(text);
}

/** @throws InputRefusal if the URL is of something else */
function readIdFromUrl(address: string, of: Identified, field: string): string {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const route = url?.hash.replace(/^#/, '').split('?')[0] ?? '';
	const segments = `${url?.pathname ?? ''}/${route}`.split('/');
	const named = segments.map(findWord);
	const position = named.lastIndexOf(of);
	const id = position < 0 ? undefined : findId(segments.slice(position + 1));
	if (id !== undefined) return id;

	const other = named.find((word) => word !== undefined && word !== of);
	throw new InputRefusal(
		field,
		other === undefined
			? `is a URL without the ID of ${WORDS[of]}`
			: `is the URL of ${WORDS[other]}, not of ${WORDS[of]}`,
		ID_REMEDY,
	);
}

/** Follows the word, possibly after another one, as in `/order/summary/1042`. */
function findId(segments: string[]): string | undefined {
	const [next = '', afterNext] = segments;
	const id = /^\d+$/.test(next) || findWord(next) !== undefined ? next : afterNext;
	return id !== undefined && /^\d+$/.test(id) ? id : undefined;
}

/** E.g. "kit", "kits" or "packed-kits". */
function findWord(segment: string): Identified | undefined {
	const word = segment.toLowerCase().replace(/[-_]/g, '').replace(/s$/, '');
	return (Object.keys(WORDS) as Identified[]).find((name) => name.toLowerCase() === word);
}
