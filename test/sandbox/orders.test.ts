import { seedIds, startSandbox, type Order } from '../../sandbox';
import { call, useSandbox } from './client';
import { startReceiver, subscribe } from './receiver';

const rig = useSandbox();

const patient = { id: seedIds.patient };
const site = { id: seedIds.site };
const orderItems = [{ item: { id: seedIds.item }, count: 1 }];
const ROUTE = ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered'];
const STEP_MS = 10;

const place = async (body: object = { patient, orderItems }, on = rig.sandbox) => {
	const { status, body: placed } = await call(on, 'POST', '/api/v3/order', body);
	expect(status).toBe(201);
	const { id } = placed as Order;
	return on.orders.get(id) as Order;
};
const waitUntil = async (holds: () => boolean) => {
	while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('placing', () => {
	it('answers the order in full, as it can be read afterwards', async () => {
		const answer = await rig.api('POST', '/order', {
			patient: { ...patient, firstName: 'Ignored' },
			orderItems: [{ item: { id: seedIds.item } }],
			orderKits: [{ kit: { id: 1000, kitItems: [] }, count: 2 }],
			externalOrderIds: ['xyz_123_0', 'xyz_123_1'],
			orderNotes: [{ note: 'Fragile' }],
		});
		expect(answer.status).toBe(201);
		const order = answer.body as Order;
		expect(order).toMatchObject({
			id: 5031,
			currentStatus: 'orderPlaced',
			orderEvents: [{ name: 'orderPlaced', eventTimestamp: expect.stringMatching(/Z$/) }],
			patient: { id: 1234, firstName: 'John', site: { id: 201, active: true } },
			site: null,
			orderItems: [
				{ count: 1, item: { id: 301, manufacturer: { name: 'Example Medical' }, orderable: true } },
			],
			orderKits: [{ count: 2, kit: { id: 1000, kitItems: expect.any(Array) } }],
			externalOrderIds: ['xyz_123_0', 'xyz_123_1'],
			orderNotes: [{ note: 'Fragile', createdBy: { email: 'api@example.com' } }],
			trackingNumbers: [],
			devices: [],
			packedKits: [],
			emailLabel: false,
			shippingOption: null,
		});
		expect(order.orderKits?.[0]?.kit).not.toHaveProperty('loaner');
		expect((await rig.api('GET', `/order/${order.id}`)).body).toEqual(order);
	});

	it('gives a new patient an id', async () => {
		const address = { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' };
		const nova = { firstName: 'Nova', lastName: 'Sample', address };
		const { patient: added } = await place({ patient: { ...nova, site }, orderItems });
		expect(added).toMatchObject({ id: 1274, firstName: 'Nova', site });
		expect(rig.sandbox.patients.get(1274)).toEqual(added);
	});

	it.each([
		['another order for the same external order ID', { patient, externalOrderIds: ['demo-5001'] }],
		['an order for a site', { site }],
		['a loaner kit', { patient, orderKits: [{ kit: { id: seedIds.loanerKit }, count: 1 }] }],
		['nulls', { patient, site: null, orderKits: null, shippingOption: null }],
	])('takes %s', async (_name, body) => {
		await place({ orderItems, ...body });
	});
});

it('voiding answers 204, and adds an event', async () => {
	const answer = await rig.api('DELETE', `/order/${seedIds.placedOrder}`);
	expect([answer.status, answer.text]).toEqual([204, '']);
	expect(rig.sandbox.orders.get(seedIds.placedOrder)).toMatchObject({
		currentStatus: 'voided',
		orderEvents: [{ name: 'orderPlaced' }, { name: 'voided' }],
	});
});

it('tracking numbers come with shipping, also where there is null or nothing, and stay as they are', async () => {
	for (const id of [seedIds.nullsOrder, seedIds.missingFieldsOrder]) {
		expect(rig.sandbox.setOrderStatus(id, 'shipped').trackingNumbers).toHaveLength(1);
	}
	const order = await place();
	expect(order.trackingNumbers).toEqual([]);
	const trackingNumbers = [{ carrier: 'ups', value: 'EXAMPLE-OWN' }];
	order.trackingNumbers = trackingNumbers;
	expect(rig.sandbox.setOrderStatus(order.id, 'shipped').trackingNumbers).toBe(trackingNumbers);
});

describe('from another process', () => {
	it('an order gets a status', async () => {
		const { placedOrder: id } = seedIds;
		const answer = await rig.control('POST', `/orders/${id}/status`, { status: 'shipped' });
		expect([answer.status, answer.body]).toEqual([
			200,
			{ id, externalOrderIds: ['demo-5001'], currentStatus: 'shipped' },
		]);
		expect(rig.sandbox.orders.get(id)).toMatchObject({
			currentStatus: 'shipped',
			orderEvents: [{ name: 'orderPlaced' }, { name: 'shipped' }],
		});
	});

	it.each([
		[404, `/orders/${seedIds.unknownOrder}/status`, { status: 'shipped' }],
		[400, `/orders/${seedIds.placedOrder}/status`, { status: '' }],
		[400, '/move-orders', {}],
		[400, '/move-orders', { everyMs: -1 }],
		[400, '/move-orders', { everyMs: 2 ** 31 }],
	])('%i to %s with %j', async (status, path, body) => {
		expect((await rig.control('POST', path, body)).status).toBe(status);
		expect(rig.sandbox.orders.get(seedIds.placedOrder)?.currentStatus).toBe('orderPlaced');
	});

	it('orders are let move, and stopped', async () => {
		const order = await place();
		expect((await rig.control('POST', '/move-orders', { everyMs: STEP_MS })).status).toBe(204);
		await waitUntil(() => order.currentStatus === 'delivered');
		expect((await rig.control('POST', '/move-orders', { everyMs: 0 })).status).toBe(204);
		const other = await place();
		await new Promise((resolve) => setTimeout(resolve, 3 * STEP_MS));
		expect(other.currentStatus).toBe('orderPlaced');
	});
});

describe('by themselves', () => {
	it('orders move step by step until delivered, and webhooks are told', async () => {
		const receiver = await startReceiver();
		await subscribe(rig.sandbox, 'order.status', receiver.url);
		const order = await place();
		rig.sandbox.moveOrdersEvery(STEP_MS);
		await receiver.waitFor(4);
		await rig.sandbox.webhooks.settled();
		expect(order.orderEvents?.map(({ name }) => name)).toEqual(ROUTE);
		const told = receiver.events.map(({ payload }) => payload.orderStatusName);
		expect(told.sort()).toEqual([...ROUTE].sort());
		await receiver.stop();
	});

	it('orders off the route stay, as do those of the seed', async () => {
		const before = JSON.stringify(rig.sandbox.orders.list());
		const [held, voided, moving] = [await place(), await place(), await place()];
		rig.sandbox.setOrderStatus(held.id, 'onHold');
		await rig.api('DELETE', `/order/${voided.id}`);
		rig.sandbox.moveOrdersEvery(STEP_MS);
		await waitUntil(() => moving.currentStatus === 'delivered');
		expect([held.currentStatus, voided.currentStatus]).toEqual(['onHold', 'voided']);
		expect(JSON.stringify(rig.sandbox.orders.list().slice(0, 30))).toBe(before);
		rig.sandbox.setOrderStatus(held.id, 'awaitingShipment');
		await waitUntil(() => held.currentStatus === 'delivered');
	});

	it('can be an option, which a reset goes back to', async () => {
		const moving = await rig.start({ moveOrdersEveryMs: STEP_MS });
		moving.moveOrdersEvery(0);
		const forgotten = await place({ patient, orderItems }, moving);
		moving.reset();
		const other = await place({ patient, orderItems }, moving);
		await waitUntil(() => other.currentStatus === 'delivered');
		expect(forgotten.currentStatus).toBe('orderPlaced');
	});

	it.each([-1, Number.NaN, 2 ** 31])('not every %s ms', async (ms) => {
		expect(() => rig.sandbox.moveOrdersEvery(ms)).toThrow(RangeError);
		await expect(startSandbox({ moveOrdersEveryMs: ms })).rejects.toThrow(RangeError);
	});
});
