import { isObject, readJson } from './json';
import { cutText } from './redact';

/**
 * The JSON of refusals isn't documented, so all usual shapes are read, and what a proxy may answer.
 */

const MOST_TEXTS = 10;
/** More is never quoted. Cut before any pattern is searched for. */
const LONGEST_TEXT = 2_000;
/** In a web page, scripts and styles may come first. */
const LONGEST_PAGE = 20_000;
const WORD_KEYS = [
	'message',
	'error',
	'errors',
	'detail',
	'details',
	'title',
	'description',
	'reason',
	'code',
];
/** May hold one message for each field. */
const FIELD_BY_FIELD_KEYS = ['errors', 'details'];
const DEEPEST_NESTING = 4;
/** E.g. `patient.address.zipCode` or `orderItems[0].count`; anything else may be about somebody. */
const FIELD_PATH = /^[a-z][\w.[\]-]{0,79}$/i;

/** A message, and the fields that it is about, if the answer says so. */
export interface AnswerText {
	words: string;
	fields: string[];
}

/**
 * Finds the words in the body of a refusal.
 *
 * @param body text, bytes, a JSON value, or nothing
 * @returns each message once, ten at most, cut if long; empty if there is nothing readable
 */
export function readAnswerTexts(body: unknown): AnswerText[] {
	const texts = new Map<string, Set<string>>();
	collectTexts(readJson(readText(body)), texts, 0);
	return [...texts].map(([words, fields]) => ({ words, fields: [...fields] }));
}

function readText(body: unknown): unknown {
	if (ArrayBuffer.isView(body)) {
		return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
	}
	return body instanceof ArrayBuffer ? Buffer.from(body).toString('utf8') : body;
}

/** @param texts gets the messages, each with its fields */
function collectTexts(
	value: unknown,
	texts: Map<string, Set<string>>,
	depth: number,
	field = '',
): void {
	if (depth > DEEPEST_NESTING || texts.size === MOST_TEXTS) return;
	if (typeof value === 'string') {
		const words = cleanText(value);
		if (words === '') return;
		const fields = texts.get(words) ?? new Set();
		texts.set(words, fields);
		if (fields.size < MOST_TEXTS && FIELD_PATH.test(field)) fields.add(field);
	} else if (Array.isArray(value)) {
		for (const entry of value) collectTexts(entry, texts, depth + 1, field);
	} else if (isObject(value)) {
		const ownField = typeof value.field === 'string' ? value.field : field;
		for (const key of WORD_KEYS) {
			const words = value[key];
			if (isObject(words) && FIELD_BY_FIELD_KEYS.includes(key)) {
				for (const [name, entry] of Object.entries(words)) {
					const isField = !WORD_KEYS.includes(name);
					collectTexts(entry, texts, depth + 2, isField ? name : ownField);
				}
			} else collectTexts(words, texts, depth + 1, ownField);
		}
	}
}

function cleanText(text: string): string {
	const start = cutText(text, LONGEST_PAGE);
	const isPage = /<(!doctype|html|head|body|h1|p)\b/i.test(start);
	const plain = isPage ? readPageText(start) : start;
	return cutText(decodeUrl(decodeHtml(plain)).replace(/\s+/g, ' ').trim(), LONGEST_TEXT);
}

/** HTML entities that may occur in names and addresses, without letters with a mark. */
const NAMED_CHARACTERS = new Map(
	Object.entries({
		amp: '&',
		lt: '<',
		gt: '>',
		quot: '"',
		apos: "'",
		nbsp: ' ',
		lsquo: '‘',
		rsquo: '’',
		ndash: '–',
		szlig: 'ß',
		AElig: 'Æ',
		aelig: 'æ',
		OElig: 'Œ',
		oelig: 'œ',
		Oslash: 'Ø',
		oslash: 'ø',
		ETH: 'Ð',
		eth: 'ð',
		THORN: 'Þ',
		thorn: 'þ',
		Dstrok: 'Đ',
		dstrok: 'đ',
		Lstrok: 'Ł',
		lstrok: 'ł',
		inodot: 'ı',
	}),
);

/** Follow the letter in an HTML entity. */
const MARKS = new Map(
	Object.entries({
		grave: '\u0300',
		acute: '\u0301',
		circ: '\u0302',
		tilde: '\u0303',
		macr: '\u0304',
		breve: '\u0306',
		dot: '\u0307',
		uml: '\u0308',
		ring: '\u030A',
		dblac: '\u030B',
		caron: '\u030C',
		cedil: '\u0327',
		ogon: '\u0328',
	}),
);

/** So that personal data is found as it was given. A text may have been encoded more than once. */
function decodeHtml(text: string): string {
	return text
		.replace(/&(?:amp;|#0*38;|#x0*26;)+/gi, '&')
		.replace(/&#(?:x([\da-f]+)|(\d+));?/gi, (_, hex?: string, decimal?: string) =>
			characterOf(hex === undefined ? Number(decimal) : parseInt(hex, 16)),
		)
		.replace(/&([a-z]+);/gi, (whole, name: string) => {
			const mark = MARKS.get(name.slice(1));
			const marked = mark && `${name.charAt(0)}${mark}`.normalize('NFC');
			return NAMED_CHARACTERS.get(name) ?? marked ?? whole;
		});
}

/** The address of a request may be quoted, and may have been encoded more than once. */
function decodeUrl(text: string): string {
	return text.replace(/%(?:25)+(?=[\da-f]{2})/gi, '%').replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
		try {
			return decodeURIComponent(encoded);
		} catch {
			return encoded;
		}
	});
}

function characterOf(code: number): string {
	const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
	return isCharacter ? String.fromCodePoint(code) : '\uFFFD';
}

/** Prefers the title, heading and paragraphs. */
function readPageText(page: string): string {
	const headings = [...page.matchAll(/<(title|h1|p)\b[^<>]*>([^<]*)<\/\1>/gi)]
		.map(([, , heading = '']) => heading.trim())
		.filter((heading) => heading !== '');
	if (headings.length > 0) return [...new Set(headings)].join(': ');
	return dropElements(dropElements(page, 'script'), 'style').replace(/<[^<>]*>/g, ' ');
}

/** Removes elements. If one has no end, removes the rest of the page. */
function dropElements(page: string, name: string): string {
	const [before = '', ...others] = page.split(new RegExp(`<${name}\\b`, 'i'));
	const end = new RegExp(`</${name}>`, 'i');
	return [before, ...others.map((other) => other.split(end).slice(1).join(' '))].join(' ');
}
