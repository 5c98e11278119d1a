import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Sandbox } from '../../../sandbox';
import { pick, useImpilo } from '../impiloRun';
import { failureOf, idsOf, jsonOf, requestLines } from '../outcome';

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
])('the list of %ss', (resource, size, entitiesOf) => {
	const line = (page: number, asked: number) =>
		`GET /api/v3/${resource}?page=${page}&size=${asked}`;
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

describe('a filter', () => {
	const filter = async (resource: string, { scope = 'own', ...filters }: INodeParameters) =>
		await getMany(resource, {
			returnAll: true,
			filters,
			...(resource === 'inventory' ? { scope } : {}),
		});

	it.each<[string, INodeParameters, string]>([
		['patient', { externalIdentifiers: '1234abcd' }, 'External Identifiers'],
		['patient', { email: 'sam.2@example.com' }, 'Email'],
		['patient', { siteId: pick(seedIds.otherSite) }, 'Site'],
		['patient', { enrolled: false }, 'Enrolled'],
		['patient', { archived: true }, 'Archived'],
		['patient', { bornFrom: '2001-01-01' }, 'Born From'],
		['patient', { bornTo: '1932-01-01' }, 'Born To'],
		['patient', { postalCode: 'EX4 3PL' }, 'Postal Code'],
		['device', { patientId: pick(1245) }, 'Patient'],
		['device', { siteId: pick(203) }, 'Site'],
		['device', { itemId: pick(312) }, 'Item'],
		['device', { statuses: ['packed'] }, 'Statuses'],
		['device', { identifiers: 'SN-1' }, 'Identifiers'],
		['return', { status: 'receiving' }, 'Status'],
		['return', { relatedOrderId: pick(5001) }, 'Related Order'],
		['return', { standalone: true }, 'Standalone'],
		['item', { itemClasses: ['thermometer'] }, 'Item Classes'],
		['item', { itemSizes: ['extraLarge'] }, 'Item Sizes'],
		['item', { readingTypes: 'weight' }, 'Reading Types'],
		['kit', { archived: true }, 'Archived'],
		['kit', { itemId: pick(302) }, 'Item'],
		['inventory', { scope: 'everywhere', itemId: pick(302) }, 'Item'],
		['inventory', { siteId: pick(202) }, 'Site'],
	])('that Impilo ignores hands nothing over: %s %j', async (resource, filters, label) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(resource, filters);

		const others = resource === 'inventory' ? 'inventory entries' : `${resource}s`;
		expect(failureOf(run).message).toBe(
			`Impilo answered with other ${others} than those asked for with ${label} [item 0]`,
		);
		expect(jsonOf(run)).toEqual([]);
	});

	it.each<[string, INodeParameters, string]>([
		['order', { patientId: '={{ $json.none }}' }, 'Patient'],
		['order', { patientId: pick('={{ $json.none }}') }, 'Patient'],
		['order', { patientId: pick('={{ null }}', 'externalIdentifier') }, 'Patient'],
		['order', { patientId: pick('={{ " " }}', 'email') }, 'Patient'],
		['order', { patientId: pick('', 'list') }, 'Patient'],
		...['={{ $json.none }}', '={{ [] }}', ' , ', '={{ ["", " "] }}'].flatMap(
			(list): Array<[string, INodeParameters, string]> => [
				['order', { externalOrderIds: list }, 'External Order IDs'],
				['patient', { externalIdentifiers: list }, 'External Identifiers'],
				['device', { identifiers: list }, 'Identifiers'],
				['device', { statuses: list }, 'Statuses'],
				['order', { statuses: list }, 'Statuses'],
				['item', { readingTypes: list }, 'Reading Types'],
			],
		),
		['order', { statuses: [] }, 'Statuses'],
		['order', { statusChangedAfter: '' }, 'Status Changed After'],
		['order', { statusChangedAfter: '={{ null }}' }, 'Status Changed After'],
		['patient', { name: '={{ $json.none }}' }, 'Name'],
		['patient', { email: '' }, 'Email'],
		['patient', { siteId: pick('={{ $json.none }}') }, 'Site'],
		['device', { patientId: pick('={{ $json.none }}') }, 'Patient'],
		['device', { siteId: pick('', 'list') }, 'Site'],
		['device', { itemId: '={{ $json.none }}' }, 'Item'],
		['return', { status: '={{ $json.none }}' }, 'Status'],
		['return', { relatedOrderId: pick('', 'list') }, 'Related Order'],
		['return', { searchString: ' ' }, 'Search'],
		['return', { lastUpdatedBefore: '={{ null }}' }, 'Updated Before'],
		['site', { name: '={{ $json.none }}' }, 'Name'],
		['item', { name: '={{ $json.none }}' }, 'Name'],
		['item', { sku: ' ' }, 'SKU'],
		['item', { itemClasses: [] }, 'Item Classes'],
		['item', { itemSizes: [] }, 'Item Sizes'],
		['kit', { name: '={{ $json.none }}' }, 'Name'],
		['kit', { itemId: pick('={{ $json.none }}') }, 'Item'],
		['inventory', { siteId: pick('={{ $json.none }}') }, 'Site'],
		['inventory', { itemId: pick('={{ $json.none }}') }, 'Item'],
		['inventory', { maxNewCount: '={{ $json.none }}' }, 'At Most New'],
	])('that is there but empty is refused: %s %j', async (resource, filters, label) => {
		expect(failureOf(await filter(resource, filters))).toEqual({
			message: `${label} is empty [item 0]`,
			description: `Under Filters, fill ${label}, or remove it to get results with any.`,
		});
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[string, INodeParameters, string]>([
		['order', { patientId: pick('nobody', 'email') }, 'Patient is not an email address'],
		['order', { patientId: pick('nobody') }, 'Patient is not a whole positive number'],
		['patient', { bornFrom: '31.01.1980' }, 'Born From is not a day that exists'],
		['patient', { enrolled: '={{ "perhaps" }}' }, 'Enrolled is neither true nor false'],
		['return', { lastUpdatedBefore: '2026-02-30' }, 'Updated Before is not a day'],
		['return', { relatedOrderId: 'x' }, 'Related Order is not a whole positive'],
		['return', { standalone: '={{ "maybe" }}' }, 'Standalone is neither true nor false'],
		['item', { orderable: '={{ "maybe" }}' }, 'Orderable is neither true nor false'],
		['inventory', { siteId: pick('x') }, 'Site is not a whole positive number'],
		['inventory', { maxNewCount: -1 }, 'At Most New is not a whole number of at least 0'],
		['inventory', { maxNewCount: 1.5 }, 'At Most New is not a whole number of at least 0'],
		['inventory', { maxNewCount: '={{ "few" }}' }, 'At Most New is not a whole number of at least'],
		[
			'inventory',
			{ scope: 'everywhere', siteId: pick(201) },
			'Site cannot be used while Where is Everywhere, as the entries are then not by site',
		],
	])('that makes no sense is refused: %s %j', async (resource, filters, message) => {
		expect(failureOf(await filter(resource, filters)).message).toContain(message);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[string, INodeParameters, object[]]>([
		['device', { patientId: pick(1245) }, [{ id: 1, currentPatient: null }]],
		['device', { siteId: pick(203) }, [{ id: 1, site: null }]],
		['device', { itemId: pick(312) }, [{ id: 1, item: null }]],
		['device', { statuses: ['packed'] }, [{ id: 1, currentStatus: null }]],
		['device', { statuses: ['withPatient'] }, [{ id: 1, currentStatus: 'WITH_PATIENT' }]],
		['return', { status: 'inTransit' }, [{ id: 1 }, { id: 2, currentStatus: 'IN_TRANSIT' }]],
		[
			'return',
			{ standalone: true, relatedOrderId: pick(5001) },
			[{ id: 1 }, { id: 2, relatedOrderId: null }],
		],
		[
			'item',
			{ readingTypes: 'bloodPressure' },
			[
				{ id: 1, readingType: 'BLOOD_PRESSURE' },
				{ id: 2, readingType: null },
				{ id: 3, readingType: { name: 'Blood Pressure' } },
			],
		],
		[
			'kit',
			{ itemId: pick(302), archived: false },
			[
				{ id: 1 },
				{ id: 2, kitItems: [] },
				{ id: 3, kitItems: [{ item: null }] },
				{ id: 4, archived: null, kitItems: [{ item: { id: 5 } }, { item: { id: 302 } }] },
			],
		],
	])('is kept to by what says nothing, and by other spellings: %s %j', async (...row) => {
		const [resource, filters, content] = row;
		rig.answer({ content, last: true });

		expect(idsOf(await filter(resource, filters))).toEqual(content.map((_, index) => index + 1));
	});

	it.each([
		['patient', 'externalIdentifiers', 'externalIdentifier'],
		['device', 'identifiers', 'identifier'],
		['item', 'readingTypes', 'readingType'],
	])('of many values is asked for fifty at a time: %s %s', async (resource, name, query) => {
		const values = Array.from({ length: 120 }, (_, index) => `value-${index}`);
		await filter(resource, { [name]: `={{ ${JSON.stringify(values)} }}` });

		expect(rig.sandbox.requests.map((request) => request.query.parsed[query]?.length)).toEqual([
			50, 50, 20,
		]);
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
