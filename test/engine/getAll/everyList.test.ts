import type { INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../../sandbox';
import { useImpilo } from '../impiloRun';
import { idsOf, jsonOf, pathOf, requestLines } from '../outcome';

/** What is the same for the Get Many of every resource. */

const rig = useImpilo();

const getMany = async (resource: string, parameters: INodeParameters = {}) =>
	await rig.runImpilo({ resource, operation: 'getAll', ...parameters });

interface Listed {
	id: number;
}

/** So many more of what is there. */
function fill(entities: Map<number, Listed>, count: number): void {
	const [model] = entities.values();
	const first = Math.max(...entities.keys()) + 1;
	for (let id = first; id < first + count; id++) entities.set(id, { ...model, id });
}

describe.each<[string, number, (sandbox: Sandbox) => Map<number, Listed>]>([
	['patient', 250, ({ patients }) => patients],
	['device', 250, ({ devices }) => devices],
	['return', 250, ({ returns }) => returns],
	['site', 250, ({ sites }) => sites],
	['item', 100, ({ items }) => items],
	['kit', 250, ({ kits }) => kits],
	['supportTicket', 250, ({ supportTickets }) => supportTickets],
])('the list of %ss', (resource, size, entitiesOf) => {
	const line = (page: number, asked: number) =>
		`GET ${pathOf(resource)}?page=${page}&size=${asked}`;
	const keys = (): number[] => [...entitiesOf(rig.sandbox).keys()];

	it('gives up to fifty, in one page of that size', async () => {
		fill(entitiesOf(rig.sandbox), 60);

		expect(idsOf(await getMany(resource))).toEqual(keys().slice(0, 50));
		expect(requestLines(rig.sandbox)).toEqual([line(1, 50)]);
	});

	it(`gives all with Return All, in pages of ${size}`, async () => {
		fill(entitiesOf(rig.sandbox), 2 * size);

		expect(idsOf(await getMany(resource, { returnAll: true }))).toEqual(keys());
		expect(requestLines(rig.sandbox).sort()).toEqual([1, 2, 3].map((page) => line(page, size)));
	});

	it.each([
		[{ returnAll: true }, undefined],
		[{ limit: 7 }, 7],
	])('loses none where pages are shorter than asked for: %j', async (parameters, count) => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 3 });

		expect(idsOf(await getMany(resource, parameters))).toEqual(keys().slice(0, count));
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const run = await getMany(resource, { returnAll: true, simplify: false });

		expect(jsonOf(run)).toMatchObject(
			JSON.parse(JSON.stringify([...entitiesOf(rig.sandbox).values()])),
		);
	});

	it('passes over nulls, and gives those of which nothing is known', async () => {
		const body = { content: [null, { id: 1 }], last: true, total: null };
		rig.answer(body);

		expect(idsOf(await getMany(resource, { returnAll: true }))).toEqual([1]);
	});
});

it.each([
	['patient', 'firstName'],
	['patient', 'lastName'],
	['patient', 'patientId'],
	['device', 'itemName'],
	['device', 'itemModel'],
	['device', 'itemSku'],
	['device', 'deviceId'],
	['item', 'itemId'],
	['item', 'itemModel'],
	['item', 'itemName'],
	['item', 'itemSku'],
])('%ss are sorted by Impilo, by %s', async (resource, sortBy) => {
	await getMany(resource, { limit: 5, options: { sortBy } });
	await getMany(resource, { limit: 1, options: { sortBy, sortDescending: true } });

	expect(requestLines(rig.sandbox)).toEqual([
		`GET /api/v3/${resource}?sort=${sortBy}&sortDescending=false&page=1&size=5`,
		`GET /api/v3/${resource}?sort=${sortBy}&sortDescending=true&page=1&size=1`,
	]);
});
