import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { DEFAULT_STOCK, SCARCE_STOCK, seedIds } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import type { WorkflowRun } from '../harness';
import { CONTINUE, IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const EVERYWHERE = 'GET /api/v3/inventory';
const AT_IMPILO = 'GET /api/v3/inventory/impilo';
const OWN = 'GET /api/v3/inventory/site';

const rig = useImpilo();

async function getMany(parameters: INodeParameters = {}) {
	return await rig.runImpilo({ resource: 'inventory', operation: 'getAll', ...parameters });
}

async function filter(scope: string, filters: INodeParameters) {
	return await getMany({ scope, returnAll: true, filters });
}

/** Of each entry, its item and its site. */
function placesOf(run: WorkflowRun): unknown[] {
	return run.items(IMPILO).map(({ json }) => [json.itemId, json.siteId]);
}

function answerWith(...content: unknown[]): void {
	rig.answer({ content, last: true });
}

describe('where', () => {
	it('is everywhere, unless something else is chosen: an entry an item', async () => {
		const run = await getMany();

		expect(requestLines(rig.sandbox)).toEqual([`${EVERYWHERE}?page=1&size=50`]);
		expect(run.items(IMPILO)).toHaveLength(rig.sandbox.items.size);
		expect(run.items(IMPILO)[0]).toEqual({
			json: {
				itemId: 301,
				itemName: 'Blood Pressure Monitor',
				itemSku: 'SKU-00301',
				orderable: true,
				newCount: expect.any(Number),
				usedCount: expect.any(Number),
				siteId: null,
				siteName: null,
			},
			pairedItem: { item: 0 },
		});
	});

	it("is Impilo's sites: an entry an item and site", async () => {
		const run = await getMany({ scope: 'impilo', limit: 2 });

		expect(requestLines(rig.sandbox)).toEqual([`${AT_IMPILO}?page=1&size=2`]);
		expect(jsonOf(run)).toEqual([
			{
				itemId: 301,
				itemName: 'Blood Pressure Monitor',
				itemSku: 'SKU-00301',
				orderable: true,
				newCount: DEFAULT_STOCK,
				usedCount: 0,
				siteId: seedIds.impiloSite,
				siteName: 'Impilo Example Warehouse East',
			},
			expect.objectContaining({ itemId: 301, newCount: 500, siteId: seedIds.otherImpiloSite }),
		]);
	});

	it('is the own sites', async () => {
		const run = await getMany({ scope: 'own', returnAll: true });

		expect(requestLines(rig.sandbox)).toEqual([`${OWN}?page=1&size=100`]);
		expect(placesOf(run)).toEqual(
			expect.arrayContaining([
				[306, seedIds.site],
				[306, seedIds.otherSite],
			]),
		);
	});

	it('may come from an expression, differently for each item', async () => {
		const run = await rig.runImpilo(
			{
				resource: 'inventory',
				operation: 'getAll',
				scope: '={{ $json.where }}',
				limit: 1,
			},
			[{ where: 'OWN' }, { where: 'nowhere' }, { where: 'impilo' }, { where: '' }],
			CONTINUE,
			echoAfter("={{ $('Trigger').item.json.where }}"),
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 2 },
			{ item: 3 },
		]);
		expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['Where is not one of the values that Impilo knows [item 1]', { item: 1 }],
		]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual(['OWN', 'impilo', '']);
		expect(requestLines(rig.sandbox).sort()).toEqual([
			`${AT_IMPILO}?page=1&size=1`,
			`${OWN}?page=1&size=1`,
			`${EVERYWHERE}?page=1&size=1`,
		]);
	});
});

describe('pages', () => {
	const PARAMETERS: INodeParameters[] = [{ returnAll: true }, { limit: 200 }];
	/** At the first of Impilo's sites all items, at the second twelve. */
	const ENTRIES = 36;

	it.each(PARAMETERS)('are of at most a hundred: %j', async (parameters) => {
		const run = await getMany({ scope: 'impilo', ...parameters });

		expect(run.items(IMPILO)).toHaveLength(ENTRIES);
		expect(requestLines(rig.sandbox)).toEqual([`${AT_IMPILO}?page=1&size=100`]);
	});

	it.each(PARAMETERS)(
		'that become shorter on the way give no entry twice: %j',
		async (parameters) => {
			rig.sandbox.misbehave({ kind: 'clampSize', size: 10, times: 2 });
			rig.sandbox.misbehave({ kind: 'clampSize', size: 7, every: 3 });
			rig.sandbox.misbehave({ kind: 'clampSize', size: 10 });
			const places = placesOf(await getMany({ scope: 'impilo', ...parameters }));

			expect(places).toHaveLength(ENTRIES);
			expect(new Set(places.map(String)).size).toBe(ENTRIES);
			expect(rig.sandbox.requests.length).toBeGreaterThan(4);
		},
	);

	it.each(['everywhere', 'impilo', 'own'])(
		'with entries that Impilo says nothing of give them all: %s',
		async (scope) => {
			answerWith(
				{},
				{ item: null, newCount: null, site: null },
				{ item: { id: null }, newCount: 0, site: { id: 291 } },
				null,
				{ item: { id: null }, newCount: 0, site: { id: 291 } },
			);
			const run = await getMany({ scope, returnAll: true });

			expect(run.items(IMPILO)).toHaveLength(4);
			expect(jsonOf(run)[0]).toEqual({
				itemId: null,
				itemName: null,
				itemSku: null,
				orderable: null,
				newCount: null,
				usedCount: null,
				siteId: null,
				siteName: null,
			});
		},
	);

	it('with two places of an item that Impilo does not name give both', async () => {
		answerWith({ item: { id: 1 }, newCount: 1 }, { item: { id: 1 }, newCount: 2, site: null });
		const run = await getMany({ scope: 'impilo', returnAll: true });

		expect(run.items(IMPILO).map(({ json }) => json.newCount)).toEqual([1, 2]);
	});
});

describe('the filters', () => {
	it.each<[string, INodeParameters, string, unknown[]]>([
		['everywhere', { itemId: pick(301) }, `${EVERYWHERE}?itemId=301&`, [[301, null]]],
		[
			'impilo',
			{ itemId: pick(301, 'list') },
			`${AT_IMPILO}?itemId=301&`,
			[
				[301, 291],
				[301, 292],
			],
		],
		[
			'own',
			{ itemId: '={{ "306" }}', siteId: pick(202) },
			`${OWN}?itemId=306&siteId=202&`,
			[[306, 202]],
		],
		['impilo', { itemId: pick(301), siteId: pick(292) }, `${AT_IMPILO}?itemId=301&`, [[301, 292]]],
		[
			'impilo',
			{ itemId: pick(301), siteId: pick(' impilo example warehouse EAST', 'name') },
			`${AT_IMPILO}?itemId=301&`,
			[[301, seedIds.impiloSite]],
		],
		['impilo', { siteId: pick('Warehouse', 'name') }, `${AT_IMPILO}?`, []],
		['impilo', { maxNewCount: SCARCE_STOCK }, `${AT_IMPILO}?`, [[322, 291]]],
		['impilo', { maxNewCount: '={{ "3" }}' }, `${AT_IMPILO}?`, [[322, 291]]],
		['impilo', { maxNewCount: SCARCE_STOCK - 1 }, `${AT_IMPILO}?`, []],
		['impilo', { maxNewCount: 0 }, `${AT_IMPILO}?`, []],
	])('%s %j', async (scope, filters, request, places) => {
		expect(placesOf(await filter(scope, filters))).toEqual(places);
		expect(requestLines(rig.sandbox)).toEqual([`${request}page=1&size=100`]);
	});

	it('find what has run out with At Most New 0, and nothing of which Impilo does not say', async () => {
		answerWith(
			{ item: { id: 1 }, newCount: 0, usedCount: 5 },
			{ item: { id: 2 }, newCount: 1 },
			{ item: { id: 3 }, newCount: null },
			{ item: { id: 4 } },
		);

		for (const maxNewCount of [0, '={{ 0 }}', '={{ "0" }}']) {
			expect(placesOf(await filter('everywhere', { maxNewCount }))).toEqual([[1, null]]);
		}
	});

	it('keep an entry that Impilo has picked and that names no item', async () => {
		answerWith({ item: null, site: null, newCount: 1 });

		expect(placesOf(await filter('own', { itemId: pick(301) }))).toEqual([[null, null]]);
	});

	it('leave out entries that name no site', async () => {
		answerWith({ item: { id: 301 }, site: null, newCount: 1 });

		for (const site of [pick(292), pick('Impilo Example Warehouse East', 'name')]) {
			expect(placesOf(await filter('impilo', { siteId: site }))).toEqual([]);
		}
	});

	it('read pages of a hundred for At Most New, whatever the limit', async () => {
		const run = await getMany({ scope: 'impilo', limit: 1, filters: { maxNewCount: 1_000 } });

		expect(run.items(IMPILO)).toHaveLength(1);
		expect(requestLines(rig.sandbox)).toEqual([`${AT_IMPILO}?page=1&size=100`]);
	});
});

describe('what it gives', () => {
	it('is what Impilo sends, with Simplify off', async () => {
		const run = await getMany({ scope: 'own', limit: 1, simplify: false });
		const { item, site, newCount } = jsonOf(run)[0] ?? {};

		expect(item).toEqual(rig.sandbox.items.get(Number((item as IDataObject).id)));
		expect(site).toEqual(rig.sandbox.sites.get(Number((site as IDataObject).id)));
		expect(newCount).toEqual(expect.any(Number));
	});
});
