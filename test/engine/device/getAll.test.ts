import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Device } from '../../../sandbox';
import { locator, requestLines } from '../get/wire';
import type { WorkflowRun } from '../harness';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig } from '../impiloRun';

const LIST = 'GET /api/v3/device';
const ALL = 'page=1&size=250';

let rig: ImpiloRig;

beforeAll(async () => {
	rig = await startImpilo();
});

afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});

afterAll(async () => await rig.stop());

async function getMany(parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'device', operation: 'getAll', ...parameters }, items);
}

async function filter(filters: INodeParameters): Promise<WorkflowRun> {
	return await getMany({ returnAll: true, filters });
}

function idsOf(run: WorkflowRun): unknown[] {
	return run.items(IMPILO).map(({ json }) => json.id);
}

function idsWhere(predicate: (device: Device) => boolean): number[] {
	return [...rig.sandbox.devices.values()].filter(predicate).map(({ id }) => id);
}

function addDevices(count: number): void {
	const { devices } = rig.sandbox;
	const model = devices.get(seedIds.deviceAtSite) as Device;
	const first = Math.max(...devices.keys()) + 1;
	for (let id = first; id < first + count; id++) devices.set(id, { ...model, id });
}

describe('how many', () => {
	it('are at most fifty where the form is left as it is', async () => {
		expect(idsOf(await getMany())).toEqual(idsWhere(() => true).slice(0, 50));
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=50`]);
	});

	it('are all with Return All, in pages of 250, also of those that the server makes shorter', async () => {
		addDevices(600);
		rig.sandbox.misbehave({ kind: 'clampSize', size: 200 });
		const run = await getMany({ returnAll: true });

		expect(idsOf(run)).toEqual(idsWhere(() => true));
		expect(requestLines(rig.sandbox).sort()).toEqual([
			`${LIST}?page=1&size=250`,
			`${LIST}?page=2&size=200`,
			`${LIST}?page=3&size=200`,
			`${LIST}?page=4&size=200`,
		]);
	});

	it('are a few, in a page of that size', async () => {
		expect(idsOf(await getMany({ limit: 3 }))).toEqual([7001, 7002, 7003]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=3`]);
	});
});

describe('each device', () => {
	it('is ten flat fields and nobody to be recognized', async () => {
		const run = await getMany();
		const people = [...rig.sandbox.patients.values()].flatMap(({ lastName, email }) =>
			[lastName, email].filter((text) => text !== null),
		);

		const output = JSON.stringify(run.items(IMPILO));
		for (const text of people) expect(output).not.toContain(text);
		for (const { json } of run.items(IMPILO)) {
			expect(Object.keys(json)).toEqual([
				'id',
				'externalIdentifier',
				'itemId',
				'itemName',
				'currentStatus',
				'used',
				'patientId',
				'siteId',
				'lastHealthCheck',
				'identifiers',
			]);
		}
	});

	it('is as Impilo sent it with Simplify off', async () => {
		const run = await getMany({ simplify: false, limit: 1 });

		const [first] = rig.sandbox.devices.values();
		expect(run.items(IMPILO)[0]?.json).toEqual(JSON.parse(JSON.stringify(first)));
	});
});

describe('a filter', () => {
	const ofPatient = [seedIds.deviceWithPatient];

	it.each<[string, INodeParameters, string, () => number[]]>([
		[
			'patient',
			{ patientId: locator('list', seedIds.patientWithDevice) },
			`patientId=${seedIds.patientWithDevice}`,
			() => ofPatient,
		],
		[
			'site',
			{ siteId: locator('id', '202') },
			'siteId=202',
			() => idsWhere(({ site }) => site?.id === 202),
		],
		[
			'item',
			{ itemId: locator('list', 303) },
			'itemId=303',
			() => idsWhere(({ item }) => item.id === 303),
		],
		[
			'one status',
			{ statuses: ['availableAtSite'] },
			'status=availableAtSite',
			() => [seedIds.deviceAtSite, seedIds.usedDeviceAtSite, seedIds.gatewayAtSite],
		],
		[
			'statuses as text, in another spelling',
			{ statuses: 'AVAILABLE_AT_SITE, with patient' },
			'status=availableAtSite&status=withPatient',
			() =>
				idsWhere(({ currentStatus }) =>
					['availableAtSite', 'withPatient'].includes(String(currentStatus)),
				),
		],
		[
			'identifiers as text',
			{ identifiers: 'SN-7016, SN-7018 ,' },
			'identifier=SN-7016&identifier=SN-7018',
			() => [7016, 7018],
		],
		['identifiers as JSON', { identifiers: '["SN-7016"]' }, 'identifier=SN-7016', () => [7016]],
		[
			'all of them together',
			{
				identifiers: `SN-${seedIds.usedDeviceAtSite}`,
				itemId: locator('id', 303),
				siteId: locator('id', seedIds.siteWithDevices),
				statuses: ['availableAtSite', 'used'],
			},
			`itemId=303&siteId=201&status=availableAtSite&status=used&identifier=SN-7017`,
			() => [seedIds.usedDeviceAtSite],
		],
	])('by %s goes to Impilo', async (_, filters, query, wanted) => {
		const run = await filter(filters);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(wanted());
		const [request] = requestLines(rig.sandbox);
		const parts = (line: string): string[] => line.replace(/^.*\?/, '').split('&').sort();
		expect(parts(String(request))).toEqual(parts(`?${query}&${ALL}`));
		expect(rig.sandbox.requests).toHaveLength(1);
	});

	it('by patient finds the patient first, once for many items', async () => {
		const run = await getMany(
			{ filters: { patientId: locator('externalIdentifier', '={{ $json.patient }}') } },
			[{ patient: 'patient-1245' }, { patient: 'patient-1245' }] as object[],
		);

		expect(run.items(IMPILO).map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[seedIds.deviceWithPatient, { item: 0 }],
			[seedIds.deviceWithPatient, { item: 1 }],
		]);
		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/patient?externalIdentifier=patient-1245&page=1&size=250',
			`${LIST}?patientId=1245&page=1&size=50`,
			`${LIST}?patientId=1245&page=1&size=50`,
		]);
	});

	it('with many identifiers is asked for fifty at a time', async () => {
		const serials = Array.from({ length: 120 }, (_, index) => `SN-${6950 + index}`);
		const run = await getMany(
			{ returnAll: true, filters: { identifiers: '={{ $json.serials }}' } },
			[{ serials }],
		);

		expect(idsOf(run)).toEqual(
			idsWhere(({ deviceIdentifiers }) =>
				deviceIdentifiers.some(({ value }) => serials.includes(value)),
			),
		);
		expect(rig.sandbox.requests.map(({ query }) => query.parsed.identifier?.length)).toEqual([
			50, 50, 20,
		]);
	});

	it.each<[string, INodeParameters]>([
		['Patient', { patientId: locator('id', 1245) }],
		['Site', { siteId: locator('id', 203) }],
		['Item', { itemId: locator('id', 312) }],
		['Statuses', { statuses: ['packed'] }],
		['Identifiers', { identifiers: 'SN-1' }],
	])('that is ignored is noticed: %s', async (label, filters) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(filters);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error?.message).toBe(
			`Impilo answered with other devices than those asked for with ${label} [item 0]`,
		);
	});

	it.each<[string, INodeParameters]>([
		['Patient', { patientId: locator('id', 1245) }],
		['Site', { siteId: locator('id', 203) }],
		['Item', { itemId: locator('id', 312) }],
		['Statuses', { statuses: ['packed'] }],
	])('counts as met where Impilo leaves the value out: %s', async (_, filters) => {
		const content = [{ id: 1, currentPatient: null, site: null, item: null, currentStatus: null }];
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: { content, last: true } });

		expect(idsOf(await filter(filters))).toEqual([1]);
	});

	it('by status is kept to whatever the spelling of the answer', async () => {
		const content = [{ id: 1, currentStatus: 'WITH_PATIENT' }];
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: { content, last: true } });

		expect(idsOf(await filter({ statuses: ['withPatient'] }))).toEqual([1]);
	});

	it.each<[string, INodeParameters]>([
		['Patient', { patientId: locator('id', '={{ $json.none }}') }],
		['Site', { siteId: locator('list', '') }],
		['Item', { itemId: '={{ $json.none }}' }],
		['Identifiers', { identifiers: ' ' }],
		['Identifiers', { identifiers: '={{ [$json.none] }}' }],
		['Statuses', { statuses: [] }],
		['Statuses', { statuses: '={{ "," }}' }],
		['Statuses', { statuses: '={{ $json.none }}' }],
	])('that is there but empty is refused: %s', async (label, filters) => {
		const run = await filter(filters);

		expect(run.error?.message).toBe(`${label} is empty [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('sorting', () => {
	it('accepts devices that have no item', async () => {
		const page = (id: number, item: object | null, last: boolean) =>
			rig.sandbox.misbehave({
				kind: 'status',
				status: 200,
				body: { content: [{ id, item }], page: id, size: 1, total: 2, last },
				times: 1,
			});
		page(1, null, false);
		page(2, { name: 'Scale' }, true);

		const run = await getMany({ returnAll: true, options: { sortBy: 'itemName' } });
		expect(idsOf(run)).toEqual([1, 2]);
	});

	it.each(['itemName', 'itemModel', 'itemSku', 'deviceId'])('by %s', async (sortBy) => {
		const run = await getMany({ options: { sortBy, sortDescending: true } });

		expect(run.status).toBe('success');
		expect(requestLines(rig.sandbox)).toEqual([
			`${LIST}?sort=${sortBy}&sortDescending=true&page=1&size=50`,
		]);
	});
});

it('is asked for again after failures that pass', async () => {
	withoutWaiting();
	rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 2, times: 1 });
	rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 });

	expect(idsOf(await getMany({ returnAll: true }))).toEqual(idsWhere(() => true));
	expect(rig.sandbox.requests).toHaveLength(3);
});
