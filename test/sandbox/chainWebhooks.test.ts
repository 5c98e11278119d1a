import { seedIds, type Order, type Patient, type Return, type WebhookType } from '../../sandbox';
import { useSandbox } from './client';
import { subscribe } from './receiver';

/** Of what webhooks tell. */

const UUID = /^[0-9a-f-]{36}$/;
const NEW_PATIENT = {
	firstName: 'Nova',
	lastName: 'Sample',
	address: { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' },
};
const ASSOCIATION = { deviceId: seedIds.deviceAtSite, patientId: seedIds.patient };

const rig = useSandbox({ webhooks: { retryDelaysMs: [] } });

const NOWHERE = 'http://127.0.0.1:9/';
const listen = async (...types: WebhookType[]) =>
	await Promise.all(types.map(async (type) => await subscribe(rig.sandbox, type, NOWHERE)));
/** What was sent, in the order in which it was sent. */
const collect = async () => {
	await rig.sandbox.webhooks.settled();
	return rig.sandbox.webhooks.logs.map(({ payload }) => JSON.parse(payload));
};
const send = async <T>(method: string, path: string, body?: unknown) =>
	(await rig.api(method, `/${path}`, body)).body as T;
const readDevice = async (id: number = seedIds.deviceAtSite) => await send('GET', `device/${id}`);
const orderItems = [{ item: { id: seedIds.item } }];

it('tell of an order, shortly and in full', async () => {
	await listen('order.status', 'order.statusFull');
	const order = await send<Order>('POST', 'order', {
		patient: { id: seedIds.patient },
		orderItems,
		externalOrderIds: ['one', 'two'],
	});
	const placed = await collect();
	rig.sandbox.webhooks.clearLogs();
	await send('DELETE', `order/${order.id}`);
	rig.sandbox.setOrderStatus(seedIds.nullsOrder, 'onHold');
	const status = (orderId: number, orderStatusName: string, externalOrderIds: string[]) => ({
		id: expect.stringMatching(UUID),
		type: 'order.status',
		payload: { orderId, orderStatusName, externalOrderIds },
	});

	expect(placed).toEqual([
		status(order.id, 'orderPlaced', ['one', 'two']),
		{ id: expect.stringMatching(UUID), type: 'order.statusFull', payload: order },
	]);
	expect(placed[0].id).not.toBe(placed[1].id);
	expect(await collect()).toEqual([
		status(order.id, 'voided', ['one', 'two']),
		expect.objectContaining({ payload: await send('GET', `order/${order.id}`) }),
		status(seedIds.nullsOrder, 'onHold', []),
		expect.objectContaining({ payload: rig.sandbox.orders.get(seedIds.nullsOrder) }),
	]);
});

it('tell of an order although the answer is lost, and not while nothing is done', async () => {
	await listen('order.statusFull');
	for (const when of ['beforeCommit', 'afterCommit'] as const) {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when, times: 1 });
		const body = { patient: { id: seedIds.patient }, orderItems };
		await expect(send('POST', 'order', body)).rejects.toThrow('fetch failed');
	}
	expect((await collect()).map(({ payload }) => payload.id)).toEqual([5031]);
});

it('tell of a new patient, also one that comes with an order', async () => {
	await listen('patient.created', 'patient.updated');
	const alone = await send<Patient>('POST', 'patient', NEW_PATIENT);
	const order = await send<Order>('POST', 'order', {
		patient: NEW_PATIENT,
		orderItems,
	});
	expect(await collect()).toEqual([
		{ id: expect.stringMatching(UUID), type: 'patient.created', payload: alone },
		{ id: expect.stringMatching(UUID), type: 'patient.created', payload: order.patient },
	]);
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
	for (const { id } of [order, toSite]) rig.sandbox.setOrderStatus(id, 'delivered');
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
	rig.sandbox.setReturnStatus(placed.id, 'inTransit');
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

describe('on request', () => {
	const other = useSandbox({ webhooks: { envelope: 'data', retryDelaysMs: [] } });

	it('have another envelope', async () => {
		await subscribe(other.sandbox, 'patient.updated', NOWHERE);
		const { body } = await other.api('PATCH', '/patient/1234', { sex: 'other' });
		expect(other.sandbox.webhooks.logs.map(({ payload }) => JSON.parse(payload))).toEqual([
			{ event: 'patient.updated', data: body },
		]);
	});
});
