import { simplifyLast } from '../../../nodes/Impilo/order/lastEvent';

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
])('of %s', (_, events, last) => {
	expect(simplifyLast(events)).toEqual(last);
});
