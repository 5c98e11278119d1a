import {
	IDENTIFIER_TYPES,
	ITEM_CLASSES,
	ITEM_SIZES,
	KNOWN_DEVICE_STATUSES,
	KNOWN_ORDER_STATUSES,
	seedIds,
	type Device,
	type Item,
	type ItemDetails,
	type Patient,
} from '../../sandbox';
import { call, readPage, useSandbox } from './client';

/** The entities that are there to begin with. */

const rig = useSandbox();

it.each([
	['/order', 30],
	['/patient', 40],
	['/site', 8],
	['/item', 24],
	['/kit', 12],
	['/device', 58],
	['/return', 7],
	['/inventory', 24],
	['/inventory/impilo', 36],
	['/inventory/site', 9],
])('%s: %i', async (path, total) => {
	expect((await rig.list(path)).total).toBe(total);
});

it('orders have every known status, and what else an API may send', async () => {
	const { content } = await rig.list('/order?size=30');
	const statuses = content.map(({ currentStatus }) => currentStatus);
	expect(statuses).toEqual(
		expect.arrayContaining([...KNOWN_ORDER_STATUSES, 'heldAtCustoms', null]),
	);
	const byId = new Map(content.map((order) => [order.id, order]));
	expect(byId.get(seedIds.nullsOrder)).toMatchObject({
		currentStatus: null,
		externalOrderIds: null,
		trackingNumbers: null,
	});
	const missing = byId.get(seedIds.missingFieldsOrder);
	expect(missing).toBeDefined();
	expect(missing).not.toHaveProperty('orderEvents');
	expect(missing).not.toHaveProperty('trackingNumbers');
	expect(byId.get(seedIds.partialAddressOrder)).toMatchObject({
		patient: { address: { city: null } },
		orderKits: [{ kit: { name: null } }],
	});
	expect(byId.get(seedIds.orderWithDevices)?.packedKits).toMatchObject([
		{ id: seedIds.packedKit, devices: [{ id: seedIds.deviceInPackedKit }, { id: 7002 }] },
	]);
});

it('each is what its id says', () => {
	const { orders, patients } = rig.sandbox;
	const statusOf = (id: number) => orders.get(id)?.currentStatus;
	const { placedOrder, shippedOrder, deliveredOrder, voidedOrder } = seedIds;
	expect([placedOrder, shippedOrder, deliveredOrder, voidedOrder].map(statusOf)).toEqual([
		'orderPlaced',
		'shipped',
		'delivered',
		'voided',
	]);
	expect(orders.get(seedIds.siteOrder)).toMatchObject({ patient: null, site: {} });
	expect(patients.get(seedIds.sparsePatient)).toMatchObject({ lastName: null, email: null });
	expect(patients.get(seedIds.addresslessPatient)?.address).toBeNull();
	expect(patients.get(seedIds.patientWithoutIdentifier)?.externalIdentifier).toBeNull();
});

it.each([
	[
		`/patient/${seedIds.nullsPatient}`,
		['email', 'phoneNumber', 'dateOfBirth', 'sex', 'externalIdentifier', 'site'],
	],
	[
		`/device/${seedIds.nullsDevice}`,
		['externalIdentifier', 'currentStatus', 'currentPatient', 'site', 'lastHealthCheck'],
	],
	[
		`/return/${seedIds.nullsReturn}`,
		['patient', 'site', 'currentStatus', 'returnItems', 'returnDevices', 'returnKits'],
	],
	['/item/313', ['itemClassType', 'size', 'dimensions', 'readingType', 'deviceIdentifierType']],
])('%s has null for %j', async (path, fields) => {
	const nulls = Object.fromEntries(fields.map((field) => [field, null]));
	expect((await rig.api('GET', path)).body).toMatchObject(nulls);
});

it('items and devices have only documented classes, sizes, statuses and types', async () => {
	const items = await rig.list<Item & ItemDetails>('/item?size=100');
	for (const { itemClass, size, deviceIdentifierType } of items.content) {
		expect([...ITEM_CLASSES, null]).toContain(itemClass);
		expect([...ITEM_SIZES, null]).toContain(size);
		expect([...IDENTIFIER_TYPES, null]).toContain(deviceIdentifierType);
	}
	const devices = await rig.list<Device>('/device?size=250');
	for (const { currentStatus } of devices.content) {
		expect([...KNOWN_DEVICE_STATUSES, null]).toContain(currentStatus);
	}
});

it('items are shown in detail, alone and in the list, and without details elsewhere', async () => {
	const item = {
		id: 301,
		name: 'Blood Pressure Monitor',
		manufacturer: { id: 1, name: 'Example Medical' },
		model: 'EX-100',
		sku: 'SKU-00301',
		orderable: true,
	};
	const details = {
		itemClass: 'circulatory',
		itemClassType: 'monitor',
		size: 'standard',
		dimensions: { length: 10, width: 8, height: 4, unit: 'in' },
		readingType: 'bloodPressure',
		deviceIdentifierType: 'serial',
		certifications: [{ name: 'Example Certificate' }],
	};
	expect((await rig.api('GET', '/item/301')).body).toEqual({ ...item, ...details });
	expect((await rig.list<Item>('/item?id=301')).content).toEqual([{ ...item, ...details }]);
	expect((await rig.api('GET', `/kit/${seedIds.kit}`)).body).toEqual({
		id: seedIds.kit,
		name: 'Hypertension Starter Kit',
		archived: false,
		kitItems: expect.arrayContaining([{ count: 1, drivesExternalIdentifier: true, item }]),
	});
});

it('many orders and patients are generated quickly, found, and can grow', async () => {
	const before = process.cpuUsage();
	const large = await rig.start({ orders: 20_000, patients: 20_000 });
	expect(process.cpuUsage(before).user / 1_000).toBeLessThan(6_000);
	const orders = await readPage(large, '/api/v3/order?size=250&page=80');
	expect(orders.total).toBe(20_030);
	const bytesPerOrder = JSON.stringify(orders.content).length / orders.content.length;
	expect(bytesPerOrder).toBeGreaterThan(2500);
	expect(bytesPerOrder).toBeLessThan(4000);
	const patients = await readPage<Patient>(large, '/api/v3/patient?size=250&page=81');
	expect(patients).toMatchObject({ total: 20_040, last: true });
	expect(patients.content.at(-1)).toMatchObject({ externalIdentifier: 'seeded-patient-20000' });

	large.seedOrders(2);
	large.seedPatients(2);
	const found = await readPage(
		large,
		'/api/v3/order?externalOrderId=seeded-20002&externalOrderId=seeded-1',
	);
	expect(found.content.map(({ externalOrderIds }) => externalOrderIds)).toEqual([
		['seeded-1'],
		['seeded-20002'],
	]);
	const grown = await call(large, 'GET', '/api/v3/patient/identifier/seeded-patient-20002');
	expect(grown.body).toMatchObject({ id: 21_275 });
	large.reset();
	expect([large.orders.size, large.patients.size]).toEqual([20_030, 20_040]);
});
