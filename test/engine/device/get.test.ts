import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Device } from '../../../sandbox';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.deviceAtSite;
const BY_IDENTIFIER = `GET /api/v3/device?identifier=SN-${ID}&page=1&size=250`;

const rig = useImpilo();

async function getDevice(deviceId: INodeParameters[string]) {
	return await rig.runImpilo({ resource: 'device', operation: 'get', deviceId });
}

async function getByIdentifier(value: string | number) {
	return await getDevice(pick(value, 'identifier'));
}

function addDevice(device: Partial<Device>): number {
	const { devices } = rig.sandbox;
	const id = Math.max(...devices.keys()) + 1;
	devices.set(id, { ...(devices.get(ID) as Device), ...device, id });
	return id;
}

describe('by ID', () => {
	it('tells of the patient only the ID', async () => {
		const run = await getDevice(pick(seedIds.deviceWithPatient));

		expect(jsonOf(run)[0]).toMatchObject({
			patientId: seedIds.patientWithDevice,
			currentStatus: 'withPatient',
		});
		const { firstName, lastName } = rig.sandbox.patients.get(seedIds.patientWithDevice) ?? {};
		const output = JSON.stringify(run.items(IMPILO));
		expect(output).not.toContain(String(firstName));
		expect(output).not.toContain(String(lastName));
	});

	it('has nulls for the parts of it that are missing', async () => {
		rig.answer({
			id: ID,
			item: { id: 7 },
			site: {},
			currentPatient: {},
			deviceIdentifiers: [null, {}, { type: 'x' }],
		});

		expect(jsonOf(await getDevice(pick(ID)))).toMatchObject([
			{
				...{ itemId: 7, itemName: null, siteId: null, patientId: null },
				identifiers: [
					{ type: null, value: null },
					{ type: 'x', value: null },
				],
			},
		]);
	});
});

describe('by identifier', () => {
	it('asks for exactly that one', async () => {
		const run = await getByIdentifier(`SN-${ID}`);

		expect(jsonOf(run)[0]).toMatchObject({ id: ID, itemId: 301 });
		expect(requestLines(rig.sandbox)).toEqual([BY_IDENTIFIER]);
	});

	it('takes blanks around away, and encodes the rest', async () => {
		const id = addDevice({ deviceIdentifiers: [{ type: 'serial', value: 'A B&C/é' }] });
		const run = await getByIdentifier(' A B&C/é ');

		expect(jsonOf(run)[0]?.id).toBe(id);
		expect(rig.sandbox.requests[0]?.query.parsed.identifier).toEqual(['A B&C/é']);
	});

	it('takes a number, as spreadsheets give it', async () => {
		const id = addDevice({ deviceIdentifiers: [{ type: 'imei', value: '356938035643809' }] });

		expect((await getByIdentifier(356938035643809)).items(IMPILO)[0]?.json.id).toBe(id);
	});

	it('takes an external identifier that Impilo finds', async () => {
		rig.answer({ content: [{ id: 9, externalIdentifier: 'EXT-9' }], last: true });

		expect((await getByIdentifier('EXT-9')).items(IMPILO)[0]?.json.id).toBe(9);
	});

	it('says so when there is none, without repeating it', async () => {
		const run = await getByIdentifier('SN-NOWHERE');

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'Impilo has no device with this identifier [item 0]',
			description: expect.stringContaining('serial number'),
		});
	});

	it('is kept out of what Impilo says when it refuses', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', message: 'Odd identifier SN-7016' });

		expect((await getByIdentifier('SN-7016')).error?.message).toBe(
			'Impilo refused to look up the device by its identifier: "Odd identifier [hidden]" [item 0]',
		);
	});

	it('refuses to choose between several, and names them', async () => {
		const twin = addDevice({ deviceIdentifiers: [{ type: 'imei', value: `SN-${ID}` }] });
		const run = await getByIdentifier(`SN-${ID}`);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: `Impilo has 2 devices with this identifier: ${ID}, ${twin} [item 0]`,
			description: 'Set Device to By ID, and enter the ID of the right one.',
		});
	});

	it.each<[string, () => void]>([
		['the filter is ignored', () => rig.sandbox.misbehave({ kind: 'ignoreFilter' })],
		[
			'case makes no difference to Impilo',
			() =>
				rig.answer({
					content: [{ id: 9, deviceIdentifiers: [{ type: 'serial', value: 'sn-7016' }] }],
					last: true,
				}),
		],
		['a device has no identifiers', () => rig.answer({ content: [{ id: 9 }], last: true })],
	])('takes no other device where %s', async (_, misbehave) => {
		misbehave();
		const run = await getByIdentifier(`SN-${ID}`);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: 'Impilo returned devices that do not have this identifier [item 0]',
			description: expect.stringContaining('upper and lower case matter'),
		});
	});
});
