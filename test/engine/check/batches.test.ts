import type { IDataObject } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { NEW_PATIENT } from '../create/orderForm';
import { CONTINUE, IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { errorsOf, hintsOf, pairingOf } from '../outcome';
import { checkedOf, checkForm, checkRows, messagesOf } from './checkRun';

const rig = useImpilo();
beforeEach(() => void withoutWaiting());

const SCARCE = 'item 322 (Spirometer, Limited Edition)';
const scarce = (count: number, more: IDataObject = {}) => ({
	ref: '',
	contents: { orderItems: [{ id: 322, count }] },
	...more,
});
const NO_REF = { externalOrderIds: '' };

describe('items that share the stock', () => {
	it('take from it in their order', async () => {
		const run = await rig.runImpilo(checkRows(NO_REF), [
			scarce(2),
			scarce(2),
			scarce(1),
			scarce(1),
		]);

		expect(messagesOf(run)).toEqual([
			[],
			[
				`Only 1 of ${SCARCE} are left at Impilo after the items before this one; this order needs 2`,
			],
			[],
			[`None of ${SCARCE} is left at Impilo after the items before this one; this order needs 1`],
		]);
	});

	it('one that cannot be placed for another reason takes nothing', async () => {
		const run = await rig.runImpilo(checkRows(NO_REF), [
			scarce(3, { patient: seedIds.unknownPatient }),
			scarce(3),
		]);
		expect(checkedOf(run).map(({ canBePlaced }) => canBePlaced)).toEqual([false, true]);
	});

	it('one that exists takes nothing, and neither does its repetition', async () => {
		const contents = { orderItems: [{ id: 322, count: 2 }] };
		const [item, order] = [rig.sandbox.items.get(322), rig.sandbox.orders.get(5001)];
		if (item && order) order.orderItems = [{ item, count: 2 }];
		const run = await rig.runImpilo(checkRows(), [
			{ ref: 'demo-5001', contents },
			{ ref: 'new', contents },
			{ ref: 'new', contents },
		]);

		expect(checkedOf(run).map(({ canBePlaced }) => canBePlaced)).toEqual([true, true, true]);
		expect(checkedOf(run).map(({ existingOrderId }) => existingOrderId)).toEqual([
			5001,
			null,
			null,
		]);
	});

	it('kits take the items in them', async () => {
		const line = rig.sandbox.kits.get(1008)?.kitItems[0];
		const item = rig.sandbox.items.get(322);
		if (line && item) Object.assign(line, { item, count: 2 });
		const run = await rig.runImpilo(checkRows(NO_REF), [
			{ contents: { orderKits: [1008] } },
			{ contents: { orderKits: [1008] } },
			scarce(1),
		]);

		expect(messagesOf(run)).toEqual([
			[],
			[
				`Only 1 of ${SCARCE} are left at Impilo after the items before this one; this order needs 2`,
			],
			[],
		]);
	});

	it('what is left at each site counts', async () => {
		const many = (count: number) => ({ contents: { orderItems: [{ id: 301, count }] } });
		const run = await rig.runImpilo(checkRows(NO_REF), [many(999_800), many(400), many(250)]);

		const SPLIT = [expect.stringContaining('only at several of its sites')];
		// Each has a warning about its ID and one about its count before that.
		expect(checkedOf(run).map(({ warnings }) => warnings.slice(2))).toEqual([[], [], SPLIT]);
	});
});

describe('external order IDs', () => {
	const row = (ref: string, more: IDataObject = {}) => ({
		ref,
		contents: { orderItems: [301] },
		...more,
	});

	it('of an order that exists: Create would return it', async () => {
		const run = await rig.runImpilo(checkRows(), [row('demo-5001')]);

		expect(checkedOf(run)).toMatchObject([
			{
				canBePlaced: true,
				existingOrderId: 5001,
				warnings: [
					'Impilo has an order with this external order ID: order 5001. Create would return it, and place nothing.',
				],
			},
		]);
	});

	it.each([
		['fail', row('demo-5001', { ifExists: 'fail' }), 'already exists: order 5001', 5001],
		['another recipient', row('demo-5002'), 'order 5002, which goes to another recipient', 5002],
		['several orders', row('demo-5001, demo-5002'), 'different orders: 5001, 5002', 5001],
	])('of an order that exists, %s: it cannot be placed', async (_why, item, message, id) => {
		const [checked] = checkedOf(await rig.runImpilo(checkRows(), [item]));

		expect(checked).toMatchObject({
			canBePlaced: false,
			existingOrderId: id,
			problems: [{ field: 'External Order IDs', message: expect.stringContaining(message) }],
		});
		expect(checked?.problems[0]?.howToFix).not.toContain('Nothing was placed');
	});

	it('Create Another Order: a warning, and the order is checked', async () => {
		const run = await rig.runImpilo(checkRows(), [
			row('demo-5001', { ifExists: 'create', contents: { orderItems: [324] } }),
			row('demo-5001', { ifExists: 'create' }),
		]);

		expect(checkedOf(run).map(({ canBePlaced }) => canBePlaced)).toEqual([false, true]);
		expect(checkedOf(run)[1]?.warnings).toEqual([
			'Impilo has an order with this external order ID: order 5001. Create would place another one.',
		]);
	});

	it('that several orders have: a warning names them', async () => {
		const patient = rig.sandbox.orders.get(seedIds.sharedOrder)?.patient?.id ?? 0;
		const run = await rig.runImpilo(checkRows(), [row('demo-shared', { patient })]);

		expect(checkedOf(run)).toMatchObject([
			{
				existingOrderId: 5014,
				warnings: [
					expect.stringContaining('Create would return it'),
					'Impilo has more than one order with the same external order ID: 5014 and 5015. Void those that are not wanted.',
				],
			},
		]);
	});

	it('of an order that exists, and of a patient whom nobody knows: it cannot be placed', async () => {
		const form = checkRows({ patientId: pick('nobody@example.com', 'email') });

		expect(checkedOf(await rig.runImpilo(form, [row('demo-5001')]))).toMatchObject([
			{
				canBePlaced: false,
				existingOrderId: 5001,
				problems: [{ message: 'Impilo has no patient with this email address' }],
				warnings: [
					'Impilo has an order with this external order ID: order 5001. Without the patient, the node cannot tell whether it is the order of this item.',
				],
			},
		]);
	});

	it('that items share: the first is placed, the others get its order', async () => {
		const run = await rig.runImpilo(checkRows(), [
			row('A'),
			row('A'),
			row('A', { ifExists: 'fail' }),
			row('A', { ifExists: 'create' }),
		]);

		expect(messagesOf(run)).toEqual([
			[],
			[],
			['An order with this external order ID already exists: the order of item 0'],
			[],
		]);
		expect(checkedOf(run).map(({ warnings }) => warnings)).toEqual([
			[],
			[
				'An earlier item has an order with this external order ID: the order of item 0. Create would return it, and place nothing.',
			],
			[],
			[
				'An earlier item has an order with this external order ID: the order of item 0. Create would place another one.',
			],
		]);
	});

	it.each<[string, IDataObject, string]>([
		[
			'another recipient',
			{ patient: 1235 },
			'The external order ID of this item belongs to order 5001, which goes to another recipient',
		],
		[
			'other contents',
			{ contents: { orderItems: [301, 302], orderKits: [1000] } },
			'The external order ID of this item belongs to order 5001, which has other contents: no item 302. This item asks for 1 × item 302',
		],
		[
			'another count',
			{ contents: { orderItems: [301, 301] } },
			'The external order ID of this item belongs to order 5001, which has other contents: 1 × item 301. This item asks for 2 × item 301',
		],
	])('of an order with %s: a problem, in the words of Create', async (_what, more, message) => {
		const items = [row('demo-5001', { contents: { orderItems: [301] }, ...more })];
		const checked = await rig.runImpilo(checkRows(), items);
		const created = await rig.runImpilo({ ...checkRows(), operation: 'create' }, items);

		expect(checkedOf(checked)).toMatchObject([
			{
				canBePlaced: false,
				existingOrderId: 5001,
				problems: [{ field: 'External Order IDs', message }],
			},
		]);
		expect(created.error?.message).toBe(`${message} [item 0]`);
	});

	it('of an order of somebody else, for a new patient: a problem, and nothing of them is said', async () => {
		const form = checkForm({
			recipient: 'newPatient',
			...NEW_PATIENT,
			externalOrderIds: 'demo-5001',
		});
		const run = await rig.runImpilo(form);

		expect(messagesOf(run)).toEqual([
			['The external order ID of this item belongs to order 5001, which goes to another recipient'],
		]);
		expect(JSON.stringify(checkedOf(run)[0]?.problems)).not.toMatch(/Quillon|Testperson|John|Doe/);
	});

	it('that items share, with their lines in another order: one order', async () => {
		const run = await rig.runImpilo(checkRows(), [
			row('A', { contents: { orderItems: [301, 302] } }),
			row('A', { contents: { orderItems: [302, 301] } }),
		]);

		expect(messagesOf(run)).toEqual([[], []]);
		expect(checkedOf(run).map(({ warnings }) => warnings)).toEqual([
			[],
			[expect.stringContaining('the order of item 0. Create would return it')],
		]);
	});

	it('that items share, one of which cannot be read: neither is placed, in the words of Create', async () => {
		const items = [row('A'), row('A', { contents: { orderItems: [{ sku: 'SKU-0305' }] } })];
		const checked = await rig.runImpilo(checkRows(), items);
		const created = await rig.runImpilo({ ...checkRows(), operation: 'create' }, items, CONTINUE);

		const messages = messagesOf(checked).map(([message], index) => `${message} [item ${index}]`);
		expect(errorsOf(created)).toEqual(messages);
		expect(messages[0]).toContain('shares an ID with item 1, which is refused: Contents JSON');
	});

	it('of an order that cannot be placed: the next is not taken for its repetition', async () => {
		const contents = { orderItems: [324] };
		const run = await rig.runImpilo(checkRows(), [row('A', { contents }), row('A', { contents })]);

		expect(messagesOf(run)[1]).toEqual(messagesOf(run)[0]);
	});

	it('an expression that gives nothing: a warning', async () => {
		const run = await rig.runImpilo(checkRows(), [row(''), row('A')]);

		expect(checkedOf(run).map(({ warnings }) => warnings)).toEqual([
			[expect.stringContaining('The expression in External Order IDs returns nothing')],
			[],
		]);
	});

	it('none at all: none is made, and nothing is looked up', async () => {
		const run = await rig.runImpilo(checkForm());

		expect(checkedOf(run)[0]?.order).not.toHaveProperty('externalOrderIds');
		expect(rig.sandbox.requests.map(({ path }) => path)).not.toContain('/api/v3/order');
	});
});

it('new patients with the same external identifier: the second is told', async () => {
	const form = checkForm({
		recipient: 'newPatient',
		...NEW_PATIENT,
		patientFields: { externalIdentifier: '={{ $json.id }}' },
		externalOrderIds: '={{ $itemIndex }}',
	});
	const run = await rig.runImpilo(form, [{ id: 'MRN-1' }, { id: 'MRN-2' }, { id: 'MRN-1' }]);

	expect(checkedOf(run).map(({ warnings }) => warnings)).toEqual([
		[],
		[],
		[
			'Item 0 would create a patient with the same external identifier, and this one would create another.',
		],
	]);
});

describe('the note on the output', () => {
	const EXISTING = { ref: 'demo-5001', contents: { orderItems: [301, 308] } };

	it.each<[string, IDataObject[], string]>([
		['one order', [scarce(1)], 'The order can be placed. Nothing was placed: Check only reads.'],
		[
			'orders that can be placed',
			[scarce(1), scarce(1)],
			'All 2 orders can be placed. Nothing was placed: Check only reads.',
		],
		[
			'some that cannot',
			[scarce(1), scarce(9), scarce(1), scarce(9), scarce(9)],
			'3 of 5 orders cannot be placed: items 1, 3–4. First, item 1: Only 2 of item 322 (Spirometer, Limited Edition) are left at Impilo after the items before this one; this order needs 9. Lower the count, remove the line, or place the order when Impilo has new stock. Nothing was placed: Check only reads.',
		],
		[
			'one that exists',
			[EXISTING],
			'Create would return an existing order, and place nothing, for item 0. There are warnings for item 0. Nothing was placed: Check only reads.',
		],
		[
			'some that exist',
			[scarce(1), EXISTING],
			'1 order can be placed. Create would return an existing order, and place nothing, for item 1. There are warnings for item 1. Nothing was placed: Check only reads.',
		],
	])('%s', async (_what, items, hint) => {
		const run = await rig.runImpilo(
			checkRows({ externalOrderIds: '={{ $json.ref || "x-" + $itemIndex }}' }),
			items,
		);
		expect(hintsOf(run)).toEqual([hint]);
	});
});

describe('expressions', () => {
	it('each item has a form of its own', async () => {
		const run = await rig.runImpilo(
			checkForm({
				patientId: pick('={{ $json.patient.id }}'),
				orderItems: {
					item: [{ itemId: pick('={{ $json.item }}'), count: '={{ $json.count * 2 }}' }],
				},
				simplify: '={{ $json.simplify }}',
				additionalFields: { orderNotes: 'Ring twice' },
			}),
			[
				{ patient: { id: 1234 }, item: 301, count: 1, simplify: true },
				{ patient: { id: 1235 }, item: 302, count: 3, simplify: false },
			],
		);

		expect(checkedOf(run).map(({ order }) => order)).toEqual([
			{ patient: { id: 1234 }, orderItems: [{ item: { id: 301 }, count: 2 }] },
			{
				patient: { id: 1235 },
				orderItems: [{ item: { id: 302 }, count: 6 }],
				orderNotes: [{ note: 'Ring twice' }],
			},
		]);
	});

	const BROKEN = checkRows({
		externalOrderIds: '={{ $json.ref === 7 ? $("Nowhere").item.json.id : $json.ref }}',
	});
	const ITEMS: IDataObject[] = [
		{ ref: 'a', contents: { orderItems: [301] } },
		{ ref: 7, contents: { orderItems: [301] } },
		{ ref: 'c', contents: { orderItems: [301] } },
	];

	it('one that cannot be evaluated, with Continue: its item fails, the others are checked', async () => {
		const run = await rig.runImpilo(BROKEN, ITEMS, CONTINUE);

		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(pairingOf(run, 1)).toEqual([{ item: 1 }]);
		expect(run.items(IMPILO, 1)[0]?.json.error).toContain('[item 1]');
		expect(hintsOf(run)[0]).toContain('All 2 orders can be placed.');
	});

	it('without Continue: it stops before anything is sent', async () => {
		const run = await rig.runImpilo(BROKEN, ITEMS);

		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('[item 1]');
		expect(rig.sandbox.requests).toEqual([]);
	});
});
