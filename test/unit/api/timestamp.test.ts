import { isEarlier, readTimestamp } from '../../../nodes/Impilo/api/timestamp';

describe('readTimestamp', () => {
	it.each<[unknown, number | undefined]>([
		['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
		['2026-01-01T02:00:00+02:00', Date.UTC(2026, 0, 1)],
		['foo', undefined],
		['', undefined],
		[null, undefined],
		[undefined, undefined],
		[1_767_225_600_000, 1_767_225_600_000],
		[1_767_225_600, 1_767_225_600_000],
		['2026-01-01T00:00:00', 1_767_225_600_000],
		[NaN, undefined],
	])('reads %p', (timestamp, expected) => {
		expect(readTimestamp(timestamp)).toBe(expected);
	});
});

it.each<[unknown, boolean | undefined]>([
	['2026-01-01T09:59:59Z', false],
	['2026-01-01T11:59:59.0+02:00', false],
	['2026-01-01T09:59:58.999Z', true],
	['2026-01-01T05:59:58-0400', true],
	[Date.UTC(2026, 0, 1, 9, 59, 58), true],
	['2025-12-31T10:00:00', false],
	['2025-12-31T09:59:59.9', true],
	['2025-12-31', true],
	['2026-01-01', false],
	['soon', undefined],
	[null, undefined],
])('isEarlier says whether %p certainly is: %p', (timestamp, expected) => {
	expect(isEarlier(timestamp, Date.UTC(2026, 0, 1, 10))).toBe(expected);
});
