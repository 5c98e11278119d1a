import {
	DEFAULT_STOCK,
	seedIds,
	startSandbox,
	type Device,
	type InventoryEntry,
	type Order,
	type Patient,
	type Return,
	type Sandbox,
} from '../../sandbox';
import { call, readPage } from './client';

const MONITOR = 301;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const api = async <T = unknown>(status: number, method: string, path: string, body?: unknown) => {
	const answer = await call(sandbox, method, `/api/v3/${path}`, body);
	expect([method, path, answer.status, answer.text]).toEqual([method, path, status, answer.text]);
	return answer.body as T;
};
const move = (what: 'orders' | 'returns', id: number, ...statuses: string[]) =>
	statuses.reduce(async (before, status) => {
		await before;
		const path = `/sandbox/${what}/${id}/status`;
		expect((await call(sandbox, 'POST', path, { status }, {})).status).toBe(200);
	}, Promise.resolve());
const countAt = async (place: string) => {
	const path = `/api/v3/inventory/${place}`;
	const { content } = await readPage<InventoryEntry>(sandbox, path);
	return content.map(({ newCount, usedCount }) => [newCount, usedCount]);
};
const atImpilo = async () => (await countAt(`impilo?itemId=${MONITOR}`))[0];
const atSite = async () =>
	(await countAt(`site?itemId=${MONITOR}&siteId=${seedIds.otherSite}`))[0] ?? [0, 0];

it('the whole chain: from enrolling a patient to what comes back', async () => {
	const patient = await api<Patient>(200, 'POST', 'patient', {
		firstName: 'Nova',
		lastName: 'Example',
		externalIdentifier: 'story-1',
		address: { lineOne: '1 Story Lane', city: 'a', state: 'b', zipCode: 'c', country: 'US' },
		site: { id: seedIds.otherSite },
	});
	expect(patient).toMatchObject({ enrolled: true, archived: false });

	// An order for the patient: it ships, is delivered, and its device is with the patient.
	expect(await atImpilo()).toEqual([DEFAULT_STOCK, 0]);
	const order = await api<Order>(201, 'POST', 'order', {
		patient: { id: patient.id },
		orderItems: [{ item: { id: MONITOR }, count: 1 }],
	});
	expect(await atImpilo()).toEqual([DEFAULT_STOCK - 1, 0]);
	await move('orders', order.id, 'awaitingShipment', 'shipped');
	const shipped = await api<Order>(200, 'GET', `order/${order.id}`);
	expect(shipped).toMatchObject({
		currentStatus: 'shipped',
		devices: [{ currentStatus: 'shipped', currentPatient: null }],
		trackingNumbers: [{ carrier: 'usps' }],
	});
	await move('orders', order.id, 'delivered');
	const [own] = (await readPage<Device>(sandbox, `/api/v3/device?patientId=${patient.id}`)).content;
	expect(own).toMatchObject({
		id: shipped.devices?.[0]?.id,
		currentStatus: 'withPatient',
		currentPatient: { id: patient.id },
		site: { id: seedIds.otherSite },
	});

	// An order for the site: its device is validated there, and given to the patient.
	const siteOrder = await api<Order>(201, 'POST', 'order', {
		site: { id: seedIds.otherSite },
		orderItems: [{ item: { id: MONITOR }, count: 2 }],
	});
	await move('orders', siteOrder.id, 'awaitingShipment', 'shipped', 'delivered');
	expect(await atSite()).toEqual([2, 0]);
	const [spare] = (await api<Order>(200, 'GET', `order/${siteOrder.id}`)).devices ?? [];
	const identifier = spare?.deviceIdentifiers[0]?.value ?? '';
	expect(await api(200, 'GET', `device/validate/${identifier}`)).toMatchObject({
		valid: true,
		device: { id: spare?.id, currentStatus: 'availableAtSite' },
	});
	await api(204, 'PATCH', 'device/associate-patient', {
		deviceIdentifier: identifier,
		patientExternalIdentifier: 'story-1',
	});
	expect(await atSite()).toEqual([1, 0]);

	// A return of the first device completes: it is used stock of Impilo's.
	const first = await api<Return>(200, 'POST', 'return', {
		patientId: patient.id,
		returnDevices: [{ id: own?.id }],
		shippingOption: 'standard',
	});
	await move('returns', first.id, 'pendingReturn', 'outbound', 'inTransit', 'arrived', 'receiving');
	expect(await api(200, 'GET', `device/${own?.id}`)).toMatchObject({ currentPatient: null });
	await move('returns', first.id, 'completed');
	expect(await atImpilo()).toEqual([DEFAULT_STOCK - 3, 1]);

	// Disenrolling places a return for what is left, which is voided: the device stays.
	const disenroll = { archive: true, createReturns: true };
	await api(201, 'POST', `patient/disenroll/${patient.id}`, disenroll);
	expect(await api(200, 'GET', 'patient/identifier/story-1')).toMatchObject({
		enrolled: false,
		archived: true,
	});
	const [left] = (
		await readPage<Return>(sandbox, '/api/v3/return?searchString=story-1&status=rmaPlaced')
	).content;
	expect(left).toMatchObject({ returnDevices: [{ id: spare?.id }], relatedOrderId: null });
	await api(204, 'DELETE', `return/${left?.id}`);
	expect(await api(200, 'GET', `return/${left?.id}`)).toMatchObject({ currentStatus: 'voided' });
	expect(await api(200, 'GET', `device/${spare?.id}`)).toMatchObject({
		currentStatus: 'withPatient',
		currentPatient: { id: patient.id, archived: true },
	});

	// It comes back to the site by hand, where it is used stock.
	await api(204, 'PATCH', 'device/disassociate-patient', {
		deviceId: spare?.id,
		patientId: patient.id,
	});
	expect(await atSite()).toEqual([1, 1]);

	// An order that is voided gives back what it took.
	const given = await api<Order>(201, 'POST', 'order', {
		site: { id: seedIds.otherSite },
		orderItems: [{ item: { id: MONITOR }, count: 10 }],
	});
	expect(await atImpilo()).toEqual([DEFAULT_STOCK - 13, 1]);
	await api(204, 'DELETE', `order/${given.id}`);
	expect(await atImpilo()).toEqual([DEFAULT_STOCK - 3, 1]);
});
