import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/item';
const SEEDED = 24;

const rig = useImpilo();

async function get(itemId: INodeParameters[string], more: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'item', operation: 'get', itemId, ...more });
}

async function getMany(parameters: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'item', operation: 'getAll', ...parameters });
}

async function filter(filters: INodeParameters) {
	return await getMany({ returnAll: true, filters });
}

/** One page with these items, whatever is asked for. */
function answerWith(...content: object[]): void {
	rig.answer({ content, last: true });
}

describe('Get', () => {
	it('gives an item', async () => {
		const run = await get(pick(seedIds.item));

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
});

describe('Get Many', () => {
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
		[{ readingTypes: '={{ ["weight"] }}' }, 'readingType=weight', [304]],
		[
			{ itemClasses: ['respiratory'], itemSizes: ['small', 'medium'], readingTypes: 'bloodOxygen' },
			'itemClass=respiratory&itemSize=small&itemSize=medium&readingType=bloodOxygen',
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
});
