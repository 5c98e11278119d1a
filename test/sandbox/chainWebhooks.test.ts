import {
	seedIds,
	startSandbox,
	type Order,
	type Patient,
	type Return,
	type Sandbox,
	type WebhookType,
} from '../../sandbox';
import { call } from './client';
import { startReceiver, subscribe, type Receiver } from './receiver';

const UUID = /^[0-9a-f-]{36}$/;
const NEW_PATIENT = {
	firstName: 'Nova',
	lastName: 'Sample',
	address: { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' },
};
const ASSOCIATION = { deviceId: seedIds.deviceAtSite, patientId: seedIds.patient };

let sandbox: Sandbox;
let receiver: Receiver;
beforeEach(async () => {
	sandbox = await startSandbox();
	receiver = await startReceiver();
});
afterEach(async () => {
	await sandbox.stop();
	await receiver.stop();
});

/** What was sent for the types, in the order in which it was sent. */
const listen = (...types: WebhookType[]) =>
	Promise.all(types.map((type) => subscribe(sandbox, type, receiver.url)));
const collect = async () => {
	await sandbox.webhooks.settled();
	return sandbox.webhooks.logs.map(({ payload }) => JSON.parse(payload));
};
const send = async <T>(method: string, path: string, body?: unknown) =>
	(await call(sandbox, method, `/api/v3/${path}`, body)).body as T;
const readDevice = (id: number = seedIds.deviceAtSite) => send('GET', `device/${id}`);

it('tell of a new patient, also one that comes with an order', async () => {
	await listen('patient.created', 'patient.updated');
	const alone = await send<Patient>('POST', 'patient', NEW_PATIENT);
	const order = await send<Order>('POST', 'order', {
		patient: NEW_PATIENT,
		orderItems: [{ item: { id: seedIds.item } }],
	});
	expect(await collect()).toEqual([
		{ id: expect.stringMatching(UUID), type: 'patient.created', payload: alone },
		{ id: expect.stringMatching(UUID), type: 'patient.created', payload: order.patient },
	]);
	expect(receiver.received).toHaveLength(2);
});

it('tell of a patient who is changed or disenrolled', async () => {
	await listen('patient.created', 'patient.updated');
	const patched = await send('PATCH', 'patient/1234', { email: 'new@example.com' });
	const put = await send('PUT', 'patient/1234', NEW_PATIENT);
	await send('POST', 'patient/disenroll/1234', { archive: true, createReturns: false });
	const events = await collect();
	expect(events.map(({ type }) => type)).toEqual(Array(3).fill('patient.updated'));
	expect(events.map(({ payload }) => payload)).toEqual([
		patched,
		put,
		await send('GET', 'patient/1234'),
	]);
});

it('tell of nothing that was refused', async () => {
	await listen('patient.created', 'patient.updated', 'return.status', 'device.associationCreated');
	await send('POST', 'patient', {});
	await send('PATCH', 'patient/1234', { firstName: '' });
	await send('POST', 'return', {});
	await send('PATCH', 'device/associate-patient', { ...ASSOCIATION, deviceId: 7012 });
	expect(await collect()).toEqual([]);
});

it('tell of a device that is given to a patient, and taken back', async () => {
	await listen('device.associationCreated', 'device.associationRemoved');
	await send('PATCH', 'device/associate-patient', ASSOCIATION);
	const given = await readDevice();
	await send('PATCH', 'device/disassociate-patient', ASSOCIATION);
	expect(await collect()).toEqual([
		{ id: expect.stringMatching(UUID), type: 'device.associationCreated', payload: given },
		{
			id: expect.stringMatching(UUID),
			type: 'device.associationRemoved',
			payload: await readDevice(),
		},
	]);
});

it('tell of the devices of an order that is delivered', async () => {
	await listen('device.associationCreated');
	const orderItems = [{ item: { id: seedIds.item }, count: 2 }];
	const order = await send<Order>('POST', 'order', { patient: { id: 1234 }, orderItems });
	const toSite = await send<Order>('POST', 'order', { site: { id: 201 }, orderItems });
	for (const { id } of [order, toSite]) sandbox.setOrderStatus(id, 'delivered');
	expect(await collect()).toMatchObject([
		{ payload: { id: 7059, currentStatus: 'withPatient', currentPatient: { id: 1234 } } },
		{ payload: { id: 7060, currentStatus: 'withPatient', currentPatient: { id: 1234 } } },
	]);
});

it('tell of a return, shortly and in full, and of its device when that leaves', async () => {
	await listen('return.status', 'return.statusFull', 'device.associationRemoved');
	const placed = await send<Return>('POST', 'return', {
		patientId: seedIds.patientWithDevice,
		returnDevices: [{ id: seedIds.deviceWithPatient }],
	});
	sandbox.setReturnStatus(placed.id, 'inTransit');
	const events = await collect();
	expect(events.map(({ type }) => type)).toEqual([
		'return.status',
		'return.statusFull',
		'device.associationRemoved',
		'return.status',
		'return.statusFull',
	]);
	expect(events.map(({ payload }) => payload)).toEqual([
		{ returnId: placed.id, returnStatusName: 'rmaPlaced', relatedOrderId: null },
		placed,
		await readDevice(seedIds.deviceWithPatient),
		{ returnId: placed.id, returnStatusName: 'inTransit', relatedOrderId: null },
		await send('GET', `return/${placed.id}`),
	]);
});

it('tell of a return that is voided, or placed for a disenrolled patient or an order', async () => {
	await listen('return.statusFull');
	await send('DELETE', `return/${seedIds.placedReturn}`);
	await send('POST', `patient/disenroll/${seedIds.patientWithDevice}`, {
		archive: false,
		createReturns: true,
	});
	const order = await send<Order>('POST', 'order', {
		patient: { id: 1234 },
		returnItems: [{ id: 302, count: 1 }],
		emailLabel: true,
	});
	expect((await collect()).map(({ payload }) => payload)).toMatchObject([
		{ id: 4001, currentStatus: 'voided' },
		{ id: 4008, patient: { id: seedIds.patientWithDevice, enrolled: false } },
		{ id: 4009, relatedOrderId: order.id },
	]);
});

it('have another envelope on request', async () => {
	const other = await startSandbox({ webhooks: { envelope: 'data' } });
	await subscribe(other, 'patient.updated', receiver.url);
	const { body } = await call(other, 'PATCH', '/api/v3/patient/1234', { sex: 'other' });
	await other.webhooks.settled();
	expect(receiver.received.map(({ text }) => JSON.parse(text))).toEqual([
		{ event: 'patient.updated', data: body },
	]);
	await other.stop();
});
