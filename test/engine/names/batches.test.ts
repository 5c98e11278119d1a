import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds, type Item } from '../../../sandbox';
import { checkedOf, checkForm, checkRows, countByPath, messagesOf } from '../check/checkRun';
import { createForm, postedBodies, postsOf } from '../create/orderForm';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { failureOf, idsOf, jsonOf } from '../outcome';

const rig = useImpilo({ inventory: 'unlimited' });

const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** A form in which each item gives the SKU of its item and its external order ID. */
const bySku = (parameters: INodeParameters = {}): INodeParameters =>
	createForm({
		orderItems: { item: [{ itemId: pick('={{ $json.sku }}', 'sku'), count: 1 }] },
		externalOrderIds: '={{ $json.ref }}',
		...parameters,
	});

const rowsOf = (...skus: unknown[]): IDataObject[] =>
	skus.map((sku, index) => ({ sku, ref: `row-${index}` }) as IDataObject);

function addItem(id: number, item: Partial<Item>): void {
	const { items } = rig.sandbox;
	items.set(id, { ...(items.get(seedIds.item) as Item), id, ...item });
}

const NOT_THERE = 'Order Items, line 1: Item is not the SKU of any item at Impilo';

it('a thousand rows are checked with one reading of each catalogue, for names and for what is in them', async () => {
	const run = await rig.runImpilo(
		checkForm({
			orderItems: { item: [{ itemId: pick('={{ $json.sku }}', 'sku'), count: 1 }] },
			orderKits: { kit: [{ kitId: pick('COPD Kit', 'name'), count: 1 }] },
			recipient: 'site',
			siteId: pick('Sampleton Clinic', 'name'),
			externalOrderIds: '={{ $json.ref }}',
		}),
		Array.from({ length: 1_000 }, (_, index) => ({
			sku: `SKU-00${301 + (index % 20)}`,
			ref: `row-${index}`,
		})),
	);

	expect(checkedOf(run).every(({ canBePlaced }) => canBePlaced)).toBe(true);
	expect(countByPath(rig.sandbox)).toEqual({
		'/item': 1,
		'/kit': 1,
		'/site': 1,
		'/order': 20,
		'/inventory/impilo': 1,
	});
});

describe('a name', () => {
	it('is not looked up in a list with gaps, where another may have it', async () => {
		const answer = (page: number, skus: string[], every: number) => {
			const content = skus.map((sku) => ({ id: sku.charCodeAt(0), sku }));
			const body = { content, page, size: 2, total: 4, last: page === 2 };
			const match = { path: '/api/v3/item' };
			rig.sandbox.misbehave({ kind: 'status', status: 200, body, every, match });
		};
		answer(2, ['B', 'C'], 2);
		answer(1, ['A', 'B'], 1);
		const failures = [];
		for (const sku of ['A', 'D'])
			failures.push(failureOf(await rig.runImpilo(bySku(), rowsOf(sku))));

		expect(failures.map(({ message }) => message)).toEqual(
			Array(2).fill(
				"Impilo's list keeps changing while it is read, so entries may be missing [item 0]",
			),
		);
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('may be a number, as sheets give it', async () => {
		addItem(900, { sku: '1042' });
		await rig.runImpilo(bySku(), rowsOf(1042, '1042'));

		expect(postedBodies(rig.sandbox)).toMatchObject([
			{ orderItems: [{ item: { id: 900 } }] },
			{ orderItems: [{ item: { id: 900 } }] },
		]);
	});

	it.each<[string, unknown, string, string]>([
		['that nothing has, but something near', 'SKU-0301', NOT_THERE, 'Did you mean SKU-00301?'],
		[
			'that is a part of several: three of them',
			'sku-0030',
			NOT_THERE,
			'Did you mean SKU-00301, SKU-00302 or SKU-00303?',
		],
		[
			'that looks like an ID',
			'99999',
			NOT_THERE,
			'If it is an ID at Impilo, switch Item from By SKU to By ID.',
		],
		[
			'that nothing is like',
			'entirely different',
			NOT_THERE,
			'Check that the credential has the Environment where the item is.',
		],
		['that is blank', ' ', 'Order Items, line 1: Item is empty', 'Fill Order Items, line 1: Item.'],
	])('%s is refused, and its neighbour placed', async (_what, sku, message, remedy) => {
		const run = await rig.runImpilo(bySku(), rowsOf(sku, 'SKU-00301'), CONTINUE);

		const [refused, placed] = jsonOf(run);
		expect(refused).toEqual({
			error: `${message} [item 0]`,
			details: { howToFix: expect.stringContaining(remedy) as unknown },
		});
		expect(placed?.id).toEqual(expect.any(Number));
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});

	it('that several have is refused, and they are named', async () => {
		addItem(900, { sku: 'sku-00301 ' });
		const run = await rig.runImpilo(bySku(), rowsOf('SKU-00301'));

		expect(failureOf(run)).toEqual({
			message: 'Order Items, line 1: Item is the SKU of 2 items at Impilo: 301, 900 [item 0]',
			description: 'Pick the right one by its ID.',
		});
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('of something archived or not active means it only where nothing else has the name', async () => {
		const { kits, sites } = rig.sandbox;
		Object.assign(kits.get(seedIds.archivedKit) ?? {}, { name: 'COPD Kit' });
		Object.assign(sites.get(seedIds.inactiveSite) ?? {}, { name: 'Sampleton Clinic' });
		const form = createForm({
			recipient: 'site',
			siteId: pick('Sampleton Clinic', 'name'),
			orderItems: {},
			orderKits: { kit: [{ kitId: pick('COPD Kit', 'name'), count: 1 }] },
		});
		await rig.runImpilo(form);
		expect(postedBodies(rig.sandbox)).toEqual([
			{ site: { id: 201 }, orderKits: [{ kit: { id: 1003 }, count: 1 }] },
		]);

		kits.delete(1003);
		sites.delete(201);
		const run = await rig.runImpilo({ ...form, operation: 'check', options: {} });
		expect(messagesOf(run)).toEqual([['Site 208 is not active', 'Kit 1011 is archived']]);
	});

	it('is a problem in Check, with what is near', async () => {
		const run = await rig.runImpilo(checkRows(), [
			{ ref: 'a', contents: { orderItems: [{ sku: 'SKU-0301' }] } },
			{ ref: 'b', contents: { orderKits: [{ name: 'COPD Kitt' }] } },
			{ ref: 'c', contents: { orderItems: [{ sku: 'SKU-00323' }] } },
		]);

		expect(checkedOf(run).map(({ problems }) => problems)).toEqual([
			[
				{
					field: 'Contents JSON: orderItems, line 1: sku',
					message: 'Contents JSON: orderItems, line 1: sku is not the SKU of any item at Impilo',
					howToFix: expect.stringContaining('Did you mean SKU-00301?') as unknown,
				},
			],
			[
				{
					field: 'Contents JSON: orderKits, line 1: name',
					message: 'Contents JSON: orderKits, line 1: name is not the name of any kit at Impilo',
					howToFix: expect.stringContaining('Did you mean COPD Kit?') as unknown,
				},
			],
			[
				expect.objectContaining({
					message: expect.stringContaining('cannot be ordered') as unknown,
				}),
			],
		]);
	});
});

it('rows that share an external order ID ask for the same, whether by SKU or by ID', async () => {
	const form = createForm({
		contents: 'json',
		contentsJson: '={{ $json.contents }}',
		externalOrderIds: 'PO-1',
	});
	const run = await rig.runImpilo(form, [
		{ contents: { orderItems: [{ sku: 'SKU-00301' }] } },
		{ contents: { orderItems: [{ id: 301 }] } },
	]);

	expect(run.error).toBeUndefined();
	expect(postsOf(rig.sandbox)).toHaveLength(1);
});

describe('a catalogue that cannot be read', () => {
	const rows = [
		{ ref: 'a', contents: { orderItems: [{ sku: 'SKU-00301' }] } },
		{ ref: 'b', contents: { orderItems: [{ id: 301 }] } },
		{ ref: 'c', contents: { orderItems: [{ sku: 'SKU-00302' }] } },
	];
	const REFUSED = 'Impilo refused to list items: "The moon is full"';

	beforeEach(() => {
		withoutWaiting();
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'The moon is full',
			match: { path: '/api/v3/item' },
			times: 1,
		});
	});

	it('fails the items that need it and no other, and is not read again', async () => {
		const form = createForm({
			contents: 'json',
			contentsJson: '={{ $json.contents }}',
			externalOrderIds: '={{ $json.ref }}',
		});
		const run = await rig.runImpilo(form, rows, CONTINUE);

		expect(run.items(IMPILO).map(({ json }) => json.error)).toEqual([
			`${REFUSED} [item 0]`,
			undefined,
			`${REFUSED} [item 2]`,
		]);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
		expect(countByPath(rig.sandbox)['/item']).toBe(1);
	});

	it('fails these in Check, which asks for the items that others give by ID', async () => {
		const run = await rig.runImpilo(checkRows(), rows, CONTINUE);

		expect(run.items(IMPILO).map(({ json }) => json.error ?? json.canBePlaced)).toEqual([
			`${REFUSED} [item 0]`,
			true,
			`${REFUSED} [item 2]`,
		]);
	});

	it('stops the run before anything is placed, without Continue', async () => {
		const run = await rig.runImpilo(bySku(), rowsOf('SKU-00301', 'SKU-00302'));

		expect(failureOf(run).message).toBe(`${REFUSED} [item 0]`);
		expect(postsOf(rig.sandbox)).toEqual([]);
	});
});

describe('Retry On Fail', () => {
	const RETRIES = { ...CONTINUE, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const refuse = (method: string, path: string, more: object = {}) =>
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'The moon is full',
			match: { method, path: `/api/v3/${path}` },
			...more,
		});
	/** Orders that nothing but the node's memory tells from others. */
	const withoutId = bySku({ externalOrderIds: '', options: { concurrency: 1 } });

	beforeEach(() => void withoutWaiting());

	it('gives what an earlier try has placed, also where the catalogue cannot be read any more', async () => {
		refuse('POST', 'order', { times: 1 });
		refuse('GET', 'item', { every: 2 });
		const run = await rig.runImpilo(withoutId, rowsOf('SKU-00301', 'SKU-00302'), RETRIES);

		expect(idsOf(run)).toEqual([expect.any(Number), expect.any(Number)]);
		expect(postsOf(rig.sandbox).map(({ status }) => status)).toEqual([400, 201, 201]);
		expect(countByPath(rig.sandbox)['/item']).toBe(1);
	});

	it('reads a catalogue again that could not be read', async () => {
		refuse('GET', 'item', { times: 1 });
		const run = await rig.runImpilo(withoutId, rowsOf('SKU-00301'), RETRIES);

		expect(jsonOf(run)[0]?.id).toEqual(expect.any(Number));
		expect(countByPath(rig.sandbox)['/item']).toBe(2);
	});

	it('reads the catalogue anew in another execution', async () => {
		await rig.runImpilo(withoutId, rowsOf('SKU-00301'), RETRIES);
		await rig.runImpilo(withoutId, rowsOf('SKU-00301'), RETRIES);

		expect(countByPath(rig.sandbox)['/item']).toBe(2);
	});
});

it('entries of the catalogue that say next to nothing are passed over', async () => {
	rig.answer(
		{
			content: [null, {}, { id: 7 }, { sku: 'SKU-9' }, { id: null, sku: 'SKU-9' }],
			last: true,
		},
		{ path: '/api/v3/item' },
	);
	const run = await rig.runImpilo(bySku(), rowsOf('SKU-9'));

	expect(failureOf(run).message).toBe(`${NOT_THERE} [item 0]`);
});

describe('a large catalogue', () => {
	it('is read in pages of a hundred, and what is on the last is found', async () => {
		for (let id = 1_000; id < 1_250; id++) addItem(id, { sku: `BULK-${id}` });
		await rig.runImpilo(bySku(), rowsOf('bulk-1249'));

		expect(postedBodies(rig.sandbox)).toMatchObject([{ orderItems: [{ item: { id: 1_249 } }] }]);
		expect(countByPath(rig.sandbox)['/item']).toBe(3);
	});
});
