import type { INodeParameters } from 'n8n-workflow';

import { sandboxKeys, seedIds, type Site } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, jsonOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/site';
const SEEDED = 8;

const rig = useImpilo();

async function get(siteId: INodeParameters[string], more: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'site', operation: 'get', siteId, ...more });
}

async function getMany(parameters: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'site', operation: 'getAll', ...parameters });
}

function addSites(count: number): void {
	const { sites } = rig.sandbox;
	const [model] = sites.values();
	for (let id = 1_001; id <= 1_000 + count; id++) {
		sites.set(id, { ...(model as Site), id, name: `Filler ${id}` });
	}
}

describe('Get', () => {
	it.each<[string, INodeParameters[string]]>([
		['its ID', pick(seedIds.site)],
		['its ID as text', pick(' 201 ')],
		['its address', pick('https://app.impiloplatform.com/sites/201')],
		['the list', pick(seedIds.site, 'list')],
		['an expression', '={{ 200 + 1 }}'],
	])('reads a site by %s', async (_, siteId) => {
		const run = await get(siteId);

		expect(requestLines(rig.sandbox)).toEqual([`${LIST}/201`]);
		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: 201,
					name: 'Sampleton Clinic',
					active: true,
					phoneNumber: '+1-202-555-0100',
					addressLineOne: '1 Sample Plaza',
					addressLineTwo: 'Suite 100',
					addressCity: 'Exampleville',
					addressState: 'CA',
					addressZipCode: '90000',
					addressCountry: 'US',
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const run = await get(pick(201), { simplify: false });

		expect(jsonOf(run)[0]).toEqual(rig.sandbox.sites.get(201));
	});

	it.each<[object]>([
		[{ id: 201 }],
		[{ id: 201, name: null, active: null, phoneNumber: null, address: null }],
		[{ id: 201, address: { lineOne: null } }],
	])('gives nulls for what Impilo leaves out: %j', async (body) => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body });
		const run = await get(pick(201));

		expect(jsonOf(run)[0]).toEqual({
			id: 201,
			name: null,
			active: null,
			phoneNumber: null,
			addressLineOne: null,
			addressLineTwo: null,
			addressCity: null,
			addressState: null,
			addressZipCode: null,
			addressCountry: null,
		});
	});

	it.each<[INodeParameters[string], string]>([
		[pick('x'), 'Site is not a whole positive number [item 0]'],
		['={{ null }}', 'Site is empty [item 0]'],
	])('of %j is refused', async (siteId, message) => {
		expect((await get(siteId)).error?.message).toBe(message);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('serves an agent', async () => {
		const run = await rig.runImpiloTool(
			{
				resource: 'site',
				operation: 'get',
				siteId: pick("={{ $fromAI('site', '', 'string') }}"),
			},
			{ site: '201' },
		);

		expect(JSON.parse(run.answer ?? '')).toMatchObject([{ id: 201, name: 'Sampleton Clinic' }]);
	});

	it('explains a key that is refused', async () => {
		const run = await rig.runImpilo(
			{ resource: 'site', operation: 'get', siteId: pick(201) },
			[{}],
			{},
			{
				credentials: { impiloApi: { ...rig.credentials.impiloApi, apiKey: sandboxKeys.expired } },
			},
		);

		expect(run.error?.message).toBe('Impilo did not accept the API key [item 0]');
	});
});

describe('Get Many', () => {
	it('gives up to fifty, in one page of that size', async () => {
		addSites(60);
		const run = await getMany();

		expect(idsOf(run)).toHaveLength(50);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=50`]);
	});

	it('gives all with Return All', async () => {
		addSites(600);
		const run = await getMany({ returnAll: true });

		expect(idsOf(run)).toEqual([...rig.sandbox.sites.keys()]);
		expect(requestLines(rig.sandbox).sort()).toEqual(
			[1, 2, 3].map((page) => `${LIST}?page=${page}&size=250`),
		);
	});

	it('loses none where pages are shorter than asked for', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 3 });

		expect(idsOf(await getMany({ returnAll: true }))).toHaveLength(SEEDED);
		expect(idsOf(await getMany({ limit: 7 }))).toHaveLength(7);
	});

	it('picks those with the text in their name, in any case, from pages of 250', async () => {
		const run = await getMany({ limit: 1, filters: { name: ' HEART ' } });

		expect(run.items(IMPILO)).toMatchObject([
			{ json: { id: 202, name: 'Placeholder Heart Center' } },
		]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=250`]);
	});

	it('leaves out those without a name where one is asked for', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 200,
			body: { content: [{ id: 1 }, { id: 2, name: null }, { id: 3, name: 'Clinic' }], last: true },
		});

		expect(idsOf(await getMany({ returnAll: true, filters: { name: 'clinic' } }))).toEqual([3]);
	});

	it('gives what Impilo sends with Simplify off', async () => {
		const run = await getMany({ returnAll: true, simplify: false });

		expect(jsonOf(run)).toEqual([...rig.sandbox.sites.values()]);
	});

	it('refuses an empty filter, but lets an agent leave it empty', async () => {
		const run = await getMany({ filters: { name: '={{ $json.nothing }}' } });
		expect(run.error?.message).toBe('Name is empty [item 0]');
		expect(rig.sandbox.requests).toEqual([]);

		const tool = await rig.runImpiloTool(
			{
				resource: 'site',
				operation: 'getAll',
				limit: "={{ $fromAI('limit', '', 'string') }}",
				filters: { name: "={{ $fromAI('name', '', 'string') }}" },
			},
			{ limit: '2', name: '' },
		);
		expect(JSON.parse(tool.answer ?? '')).toHaveLength(2);
	});

	it('gives the sites of each item, paired with it', async () => {
		const run = await rig.runImpilo(
			{ resource: 'site', operation: 'getAll', filters: { name: '={{ $json.name }}' } },
			[{ name: 'heart' }, { name: '' }, { name: 'clinic' }],
			{ onError: 'continueErrorOutput' },
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[202, { item: 0 }],
			[201, { item: 2 }],
			[208, { item: 2 }],
		]);
		expect(failures?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});
});
