import { checkBatch } from '../../../../nodes/Impilo/order/check/batch';
import { presentVerdict, withoutPatientData } from '../../../../nodes/Impilo/order/check/output';
import type { OrderBody } from '../../../../nodes/Impilo/order/create/newOrder';
import { catalogueOf, filled } from './standIns';

const ITEMS: OrderBody = { orderItems: [{ item: { id: 1 }, count: 1 }] };

describe('an order that exists', () => {
	const ids = { externalOrderIds: ['a'] };

	it('counts for all external order IDs of the item that it was found for', () => {
		const catalogue = catalogueOf({
			ordersOf: (id) => (id === 'a' ? [{ id: 7, patient: { id: 1234 } }] : []),
		});
		const verdicts = checkBatch(
			[filled(ITEMS, { externalOrderIds: ['a', 'b'] }), filled(ITEMS, { externalOrderIds: ['b'] })],
			catalogue,
		);

		expect(verdicts).toMatchObject([{ existingOrderId: 7 }, { existingOrderId: 7 }]);
	});

	it('of a batch: for another recipient, it is refused', () => {
		const placed = { ...ids, ifExists: 'create' as const };
		const verdicts = checkBatch(
			[
				filled(ITEMS, placed),
				filled(ITEMS, { ...ids, itemIndex: 1, patient: { by: 'id', id: 99 } }),
				filled({ ...ITEMS, site: { id: 5 } }, { ...ids, itemIndex: 2, patient: undefined }),
			],
			catalogueOf({ patient: (id) => ({ id }), site: (id) => ({ id }) }),
		);

		const message =
			'The external order ID of this item belongs to the order of item 0, which goes to another recipient';
		expect(verdicts).toMatchObject([
			{ problems: [] },
			{ problems: [{ message }] },
			{ problems: [{ message }] },
		]);
	});

	it('of a batch, with a new patient: it is not for anyone who exists', () => {
		const toNewcomer = { ...ITEMS, patient: { firstName: 'Nathan' } };
		const verdicts = checkBatch(
			[
				filled(toNewcomer, { ...ids, patient: undefined, ifExists: 'create' }),
				filled(ITEMS, { ...ids, itemIndex: 1 }),
				filled(toNewcomer, { ...ids, itemIndex: 2, patient: undefined }),
			],
			catalogueOf(),
		);

		expect(verdicts).toMatchObject([
			{ isReturned: false, problems: [] },
			{ problems: [{ message: expect.stringContaining('another recipient') }] },
			{ isReturned: true, existingOrderId: null },
		]);
	});
});

describe('what is shown', () => {
	const NOTES = { orderNotes: [{ note: 'For Nathan' }] };

	it.each<[string, OrderBody, OrderBody]>([
		['a patient', { ...ITEMS, ...NOTES, patient: { id: 7 } }, { ...ITEMS, patient: { id: 7 } }],
		[
			'nobody who could be found',
			{ ...ITEMS, patient: { id: null } },
			{ ...ITEMS, patient: { id: null } },
		],
		['a site', { ...ITEMS, ...NOTES, site: { id: 5 } }, { ...ITEMS, site: { id: 5 } }],
		[
			'a new patient',
			{ ...ITEMS, patient: { firstName: 'Nathan', sex: 'male', address: { city: 'X' } } },
			{ ...ITEMS, patient: {} },
		],
		[
			'a new patient of a site',
			{ patient: { firstName: 'Nathan', site: { id: 5 } }, emailLabel: true },
			{ patient: { site: { id: 5 } }, emailLabel: true },
		],
	])('of %s, with Simplify on', (_who, body, shown) => {
		expect(withoutPatientData(body)).toEqual(shown);
	});

	it('with Simplify off, all of it', () => {
		const order = { ...ITEMS, ...NOTES, patient: { firstName: 'Nathan' } };
		const verdict = { existingOrderId: 7, problems: [], warnings: ['Look'], isReturned: false };

		expect(presentVerdict({ ...verdict, order, simplify: false })).toEqual({
			canBePlaced: true,
			problems: [],
			warnings: ['Look'],
			existingOrderId: 7,
			order,
		});
	});
});
