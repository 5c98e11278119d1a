import { seedIds, type Device, type InventoryEntry, type Order } from '../../sandbox';
import { useSandbox } from './client';

const AT_SITE = seedIds.deviceAtSite;

const rig = useSandbox();

const associate = async (body: object) => await rig.api('PATCH', '/device/associate-patient', body);
const disassociate = async (body: object) =>
	await rig.api('PATCH', '/device/disassociate-patient', body);
const read = async (id: number) => (await rig.api('GET', `/device/${id}`)).body as Device;
const countAt = async (siteId: number, itemId: number) => {
	const path = `/inventory/site?itemId=${itemId}&siteId=${siteId}`;
	const [entry] = (await rig.list<InventoryEntry>(path)).content;
	return [entry?.newCount, entry?.usedCount];
};

it('a device is shown in full', async () => {
	expect(await read(seedIds.deviceWithPatient)).toEqual({
		id: 7012,
		externalIdentifier: '0000-0000-0000-7012',
		item: rig.sandbox.items.get(303),
		currentStatus: 'withPatient',
		used: true,
		currentPatient: rig.sandbox.patients.get(seedIds.patientWithDevice),
		site: rig.sandbox.patients.get(seedIds.patientWithDevice)?.site,
		lastHealthCheck: null,
		deviceIdentifiers: [{ type: 'serial', value: 'SN-7012' }],
		deviceEvents: [
			{ type: 'shipped', eventTimestamp: '2025-06-01T09:00:00.000Z' },
			{ type: 'withPatient', eventTimestamp: '2025-06-02T09:00:00.000Z' },
		],
		disabledReadings: false,
	});
});

it.each([
	['ICCID-7018', true],
	['SN-7018', true],
	['sn-7018', false],
	['7018', false],
	['a%2Fb', false],
])('the identifier %s is valid: %s', async (identifier, valid) => {
	const answer = await rig.api('GET', `/device/validate/${identifier}`);
	const device = valid ? await read(seedIds.gatewayAtSite) : null;
	expect([answer.status, answer.body]).toEqual([200, { valid, device }]);
});

describe('a device at a site', () => {
	it('is given to a patient, and comes back used: 204', async () => {
		const body = { deviceId: AT_SITE, patientId: 1234 };
		expect(await countAt(201, 301)).toEqual([1, 0]);
		const given = await associate(body);
		expect([given.status, given.text]).toEqual([204, '']);
		const device = await read(AT_SITE);
		expect(device).toMatchObject({
			currentStatus: 'withPatient',
			currentPatient: { id: 1234 },
			site: rig.sandbox.patients.get(1234)?.site,
			used: false,
		});
		const events = ['initiated', 'availableAtSite', 'withPatient'];
		expect(device.deviceEvents.map(({ type }) => type)).toEqual(events);
		expect(await countAt(201, 301)).toEqual([0, 0]);

		expect((await disassociate(body)).status).toBe(204);
		expect(await read(AT_SITE)).toMatchObject({
			currentStatus: 'availableAtSite',
			currentPatient: null,
			site: { id: 201 },
			used: true,
		});
		expect(await countAt(201, 301)).toEqual([0, 1]);
	});

	it('is given by its identifier, to a patient by theirs', async () => {
		const body = { deviceIdentifier: 'SN-7016', patientExternalIdentifier: '1234abcd' };
		expect((await associate(body)).status).toBe(204);
		expect(await read(AT_SITE)).toMatchObject({ currentPatient: { id: 1234 } });
	});

	it('goes to Impilo, where neither it nor the patient has a site', async () => {
		const body = { deviceId: AT_SITE, patientId: seedIds.addresslessPatient };
		await associate(body);
		await disassociate(body);
		expect(await read(AT_SITE)).toMatchObject({ currentStatus: 'used', site: null });
	});

	it("of Impilo's is not given to anybody", async () => {
		const device = rig.sandbox.devices.get(AT_SITE);
		if (device) device.site = rig.sandbox.impiloSites.get(seedIds.impiloSite) ?? null;
		expect((await associate({ deviceId: AT_SITE, patientId: 1234 })).status).toBe(400);
	});
});

describe('devices of an order', () => {
	const create = async (body: object) => (await rig.api('POST', '/order', body)).body as Order;
	const devicesOf = async (id: number) =>
		((await rig.api('GET', `/order/${id}`)).body as Order).devices ?? [];
	const orderItems = [
		{ item: { id: 301 }, count: 2 },
		{ item: { id: 306 }, count: 5 },
	];

	it.each([
		[seedIds.placedOrder, []],
		[seedIds.shippedOrder, ['shipped']],
		[seedIds.deliveredOrder, ['withPatient']],
	])('of the seed, here %d, are there once it has shipped', async (id, statuses) => {
		const devices = await devicesOf(id);
		expect([...new Set(devices.map(({ currentStatus }) => currentStatus))]).toEqual(statuses);
	});

	it('of the seed that is on its way arrive with it, and no others', async () => {
		const before = await devicesOf(seedIds.shippedOrder);
		rig.sandbox.setOrderStatus(seedIds.shippedOrder, 'delivered');
		const after = await devicesOf(seedIds.shippedOrder);
		expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
		expect(new Set(after.map(({ site }) => site?.id))).toEqual(new Set([201]));
	});

	it('are there once it ships: one for each tracked piece, kits included', async () => {
		const orderKits = [{ kit: { id: 1002 }, count: 1 }];
		const { id } = await create({ patient: { id: 1234 }, orderItems, orderKits });
		rig.sandbox.setOrderStatus(id, 'awaitingShipment');
		expect(await devicesOf(id)).toEqual([]);
		rig.sandbox.setOrderStatus(id, 'shipped');
		const devices = await devicesOf(id);
		expect(devices.map(({ item }) => item.id)).toEqual([301, 301, 301, 304, 303, 311]);
		expect(devices[0]).toMatchObject({
			id: 7059,
			externalIdentifier: '0000-0000-0000-7059',
			currentStatus: 'shipped',
			currentPatient: null,
			site: null,
			deviceEvents: [{ type: 'awaitingShipment' }, { type: 'shipped' }],
			deviceIdentifiers: [{ type: 'serial', value: 'SN-7059' }],
			used: false,
		});
		expect(devices[5]?.deviceIdentifiers).toEqual([
			{ type: 'iccid', value: 'ICCID-7064' },
			{ type: 'serial', value: 'SN-7064' },
		]);
	});

	it('are with the patient once it is delivered, whatever was skipped, and only once', async () => {
		const { id } = await create({ patient: { id: 1234 }, orderItems });
		for (const status of ['delivered', 'shipped', 'delivered']) {
			rig.sandbox.setOrderStatus(id, status);
		}
		const devices = await devicesOf(id);
		expect(devices).toHaveLength(2);
		expect(devices[0]).toMatchObject({
			currentStatus: 'withPatient',
			currentPatient: { id: 1234 },
			site: { id: 201 },
			deviceEvents: [{ type: 'awaitingShipment' }, { type: 'shipped' }, { type: 'withPatient' }],
		});
	});

	it('are at the site it was for, with everything else', async () => {
		const { id } = await create({ site: { id: 202 }, orderItems });
		rig.sandbox.setOrderStatus(id, 'delivered');
		const atSite = { currentStatus: 'availableAtSite', site: { id: 202 }, currentPatient: null };
		expect(await devicesOf(id)).toMatchObject([atSite, atSite]);
		expect(await countAt(202, 301)).toEqual([2, 0]);
		expect(await countAt(202, 306)).toEqual([25, 0]);
	});

	it('are there for an order of the seed as well, and no more than a hundred', async () => {
		for (const id of [seedIds.placedOrder, seedIds.nullsOrder]) {
			rig.sandbox.setOrderStatus(id, 'shipped');
			expect((await devicesOf(id)).length).toBeGreaterThan(0);
		}
		const many = [{ item: { id: 301 }, count: 500_000 }];
		const { id } = await create({ site: { id: 202 }, orderItems: many });
		rig.sandbox.setOrderStatus(id, 'shipped');
		expect(await devicesOf(id)).toHaveLength(100);
	});
});
