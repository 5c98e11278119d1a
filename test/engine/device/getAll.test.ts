import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Device } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/device';
const ALL = 'page=1&size=250';

const rig = useImpilo();

async function getMany(parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'device', operation: 'getAll', ...parameters }, items);
}

async function filter(filters: INodeParameters): Promise<WorkflowRun> {
	return await getMany({ returnAll: true, filters });
}

function idsWhere(predicate: (device: Device) => boolean): number[] {
	return [...rig.sandbox.devices.values()].filter(predicate).map(({ id }) => id);
}

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
});

describe('a filter', () => {
	const ofPatient = [seedIds.deviceWithPatient];

	it.each<[string, INodeParameters, string, () => number[]]>([
		[
			'patient',
			{ patientId: pick(seedIds.patientWithDevice, 'list') },
			`patientId=${seedIds.patientWithDevice}`,
			() => ofPatient,
		],
		['site', { siteId: pick('202') }, 'siteId=202', () => idsWhere(({ site }) => site?.id === 202)],
		[
			'item',
			{ itemId: pick(303, 'list') },
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
				itemId: pick(303),
				siteId: pick(seedIds.siteWithDevices),
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
			{ filters: { patientId: pick('={{ $json.patient }}', 'externalIdentifier') } },
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
		['Patient', { patientId: pick(1245) }],
		['Site', { siteId: pick(203) }],
		['Item', { itemId: pick(312) }],
		['Statuses', { statuses: ['packed'] }],
	])('counts as met where Impilo leaves the value out: %s', async (_, filters) => {
		const content = [{ id: 1, currentPatient: null, site: null, item: null, currentStatus: null }];
		rig.answer({ content, last: true });

		expect(idsOf(await filter(filters))).toEqual([1]);
	});

	it('by status is kept to whatever the spelling of the answer', async () => {
		const content = [{ id: 1, currentStatus: 'WITH_PATIENT' }];
		rig.answer({ content, last: true });

		expect(idsOf(await filter({ statuses: ['withPatient'] }))).toEqual([1]);
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
