import fc from 'fast-check';

import { redact } from '../../../nodes/Impilo/api/redact';

describe('redact', () => {
	it.each([
		['a whole word', 'Nathan is unknown', ['Nathan'], '[hidden] is unknown'],
		['in any case', 'nathan and NATHAN', ['Nathan'], '[hidden] and [hidden]'],
		['every time', 'a Nathan, a Nathan', ['Nathan'], 'a [hidden], a [hidden]'],
		['in quotes', 'value "Nathan"', ['Nathan'], 'value "[hidden]"'],
		['not inside another word', 'Nathaniel', ['Nathan'], 'Nathaniel'],
		['not inside another number', '15550100', ['5550100'], '15550100'],
		['beside an accent', 'Nathané', ['Nathan'], 'Nathané'],
		['accented', 'Zoé Müller', ['Zoé', 'müller'], '[hidden] [hidden]'],
		['with punctuation in it', 'at +1 (555) 0100 (x)', ['+1 (555) 0100'], 'at +[hidden] (x)'],
		['with a dollar sign', 'key $1$& here', ['$1$&'], 'key [hidden] here'],
		['with blanks around it', 'Nathan', ['  Nathan '], '[hidden]'],
		['two letters', 'IL is no state', ['IL'], '[hidden] is no state'],
		['not a single letter', 'a b c', ['b'], 'a b c'],
		['not empty values', 'a b c', ['', ' '], 'a b c'],
		[
			'the longest first',
			'Nathan Example of Example Street 5',
			['Nathan', 'Example', 'Nathan Example', 'Example Street 5'],
			'[hidden] of [hidden]',
		],
		['whatever blanks are in it', '12  Main\n\tStreet', ['12 Main Street'], '[hidden]'],
		['with many blanks in the value', '12 Main Street', ['12   Main\nStreet'], '[hidden]'],
		['not without its blanks', '12MainStreet', ['12 Main Street'], '12MainStreet'],
		['email addresses without being told', 'no nathan@example.com here', [], 'no [hidden] here'],
		['email addresses in brackets', '<nathan.b+x@mail.example.com>', [], '<[hidden]>'],
		[
			'nothing where there is nothing',
			'insufficient_inventory',
			['Nathan'],
			'insufficient_inventory',
		],
	])('hides %s', (_, text, personal, expected) => {
		expect(redact(text, personal)).toBe(expected);
	});

	it.each([
		[
			'in other letters for the same',
			'STRASSE and Zoe\u0301',
			['Straße', 'Zoé'],
			'[hidden] and [hidden]',
		],
		['without its accents', 'Zoe Muller', ['Zoé Müller'], '[hidden]'],
		['with another apostrophe', 'No O’Brien, OʼBrien', ["o'brien"], 'No [hidden], [hidden]'],
		[
			'with an accent or a blank for one',
			'No O´Brien, O Brien',
			["O'Brien"],
			'No [hidden], [hidden]',
		],
		['typed with one', "No O'Brien", ['O’Brien'], 'No [hidden]'],
		[
			'with one at its start or end',
			"No 't Hooft, Boris",
			["'t Hooft", "Boris'"],
			"No '[hidden], [hidden]",
		],
		['as in an address', 'name=Nathan+Example', ['Nathan Example'], 'name=[hidden]'],
		['where values overlap', 'a b c', ['a b', 'b c'], '[hidden]'],
		['with a full stop after it', 'Ask me@example.com.', [], 'Ask [hidden].'],
		['but not what only looks like an address', 'count @5 or 5@', [], 'count @5 or 5@'],
		['half of it where Impilo has cut', 'No Nathan Exa…', ['Nathan Example'], 'No [hidden]…'],
		['half a word where Impilo has cut', 'No such nat…', [], 'No such…'],
	])('hides %s', (_, text, personal, expected) => {
		expect(redact(text, personal)).toBe(expected);
	});

	it('hides a text that is longer than any that is looked through', () => {
		const note = `Ring at Nathan Example's door. ${'And wait, please. '.repeat(700)}`;

		expect(redact(`Too long: ${note}`, [note])).toBe('Too long: [hidden]…');
		expect(redact(`Not taken: ${note.toUpperCase()} sorry`, [note])).toBe('Not taken: [hidden]…');
		expect(redact('Not taken', [note])).toBe('Not taken');
	});

	it('leaves no part of a value where it cuts', () => {
		const words = 'of '.repeat(640);
		for (let length = 20; length <= 80; length++) {
			const filler = `${words}${'x'.repeat(length)} `;
			const text = `${filler}Nathan Example, nathan@example.com, 12 Main Street in Exampletown`;
			const redacted = redact(text, ['Nathan Example', '12 Main Street', 'Exampletown']);

			expect(redacted).toMatch(/^of .*…$/);
			expect(redacted.replace(/^[of x]*/, '')).toMatch(/^(\[hidden\]|[, in…])+$/);
		}
	});

	it.each([
		['letters without a blank', 'a'.repeat(1_000_000), '…'],
		['at signs', `no ${'a@'.repeat(500_000)}`, 'no [hidden]…'],
		['addresses that never end', `no ${'a@a.'.repeat(250_000)}`, 'no [hidden]…'],
		['single letters', 'a '.repeat(500_000), '[hidden]…'],
	])('takes no time for a million characters: %s', (_, text, expected) => {
		expect(redact(text, [`${'a '.repeat(5_000)}b`.slice(1), 'Nathan'])).toBe(expected);
	});

	it('hides a value whatever characters are in it', () => {
		const value = fc
			.string({ unit: 'grapheme-ascii', minLength: 2, maxLength: 20 })
			.filter((text) => {
				const words = text.replace(/[\s'`+]+/g, ' ').trim();
				return words.length >= 2 && !'[hidden]'.includes(words.toLowerCase());
			});
		fc.assert(
			fc.property(value, (personal) => {
				// What counts as a blank around it may be hidden as well.
				expect(redact(`«${personal}»`, [personal])).toMatch(/^«[ '`+]*\[hidden\][ '`+]*»$/);
			}),
		);
	});
});
