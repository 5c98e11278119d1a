import {
	KNOWN_DEVICE_STATUSES,
	seedIds,
	startSandbox,
	type Device,
	type InventoryEntry,
	type Order,
	type Sandbox,
} from '../../sandbox';
import { call, readPage } from './client';

const UNASSOCIATED = seedIds.deviceAtSite;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const send = (method: string, path: string, body?: unknown) =>
	call(sandbox, method, `/api/v3/device${path}`, body);
const associate = (body: unknown) => send('PATCH', '/associate-patient', body);
const disassociate = (body: unknown) => send('PATCH', '/disassociate-patient', body);
const read = async (id: number) => (await send('GET', `/${id}`)).body as Device;
const countAt = async (siteId: number, itemId: number) => {
	const path = `/api/v3/inventory/site?itemId=${itemId}&siteId=${siteId}`;
	const [entry] = (await readPage<InventoryEntry>(sandbox, path)).content;
	return [entry?.newCount, entry?.usedCount];
};

describe('one device', () => {
	it('is shown in full', async () => {
		const answer = await send('GET', `/${seedIds.deviceWithPatient}`);
		expect([answer.status, answer.body]).toEqual([
			200,
			{
				id: 7012,
				externalIdentifier: '0000-0000-0000-7012',
				item: sandbox.items.get(303),
				currentStatus: 'withPatient',
				used: true,
				currentPatient: sandbox.patients.get(seedIds.patientWithDevice),
				site: sandbox.patients.get(seedIds.patientWithDevice)?.site,
				lastHealthCheck: null,
				deviceIdentifiers: [{ type: 'serial', value: 'SN-7012' }],
				deviceEvents: [
					{ type: 'shipped', eventTimestamp: '2025-06-01T09:00:00.000Z' },
					{ type: 'withPatient', eventTimestamp: '2025-06-02T09:00:00.000Z' },
				],
				disabledReadings: false,
			},
		]);
	});

	it('has nulls where there is nothing', async () => {
		expect(await read(seedIds.nullsDevice)).toMatchObject({
			externalIdentifier: null,
			currentStatus: null,
			currentPatient: null,
			site: null,
			lastHealthCheck: null,
			deviceIdentifiers: [],
			deviceEvents: [],
		});
	});

	it('is not found', async () => {
		const answer = await send('GET', `/${seedIds.unknownDevice}`);
		expect([answer.status, answer.body]).toEqual([404, { message: 'Device 999994 not found' }]);
	});

	it('is validated by any of its identifiers', async () => {
		for (const identifier of ['ICCID-7018', 'SN-7018']) {
			const answer = await send('GET', `/validate/${identifier}`);
			expect([answer.status, answer.body]).toEqual([
				200,
				{ valid: true, device: await read(seedIds.gatewayAtSite) },
			]);
		}
		for (const identifier of ['sn-7018', '7018', 'a%2Fb']) {
			const answer = await send('GET', `/validate/${identifier}`);
			expect([answer.status, answer.body]).toEqual([200, { valid: false, device: null }]);
		}
	});
});

describe('listing devices', () => {
	it('knows them all, in documented statuses', async () => {
		const page = await readPage<Device>(sandbox, '/api/v3/device?size=300');
		expect([page.size, page.total, page.content.length]).toEqual([250, 58, 58]);
		for (const { currentStatus } of page.content) {
			expect([...KNOWN_DEVICE_STATUSES, null]).toContain(currentStatus);
		}
	});

	it.each<[string, number[]]>([
		['id=7016&id=7012&id=1', [7012, 7016]],
		['externalIdentifier=0000-0000-0000-7016&externalIdentifier=0000-0000-0000-7017', [7016, 7017]],
		['identifierType=iccid', [7018, 7038, 7046, 7047, 7058]],
		['identifierType=simCardNumber', [7019, 7053]],
		['identifierType=imei', [7021, 7024, 7032, 7036, 7044]],
		['identifierType=macAddress', [7026, 7027, 7029, 7030, 7031, 7043, 7049, 7050, 7052]],
		['identifier=SN-7016&identifier=ICCID-7018', [7016, 7018]],
		['identifierType=serial&identifier=ICCID-7018', []],
		['identifierType=iccid&identifier=ICCID-7018', [7018]],
		['status=availableAtSite', [7016, 7017, 7018]],
		['status=available&status=decommissioned', [7020, 7024]],
		['itemId=311&itemId=312', [7018, 7019, 7038, 7046, 7047, 7053, 7058]],
		['itemName=gateway', [7018, 7038, 7046, 7047, 7058]],
		['itemModel=EX-110', [7018, 7038, 7046, 7047, 7058]],
		['itemSku=SKU-00311', [7018, 7038, 7046, 7047, 7058]],
		['siteId=202&status=packedAtSite', [7019]],
		['siteId=201&siteId=202&status=availableAtSite', [7016, 7017, 7018]],
		['patientId=1245&patientId=1234', [7001, 7012]],
		['patientExternalIdentifier=1234abcd&patientExternalIdentifier=patient-1245', [7001, 7012]],
		['patientEmail=JOHN.DOE@example.com', [7001]],
		['patientName=john%20doe', [7001]],
		['patientName=', Array.from({ length: 15 }, (_, index) => 7001 + index)],
		['id=7016&id=7017&id=7018&sort=itemName', [7016, 7018, 7017]],
		['id=7016&id=7017&id=7018&sort=itemModel&sortDescending=true', [7018, 7017, 7016]],
		['id=7018&id=7017&sort=itemSku', [7017, 7018]],
		['id=7018&id=7017&sort=deviceId&sortDescending=true', [7018, 7017]],
	])('%s', async (query, ids) => {
		const page = await readPage<Device>(sandbox, `/api/v3/device?${query}`);
		expect(page.content.map(({ id }) => id)).toEqual(ids);
	});

	it.each(['status=inUse', 'identifierType=serialNumber', 'id=x', 'patientId=x', 'sort=id'])(
		'refuses %s',
		async (query) => {
			const answer = await send('GET', `?${query}`);
			expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
		},
	);
});

describe('a device at a site', () => {
	it('is given to a patient: 204', async () => {
		expect(await countAt(201, 301)).toEqual([1, 0]);
		const answer = await associate({ deviceId: UNASSOCIATED, patientId: 1235 });
		expect([answer.status, answer.text]).toEqual([204, '']);
		const device = await read(UNASSOCIATED);
		expect(device).toMatchObject({
			currentStatus: 'withPatient',
			currentPatient: { id: 1235 },
			site: sandbox.patients.get(1235)?.site,
			used: false,
		});
		expect(device.deviceEvents.map(({ type }) => type)).toEqual([
			'initiated',
			'availableAtSite',
			'withPatient',
		]);
		expect(await countAt(201, 301)).toEqual([0, 0]);
	});

	it('is given by its identifier, to a patient by theirs', async () => {
		const body = { deviceIdentifier: 'SN-7016', patientExternalIdentifier: '1234abcd' };
		expect((await associate(body)).status).toBe(204);
		expect(await read(UNASSOCIATED)).toMatchObject({ currentPatient: { id: 1234 } });
	});

	it('comes back used: 204', async () => {
		const body = { deviceId: UNASSOCIATED, patientId: 1234 };
		await associate(body);
		const answer = await disassociate(body);
		expect([answer.status, answer.text]).toEqual([204, '']);
		expect(await read(UNASSOCIATED)).toMatchObject({
			currentStatus: 'availableAtSite',
			currentPatient: null,
			site: { id: 201 },
			used: true,
		});
		expect(await countAt(201, 301)).toEqual([0, 1]);
		expect((await associate(body)).status).toBe(204);
		expect(await countAt(201, 301)).toEqual([0, 0]);
	});

	it('goes to Impilo, where neither it nor the patient has a site', async () => {
		const patientId = seedIds.addresslessPatient;
		await associate({ deviceId: UNASSOCIATED, patientId });
		await disassociate({ deviceId: UNASSOCIATED, patientId });
		expect(await read(UNASSOCIATED)).toMatchObject({ currentStatus: 'used', site: null });
	});
});

describe('what is refused', () => {
	const NOT_AT_SITE = 'not availableAtSite at one of your sites';
	it.each<[string, unknown, string]>([
		[
			'a device that someone has',
			{ deviceId: 7012, patientId: 1234 },
			`Device 7012 cannot be associated because it is withPatient, ${NOT_AT_SITE}`,
		],
		[
			'a device at Impilo',
			{ deviceId: 7020, patientId: 1234 },
			`Device 7020 cannot be associated because it is available, ${NOT_AT_SITE}`,
		],
		[
			'a device in no status',
			{ deviceId: 7025, patientId: 1234 },
			`Device 7025 cannot be associated because it is in no status, ${NOT_AT_SITE}`,
		],
		['an unknown device', { deviceId: 1, patientId: 1234 }, 'Device 1 does not exist'],
		[
			'an unknown identifier',
			{ deviceIdentifier: 'x', patientId: 1234 },
			'Device x does not exist',
		],
		['an unknown patient', { deviceId: 7016, patientId: 1 }, 'patient_does_not_exist'],
		[
			'a strange patient',
			{ deviceId: 7016, patientExternalIdentifier: 'x' },
			'patient_does_not_exist',
		],
		['no device', { patientId: 1234 }, 'Invalid data provided'],
		['no patient', { deviceId: 7016 }, 'Invalid data provided'],
		['an id as text', { deviceId: '7016', patientId: 1234 }, 'Invalid data provided'],
		['no JSON', '', 'Invalid JSON format'],
	])('associating: %s', async (_why, body, message) => {
		const before = await readPage<Device>(sandbox, '/api/v3/device?size=250');
		const answer = await associate(body);
		expect([answer.status, answer.body]).toEqual([400, { message }]);
		expect(await readPage<Device>(sandbox, '/api/v3/device?size=250')).toEqual(before);
	});

	it("associating: a device that lies at Impilo's site", async () => {
		const device = sandbox.devices.get(UNASSOCIATED);
		if (device) device.site = sandbox.impiloSites.get(seedIds.impiloSite) ?? null;
		const answer = await associate({ deviceId: UNASSOCIATED, patientId: 1234 });
		expect(answer.status).toBe(400);
		expect(answer.text).toContain(NOT_AT_SITE);
	});

	it.each<[string, unknown, string]>([
		[
			'a device nobody has',
			{ deviceId: 7016, patientId: 1234 },
			'Device 7016 cannot be disassociated because it is availableAtSite, not withPatient',
		],
		[
			'a device someone else has',
			{ deviceId: 7012, patientId: 1234 },
			'Device 7012 is not associated with patient 1234',
		],
		['no patient', { deviceId: 7012 }, 'Invalid data provided'],
	])('disassociating: %s', async (_why, body, message) => {
		const answer = await disassociate(body);
		expect([answer.status, answer.body]).toEqual([400, { message }]);
	});
});

describe('devices of an order', () => {
	const create = async (body: object) =>
		(await call(sandbox, 'POST', '/api/v3/order', body)).body as Order;
	const orderItems = [
		{ item: { id: 301 }, count: 2 },
		{ item: { id: 306 }, count: 5 },
	];
	const orderKits = [{ kit: { id: 1002 }, count: 1 }];
	const readOrder = async (id: number) =>
		(await call(sandbox, 'GET', `/api/v3/order/${id}`)).body as Order;

	it.each([
		[seedIds.placedOrder, []],
		[seedIds.shippedOrder, ['shipped']],
		[seedIds.deliveredOrder, ['withPatient']],
	])('of the seed, here %d, are there once it has shipped', async (id, statuses) => {
		const devices = (await readOrder(id)).devices ?? [];
		expect([...new Set(devices.map(({ currentStatus }) => currentStatus))]).toEqual(statuses);
	});

	it('of the seed that is on its way arrive with it, and no others', async () => {
		const before = (await readOrder(seedIds.shippedOrder)).devices?.map(({ id }) => id);
		sandbox.setOrderStatus(seedIds.shippedOrder, 'delivered');
		const after = (await readOrder(seedIds.shippedOrder)).devices;
		expect(after?.map(({ id }) => id)).toEqual(before);
		expect(new Set(after?.map(({ site }) => site?.id))).toEqual(new Set([201]));
	});

	it('are there once it ships: one for each tracked piece, kits included', async () => {
		const { id } = await create({ patient: { id: 1234 }, orderItems, orderKits });
		sandbox.setOrderStatus(id, 'awaitingShipment');
		expect((await readOrder(id)).devices).toEqual([]);
		sandbox.setOrderStatus(id, 'shipped');
		const { devices } = await readOrder(id);
		expect(devices?.map(({ item }) => item.id)).toEqual([301, 301, 301, 304, 303, 311]);
		expect(devices?.[0]).toEqual({
			id: 7059,
			externalIdentifier: '0000-0000-0000-7059',
			currentStatus: 'shipped',
			currentPatient: null,
			site: null,
			item: sandbox.items.get(301),
			deviceEvents: [
				{ type: 'awaitingShipment', eventTimestamp: expect.stringMatching(/Z$/) },
				{ type: 'shipped', eventTimestamp: expect.stringMatching(/Z$/) },
			],
			deviceIdentifiers: [{ type: 'serial', value: 'SN-7059' }],
			disabledReadings: false,
			lastHealthCheck: null,
			used: false,
		});
		expect(devices?.[5]?.deviceIdentifiers).toEqual([
			{ type: 'iccid', value: 'ICCID-7064' },
			{ type: 'serial', value: 'SN-7064' },
		]);
	});

	it('are with the patient once it is delivered, whatever was skipped, and only once', async () => {
		const { id } = await create({ patient: { id: 1234 }, orderItems });
		sandbox.setOrderStatus(id, 'delivered');
		sandbox.setOrderStatus(id, 'shipped');
		sandbox.setOrderStatus(id, 'delivered');
		const { devices } = await readOrder(id);
		expect(devices).toHaveLength(2);
		expect(devices?.[0]).toMatchObject({
			currentStatus: 'withPatient',
			currentPatient: { id: 1234 },
			site: { id: 201 },
		});
		expect(devices?.[0]?.deviceEvents.map(({ type }) => type)).toEqual([
			'awaitingShipment',
			'shipped',
			'withPatient',
		]);
	});

	it('are at the site it was for, with everything else', async () => {
		const { id } = await create({ site: { id: 202 }, orderItems });
		sandbox.setOrderStatus(id, 'delivered');
		expect((await readOrder(id)).devices).toMatchObject([
			{ currentStatus: 'availableAtSite', site: { id: 202 }, currentPatient: null },
			{ currentStatus: 'availableAtSite', site: { id: 202 }, currentPatient: null },
		]);
		expect(await countAt(202, 301)).toEqual([2, 0]);
		expect(await countAt(202, 306)).toEqual([25, 0]);
	});

	it('are there for an order of the seed as well, null or not', async () => {
		for (const id of [seedIds.placedOrder, seedIds.nullsOrder]) {
			sandbox.setOrderStatus(id, 'shipped');
			expect((await readOrder(id)).devices?.length).toBeGreaterThan(0);
		}
	});

	it('are no more than a hundred', async () => {
		const many = [{ item: { id: 301 }, count: 500_000 }];
		const { id } = await create({ site: { id: 202 }, orderItems: many });
		sandbox.setOrderStatus(id, 'shipped');
		expect((await readOrder(id)).devices).toHaveLength(100);
	});
});
