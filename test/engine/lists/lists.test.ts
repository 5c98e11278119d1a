import type { INodeListSearchResult } from 'n8n-workflow';

import { sandboxKeys, seedIds, type Order, type Patient, type Sandbox } from '../../../sandbox';
import { useImpilo, withoutWaiting } from '../impiloRun';
import { requestLines, wordsOf } from '../outcome';
import { searchLists } from './searchLists';

const rig = useImpilo();

const { search, scroll } = searchLists(rig);

function valuesOf({ results }: INodeListSearchResult): unknown[] {
	return results.map(({ value }) => value);
}

function addPatients(count: number, patient: Partial<Patient>): number[] {
	const { patients } = rig.sandbox;
	const model = patients.get(seedIds.otherPatient) as Patient;
	const first = Math.max(...patients.keys()) + 1;
	const ids = Array.from({ length: count }, (_, index) => first + index);
	for (const id of ids) patients.set(id, { ...model, ...patient, id });
	return ids;
}

/** More sites or kits than fit on one page of Impilo's, named "Filler <id>". */
function addFillers<T extends { id: number; name: string | null }>(
	entities: Map<number, T>,
	count: number,
): void {
	const first = Math.max(...entities.keys()) + 1;
	const [model] = entities.values();
	for (let id = first; id < first + count; id++) {
		entities.set(id, { ...(model as T), id, name: `Filler ${id}` });
	}
}

describe('the list of patients', () => {
	it('comes by name, fifty at a time, without the archived', async () => {
		const found = await search('searchPatients');

		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/patient?archived=false&sort=firstName&page=1&size=50',
		]);
		expect(found.results).toHaveLength(38);
		expect(valuesOf(found)).not.toContain(seedIds.archivedPatient);
		expect(found.results).toContainEqual({ name: 'John Doe · 1234abcd', value: 1234 });
		expect(found.paginationToken).toBeUndefined();
	});

	it('tells namesakes apart by identifier, birth date or ID, and says who is not enrolled', async () => {
		const namesake = { firstName: 'Zeta', lastName: 'Same', externalIdentifier: null };
		const [born] = addPatients(1, { ...namesake, dateOfBirth: '1980-01-31' });
		const [unknown] = addPatients(1, { ...namesake, dateOfBirth: null });
		const [left] = addPatients(1, { ...namesake, externalIdentifier: 'MRN-7', enrolled: false });
		const [nameless] = addPatients(1, {
			firstName: null,
			lastName: null,
			externalIdentifier: null,
		});
		const { results } = await search('searchPatients');

		expect(results).toEqual(
			expect.arrayContaining([
				{ name: 'Sam Sample · patient-1235', value: seedIds.otherPatient },
				{ name: 'Sam Sample · patient-1236', value: seedIds.namesakePatient },
				{ name: "Zoë O'Exámple-Ñandú · patient-1237", value: seedIds.accentedPatient },
				{ name: 'Ada · patient-1270', value: seedIds.sparsePatient },
				{ name: 'Zeta Same · born 1980-01-31', value: born },
				{ name: `Zeta Same · ID ${unknown}`, value: unknown },
				{ name: 'Zeta Same · MRN-7 · not enrolled', value: left },
				{ name: `ID ${nameless}`, value: nameless },
			]),
		);
	});

	it('is sorted as it is displayed, also where Impilo sorts by the first name only', async () => {
		addPatients(1, { firstName: 'Zeta', lastName: 'Young', externalIdentifier: 'A-1' });
		addPatients(1, { firstName: 'Zeta', lastName: 'Adams', externalIdentifier: 'B-2' });
		const { results } = await search('searchPatients');

		const names = results.map(({ name }) => name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
		expect(names.slice(-3, -1)).toEqual(['Zeta Adams · B-2', 'Zeta Young · A-1']);
	});

	it('is searched by part of a name', async () => {
		const found = await search('searchPatients', { filter: ' doe ' });

		expect(found.results).toEqual([{ name: 'John Doe · 1234abcd', value: 1234 }]);
		expect(requestLines(rig.sandbox).sort()).toEqual([
			'GET /api/v3/patient?archived=false&sort=firstName&externalIdentifier=doe&page=1&size=50',
			'GET /api/v3/patient?archived=false&sort=firstName&name=doe&page=1&size=50',
		]);
	});

	it('is searched by email alone where an address is typed', async () => {
		const found = await search('searchPatients', { filter: 'john.doe+x@example.com' });

		expect(found.results).toEqual([]);
		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/patient?archived=false&sort=firstName&email=john.doe%2Bx%40example.com&page=1&size=50',
		]);
		expect(valuesOf(await search('searchPatients', { filter: 'John.Doe@example.com' }))).toEqual([
			1234,
		]);
	});

	it('puts the one with the identifier first, and shows nobody twice on a page', async () => {
		const [other, both] = [
			...addPatients(1, { firstName: 'Twin', externalIdentifier: null }),
			...addPatients(1, { firstName: 'Twin', externalIdentifier: 'Twin' }),
		];

		expect(valuesOf(await search('searchPatients', { filter: 'Twin' }))).toEqual([both, other]);
	});

	it('is scrolled through a search, without asking for identifiers again', async () => {
		const ids = addPatients(70, { firstName: 'Zeta', externalIdentifier: null });
		const pages = await scroll('searchPatients', 'zeta');

		expect(pages.flatMap(valuesOf)).toEqual(ids);
		expect(requestLines(rig.sandbox).at(-1)).toBe(
			'GET /api/v3/patient?archived=false&sort=firstName&name=zeta&page=2&size=50',
		);
		expect(rig.sandbox.requests).toHaveLength(3);
	});

	it('is scrolled at the size that the server grants', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 20 });
		const pages = await scroll('searchPatients');

		expect(pages.map(({ results }) => results.length)).toEqual([20, 18]);
	});
});

describe('the list of sites', () => {
	it('shows which are not active', async () => {
		const found = await search('searchSites');

		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/site?page=1&size=250']);
		expect(found.results).toHaveLength(8);
		expect(found.results).toEqual(
			expect.arrayContaining([
				{ name: 'Sampleton Clinic', value: seedIds.site },
				{ name: 'Closed Example Clinic · not active', value: seedIds.inactiveSite },
			]),
		);
	});

	it('is looked through page by page, as Impilo cannot search it', async () => {
		addFillers(rig.sandbox.sites, 600);
		const last = Math.max(...rig.sandbox.sites.keys());
		const found = await search('searchSites', { filter: `filler ${last}` });

		expect(found).toEqual({ results: [{ name: `Filler ${last}`, value: last }] });
		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/site?page=1&size=250',
			'GET /api/v3/site?page=2&size=250',
			'GET /api/v3/site?page=3&size=250',
		]);
	});

	it('is looked through no further than eight pages at a time', async () => {
		addFillers(rig.sandbox.sites, 2_300);
		const found = await search('searchSites', { filter: 'nowhere' });

		expect(found).toEqual({ results: [] });
		expect(rig.sandbox.requests).toHaveLength(8);
		expect((await scroll('searchSites', 'filler')).flatMap(valuesOf)).toHaveLength(2_300);
	});
});

describe('the list of items', () => {
	it('asks for pages of at most a hundred, by name, and shows which cannot be ordered', async () => {
		const found = await search('searchItems');

		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/item?sort=itemName&page=1&size=100']);
		expect(found.results).toHaveLength(24);
		expect(found.results.map(({ name }) => name.split(' · ')[0])).toEqual(
			[...rig.sandbox.items.values()].map(({ name }) => name).sort(),
		);
		expect(found.results).toEqual(
			expect.arrayContaining([
				{ name: 'Blood Pressure Monitor · EX-100 · SKU-00301', value: seedIds.item },
				{
					name: 'ECG Patch, Recalled · EX-122 · SKU-00323 · cannot be ordered',
					value: seedIds.nonOrderableItem,
				},
			]),
		);
	});

	it('is searched by Impilo, by name', async () => {
		const found = await search('searchItems', { filter: 'Cuff, L' });

		expect(valuesOf(found)).toEqual([302]);
		expect(requestLines(rig.sandbox).sort()).toEqual([
			'GET /api/v3/item?sort=itemName&model=Cuff%2C%20L&page=1&size=100',
			'GET /api/v3/item?sort=itemName&name=Cuff%2C%20L&page=1&size=100',
			'GET /api/v3/item?sort=itemName&sku=Cuff%2C%20L&page=1&size=100',
		]);
	});

	it('shows an item once whose model is its SKU', async () => {
		const item = rig.sandbox.items.get(seedIds.item);
		Object.assign(item ?? {}, { model: 'BPM-1', sku: 'BPM-1' });

		expect(valuesOf(await search('searchItems', { filter: 'BPM-1' }))).toEqual([seedIds.item]);
	});

	it('puts the one with the ID first, shows nothing twice, and asks for it only once', async () => {
		addFillers(rig.sandbox.items, 230);
		const last = Math.max(...rig.sandbox.items.keys());
		for (const [id, item] of rig.sandbox.items) {
			if (item.name?.startsWith('Filler')) item.name = `Filler ${last} ${1_000 + id}`;
		}
		const values = (await scroll('searchItems', String(last))).flatMap(valuesOf);

		expect(values[0]).toBe(last);
		expect(values).toHaveLength(230);
		expect(new Set(values).size).toBe(230);
		expect(rig.sandbox.requests.filter(({ query }) => query.parsed.id)).toHaveLength(1);
		expect(rig.sandbox.requests.filter(({ query }) => query.parsed.sku)).toHaveLength(1);
	});
});

describe('the list of kits', () => {
	it('leaves out the archived, and shows the nameless by its ID', async () => {
		const found = await search('searchKits');

		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/kit?archived=false&page=1&size=250']);
		expect(found.results).toHaveLength(11);
		expect(found.results).toContainEqual({ name: 'COPD Kit · ID 1003', value: 1003 });
		expect(found.results).toContainEqual({ name: 'ID 1009', value: seedIds.namelessKit });
		expect(valuesOf(found)).not.toContain(seedIds.archivedKit);
	});

	it('says which are archived, should Impilo list them all the same', async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const { results } = await search('searchKits', { filter: '2019' });

		expect(results).toEqual([
			{
				name: `Hypertension Starter Kit (2019) · ID ${seedIds.archivedKit} · archived`,
				value: seedIds.archivedKit,
			},
		]);
	});

	it('is sorted as it is displayed, over several pages of Impilo', async () => {
		addFillers(rig.sandbox.kits, 300);
		Object.assign(rig.sandbox.kits.get(Math.max(...rig.sandbox.kits.keys())) ?? {}, {
			name: 'AAA Kit',
		});
		const { results } = await search('searchKits');

		const names = results.map(({ name }) => name);
		expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other)));
		expect(names[0]).toMatch(/^AAA Kit · ID \d+$/);
	});
});

describe('the list of orders', () => {
	it('shows ID, external order IDs and status, fifty at a time', async () => {
		rig.sandbox.seedOrders(40);
		const found = await search('searchOrders');

		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/order?page=1&size=50']);
		expect(found.results).toHaveLength(50);
		expect(found.paginationToken).toBe('2');
		expect(found.results).toEqual(
			expect.arrayContaining([
				{ name: 'Order 5014 · demo-5014, demo-shared · orderPlaced', value: 5014 },
				{ name: 'Order 5028', value: seedIds.nullsOrder },
				{ name: 'Order 5029 · pendingInventory', value: seedIds.missingFieldsOrder },
			]),
		);
	});

	it('is asked for a whole external order ID, and looks no further', async () => {
		const found = await search('searchOrders', { filter: 'PO 77, line 2 & more' });

		expect(valuesOf(found)).toEqual([seedIds.oddExternalOrderIdsOrder]);
		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/order?externalOrderId=PO%2077%2C%20line%202%20%26%20more&page=1&size=50',
		]);
	});

	it('is asked for an order by its ID, however far back it is', async () => {
		rig.sandbox.seedOrders(2_500);
		const last = Math.max(...rig.sandbox.orders.list().map(({ id }) => id));
		const found = await search('searchOrders', { filter: String(last) });

		expect(valuesOf(found)).toEqual([last]);
		expect(requestLines(rig.sandbox)).toEqual([
			`GET /api/v3/order?externalOrderId=${last}&page=1&size=50`,
			`GET /api/v3/order/${last}`,
		]);
	});

	it('shows the order with that ID before those with it as external order ID', async () => {
		const { orders } = rig.sandbox;
		const other = orders.add({
			...(orders.get(5002) as Order),
			id: orders.nextId,
			externalOrderIds: ['5001'],
		});

		expect(valuesOf(await search('searchOrders', { filter: '5001' }))).toEqual([5001, other.id]);
	});

	it('is looked through no further than eight pages, and then has no more to scroll', async () => {
		rig.sandbox.seedOrders(2_500);
		expect(await search('searchOrders', { filter: 'nowhere' })).toEqual({ results: [] });
		// One for the external order ID.
		expect(rig.sandbox.requests).toHaveLength(1 + 8);
	});

	it("takes no stranger's order for the one with that external order ID", async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });

		expect(valuesOf(await search('searchOrders', { filter: 'demo-none' }))).toEqual([]);
	});

	it('is scrolled to the end, nothing twice and nothing missing', async () => {
		rig.sandbox.seedOrders(90);
		const values = (await scroll('searchOrders')).flatMap(valuesOf);

		expect(values).toEqual(rig.sandbox.orders.list().map(({ id }) => id));
	});

	it('is scrolled through a search', async () => {
		rig.sandbox.seedOrders(600);
		const values = (await scroll('searchOrders', 'returnIssued')).flatMap(valuesOf);

		expect(values).toEqual(
			rig.sandbox.orders
				.list()
				.filter(({ currentStatus }) => currentStatus === 'returnIssued')
				.map(({ id }) => id),
		);
		const exact = rig.sandbox.requests.filter(({ query }) => query.parsed.externalOrderId);
		expect(exact).toHaveLength(1);
	});
});

const METHODS = [
	'searchDevices',
	'searchItems',
	'searchKits',
	'searchOrders',
	'searchPatients',
	'searchReturns',
	'searchSites',
	'searchSupportTickets',
];

it.each<[string, string, number[]]>([
	['searchPatients', '1234abcd', [1234]],
	['searchPatients', String(seedIds.accentedPatient), [seedIds.accentedPatient]],
	['searchSites', 'HEART', [202]],
	['searchSites', 'example', [208, 203]],
	['searchSites', '205', [205]],
	['searchItems', 'SKU-00323', [seedIds.nonOrderableItem]],
	['searchItems', 'EX-122', [seedIds.nonOrderableItem]],
	['searchItems', '323', [seedIds.nonOrderableItem]],
	['searchKits', 'refill', [1006, 1007]],
	['searchKits', '1010', [seedIds.loanerKit]],
	['searchKits', '1009', [seedIds.namelessKit]],
	['searchKits', '2019', []],
	['searchOrders', 'demo-shared', [5014, 5015]],
	['searchOrders', 'mo-sha', [5014, 5015]],
	['searchOrders', 'Shipped', [5008, 5021]],
	['searchOrders', 'held at', [5027]],
	['searchOrders', 'heldAt', [5027]],
	['searchOrders', 'HELD_AT_CUSTOMS', [5027]],
	['searchOrders', 'held-at-customs', [5027]],
	['searchOrders', '5011', [5011]],
	['searchOrders', 'order 5011', [5011]],
])('%s finds for %s %j', async (method, filter, wanted) => {
	expect(valuesOf(await search(method, { filter }))).toEqual(wanted);
});

interface Listed {
	id: number;
	archived?: boolean | null;
}

it.each<[string, (sandbox: Sandbox) => Map<number, Listed>]>([
	['searchDevices', ({ devices }) => devices],
	['searchItems', ({ items }) => items],
	['searchKits', ({ kits }) => kits],
	['searchPatients', ({ patients }) => patients],
	['searchReturns', ({ returns }) => returns],
	['searchSites', ({ sites }) => sites],
	['searchSupportTickets', ({ supportTickets }) => supportTickets],
])('%s is scrolled to the end, nothing twice and nothing missing', async (method, entitiesOf) => {
	const entities = entitiesOf(rig.sandbox);
	const [model] = entities.values();
	for (let id = 20_001; id <= 20_520; id++) entities.set(id, { ...model, id });
	const values = (await scroll(method)).flatMap(valuesOf);

	expect(new Set(values).size).toBe(values.length);
	expect(new Set(values)).toEqual(
		new Set([...entities.values()].filter(({ archived }) => !archived).map(({ id }) => id)),
	);
});

describe.each(METHODS)('%s', (method) => {
	const listed = wordsOf(method).replace('search ', '');

	// Such as the number of a SIM card.
	it.each(['89012603200000000001', '9007199254740993'])(
		'asks for no ID where the digits are too many for one: %s',
		async (filter) => {
			expect(await search(method, { filter })).toEqual({ results: [] });
			expect(requestLines(rig.sandbox).join(' ')).not.toMatch(/\/\d|[?&](id|relatedOrderId)=/);
		},
	);

	it('finds nothing without complaint', async () => {
		expect(await search(method, { filter: 'no such thing anywhere' })).toEqual({ results: [] });
	});

	it('sends the key, and reads only', async () => {
		await search(method);

		expect(rig.sandbox.requests.map(({ method: verb }) => verb)).toEqual(['GET']);
		expect(rig.sandbox.requests[0]?.headers['impilo-api-key']).toBe(sandboxKeys.valid);
	});

	it('copes with entries that have nothing but an ID, or not even that', async () => {
		rig.answer({ content: [null, {}, { id: null, name: 'x' }, { id: 7 }], last: true });

		const { results } = await search(method);
		expect(results).toEqual([{ name: expect.stringContaining('7'), value: 7 }]);
	});

	it.each<[string, string, string]>([
		[sandboxKeys.expired, 'Impilo did not accept the API key', 'create a new one'],
		[sandboxKeys.accessDenied, 'The API key is not allowed to do this', 'administrator'],
		[
			sandboxKeys.featureDisabled,
			'This feature is switched off for your Impilo account',
			'Ask Impilo to switch it on',
		],
	])('says what is wrong with the key %s', async (apiKey, message, remedy) => {
		await expect(search(method, { credential: { apiKey } })).rejects.toMatchObject({
			name: 'NodeApiError',
			message,
			description: expect.stringContaining(remedy),
		});
		expect(rig.sandbox.requests).toHaveLength(1);
	});

	it("repeats Impilo's own refusal", async () => {
		rig.sandbox.refuseNext('The moon is full', { match: {} });

		await expect(search(method)).rejects.toMatchObject({
			message: `Impilo refused to list ${listed}: "The moon is full"`,
		});
	});

	it.each([
		['something else', '{"id":1}', `Impilo did not answer with a list: could not list ${listed}`],
		['a web page', '<html></html>', 'The answer is a web page, so it did not come from Impilo'],
	])('says so where the answer is %s', async (_, body, message) => {
		rig.answer(body);

		await expect(search(method)).rejects.toMatchObject({ message });
	});

	it('survives an outage', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 503, times: 3 });

		expect((await search(method)).results).not.toEqual([]);
	});

	it('sends no key over an open network', async () => {
		await expect(
			search(method, { credential: { baseUrl: 'http://impilo.example.com' } }),
		).rejects.toMatchObject({
			message:
				'The Base URL of the Impilo credential is not encrypted: it must start with https://',
			description: expect.stringContaining('https://'),
		});
		expect(rig.sandbox.requests).toEqual([]);
	});
});

it("keeps what the user searched for out of the messages, as it is a patient's", async () => {
	rig.sandbox.refuseNext('No patient Zoë for zoe@example.com', { match: {} });

	await expect(
		search('searchPatients', { filter: 'Zoë', paginationToken: '2' }),
	).rejects.toMatchObject({
		message: 'Impilo refused to list patients: "No patient [hidden] for [hidden]"',
	});
});
