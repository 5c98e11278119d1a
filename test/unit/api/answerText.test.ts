import { readAnswerTexts } from '../../../nodes/Impilo/api/answerText';

const WORDS = 'Must provide a City value in the Address.';

/** E.g. "city, state: must not be blank". */
function readTexts(body: unknown): string[] {
	return readAnswerTexts(body).map(({ words, fields }) =>
		fields.length === 0 ? words : `${fields.join(', ')}: ${words}`,
	);
}

/** Words so many objects deep. */
function nest(depth: number): unknown {
	let value: unknown = WORDS;
	for (let level = 0; level < depth; level++) value = { error: value };
	return value;
}

describe('readAnswerTexts', () => {
	it.each<[string, unknown, string[]]>([
		['text', WORDS, [WORDS]],
		['text with line ends and blanks', `  ${WORDS}\r\n\t more `, [`${WORDS} more`]],
		['text as JSON', JSON.stringify(WORDS), [WORDS]],
		['{message}', { message: WORDS }, [WORDS]],
		['{message} as text', JSON.stringify({ message: WORDS }), [WORDS]],
		['{error}', { error: WORDS }, [WORDS]],
		['{error: {message}}', { error: { message: WORDS } }, [WORDS]],
		['{errors} of text', { errors: [WORDS, 'item_not_orderable'] }, [WORDS, 'item_not_orderable']],
		['{errors} of objects', { errors: [{ message: WORDS }, { detail: 'b' }] }, [WORDS, 'b']],
		['{errors} as text', { errors: WORDS }, [WORDS]],
		['a list', [WORDS, { message: 'b' }], [WORDS, 'b']],
		['{title, detail}', { title: 'Bad Request', detail: WORDS }, [WORDS, 'Bad Request']],
		['{details}', { details: [WORDS] }, [WORDS]],
		['{description}', { description: WORDS }, [WORDS]],
		['the same words twice', { message: WORDS, errors: [WORDS] }, [WORDS]],
		['words before codes', { error: 'Bad Request', message: WORDS }, [WORDS, 'Bad Request']],
		['{reason}', { reason: WORDS }, [WORDS]],
		['{code}', { code: 'item_not_orderable' }, ['item_not_orderable']],
		['{message, reason, code}', { code: 'c', reason: 'r', message: WORDS }, [WORDS, 'r', 'c']],
		['{code} that is a number', { code: 400, message: WORDS }, [WORDS]],
		[
			'{errors} field by field',
			{ errors: { city: WORDS, state: 'b' } },
			[`city: ${WORDS}`, 'state: b'],
		],
		['one for two fields', { errors: { city: WORDS, state: WORDS } }, [`city, state: ${WORDS}`]],
		[
			'words that come without a field, too',
			{ message: WORDS, errors: { city: WORDS } },
			[`city: ${WORDS}`],
		],
		[
			'{errors} that name their field',
			{ errors: [{ field: 'city', message: WORDS }] },
			[`city: ${WORDS}`],
		],
		['no field where there is none', { errors: { message: WORDS, ' ': 'b' } }, [WORDS, 'b']],
		[
			'{errors} with lists of words',
			{ errors: { city: [WORDS, 'b'] } },
			[`city: ${WORDS}`, 'city: b'],
		],
		['{errors} with objects', { errors: { city: { message: WORDS } } }, [`city: ${WORDS}`]],
		[
			'keys that are no fields',
			{ errors: { 'Nathan Smith': [WORDS], ['a'.repeat(81)]: [WORDS] } },
			[WORDS],
		],
		['{details} field by field', { details: { city: WORDS } }, [`city: ${WORDS}`]],
		[
			'{error: {errors}} field by field',
			{ error: { errors: { city: [WORDS] } } },
			[`city: ${WORDS}`],
		],
		['other keys field by field', { error: { city: WORDS }, message: { city: WORDS } }, []],
		['other keys only', { status: 400, path: '/api/v3/order', timestamp: 'now' }, []],
		['an empty text', '', []],
		['blanks', ' \n ', []],
		['nothing', undefined, []],
		['null', null, []],
		['null as text', 'null', []],
		['a number', 400, []],
		['a number as text', '400', []],
		['a boolean', true, []],
		['an empty object', {}, []],
		['an empty list', [], []],
		['null entries', { message: null, errors: [null, WORDS] }, [WORDS]],
		['broken JSON', '{"message": "x', ['{"message": "x']],
	])('reads %s', (_, body, expected) => {
		expect(readTexts(body)).toEqual(expected);
	});

	it.each<[string, unknown]>([
		['Buffer', Buffer.from(JSON.stringify({ message: 'Adresse prüfen' }))],
		['Uint8Array', new TextEncoder().encode(JSON.stringify({ message: 'Adresse prüfen' }))],
		['ArrayBuffer', new TextEncoder().encode(JSON.stringify({ message: 'Adresse prüfen' })).buffer],
	])('reads bytes: %s', (_, body) => {
		expect(readTexts(body)).toEqual(['Adresse prüfen']);
	});

	it.each([
		[
			'its title',
			'<!DOCTYPE html><html><head><title> 502 Bad Gateway </title></head><body>x</body></html>',
			['502 Bad Gateway'],
		],
		[
			'its words where there is no title',
			'<html><style>p { color: red }</style><script>alert(1)</script><body><h1 class="big"> Down </h1>\n<p>for now</p></body></html>',
			['Down: for now'],
		],
		['its words where the title is empty', '<html><title> </title><p>Down</p></html>', ['Down']],
		[
			'its text where it has no paragraphs',
			'<html><style>p { color: red }</style><body>Bad<br>Gateway<script>if (1 < 2) go()</script>here</body></html>',
			['Bad Gateway here'],
		],
		['nothing of an empty page', '<html><body></body></html>', []],
	])('reads %s from a web page', (_, page, expected) => {
		expect(readTexts(page)).toEqual(expected);
	});

	it.each([
		['letters with a mark', 'M&uuml;ller-&Scaron;&Eacute;', 'Müller-ŠÉ'],
		['other letters', 'Stra&szlig;e, &Lstrok;ukasz', 'Straße, Łukasz'],
		[
			'numbers',
			'O&#39;Brien, O&#x27;Brien, M&#0252;ller, O&#39Brien',
			"O'Brien, O'Brien, Müller, O'Brien",
		],
		['what is encoded twice', 'O&amp;#39;Brien, O&#38;#x26;#39;Brien', "O'Brien, O'Brien"],
		['what is encoded thrice', 'M&amp;amp;uuml;ller', 'Müller'],
		[
			'an address',
			'?email=q.t%40example.com&name=%C3%91and%c3%ba',
			'?email=q.t@example.com&name=Ñandú',
		],
		[
			'an address that is encoded twice',
			'q.t%2540x, q.t%252540x, q.t&#37;40x',
			'q.t@x, q.t@x, q.t@x',
		],
		['no address', '50%, 5 %40, %zz, %4, Mu%F1oz', '50%, 5 @, %zz, %4, Mu%F1oz'],
		['what only looks like a tag', '&lt;b&gt;', '<b>'],
		['no character', '&#0;&#xd800;&#1114112;&#99999999999999999999;', '\uFFFD'.repeat(4)],
		['nothing', 'R&D; a & b &copies; &constructor; &', 'R&D; a & b &copies; &constructor; &'],
	])('decodes, in a web page or not, %s', (_, text, expected) => {
		expect(readTexts(`<html><p>${text}</p></html>`)).toEqual([expected]);
		expect(readTexts({ message: text })).toEqual([expected]);
	});

	it('leaves angle brackets alone outside web pages', () => {
		expect(readTexts('count < 1 or count > 5')).toEqual(['count < 1 or count > 5']);
	});

	it.each([
		['text', 'a'.repeat(100_000), 'a'.repeat(2_000)],
		['text of characters that are two', 'a🙂'.repeat(100_000), `${'a🙂'.repeat(666)}a`],
	])('cuts a long %s, and marks it', (_, text, start) => {
		expect(readTexts(text)).toEqual([`${start}…`]);
	});

	it.each([
		['a script that never ends', `<html>Bad${'<script'.repeat(200_000)}`, ['Bad']],
		['a style that never ends', `<html>Bad${'<style '.repeat(200_000)}`, ['Bad']],
		['tags that never end', `<html>Bad ${'<'.repeat(1_000_000)}`, [/^Bad <+…$/]],
		['paragraphs that never end', `<html>Bad ${'<p '.repeat(400_000)}`, [/^Bad [<p ]+…$/]],
		['headings that never end', `<html>${'<h1>Bad'.repeat(200_000)}`, [/^[Bad ]+…$/]],
		['ampersands', `<p>a${'&amp'.repeat(400_000)}`, [/^a(&amp)+(&am?)?…$/]],
		['ampersands that are encoded often', { message: `a&${'amp;'.repeat(400_000)}` }, ['a&am…']],
		['addresses that are encoded often', { message: `a%${'25'.repeat(500_000)}` }, ['a%…']],
		['addresses that are no text', `a${'%C3'.repeat(400_000)}`, [/^a[%C3]+…$/]],
		['percent signs', `a${'%'.repeat(1_000_000)}`, [/^a%+…$/]],
		['blanks', `a${' '.repeat(1_000_000)}b`, ['a …']],
		['quotes', `a${'"'.repeat(1_000_000)}b`, [/^a"+…$/]],
		['lists of nothing', { errors: new Array(1_000_000).fill('') }, []],
	])('takes no time for a million characters: %s', (_, body, expected) => {
		expect(readTexts(body)).toEqual(
			expected.map((text) => (text instanceof RegExp ? expect.stringMatching(text) : text)),
		);
	});

	it('returns at most ten different texts', () => {
		const texts = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);

		expect(readTexts({ errors: texts.slice(0, 10) })).toEqual(texts.slice(0, 10));
		expect(readTexts({ errors: texts })).toEqual(texts.slice(0, 10));
		expect(readTexts([texts[0], ...texts])).toEqual(texts.slice(0, 10));
	});

	it('looks four levels deep', () => {
		expect(readTexts(nest(4))).toEqual([WORDS]);
		expect(readTexts(nest(5))).toEqual([]);
		expect(readTexts([[[[WORDS]]]])).toEqual([WORDS]);
		expect(readTexts([[[[[WORDS]]]]])).toEqual([]);
	});
});
