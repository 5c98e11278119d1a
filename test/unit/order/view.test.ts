import fc from 'fast-check';

import { EMPTY_ORDER } from '../../emptyOrder';
import type { ImpiloOrder, ImpiloOrderEvent } from '../../../nodes/Impilo/order/order';
import { findLastEvent, simplifyOrder } from '../../../nodes/Impilo/order/view';
import { FULL_ORDER, PERSONAL_VALUES } from '../fullOrder';

describe('simplifyOrder', () => {
	it('shows what users go by', () => {
		expect(simplifyOrder(FULL_ORDER)).toEqual({
			id: 42,
			currentStatus: 'shipped',
			externalOrderIds: ['PO-2026-0117', 'PO-2026-0118'],
			patientId: 1234,
			siteId: 31,
			orderItems: [{ id: 501, name: 'Blood Pressure Cuff', count: 3 }],
			orderKits: [{ id: 1000, name: 'Starter Kit', count: 2 }],
			trackingNumbers: [{ carrier: 'usps', value: 'TRACK-555' }],
			shippingOption: 'standard',
			lastEvent: { name: 'shipped', eventTimestamp: '2026-01-03T08:00:00Z' },
		});
	});

	it('fills what is missing', () => {
		expect(simplifyOrder({})).toEqual(EMPTY_ORDER);
	});

	it('fills what is null', () => {
		const nulls = Object.fromEntries(Object.keys(FULL_ORDER).map((key) => [key, null]));

		expect(simplifyOrder(nulls)).toEqual(EMPTY_ORDER);
	});

	it('copes with null in every list and every thing', () => {
		expect(
			simplifyOrder({
				externalOrderIds: [null, 'PO-1'],
				patient: { id: null },
				site: {},
				orderItems: [null, { count: null, item: null }, {}],
				orderKits: [null, { count: 2, kit: { id: 1000, name: null } }],
				orderEvents: [null, { name: null, eventTimestamp: null }],
				trackingNumbers: [null, {}, { carrier: 'usps', value: null }],
			}),
		).toEqual({
			...EMPTY_ORDER,
			externalOrderIds: ['PO-1'],
			orderItems: [
				{ id: null, name: null, count: null },
				{ id: null, name: null, count: null },
			],
			orderKits: [{ id: 1000, name: null, count: 2 }],
			trackingNumbers: [
				{ carrier: null, value: null },
				{ carrier: 'usps', value: null },
			],
			lastEvent: { name: null, eventTimestamp: null },
		});
	});

	it('lets a status pass that nobody knows yet', () => {
		expect(simplifyOrder({ currentStatus: 'teleported' }).currentStatus).toBe('teleported');
	});

	it('tells nothing of who the patient is, whatever fields there are', () => {
		const keys = fc.subarray(Object.keys(FULL_ORDER));
		fc.assert(
			fc.property(keys, (kept) => {
				const order = Object.fromEntries(
					Object.entries(FULL_ORDER).filter(([key]) => kept.includes(key)),
				);
				const shown = JSON.stringify(simplifyOrder(order));
				expect(PERSONAL_VALUES.filter((value) => shown.includes(value))).toEqual([]);
			}),
		);
	});

	it('speaks of an order that holds all these personal values', () => {
		const whole = JSON.stringify(FULL_ORDER);

		expect(PERSONAL_VALUES.filter((value) => !whole.includes(value))).toEqual([]);
	});
});

describe('findLastEvent', () => {
	const event = (name: string, eventTimestamp?: string | null): ImpiloOrderEvent => ({
		name,
		eventTimestamp,
	});

	it.each<[string, ImpiloOrder['orderEvents'], string | undefined]>([
		['none', [], undefined],
		['missing', undefined, undefined],
		['null', null, undefined],
		['only null', [null], undefined],
		['one', [event('a', '2026-01-01T00:00:00Z')], 'a'],
		['oldest first', [event('a', '2026-01-01T00:00:00Z'), event('b', '2026-01-02T00:00:00Z')], 'b'],
		['newest first', [event('b', '2026-01-02T00:00:00Z'), event('a', '2026-01-01T00:00:00Z')], 'b'],
		[
			'time zones',
			[event('b', '2026-01-01T01:00:00-05:00'), event('a', '2026-01-01T05:00:00Z')],
			'b',
		],
		[
			'the same time',
			[event('a', '2026-01-01T00:00:00Z'), event('b', '2026-01-01T00:00:00.000Z')],
			'b',
		],
		['no readable times', [event('a', 'foo'), event('b', null), event('c')], 'c'],
		['some readable', [event('a', '2026-01-01T00:00:00Z'), event('b', 'foo'), event('c')], 'a'],
		['null among them', [event('a', '2026-01-01T00:00:00Z'), null], 'a'],
	])('finds the latest: %s', (_, orderEvents, expected) => {
		expect(findLastEvent({ orderEvents })?.name).toBe(expected);
	});
});
