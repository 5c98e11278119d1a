import type { ImpiloOrder, ImpiloOrderEvent } from '../../../nodes/Impilo/order/order';
import { findLastEvent, simplifyLast } from '../../../nodes/Impilo/order/order';

describe('findLastEvent', () => {
	const event = (name: string, eventTimestamp?: string | null): ImpiloOrderEvent => ({
		name,
		eventTimestamp,
	});

	it.each<[string, ImpiloOrder['orderEvents'], string | undefined]>([
		['no events', [], undefined],
		['a missing list', undefined, undefined],
		['null', null, undefined],
		['a list of null', [null], undefined],
		['one event', [event('a', '2026-01-01T00:00:00Z')], 'a'],
		[
			'the oldest first',
			[event('a', '2026-01-01T00:00:00Z'), event('b', '2026-01-02T00:00:00Z')],
			'b',
		],
		[
			'the newest first',
			[event('b', '2026-01-02T00:00:00Z'), event('a', '2026-01-01T00:00:00Z')],
			'b',
		],
		[
			'several time zones',
			[event('b', '2026-01-01T01:00:00-05:00'), event('a', '2026-01-01T05:00:00Z')],
			'b',
		],
		[
			'the same time twice',
			[event('a', '2026-01-01T00:00:00Z'), event('b', '2026-01-01T00:00:00.000Z')],
			'b',
		],
		['no readable times', [event('a', 'foo'), event('b', null), event('c')], 'c'],
		['one readable time', [event('a', '2026-01-01T00:00:00Z'), event('b', 'foo'), event('c')], 'a'],
		['a null entry', [event('a', '2026-01-01T00:00:00Z'), null], 'a'],
	])('finds the latest event in %s', (_, orderEvents, expected) => {
		expect(findLastEvent({ orderEvents })?.name).toBe(expected);
	});
});

it.each<[string, Parameters<typeof simplifyLast>[0], ReturnType<typeof simplifyLast>]>([
	['nothing', undefined, null],
	['null', null, null],
	['nulls', [null], null],
	['an event of an order', [{ name: 'a' }], { name: 'a', eventTimestamp: null }],
	['an event of a return', [{ type: 'b' }], { name: 'b', eventTimestamp: null }],
	['an event without a name', [{}], { name: null, eventTimestamp: null }],
	[
		'several, the latest first',
		[
			{ type: 'b', eventTimestamp: '2026-01-02T00:00:00Z' },
			{ type: 'a', eventTimestamp: '2026-01-01T00:00:00Z' },
		],
		{ name: 'b', eventTimestamp: '2026-01-02T00:00:00Z' },
	],
])('simplifyLast gives the latest of %s', (_, events, last) => {
	expect(simplifyLast(events)).toEqual(last);
});
