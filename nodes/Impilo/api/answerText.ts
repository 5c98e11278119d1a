import { isObject, readJson } from './json';

/**
 * How Impilo words its refusals in JSON isn't documented, so the words are looked for in every shape that
 * such an API may use, and in what a proxy may answer.
 */

const MOST_TEXTS = 10;
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
/** Under these, an API may say what's wrong field by field: every value in them is words. */
const FIELD_BY_FIELD_KEYS = ['errors', 'details'];
const DEEPEST_NESTING = 4;

/**
 * Finds the words in the body of a refusal.
 *
 * @param body text, bytes, a JSON value, or nothing
 * @returns each message once, ten at most, in reading order; empty where the body says nothing readable
 */
export function readAnswerTexts(body: unknown): string[] {
	const texts: string[] = [];
	collectTexts(readJson(readText(body)), texts, 0);
	return [...new Set(texts)].slice(0, MOST_TEXTS);
}

function readText(body: unknown): unknown {
	if (ArrayBuffer.isView(body)) {
		return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
	}
	return body instanceof ArrayBuffer ? Buffer.from(body).toString('utf8') : body;
}

function collectTexts(value: unknown, texts: string[], depth: number): void {
	if (depth > DEEPEST_NESTING) return;
	if (typeof value === 'string') {
		const text = cleanText(value);
		if (text !== '') texts.push(text);
	} else if (Array.isArray(value)) {
		for (const entry of value) collectTexts(entry, texts, depth + 1);
	} else if (isObject(value)) {
		for (const key of WORD_KEYS) {
			const words = value[key];
			const isFieldByField = isObject(words) && FIELD_BY_FIELD_KEYS.includes(key);
			collectTexts(isFieldByField ? Object.values(words) : words, texts, depth + 1);
		}
	}
}

function cleanText(text: string): string {
	const isPage = /<(!doctype|html|head|body|h1|p)\b/i.test(text);
	const plain = isPage ? readPageText(text) : text;
	return plain.replace(/\s+/g, ' ').trim();
}

/** A web page's title, heading and paragraphs say what a proxy meant; the page around it is of no use. */
function readPageText(page: string): string {
	const headings = [...page.matchAll(/<(title|h1|p)\b[^>]*>([^<]*)<\/\1>/gi)]
		.map(([, , heading = '']) => heading.trim())
		.filter((heading) => heading !== '');
	if (headings.length > 0) return [...new Set(headings)].join(': ');
	return page.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
}
