import { readTimestamp } from '../../../nodes/Impilo/api/timestamp';

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
