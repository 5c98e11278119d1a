import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Item } from '../../../sandbox';
import { locator, requestLines } from '../get/wire';
import type { WorkflowRun } from '../harness';
import { IMPILO, startImpilo, type ImpiloRig } from '../impiloRun';

const LIST = 'GET /api/v3/item';
const SEEDED = 24;

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});

afterAll(async () => await rig.stop());

async function get(itemId: INodeParameters[string], more: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'item', operation: 'get', itemId, ...more });
}

async function getMany(parameters: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'item', operation: 'getAll', ...parameters });
}

async function filter(filters: INodeParameters) {
	return await getMany({ returnAll: true, filters });
}

function idsOf(run: WorkflowRun): unknown[] {
	return run.items(IMPILO).map(({ json }) => json.id);
}

function addItems(count: number): void {
	const { items } = rig.sandbox;
	const [model] = items.values();
	for (let id = 1_001; id <= 1_000 + count; id++) {
		items.set(id, { ...(model as Item), id, name: `Filler ${id}` });
	}
}

/** One page with these items, whatever is asked for. */
function answerWith(...content: object[]): void {
	rig.sandbox.misbehave({ kind: 'status', status: 200, body: { content, last: true } });
}

describe('Get', () => {
	it.each<[string, INodeParameters[string]]>([
		['its ID', locator('id', seedIds.item)],
		['its ID as text', locator('id', ' 301 ')],
		['its address', locator('id', 'https://app.impiloplatform.com/items/301')],
		['the list', locator('list', seedIds.item)],
		['an expression', '={{ 300 + 1 }}'],
	])('reads an item by %s', async (_, itemId) => {
		const run = await get(itemId);

		expect(requestLines(rig.sandbox)).toEqual([`${LIST}/301`]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: 301,
					name: 'Blood Pressure Monitor',
					model: 'EX-100',
					sku: 'SKU-00301',
					orderable: true,
					manufacturer: 'Example Medical',
					itemClass: 'circulatory',
					size: 'standard',
					readingType: 'bloodPressure',
					deviceIdentifierType: 'serial',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const run = await get(locator('id', 301), { simplify: false });

		expect(run.items(IMPILO)[0]?.json).toMatchObject({
			...rig.sandbox.items.get(301),
			itemClassType: 'monitor',
			dimensions: { width: 8 },
			certifications: [{ name: 'Example Certificate' }],
		});
	});

	it.each<[object]>([
		[{ id: 301 }],
		[{ id: 301, name: null, manufacturer: null, orderable: null, readingType: null }],
		[{ id: 301, manufacturer: { id: 1 } }],
	])('gives nulls for what Impilo leaves out: %j', async (body) => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body });
		const run = await get(locator('id', 301));

		expect(run.items(IMPILO)[0]?.json).toEqual({
			id: 301,
			name: null,
			model: null,
			sku: null,
			orderable: null,
			manufacturer: null,
			itemClass: null,
			size: null,
			readingType: null,
			deviceIdentifierType: null,
		});
	});

	it.each<[INodeParameters[string], string]>([
		[locator('id', 'SKU-00301'), 'Item is not a whole positive number [item 0]'],
		['={{ null }}', 'Item is empty [item 0]'],
		[
			locator('id', 'https://app.impiloplatform.com/kits/301'),
			'Item is the address of a kit, not of an item [item 0]',
		],
	])('of %j is refused', async (itemId, message) => {
		expect((await get(itemId)).error?.message).toBe(message);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('Get Many', () => {
	it('gives up to fifty, in one page of that size', async () => {
		addItems(60);

		expect(idsOf(await getMany())).toHaveLength(50);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=50`]);
	});

	it.each<[INodeParameters, number]>([
		[{ returnAll: true }, SEEDED + 230],
		[{ limit: 220 }, 220],
	])('asks for pages of at most a hundred: %j', async (parameters, count) => {
		addItems(230);
		const ids = idsOf(await getMany(parameters));

		expect(ids).toEqual([...rig.sandbox.items.keys()].slice(0, count));
		expect(requestLines(rig.sandbox).sort()).toEqual(
			[1, 2, 3].map((page) => `${LIST}?page=${page}&size=100`),
		);
	});

	it('loses none where pages are shorter than asked for', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 7 });

		expect(idsOf(await getMany({ returnAll: true }))).toEqual([...rig.sandbox.items.keys()]);
		expect(idsOf(await getMany({ limit: 20 }))).toHaveLength(20);
	});

	it.each<[INodeParameters, string, number[]]>([
		[{ name: ' Cuff ' }, 'name=Cuff', [302, 316]],
		[{ model: 'EX-101' }, 'model=EX-101', [302]],
		[{ sku: 'SKU-00303' }, 'sku=SKU-00303', [303]],
		[
			{ itemClasses: ['thermometer', 'power'] },
			'itemClass=thermometer&itemClass=power',
			[308, 314, 315],
		],
		[
			{ itemClasses: '=thermometer, power' },
			'itemClass=thermometer&itemClass=power',
			[308, 314, 315],
		],
		[{ itemSizes: ['extraLarge'] }, 'itemSize=extraLarge', [310]],
		[
			{ readingTypes: 'weight, temperature' },
			'readingType=weight&readingType=temperature',
			[304, 308],
		],
		[{ readingTypes: ['spo2', 'weight'] }, 'readingType=spo2&readingType=weight', [303, 304]],
		[{ readingTypes: '={{ ["weight"] }}' }, 'readingType=weight', [304]],
		[{ readingTypes: 'PEAK_FLOW' }, 'readingType=peakFlow', [309]],
		[
			{ itemClasses: ['respiratory'], itemSizes: ['small', 'medium'], readingTypes: 'spo2' },
			'itemClass=respiratory&itemSize=small&itemSize=medium&readingType=spo2',
			[303],
		],
	])('lets Impilo look for %j', async (filters, query, ids) => {
		expect(idsOf(await filter(filters))).toEqual(ids);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?${query}&page=1&size=100`]);
	});

	it.each<[unknown, unknown[]]>([
		[false, [seedIds.nonOrderableItem, seedIds.itemNotOrderable]],
		['={{ "false" }}', [seedIds.nonOrderableItem, seedIds.itemNotOrderable]],
	])('picks those that cannot be ordered: %j', async (orderable, ids) => {
		const run = await getMany({ limit: 5, filters: { orderable: orderable as boolean } });

		expect(idsOf(run)).toEqual(ids);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=100`]);
	});

	it('picks those that can be ordered, and none of which Impilo does not say', async () => {
		expect(idsOf(await filter({ orderable: true }))).toHaveLength(SEEDED - 2);
		rig.sandbox.behave();
		answerWith({ id: 1, orderable: true }, { id: 2 }, { id: 3, orderable: null });
		expect(idsOf(await filter({ orderable: true }))).toEqual([1]);
	});

	it.each(['itemId', 'itemModel', 'itemName', 'itemSku'])(
		'lets Impilo sort by %s',
		async (sortBy) => {
			await getMany({ options: { sortBy } });
			const run = await getMany({ limit: 1, options: { sortBy, sortDescending: true } });

			expect(requestLines(rig.sandbox)).toEqual([
				`${LIST}?sort=${sortBy}&sortDescending=false&page=1&size=50`,
				`${LIST}?sort=${sortBy}&sortDescending=true&page=1&size=1`,
			]);
			expect(idsOf(run)).toEqual([sortBy === 'itemName' ? 319 : 324]);
		},
	);

	it.each<[INodeParameters, string]>([
		[{ itemClasses: ['thermometer'] }, 'Item Classes'],
		[{ itemSizes: ['extraLarge'] }, 'Item Sizes'],
		[{ readingTypes: 'weight' }, 'Reading Types'],
	])('stops where Impilo ignores %j', async (filters, field) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(filters);

		expect(run.error?.message).toBe(
			`Impilo answered with other items than those asked for with ${field} [item 0]`,
		);
		expect(run.items(IMPILO)).toEqual([]);
	});

	it('takes reading types however Impilo writes them, and items of which it does not say', async () => {
		answerWith(
			{ id: 1, readingType: 'BLOOD_PRESSURE' },
			{ id: 2, readingType: null },
			{ id: 3, readingType: { name: 'Blood Pressure' } },
		);

		expect(idsOf(await filter({ readingTypes: 'bloodPressure' }))).toEqual([1, 2, 3]);
	});

	it.each<[INodeParameters, string]>([
		[{ name: '={{ $json.nothing }}' }, 'Name is empty [item 0]'],
		[{ sku: ' ' }, 'SKU is empty [item 0]'],
		[{ itemClasses: [] }, 'Item Classes is empty [item 0]'],
		[{ itemSizes: [] }, 'Item Sizes is empty [item 0]'],
		[{ readingTypes: '={{ [] }}' }, 'Reading Types is empty [item 0]'],
		[{ orderable: '={{ "maybe" }}' }, 'Orderable is neither true nor false [item 0]'],
	])('refuses %j', async (filters, message) => {
		expect((await filter(filters)).error?.message).toBe(message);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('splits many reading types over several requests, and gives an item once', async () => {
		const types = Array.from({ length: 60 }, (_, index) => `type${index}`);
		const run = await filter({
			itemClasses: ['body', 'thermometer'],
			readingTypes: ['weight', ...types, 'temperature'].join(),
		});

		expect(idsOf(run)).toEqual([304, 308]);
		expect(rig.sandbox.requests.map(({ query }) => query.parsed.readingType?.length)).toEqual([
			50, 12,
		]);
	});

	it('serves an agent, with everything as text', async () => {
		const run = await rig.runImpiloTool(
			{
				resource: 'item',
				operation: 'getAll',
				limit: "={{ $fromAI('limit', '', 'string') }}",
				filters: {
					itemClasses: "={{ $fromAI('classes', '', 'string') }}",
					name: "={{ $fromAI('name', '', 'string') }}",
					orderable: "={{ $fromAI('orderable', '', 'string') }}",
					readingTypes: "={{ $fromAI('readings', '', 'string') }}",
				},
			},
			{ limit: '10', classes: 'circulatory', name: '', orderable: 'true', readings: '' },
		);

		expect(run.error).toBeUndefined();
		expect(JSON.parse(run.answer ?? '')).toMatchObject([{ id: 301 }, { id: 302 }, { id: 316 }]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?itemClass=circulatory&page=1&size=100`]);
	});

	it('gives the items of each item, paired with it', async () => {
		const run = await rig.runImpilo(
			{ resource: 'item', operation: 'getAll', filters: { sku: '={{ $json.sku }}' } },
			[{ sku: 'SKU-00302' }, { sku: '' }, { sku: 'none' }, { sku: 'SKU-00301' }],
			{ onError: 'continueErrorOutput' },
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[302, { item: 0 }],
			[301, { item: 3 }],
		]);
		expect(failures?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});
});
