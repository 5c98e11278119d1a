import { seedIds, type Device } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.deviceAtSite;
const BY_IDENTIFIER = `GET /api/v3/device?identifier=SN-${ID}&page=1&size=250`;

const rig = useImpilo();

async function getDevice(deviceId: unknown, more: Record<string, boolean> = {}) {
	return await rig.runImpilo({
		resource: 'device',
		operation: 'get',
		deviceId: deviceId as string,
		...more,
	});
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

function answerWith(device: object): void {
	rig.sandbox.misbehave({ kind: 'status', status: 200, body: device });
}

describe('by ID', () => {
	it.each<[string, unknown]>([
		['a number', pick(ID)],
		['text', pick(` ${ID} `)],
		['the list', { ...pick(ID, 'list'), cachedResultName: 'Blood Pressure Monitor · SN-7016' }],
		['an address', pick(`https://app.impiloplatform.com/devices/${ID}`)],
		['a plain value', String(ID)],
		['an expression', `={{ ${ID - 1} + 1 }}`],
	])('is read with one request, from %s', async (_, deviceId) => {
		const run = await getDevice(deviceId);

		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: ID,
					externalIdentifier: `0000-0000-0000-${ID}`,
					itemId: 301,
					itemName: 'Blood Pressure Monitor',
					currentStatus: 'availableAtSite',
					used: false,
					patientId: null,
					siteId: seedIds.siteWithDevices,
					lastHealthCheck: null,
					identifiers: rig.sandbox.devices.get(ID)?.deviceIdentifiers,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(requestLines(rig.sandbox)).toEqual([`GET /api/v3/device/${ID}`]);
	});

	it('says so when there is none', async () => {
		const run = await getDevice(pick(seedIds.unknownDevice));

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: `Impilo has no device ${seedIds.unknownDevice} [item 0]`,
			description: expect.stringContaining('Check Device'),
			httpCode: '404',
		});
	});

	it.each<[string, unknown, string]>([
		['a word', pick('SN-7016'), 'Device is not a whole positive number'],
		['nothing', pick('={{ $json.none }}'), 'Device is empty'],
		[
			"a patient's address",
			pick('https://app.impiloplatform.com/patients/1234'),
			'Device is the address of a patient, not of a device',
		],
	])('is refused, and nothing is sent, for %s', async (_, deviceId, message) => {
		const run = await getDevice(deviceId);

		expect(run.error?.message).toBe(`${message} [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('is as Impilo sent it with Simplify off', async () => {
		const run = await getDevice(pick(seedIds.deviceWithPatient), { simplify: false });

		const device = rig.sandbox.devices.get(seedIds.deviceWithPatient);
		expect(jsonOf(run)[0]).toEqual(JSON.parse(JSON.stringify(device)));
	});

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

	const NOTHING = {
		id: ID,
		externalIdentifier: null,
		itemId: null,
		itemName: null,
		currentStatus: null,
		used: null,
		patientId: null,
		siteId: null,
		lastHealthCheck: null,
		identifiers: [],
	};

	it.each<[string, object, object]>([
		['missing', {}, NOTHING],
		[
			'null',
			{
				externalIdentifier: null,
				item: null,
				currentStatus: null,
				used: null,
				currentPatient: null,
				site: null,
				lastHealthCheck: null,
				deviceIdentifiers: null,
			},
			NOTHING,
		],
		[
			'half there',
			{
				item: { id: 7 },
				site: {},
				currentPatient: {},
				deviceIdentifiers: [null, {}, { type: 'x' }],
			},
			{
				...NOTHING,
				itemId: 7,
				identifiers: [
					{ type: null, value: null },
					{ type: 'x', value: null },
				],
			},
		],
	])('is null and empty lists where everything is %s', async (_, fields, simplified) => {
		answerWith({ id: ID, ...fields });

		expect((await getDevice(pick(ID))).items(IMPILO)[0]?.json).toEqual(simplified);
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
		answerWith({ content: [{ id: 9, externalIdentifier: 'EXT-9' }], last: true });

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
			description: 'Set Device to By ID, and give the ID of the right one.',
		});
	});

	it.each<[string, () => void]>([
		['the filter is ignored', () => rig.sandbox.misbehave({ kind: 'ignoreFilter' })],
		[
			'case makes no difference to Impilo',
			() =>
				answerWith({
					content: [{ id: 9, deviceIdentifiers: [{ type: 'serial', value: 'sn-7016' }] }],
					last: true,
				}),
		],
		['a device has no identifiers', () => answerWith({ content: [{ id: 9 }], last: true })],
	])('takes no other device where %s', async (_, misbehave) => {
		misbehave();
		const run = await getByIdentifier(`SN-${ID}`);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: 'Impilo answered with other devices than those with this identifier [item 0]',
			description: expect.stringContaining('upper and lower case matter'),
		});
	});

	it('is refused without asking when it is empty', async () => {
		expect((await getByIdentifier(' ')).error?.message).toBe('Device is empty [item 0]');
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('is asked for again after a failure that passes', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 });
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 });
		const run = await getByIdentifier(`SN-${ID}`);

		expect(jsonOf(run)[0]?.id).toBe(ID);
		expect(requestLines(rig.sandbox)).toEqual([BY_IDENTIFIER, BY_IDENTIFIER, BY_IDENTIFIER]);
	});
});

describe('several items', () => {
	const parameters = {
		resource: 'device',
		operation: 'get',
		deviceId: pick('={{ $json.serial }}', 'identifier'),
	};
	const items = [
		{ serial: `SN-${ID}`, who: 'first' },
		{ serial: 'SN-NOWHERE', who: 'second' },
		{ serial: null, who: 'third' },
		{ serial: `SN-${seedIds.usedDeviceAtSite}`, who: 'fourth' },
	];

	it('go on past those that fail, each still known after the node', async () => {
		const run = await rig.runImpilo(
			parameters,
			items,
			{ onError: 'continueErrorOutput' },
			echoAfter("={{ $('Trigger').item.json.who }}"),
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[ID, { item: 0 }],
			[seedIds.usedDeviceAtSite, { item: 3 }],
		]);
		expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['Impilo has no device with this identifier [item 1]', { item: 1 }],
			['Device is empty [item 2]', { item: 2 }],
		]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual(['first', 'fourth']);
	});

	it('stop at the first that fails, with Continue off', async () => {
		const run = await rig.runImpilo({ ...parameters, options: { concurrency: 1 } }, items);

		expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(rig.sandbox.requests).toHaveLength(2);
	});
});
