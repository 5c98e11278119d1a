import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Device, type Patient, type Sandbox } from '../../../sandbox';
import { pick, useImpilo } from '../impiloRun';
import { failureOf, idsOf, jsonOf, pathOf, requestLines, wordsOf } from '../outcome';

/** The filters of every Get Many but that of orders, which has its own. */

const rig = useImpilo({ patients: 120 });

const getMany = async (resource: string, parameters: INodeParameters) =>
	await rig.runImpilo({ resource, operation: 'getAll', ...parameters });
const filter = async (resource: string, { scope = 'own', ...filters }: INodeParameters) =>
	await getMany(resource, {
		returnAll: true,
		filters,
		...(resource === 'inventory' ? { scope } : {}),
	});

type Wanted = number[] | ((sandbox: Sandbox) => number[]);

const patientsWho =
	(is: (patient: Patient) => boolean): Wanted =>
	({ patients }) =>
		[...patients.values()].filter(is).map(({ id }) => id);
const devicesThat =
	(are: (device: Device) => boolean): Wanted =>
	({ devices }) =>
		[...devices.values()].filter(are).map(({ id }) => id);

const ALL = 'page=1&size=250';
const ITEMS = 'page=1&size=100';
const { inTransitReturn, orderReturn, returnIssuedOrder } = seedIds;
const { openTicket, closedTicket, newTicket, patientWithDevice } = seedIds;
const NOT_ORDERABLE = [seedIds.nonOrderableItem, seedIds.itemNotOrderable];

it.each<[string, INodeParameters, string, Wanted]>([
	[
		'patient',
		{ name: 'sam sample' },
		`name=sam%20sample&${ALL}`,
		patientsWho(({ firstName, lastName }) => firstName === 'Sam' && lastName === 'Sample'),
	],
	['patient', { email: 'SAM.2@example.com' }, `email=SAM.2%40example.com&${ALL}`, [1236]],
	[
		'patient',
		{ externalIdentifiers: '1234abcd, patient-1235' },
		`externalIdentifier=1234abcd&externalIdentifier=patient-1235&${ALL}`,
		[1234, 1235],
	],
	[
		'patient',
		{ siteId: pick(202, 'list') },
		`siteId=202&${ALL}`,
		patientsWho(({ site }) => site?.id === 202),
	],
	[
		'patient',
		{ enrolled: false },
		`enrolled=false&${ALL}`,
		patientsWho(({ enrolled }) => enrolled === false),
	],
	[
		'patient',
		{ archived: true },
		`archived=true&${ALL}`,
		patientsWho(({ archived }) => archived === true),
	],
	[
		'patient',
		{ bornFrom: '1990-01-01', bornTo: '2001-12-31' },
		`dateOfBirthMin=1990-01-01&dateOfBirthMax=2001-12-31&${ALL}`,
		patientsWho(({ dateOfBirth: day }) => !!day && day >= '1990' && day <= '2001-12-31'),
	],
	['patient', { postalCode: 'ex4 3pl' }, `postalCode=ex4%203pl&${ALL}`, [seedIds.britishPatient]],
	[
		'patient',
		{ country: 'CA' },
		`country=CA&${ALL}`,
		patientsWho(({ address }) => address?.country === 'CA'),
	],
	['device', { patientId: pick(1245, 'list') }, `patientId=1245&${ALL}`, [7012]],
	[
		'device',
		{ siteId: pick('202') },
		`siteId=202&${ALL}`,
		devicesThat(({ site }) => site?.id === 202),
	],
	[
		'device',
		{ itemId: pick(303, 'list') },
		`itemId=303&${ALL}`,
		devicesThat(({ item }) => item.id === 303),
	],
	[
		'device',
		{ statuses: 'AVAILABLE_AT_SITE, with patient' },
		`status=availableAtSite&status=withPatient&${ALL}`,
		devicesThat(({ currentStatus }) => /^(availableAtSite|withPatient)$/.test(`${currentStatus}`)),
	],
	[
		'device',
		{ identifiers: 'SN-7016, SN-7018 ,' },
		`identifier=SN-7016&identifier=SN-7018&${ALL}`,
		[7016, 7018],
	],
	[
		'device',
		{
			identifiers: '["SN-7017"]',
			itemId: pick(303),
			siteId: pick(201),
			statuses: ['availableAtSite', 'used'],
		},
		`identifier=SN-7017&itemId=303&siteId=201&status=availableAtSite&status=used&${ALL}`,
		[7017],
	],
	['return', { status: 'inTransit' }, `status=inTransit&${ALL}`, [inTransitReturn]],
	['return', { status: 'IN_TRANSIT' }, `status=inTransit&${ALL}`, [inTransitReturn]],
	[
		'return',
		{ relatedOrderId: pick(returnIssuedOrder, 'list') },
		`relatedOrderId=${returnIssuedOrder}&${ALL}`,
		[orderReturn],
	],
	['return', { searchString: ' 4002 ' }, `searchString=4002&${ALL}`, [inTransitReturn]],
	[
		'return',
		{ lastUpdatedBefore: '2025-10-03' },
		`lastUpdatedBefore=2025-10-03&${ALL}`,
		[seedIds.placedReturn, seedIds.nullsReturn],
	],
	['return', { standalone: false }, `standalone=false&${ALL}`, [orderReturn]],
	[
		'return',
		{ status: 'completed', standalone: true },
		`standalone=true&status=completed&${ALL}`,
		[seedIds.completedReturn],
	],
	['item', { name: ' Cuff ' }, `name=Cuff&${ITEMS}`, [302, 316]],
	['item', { model: 'EX-101' }, `model=EX-101&${ITEMS}`, [302]],
	['item', { sku: 'SKU-00303' }, `sku=SKU-00303&${ITEMS}`, [303]],
	[
		'item',
		{ itemClasses: ['thermometer', 'power'] },
		`itemClass=thermometer&itemClass=power&${ITEMS}`,
		[308, 314, 315],
	],
	[
		'item',
		{ itemClasses: '=thermometer, power' },
		`itemClass=thermometer&itemClass=power&${ITEMS}`,
		[308, 314, 315],
	],
	['item', { itemSizes: ['extraLarge'] }, `itemSize=extraLarge&${ITEMS}`, [310]],
	[
		'item',
		{ readingTypes: 'weight, temperature' },
		`readingType=weight&readingType=temperature&${ITEMS}`,
		[304, 308],
	],
	[
		'item',
		{ readingTypes: ['spo2', 'weight'] },
		`readingType=spo2&readingType=weight&${ITEMS}`,
		[303, 304],
	],
	['item', { readingTypes: '={{ ["weight"] }}' }, `readingType=weight&${ITEMS}`, [304]],
	['item', { readingTypes: 'PEAK_FLOW' }, `readingType=peakFlow&${ITEMS}`, [309]],
	[
		'item',
		{ itemClasses: ['respiratory'], itemSizes: ['small', 'medium'], readingTypes: 'spo2' },
		`itemClass=respiratory&itemSize=small&itemSize=medium&readingType=spo2&${ITEMS}`,
		[303],
	],
	['item', { orderable: false }, ITEMS, NOT_ORDERABLE],
	['item', { orderable: '={{ "false" }}' }, ITEMS, NOT_ORDERABLE],
	['kit', { archived: true }, `archived=true&${ALL}`, [seedIds.archivedKit]],
	['kit', { itemId: '={{ "302" }}' }, `itemId=302&${ALL}`, [1000]],
	[
		'kit',
		{ itemId: pick(301, 'list'), archived: '={{ "true" }}' },
		`archived=true&itemId=301&${ALL}`,
		[seedIds.archivedKit],
	],
	['kit', { name: ' refill ' }, ALL, [1006, 1007]],
	['kit', { name: 'HYPERTENSION', archived: false }, `archived=false&${ALL}`, [1000, 1007]],
	['site', { name: ' HEART ' }, ALL, [202]],
	[
		'supportTicket',
		{ ticketType: 'PATIENT_SETUP' },
		`ticketType=patientSetup&${ALL}`,
		[closedTicket],
	],
	[
		'supportTicket',
		{ patientId: pick(patientWithDevice, 'list') },
		`patientId=${patientWithDevice}&${ALL}`,
		[openTicket],
	],
	[
		'supportTicket',
		{ assigneeEmail: 'Coordinator@example.com' },
		`assigneeEmail=Coordinator%40example.com&${ALL}`,
		[openTicket],
	],
	['supportTicket', { open: true }, `open=true&${ALL}`, [openTicket, newTicket]],
	['supportTicket', { open: '={{ "false" }}' }, `open=false&${ALL}`, [closedTicket]],
	[
		'supportTicket',
		{ createdAfter: '2025-11-02T09:00:00+01:00' },
		`createdAt=2025-11-02T08%3A00%3A00.000Z&${ALL}`,
		[closedTicket, newTicket],
	],
	[
		'supportTicket',
		{ updatedAfter: '2025-11-03T08:59:59Z' },
		`updatedAt=2025-11-03T08%3A59%3A59.000Z&${ALL}`,
		[newTicket],
	],
])('%ss by %j are asked of Impilo as %s, or picked', async (resource, filters, query, wanted) => {
	const ids = typeof wanted === 'function' ? wanted(rig.sandbox) : wanted;

	expect(idsOf(await filter(resource, filters))).toEqual(ids);
	expect(ids).not.toEqual([]);
	expect(requestLines(rig.sandbox)).toEqual([`GET ${pathOf(resource)}?${query}`]);
});

it.each([
	['kit', { name: 'starter' }, ALL, 1000],
	['site', { name: 'clinic' }, ALL, 201],
	['item', { orderable: false }, ITEMS, NOT_ORDERABLE[0]],
])('a limit for what the node picks reads whole pages: %s %j', async (...row) => {
	const [resource, filters, query, id] = row;

	expect(idsOf(await getMany(resource, { limit: 1, filters }))).toEqual([id]);
	expect(requestLines(rig.sandbox)).toEqual([`GET /api/v3/${resource}?${query}`]);
});

it.each<[string, INodeParameters, object[]]>([
	['site', { name: 'clinic' }, [{ id: 1, name: 'Clinic' }, { id: 2 }, { id: 3, name: null }]],
	[
		'item',
		{ orderable: true },
		[{ id: 1, orderable: true }, { id: 2 }, { id: 3, orderable: null }],
	],
])('what the node picks says what is asked for: %s %j', async (resource, filters, content) => {
	rig.answer({ content, last: true });

	expect(idsOf(await filter(resource, filters))).toEqual([1]);
});

it('Email gives nobody with a longer address, which Impilo may return as well', async () => {
	const emails = ['joann@example.com', 'Ann@Example.com', 'ann@example.com.au', null];
	rig.answer({ content: emails.map((email, id) => ({ id, email })), last: true });

	expect(idsOf(await filter('patient', { email: ' ann@example.com ' }))).toEqual([1, 3]);
});

it('a filter that nobody matches gives nothing', async () => {
	const run = await filter('patient', { externalIdentifiers: 'nobody' });

	expect(run.status).toBe('success');
	expect(jsonOf(run)).toEqual([]);
});

it('what was searched for is in no message', async () => {
	rig.sandbox.refuseNext('Nothing to find for Quillon', { match: { method: 'GET' } });
	const run = await filter('return', { searchString: 'Quillon' });

	expect(failureOf(run).message).toContain('Nothing to find for [hidden]');
	expect(JSON.stringify(failureOf(run))).not.toContain('Quillon');
});

const KINDS = ['patient', 'device', 'return', 'supportTicket'];

it.each(KINDS)('%ss are ten flat fields at most', async (resource) => {
	const run = await getMany(resource, { returnAll: true });
	const people = [...rig.sandbox.patients.values()].flatMap(({ lastName }) => lastName ?? []);

	for (const json of jsonOf(run)) expect(Object.keys(json).length).toBeLessThanOrEqual(10);
	if (resource === 'patient') return;
	for (const name of people) expect(JSON.stringify(jsonOf(run))).not.toContain(name);
});

it.each([
	[true, [120, 119, 118]],
	[false, [1, 2, 3]],
])('more values than a request takes are sorted in all, descending %s', async (...row) => {
	const [sortDescending, first] = row;
	const identifiers = Array.from({ length: 120 }, (_, index) => `seeded-patient-${index + 1}`);
	const run = await getMany('patient', {
		limit: 3,
		filters: { externalIdentifiers: identifiers.reverse().join() },
		options: { sortBy: 'patientId', sortDescending },
	});

	expect(jsonOf(run).map(({ externalIdentifier }) => externalIdentifier)).toEqual(
		first.map((number) => `seeded-patient-${number}`),
	);
});

it('what has nothing to sort by comes last', async () => {
	for (const [page, item] of [null, { name: 'Scale' }].entries()) {
		const body = {
			content: [{ id: page, item }],
			page: page + 1,
			size: 1,
			total: 2,
			last: page === 1,
		};
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, times: 1 });
	}
	const options = { sortBy: 'itemName' };

	expect(idsOf(await getMany('device', { returnAll: true, options }))).toEqual([0, 1]);
});

it('what several requests give is given once', async () => {
	const types = Array.from({ length: 60 }, (_, index) => `type${index}`);
	const run = await filter('item', {
		itemClasses: ['body', 'thermometer'],
		readingTypes: ['weight', ...types, 'temperature'].join(),
	});

	expect(idsOf(run)).toEqual([304, 308]);
});

describe('a filter', () => {
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
		['supportTicket', { ticketType: 'alert' }, 'Ticket Type'],
		['supportTicket', { patientId: pick(1) }, 'Patient'],
		['supportTicket', { assigneeEmail: 'nurse@example.com' }, 'Assignee'],
		['supportTicket', { open: false }, 'Open'],
		['supportTicket', { createdAfter: '2026-01-01' }, 'Created After'],
		['supportTicket', { updatedAfter: '2026-01-01' }, 'Updated After'],
	])('that Impilo ignores hands nothing over: %s %j', async (resource, filters, label) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(resource, filters);

		const others = resource === 'inventory' ? 'inventory entries' : `${wordsOf(resource)}s`;
		expect(failureOf(run).message).toBe(
			`Impilo returned ${others} that do not match ${label} [item 0]`,
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
		['supportTicket', { assigneeEmail: ' ' }, 'Assignee'],
		['supportTicket', { createdAfter: '={{ $json.none }}' }, 'Created After'],
		['supportTicket', { updatedAfter: '' }, 'Updated After'],
		['supportTicket', { ticketType: '' }, 'Ticket Type'],
		['supportTicket', { patientId: pick('') }, 'Patient'],
	])('that is there but empty is refused: %s %j', async (resource, filters, label) => {
		expect(failureOf(await filter(resource, filters))).toEqual({
			message: `${label} is empty [item 0]`,
			description: `Under Filters, fill ${label}, or remove it to get all results.`,
		});
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[string, INodeParameters, string]>([
		['order', { patientId: pick('nobody', 'email') }, 'Patient is not an email address'],
		['order', { patientId: pick('nobody') }, 'Patient is not a whole positive number'],
		['patient', { bornFrom: '31.01.1980' }, 'Born From is not a valid date'],
		['patient', { enrolled: '={{ "perhaps" }}' }, 'Enrolled is neither true nor false'],
		['return', { lastUpdatedBefore: '2026-02-30' }, 'Updated Before is not a valid date'],
		['return', { relatedOrderId: 'x' }, 'Related Order is not a whole positive'],
		['return', { standalone: '={{ "maybe" }}' }, 'Standalone is neither true nor false'],
		['item', { orderable: '={{ "maybe" }}' }, 'Orderable is neither true nor false'],
		['inventory', { siteId: pick('x') }, 'Site is not a whole positive number'],
		['supportTicket', { open: '={{ "maybe" }}' }, 'Open is neither true nor false'],
		['supportTicket', { patientId: pick('x') }, 'Patient is not a whole positive number'],
		['supportTicket', { updatedAfter: 'soon' }, 'Updated After is not a time'],
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
		// A zone may be missing.
		[
			'supportTicket',
			{ createdAfter: '2026-01-01T00:00:00Z' },
			[{ id: 1, createdAt: '2025-12-31T01:00:00' }, { id: 2 }],
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
