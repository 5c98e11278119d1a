import fc from 'fast-check';

import {
	parseBoolean,
	parseChoice,
	parseCollection,
	parseCount,
	parseDay,
	parseRequiredText,
	parseText,
	parseTexts,
	refuseBadEmail,
	refuseUnusableInUrl,
} from '../../../nodes/Impilo/fields/values';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

describe('parseText', () => {
	it.each<[unknown, string]>([
		['Main Street', 'Main Street'],
		['  Main  Street \n', 'Main  Street'],
		['', ''],
		['   ', ''],
		[undefined, ''],
		[null, ''],
		[60601, '60601'],
		[0, '0'],
		[1.5, '1.5'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
		[Number.MIN_SAFE_INTEGER, '-9007199254740991'],
	])('reads %p as %p', (value, expected) => {
		expect(parseText(value, 'City')).toBe(expected);
	});

	it.each([
		...[true, {}, [], ['a'], new Date(0), Number.NaN, Number.POSITIVE_INFINITY],
		...[2 ** 53, -(2 ** 53), 12345678901234567890],
	])('refuses %p', (value) => {
		expect(refusalOf(() => parseText(value, 'City'))).toEqual({
			message: 'City is not text',
			remedy: 'Enter City as plain text.',
		});
	});
});

it.each<[unknown, string]>([
	['Chicago ', 'Chicago'],
	[0, '0'],
])('required text: reads %p as %p', (value, expected) => {
	expect(parseRequiredText(value, 'City')).toBe(expected);
});

it.each(['', '  ', undefined, null])('required text: refuses %p', (value) => {
	expect(refusalOf(() => parseRequiredText(value, 'City'))).toEqual({
		message: 'City is empty',
		remedy: expect.stringMatching(/^Fill City\./),
	});
});

describe('parseCount', () => {
	it.each<[unknown, number]>([
		[1, 1],
		[250, 250],
		['3', 3],
		[' 3 ', 3],
		['003', 3],
	])('reads %p as %p', (value, expected) => {
		expect(parseCount(value, 'Count')).toBe(expected);
	});

	it('reads 0 if that is enough, and refuses less', () => {
		const parse = (value: unknown) => parseCount(value, 'Count', undefined, 0);
		expect([0, '0', 7].map(parse)).toEqual([0, 0, 7]);
		expect(refusalOf(() => parse(-1)).message).toBe('Count is not a whole number of at least 0');
	});

	it.each([
		...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53],
		...['0', '-1', '1.5', '1e3', '', 'two', null, undefined, true, [1], {}],
	])('refuses %p', (value) => {
		const refusal = refusalOf(() => parseCount(value, 'Count'));

		expect(refusal.message).toBe('Count is not a whole number of at least 1');
		expectPlainWords(refusal.remedy);
	});
});

describe('parseBoolean', () => {
	it.each<[unknown, boolean | undefined]>([
		[true, true],
		[false, false],
		['true', true],
		[' TRUE ', true],
		['False', false],
		['', undefined],
		[null, undefined],
		[undefined, undefined],
	])('reads %p as %p', (value, expected) => {
		expect(parseBoolean(value, 'Email Label')).toBe(expected);
	});

	it.each(['yes', '1', 1, 0, {}, [true]])('refuses %p', (value) => {
		expect(refusalOf(() => parseBoolean(value, 'Email Label')).message).toBe(
			'Email Label is neither true nor false',
		);
	});
});

describe('parseChoice', () => {
	const choices = ['standard', 'overnight'] as const;

	it.each<[unknown, string | undefined]>([
		['standard', 'standard'],
		[' Overnight ', 'overnight'],
		['', undefined],
		[null, undefined],
		[undefined, undefined],
	])('reads %p as %p', (value, expected) => {
		expect(parseChoice(value, choices, 'Shipping Option')).toBe(expected);
	});

	it.each(['express', 'over night', 1])('refuses %p, and lists the choices', (value) => {
		expect(refusalOf(() => parseChoice(value, choices, 'Shipping Option'))).toEqual({
			message: 'Shipping Option is not one of the values that Impilo knows',
			remedy: 'Use one of: standard, overnight.',
		});
	});
});

describe('parseDay', () => {
	const luxonLike = (iso: string | null) => ({ toISO: () => iso });

	const WITHOUT_TIME = ['1980-01-31', ' 1980-01-31 ', '2000-02-29', '2024-02-29'];
	const AT_MIDNIGHT = ['', ':00', ':00Z', ':00.000Z', ':00.000+02:00', ':00-0500'].map(
		(end) => `1980-01-31T00:00${end}`,
	);

	it.each([...WITHOUT_TIME, ...AT_MIDNIGHT])('reads the day of %p', (value) => {
		expect(parseDay(value, 'Date of Birth')).toBe(value.trim().slice(0, 10));
	});

	it('reads the times of Luxon, and nothing', () => {
		const time = luxonLike('1980-01-31T00:00:00.000-05:00');
		expect(parseDay(time, 'Date of Birth')).toBe('1980-01-31');
		for (const nothing of ['', undefined, null]) {
			expect(parseDay(nothing, 'Date of Birth')).toBeUndefined();
		}
	});

	it.each([
		...['2023-02-29', '1900-02-29', '1980-02-30', '1980-04-31', '1980-13-01', '1980-00-10'],
		...[
			'1980-01-00',
			'1980-01-32',
			'1980-1-31',
			'80-01-31',
			'01/31/1980',
			'31.01.1980',
			'19800131',
		],
		...['yesterday', '1980-01-31T05:00:00Z', '1980-01-31T00:01', '1980-01-31T00:00:00.001Z'],
		...['1980-01-31T23:59:59.999+02:00', '1980-01-31 and more', 'on 1980-01-31', 19800131],
		...[luxonLike('1980-01-31T08:15:00.000+02:00'), luxonLike(null)],
	])('refuses %p', (value) => {
		expect(refusalOf(() => parseDay(value, 'Date of Birth'))).toEqual({
			message: 'Date of Birth is not a valid date',
			remedy: 'Enter a valid date as year-month-day, without a time, e.g. 1980-01-31.',
		});
	});

	it.each([true, {}, { toISO: 'x' }, ['1980-01-31']])('refuses %p, which is not text', (value) => {
		expect(refusalOf(() => parseDay(value, 'Date of Birth')).message).toBe(
			'Date of Birth is not text',
		);
	});

	it('returns every day that exists as it is', () => {
		const min = new Date('1000-01-01T00:00:00Z');
		const max = new Date('9999-12-31T00:00:00Z');
		fc.assert(
			fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
				const day = date.toISOString().slice(0, 10);
				expect(parseDay(day, 'Date of Birth')).toBe(day);
			}),
		);
	});
});

describe('refuseUnusableInUrl', () => {
	it.each(['PO-1', '', 'a'.repeat(250), '🙂', 'é', 'a.b', '...', 'a\tb'])('accepts %j', (text) => {
		expect(() => refuseUnusableInUrl(text, 'Patient')).not.toThrow();
	});

	it.each([
		['a'.repeat(251), 'Patient is longer than 250 characters'],
		['PO-\ud83d', 'Patient contains a character that cannot be sent'],
		['\ude42PO', 'Patient contains a character that cannot be sent'],
		['PO\0', 'Patient contains a character that cannot be sent'],
		['.', 'Patient consists only of dots'],
		['..', 'Patient consists only of dots'],
	])('refuses %j', (text, message) => {
		const refusal = refusalOf(() => refuseUnusableInUrl(text, 'Patient'));

		expect(refusal.message).toBe(message);
		expectPlainWords(`${refusal.message}. ${refusal.remedy}`);
	});
});

describe('refuseBadEmail', () => {
	it.each(['nathan@example.com', 'n+x@localhost'])('accepts %j', (text) => {
		expect(() => refuseBadEmail(text, 'Email')).not.toThrow();
	});

	it.each(['', 'nathan', '@example.com', 'nathan@', 'a@b@c', 'a b@example.com'])(
		'refuses %j',
		(text) => {
			expect(refusalOf(() => refuseBadEmail(text, 'Email'))).toEqual({
				message: 'Email is not an email address',
				remedy: 'Enter one address, e.g. nathan@example.com.',
			});
		},
	);
});

describe('parseCollection', () => {
	it.each<[unknown, Array<[string, unknown]>]>([
		['{"a": 1}', [['a', 1]]],
		['{}', []],
		[{}, []],
		['', []],
		['null', []],
		[null, []],
		[undefined, []],
	])('reads %j', (value, expected) => {
		expect([...parseCollection(value, 'Filters')]).toEqual(expected);
	});

	it.each<[unknown]>([['all'], ['{"a": '], ['[]'], [[]], [[{}]], [7], ['7'], [true], [false]])(
		'refuses %j',
		(value) => {
			const refusal = refusalOf(() => parseCollection(value, 'Filters'));

			expect(refusal.message).toBe('Filters is not a set of fields');
			expectPlainWords(refusal.remedy);
		},
	);
});

describe('parseTexts', () => {
	it.each<[unknown, string[]]>([
		[
			['order.status', ' reading.weight ', '', null],
			['order.status', 'reading.weight'],
		],
		['order.status', ['order.status']],
		[' order.status, reading.weight ,', ['order.status', 'reading.weight']],
		['["order.status", "reading.weight"]', ['order.status', 'reading.weight']],
		['"order.status"', ['order.status']],
		[117, ['117']],
		['8901260852290847433', ['8901260852290847433']],
		['4E12, 1.0', ['4E12', '1.0']],
		[[], []],
		['[]', []],
		['""', []],
		[' , ', []],
		[null, []],
		[undefined, []],
	])('reads %j as %j', (value, expected) => {
		expect(parseTexts(value, 'Events')).toEqual(expected);
	});

	it.each<[unknown]>([[{ type: 'order.status' }], ['{"type": "order.status"}'], [true], [[['a']]]])(
		'refuses %j',
		(value) => {
			expect(refusalOf(() => parseTexts(value, 'Events')).message).toBe('Events is not text');
		},
	);
});
