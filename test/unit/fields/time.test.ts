import { tryToParseDateTime } from 'n8n-workflow';

import { parseTime } from '../../../nodes/Impilo/fields/time';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

const BERLIN = 'Europe/Berlin';

function isoOf(value: unknown, timezone = BERLIN): string | undefined {
	const ms = parseTime(value, 'Since', timezone);
	return ms === undefined ? undefined : new Date(ms).toISOString();
}

describe('parseTime', () => {
	it.each([undefined, null, ''])('reads %p as nothing', (value) => {
		expect(parseTime(value, 'Since', BERLIN)).toBeUndefined();
	});

	it.each<[unknown, string]>([
		['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
		['2026-01-31T08:00:00.123Z', '2026-01-31T08:00:00.123Z'],
		['2026-01-31T08:00:00-07:00', '2026-01-31T15:00:00.000Z'],
		['2026-01-31T08:00:00+0530', '2026-01-31T02:30:00.000Z'],
		['2026-01-31 08:00:00 +02:00', '2026-01-31T06:00:00.000Z'],
		['Sat, 31 Jan 2026 08:00:00 GMT', '2026-01-31T08:00:00.000Z'],
		['Sat, 31 Jan 2026 08:00:00 +0200', '2026-01-31T06:00:00.000Z'],
		['1969-12-31T23:59:59Z', '1969-12-31T23:59:59.000Z'],
	])('reads %p, which has a zone', (value, expected) => {
		expect(isoOf(value)).toBe(expected);
		expect(isoOf(value, 'America/Los_Angeles')).toBe(expected);
	});

	it.each<[string, string, string]>([
		['2026-01-31T08:00:00', 'UTC', '2026-01-31T08:00:00.000Z'],
		['2026-01-31T08:00:00', BERLIN, '2026-01-31T07:00:00.000Z'],
		['2026-07-31T08:00:00', BERLIN, '2026-07-31T06:00:00.000Z'],
		['2026-01-31T08:00', 'America/Los_Angeles', '2026-01-31T16:00:00.000Z'],
		['2026-01-31 08:00:00', 'Asia/Kolkata', '2026-01-31T02:30:00.000Z'],
		['2026-01-31 08:00', BERLIN, '2026-01-31T07:00:00.000Z'],
		['2026-01-31', BERLIN, '2026-01-30T23:00:00.000Z'],
		['2026-01-31', 'America/Los_Angeles', '2026-01-31T08:00:00.000Z'],
		['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
	])('reads %p in %s', (value, timezone, expected) => {
		expect(isoOf(value, timezone)).toBe(expected);
	});

	it('reads the times of Luxon and JavaScript', () => {
		const time = tryToParseDateTime('2026-01-31T08:00:00', 'Asia/Kolkata');

		expect(isoOf(time)).toBe('2026-01-31T02:30:00.000Z');
		expect(isoOf(time.toJSDate())).toBe('2026-01-31T02:30:00.000Z');
	});

	it.each<[unknown]>([
		['yesterday'],
		[' '],
		['7'],
		['31.01.2026'],
		['01/31/2026'],
		['in 2026'],
		['order 2026-01-31'],
		['2026-13-01'],
		['2026-01-32'],
		['2026-01-31T25:00:00Z'],
		[0],
		[7],
		[1_769_846_400_000],
		[Number.NaN],
		[true],
		[false],
		[{}],
		[{ time: '2026-01-31' }],
		[[]],
		[tryToParseDateTime('2026-01-31').setZone('nowhere')],
		[new Date(Number.NaN)],
	])('refuses %p', (value) => {
		const refusal = refusalOf(() => parseTime(value, 'Since', BERLIN));

		expect(refusal.message).toBe('Since is not a time');
		expect(refusal.remedy).toContain('e.g. 2026-01-31T08:00:00');
		expectPlainWords(refusal.remedy);
	});

	it.each<[unknown]>([[[7]], [['7']], [['in 2026']]])('refuses the list %j', (value) => {
		expect(() => parseTime(value, 'Since', BERLIN)).toThrow('Since is not a time');
	});

	it.each(['2026-02-29', '2026-02-30T08:00:00', '2026-04-31'])(
		'refuses %s, a day that does not exist',
		(value) => {
			expect(() => parseTime(value, 'Since', BERLIN)).toThrow('Since is not a time');
		},
	);

	/** Other than ISO 8601 wants it: taken in the workflow's zone or not at all, never in the machine's. */
	it.each(['2026-01-31 8:00', '2026-01-31 8:00 AM'])(
		'does not depend on the machine with %s',
		(value) => {
			const read = (): string | undefined => {
				try {
					return isoOf(value, 'Asia/Kolkata');
				} catch {
					return 'refused';
				}
			};

			expect(['2026-01-31T02:30:00.000Z', 'refused']).toContain(read());
		},
	);
});
