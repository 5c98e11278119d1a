import { checkBatch } from '../../../../nodes/Impilo/order/check/batch';
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
			{ problems: [{ message }], isReturned: false },
			{ problems: [{ message }], isReturned: false },
		]);
	});

	it.each([
		['the patient of the item', 1234, []],
		['somebody else', 99, [{ message: expect.stringContaining('another recipient') }]],
	])('is compared by ID with the patient who was looked up: %s', (_whose, id, problems) => {
		const [verdict] = checkBatch(
			[filled(ITEMS, { ...ids, patient: { by: 'email', value: 'a@example.com' } })],
			catalogueOf({
				ordersOf: () => [{ id: 7, patient: { id } }],
				patientsNamed: () => [{ id: 1234 }],
			}),
		);

		expect(verdict).toMatchObject({ problems, isReturned: problems.length === 0 });
	});

	it('counts for no other ID of an item that is refused', () => {
		const verdicts = checkBatch(
			[
				filled(ITEMS, { externalOrderIds: ['a', 'b'] }),
				filled(ITEMS, { externalOrderIds: ['b'], itemIndex: 1 }),
			],
			catalogueOf({ ordersOf: (id) => (id === 'a' ? [{ id: 7, patient: { id: 99 } }] : []) }),
		);

		expect(verdicts).toMatchObject([{ existingOrderId: 7 }, { existingOrderId: null }]);
	});

	it('is no duplicate of one that an earlier item would place', () => {
		const another = { ...ids, ifExists: 'create' as const };
		const verdicts = checkBatch(
			[filled(ITEMS, another), filled(ITEMS, { ...another, itemIndex: 1 })],
			catalogueOf({ ordersOf: () => [{ id: 7, patient: { id: 1234 } }] }),
		);

		expect(JSON.stringify(verdicts)).not.toContain('more than one order');
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
