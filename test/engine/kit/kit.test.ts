import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, jsonOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/kit';

const rig = useImpilo();

async function get(kitId: INodeParameters[string], more: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'kit', operation: 'get', kitId, ...more });
}

async function getMany(parameters: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'kit', operation: 'getAll', ...parameters });
}

async function filter(filters: INodeParameters) {
	return await getMany({ returnAll: true, filters });
}

describe('Get', () => {
	it('gives a kit', async () => {
		const run = await get(pick(seedIds.kit));

		expect(requestLines(rig.sandbox)).toEqual([`${LIST}/1000`]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: 1000,
					name: 'Hypertension Starter Kit',
					archived: false,
					kitItems: [
						{ id: 301, name: 'Blood Pressure Monitor', count: 1 },
						{ id: 302, name: 'Blood Pressure Cuff, Large', count: 1 },
						{ id: 315, name: 'AA Batteries (4)', count: 1 },
						{ id: 319, name: 'Welcome Booklet', count: 1 },
					],
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('reads an archived kit as well', async () => {
		const run = await get(pick(seedIds.archivedKit));

		expect(jsonOf(run)[0]).toMatchObject({ id: seedIds.archivedKit, archived: true });
	});

	it('gives nulls for what Impilo leaves out of its items', async () => {
		rig.answer({
			id: 1000,
			kitItems: [null, {}, { item: null, count: 2 }, { item: { id: 1 } }],
		});

		expect(jsonOf(await get(pick(1000)))[0]?.kitItems).toEqual([
			{ id: null, name: null, count: null },
			{ id: null, name: null, count: 2 },
			{ id: 1, name: null, count: null },
		]);
	});
});

describe('Get Many', () => {
	it.each<[INodeParameters, string, number[]]>([
		[{ archived: true }, 'archived=true&', [seedIds.archivedKit]],
		[{ itemId: pick(302) }, 'itemId=302&', [1000]],
		[{ itemId: '={{ "302" }}' }, 'itemId=302&', [1000]],
		[
			{ itemId: pick(301, 'list'), archived: '={{ "true" }}' },
			'archived=true&itemId=301&',
			[seedIds.archivedKit],
		],
		[{ name: ' refill ' }, '', [1006, 1007]],
		[{ name: 'HYPERTENSION', archived: false }, 'archived=false&', [1000, 1007]],
	])('by %j', async (filters, query, ids) => {
		expect(idsOf(await filter(filters))).toEqual(ids);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?${query}page=1&size=250`]);
	});

	it('by name up to a limit reads pages of 250', async () => {
		const run = await getMany({ limit: 1, filters: { name: 'starter' } });

		expect(idsOf(run)).toEqual([1000]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=250`]);
	});
});
