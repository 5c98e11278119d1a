import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.inTransitReturn;
const GET = `GET /api/v3/return/${ID}`;

const rig = useImpilo();

async function getReturn(): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'return', operation: 'get', returnId: pick(ID) });
}

it('gives the return, with where its parcel can be followed', async () => {
	const run = await getReturn();

	expect(run.items(IMPILO)).toEqual([
		{
			json: {
				id: ID,
				currentStatus: 'inTransit',
				patientId: 1250,
				siteId: null,
				relatedOrderId: null,
				returnItems: [],
				returnDevices: [
					{
						id: 7023,
						name: rig.sandbox.devices.get(7023)?.item.name,
						identifier: 'SN-7023',
					},
				],
				trackingNumbers: [
					{
						carrier: 'ups',
						value: 'EXAMPLE000000004002',
						url: 'https://www.ups.com/track?tracknum=EXAMPLE000000004002',
					},
				],
				lastEvent: { name: 'inTransit', eventTimestamp: '2025-10-05T09:00:00.000Z' },
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(requestLines(rig.sandbox)).toEqual([GET]);
});

it('has nulls for the parts that Impilo leaves out', async () => {
	rig.answer({
		id: ID,
		patient: {},
		returnItems: [null, {}, { item: {} }, { item: { id: 1 }, count: 2 }],
		returnDevices: [null, {}, { id: 5, deviceIdentifiers: [{ type: 'imei', value: '35' }] }],
		trackingNumbers: [{ carrier: 'pigeon', value: '1' }],
		returnEvents: [null, { type: 'rmaPlaced' }],
	});

	expect(jsonOf(await getReturn())).toMatchObject([
		{
			patientId: null,
			returnItems: [
				{ id: null, name: null, count: null },
				{ id: null, name: null, count: null },
				{ id: 1, name: null, count: 2 },
			],
			returnDevices: [
				{ id: null, name: null, identifier: null },
				{ id: 5, name: null, identifier: '35' },
			],
			trackingNumbers: [{ carrier: 'pigeon', value: '1', url: null }],
			lastEvent: { name: 'rmaPlaced', eventTimestamp: null },
		},
	]);
});
