import { seedIds, startSandbox, type Order, type Sandbox } from '../../sandbox';
import { call } from './client';
import { startReceiver, subscribe } from './receiver';

const BODY = { patient: { id: seedIds.patient }, orderItems: [{ item: { id: seedIds.item } }] };
const ROUTE = ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered'];
const STEP_MS = 10;

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const create = async (on = sandbox) => {
	const { id } = (await call(on, 'POST', '/api/v3/order', BODY)).body as Order;
	const order = on.orders.get(id);
	if (!order) throw new Error(`Order ${id} is missing`);
	return order;
};
const pathOf = (order: Order) => order.orderEvents?.map(({ name }) => name);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const waitUntil = async (holds: () => boolean) => {
	while (!holds()) await wait(2);
};
const control = (path: string, body?: unknown) =>
	call(sandbox, 'POST', `/sandbox/${path}`, body, {});

describe('tracking numbers', () => {
	it('come with shipping, and not before', async () => {
		const order = await create();
		sandbox.setOrderStatus(order.id, 'awaitingShipment');
		expect(order.trackingNumbers).toEqual([]);
		sandbox.setOrderStatus(order.id, 'shipped');
		expect(order.trackingNumbers).toEqual([
			{ carrier: 'usps', value: expect.stringMatching(/^EXAMPLE0+5031$/) },
		]);
	});

	it('come also where there is null or nothing, and stay as they are', async () => {
		for (const id of [seedIds.nullsOrder, seedIds.missingFieldsOrder]) {
			expect(sandbox.setOrderStatus(id, 'shipped').trackingNumbers).toHaveLength(1);
		}
		const order = await create();
		const trackingNumbers = [{ carrier: 'ups', value: 'EXAMPLE-OWN' }];
		order.trackingNumbers = trackingNumbers;
		expect(sandbox.setOrderStatus(order.id, 'shipped').trackingNumbers).toBe(trackingNumbers);
	});
});

describe('from another process', () => {
	it('an order gets a status', async () => {
		const answer = await control(`orders/${seedIds.placedOrder}/status`, { status: 'shipped' });
		expect([answer.status, answer.body]).toEqual([
			200,
			{ id: 5001, externalOrderIds: ['demo-5001'], currentStatus: 'shipped' },
		]);
		expect(sandbox.orders.get(seedIds.placedOrder)).toMatchObject({
			currentStatus: 'shipped',
			orderEvents: [{ name: 'orderPlaced' }, { name: 'shipped' }],
		});
	});

	it.each([
		[404, `orders/${seedIds.unknownOrder}/status`, { status: 'shipped' }],
		[400, `orders/${seedIds.placedOrder}/status`, { status: '' }],
		[400, `orders/${seedIds.placedOrder}/status`, { state: 'shipped' }],
		[400, 'move-orders', {}],
		[400, 'move-orders', { everyMs: -1 }],
		[400, 'move-orders', { everyMs: 2 ** 31 }],
	])('%i to %s with %j', async (status, path, body) => {
		expect((await control(path, body)).status).toBe(status);
		expect(sandbox.orders.get(seedIds.placedOrder)?.currentStatus).toBe('orderPlaced');
	});

	it('orders are let move, and stopped', async () => {
		const order = await create();
		expect((await control('move-orders', { everyMs: STEP_MS })).status).toBe(204);
		await waitUntil(() => order.currentStatus === 'delivered');
		expect((await control('move-orders', { everyMs: 0 })).status).toBe(204);
		const other = await create();
		await wait(3 * STEP_MS);
		expect(other.currentStatus).toBe('orderPlaced');
	});
});

describe('by themselves', () => {
	it('orders stay unless told otherwise', async () => {
		const order = await create();
		await wait(3 * STEP_MS);
		expect(pathOf(order)).toEqual(['orderPlaced']);
	});

	it('orders move step by step until delivered, and webhooks are told', async () => {
		const receiver = await startReceiver();
		await subscribe(sandbox, 'order.status', receiver.url);
		await subscribe(sandbox, 'order.statusFull', receiver.url);
		const order = await create();
		sandbox.moveOrdersEvery(STEP_MS);
		await receiver.waitFor(8);
		await wait(2 * STEP_MS);
		await sandbox.webhooks.settled();
		expect(pathOf(order)).toEqual(ROUTE);
		expect(order.trackingNumbers).toHaveLength(1);
		const short = receiver.events.filter(({ type }) => type === 'order.status');
		const full = receiver.events.filter(({ type }) => type === 'order.statusFull');
		expect(short.map(({ payload }) => payload.orderStatusName).sort()).toEqual([...ROUTE].sort());
		expect(full.map(({ payload }) => payload.currentStatus).sort()).toEqual([...ROUTE].sort());
		await receiver.stop();
	});

	it('orders take their time', async () => {
		const order = await create();
		const started = performance.now();
		sandbox.moveOrdersEvery(STEP_MS);
		await waitUntil(() => order.currentStatus === 'delivered');
		expect(performance.now() - started).toBeGreaterThanOrEqual(3 * STEP_MS - 3);
	});

	it('orders off the route stay, as do those of the seed', async () => {
		const before = JSON.stringify(sandbox.orders.list());
		const held = await create();
		const voided = await create();
		const moving = await create();
		sandbox.setOrderStatus(held.id, 'onHold');
		await call(sandbox, 'DELETE', `/api/v3/order/${voided.id}`);
		sandbox.moveOrdersEvery(STEP_MS);
		await waitUntil(() => moving.currentStatus === 'delivered');
		expect([held.currentStatus, voided.currentStatus]).toEqual(['onHold', 'voided']);
		expect(JSON.stringify(sandbox.orders.list().slice(0, 30))).toBe(before);
		sandbox.setOrderStatus(held.id, 'awaitingShipment');
		sandbox.setOrderStatus(seedIds.placedOrder, 'awaitingShipment');
		await waitUntil(() => held.currentStatus === 'delivered');
		expect(sandbox.orders.get(seedIds.placedOrder)?.currentStatus).toBe('delivered');
	});

	it('can be an option, which a reset goes back to', async () => {
		const moving = await startSandbox({ moveOrdersEveryMs: STEP_MS });
		const order = await create(moving);
		await waitUntil(() => order.currentStatus === 'delivered');
		moving.moveOrdersEvery(0);
		const forgotten = await create(moving);
		moving.reset();
		const other = await create(moving);
		await waitUntil(() => other.currentStatus === 'delivered');
		expect(forgotten.currentStatus).toBe('orderPlaced');
		await moving.stop();
		const late = moving.setOrderStatus(other.id, 'orderPlaced');
		await wait(3 * STEP_MS);
		expect(late.currentStatus).toBe('orderPlaced');
	});

	it.each([-1, Number.NaN, 2 ** 31])('not every %s ms', async (ms) => {
		expect(() => sandbox.moveOrdersEvery(ms)).toThrow(RangeError);
		await expect(startSandbox({ moveOrdersEveryMs: ms })).rejects.toThrow(RangeError);
	});
});
