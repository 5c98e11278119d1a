import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Device } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, requestLines } from '../outcome';

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
});
