import { setTimeout as wait } from 'node:timers/promises';

import {
	scaleRetryDelays,
	SECRET_HEADER,
	seedIds,
	startSandbox,
	type Sandbox,
} from '../../sandbox';
import { call } from './client';
import { startReceiver, subscribe, type Receiver } from './receiver';

const RETRY_DELAYS_MS = [5, 20, 40] as const;
const TIMEOUT_MS = 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let sandbox: Sandbox;
let receiver: Receiver;
beforeEach(async () => {
	sandbox = await startSandbox({
		webhooks: { retryDelaysMs: RETRY_DELAYS_MS, timeoutMs: TIMEOUT_MS },
	});
	receiver = await startReceiver();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.stop();
	await receiver.stop();
});

/** Keeps back the time-outs of deliveries, whose time is asked for here, until they are to pass. */
function holdTimeouts(): { pass: () => void } {
	const { setTimeout: start } = globalThis;
	const held: Array<() => void> = [];
	const startOrHold = (callback: () => void, ms?: number): NodeJS.Timeout => {
		if (ms !== TIMEOUT_MS) return start(callback, ms);
		held.push(callback);
		return start(() => {}, 0);
	};
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(startOrHold as typeof setTimeout);
	return { pass: () => held.splice(0).forEach((callback) => callback()) };
}

const send = async (payload: object = {}) => {
	const event = sandbox.webhooks.sendEvent('order.status', payload);
	await sandbox.webhooks.settled();
	return event;
};

describe('a delivery', () => {
	it('goes to every subscription of its type, and to no other', async () => {
		await subscribe(sandbox, 'order.status', `${receiver.url}/a`);
		await subscribe(sandbox, 'order.status', `${receiver.url}/a`);
		await subscribe(sandbox, 'order.status', `${receiver.url}/b?key=1`);
		await subscribe(sandbox, 'return.status', `${receiver.url}/c`);
		const event = await send({ orderId: 1 });
		expect(receiver.received.map(({ path }) => path).sort()).toEqual([
			'/hook/a',
			'/hook/a',
			'/hook/b?key=1',
		]);
		expect(receiver.events).toEqual([event, event, event]);
	});

	it('is a POST of JSON, with the secret as it is at the time, or without', async () => {
		await subscribe(sandbox, 'order.status', receiver.url);
		await send();
		sandbox.webhooks.secret = 'correct horse battery staple';
		await send();
		const header = SECRET_HEADER.toLowerCase();
		expect(header).toBe('impilo-webhook-secret');
		expect(receiver.received).toMatchObject([
			{ method: 'POST', path: '/hook', headers: { 'content-type': 'application/json' } },
			{ method: 'POST', headers: { [header]: 'correct horse battery staple' } },
		]);
		expect(receiver.received[0]?.headers).not.toHaveProperty(header);
	});

	it('goes to the URL a subscription has now, and nowhere once it is deleted', async () => {
		const { id } = await subscribe(sandbox, 'order.status', 'https://example.com/');
		await call(sandbox, 'PATCH', `/api/v3/webhook/${id}`, { url: `${receiver.url}/moved` });
		await send();
		await call(sandbox, 'DELETE', `/api/v3/webhook/${id}`);
		await send();
		expect(receiver.received.map(({ path }) => path)).toEqual(['/hook/moved']);
	});
});

describe('a delivery that fails', () => {
	beforeEach(() => subscribe(sandbox, 'order.status', receiver.url));

	it('is tried three times more, after longer and longer waits, then dropped', async () => {
		receiver.answers = [500];
		const event = await send({ orderId: 1 });
		expect(receiver.events).toEqual([event, event, event, event]);
		const times = receiver.received.map(({ at }) => at);
		RETRY_DELAYS_MS.forEach((delayMs, index) => {
			const waited = (times[index + 1] ?? 0) - (times[index] ?? 0);
			// A timer may fire up to a millisecond early.
			expect(waited).toBeGreaterThanOrEqual(delayMs - 1);
		});
		expect(sandbox.webhooks.logs).toMatchObject([{ retryAttempts: 3, lastResponseStatus: 500 }]);
	});

	it.each<[string, number[], number]>([
		['200', [200], 1],
		['204', [204], 1],
		['a redirection, which is not followed', [302, 200], 2],
		['404', [404, 200], 2],
		['503 twice', [503, 503, 200], 3],
	])('until it is answered: %s', async (_name, answers, attempts) => {
		receiver.answers = answers;
		await send();
		expect(receiver.received.map(({ path }) => path)).toEqual(Array(attempts).fill('/hook'));
		expect(sandbox.webhooks.logs).toMatchObject([{ retryAttempts: attempts - 1 }]);
	});

	it('until it is answered in time, and is given its time', async () => {
		receiver.answers = ['nothing', 200];
		const timeouts = holdTimeouts();
		sandbox.webhooks.sendEvent('order.status', {});
		await receiver.waitFor(1);
		await wait(2 * RETRY_DELAYS_MS[0]);
		expect(receiver.received).toHaveLength(1);
		timeouts.pass();
		await sandbox.webhooks.settled();
		expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook']);
		expect(sandbox.webhooks.logs).toMatchObject([{ retryAttempts: 1 }]);
	});

	it('is what it was, with the secret as it is now', async () => {
		sandbox.webhooks.secret = 'old';
		receiver.answers = [401, 200];
		sandbox.setOrderStatus(seedIds.placedOrder, 'awaitingShipment');
		await receiver.waitFor(1);
		sandbox.webhooks.secret = 'new';
		sandbox.orders.list().forEach((order) => (order.currentStatus = 'delivered'));
		await sandbox.webhooks.settled();
		expect(receiver.received.map(({ headers }) => headers['impilo-webhook-secret'])).toEqual([
			'old',
			'new',
		]);
		expect(receiver.events[1]).toEqual(receiver.events[0]);
		expect(receiver.events[1]?.payload.orderStatusName).toBe('awaitingShipment');
	});

	it('is dropped with its subscription', async () => {
		receiver.answers = ['nothing'];
		const timeouts = holdTimeouts();
		sandbox.webhooks.sendEvent('order.status', {});
		await receiver.waitFor(1);
		const [subscription] = sandbox.webhooks.subscriptions;
		await call(sandbox, 'DELETE', `/api/v3/webhook/${subscription?.id}`);
		timeouts.pass();
		await sandbox.webhooks.settled();
		expect(receiver.received).toHaveLength(1);
	});

	it('is not waited for once the sandbox is reset', async () => {
		receiver.answers = ['nothing'];
		sandbox.webhooks.sendEvent('order.status', {});
		await receiver.waitFor(1);
		const [before] = sandbox.webhooks.subscriptions;
		sandbox.reset();
		expect(sandbox.webhooks.logs).toEqual([]);
		// Has the same id, so that it would be taken for the one the delivery was for.
		expect(await subscribe(sandbox, 'order.status', receiver.url)).toEqual(before);
		await sandbox.webhooks.settled();
		await wait(70);
		expect(receiver.received).toHaveLength(1);

		receiver.answers = [200];
		await send({ after: 'reset' });
		expect(receiver.events[1]?.payload).toEqual({ after: 'reset' });
	});
});

it('stops at once, whatever is under way or scheduled', async () => {
	const patient = await startSandbox({ webhooks: { retryDelaysMs: [60_000], timeoutMs: 60_000 } });
	await subscribe(patient, 'order.status', `${receiver.url}/1`);
	await subscribe(patient, 'order.status', `${receiver.url}/2`);
	receiver.answers = [500, 'nothing'];
	patient.webhooks.sendEvent('order.status', {});
	await receiver.waitFor(2);
	const started = performance.now();
	await Promise.all([patient.stop(), patient.webhooks.settled()]);
	expect(performance.now() - started).toBeLessThan(10_000);
	patient.webhooks.sendEvent('order.status', {});
	await patient.webhooks.settled();
	expect(receiver.received).toHaveLength(2);
});

it('retries after a minute of 10 ms unless told otherwise', async () => {
	expect(scaleRetryDelays(60_000)).toEqual([15, 30, 60].map((minutes) => minutes * 60_000));
	const usual = await startSandbox();
	await subscribe(usual, 'order.status', receiver.url);
	receiver.answers = [500, 200];
	usual.webhooks.sendEvent('order.status', {});
	await usual.webhooks.settled();
	const [first, second] = receiver.received.map(({ at }) => at);
	const waited = (second ?? 0) - (first ?? 0);
	expect(waited).toBeGreaterThanOrEqual(149);
	// Less than a minute, however busy the machine is.
	expect(waited).toBeLessThan(30_000);
	await usual.stop();
});

describe('a test call sends', () => {
	it.each([
		[
			'order.status',
			'order-status-webhook',
			{ orderId: seedIds.unknownOrder, externalOrderIds: ['x'], orderStatusName: 'ON_HOLD' },
			{ orderId: seedIds.unknownOrder, externalOrderIds: ['x'], orderStatusName: 'ON_HOLD' },
		],
		[
			'order.statusFull',
			'order-status-full-webhook',
			{
				orderId: seedIds.placedOrder,
				externalOrderIds: ['x', 'y'],
				patientId: seedIds.patient,
				orderStatus: 'shipped',
				trackingNumber: '1Z-EXAMPLE',
			},
			{
				id: seedIds.placedOrder,
				currentStatus: 'shipped',
				externalOrderIds: ['x', 'y'],
				patient: { id: seedIds.patient },
				trackingNumbers: [{ carrier: null, value: '1Z-EXAMPLE' }],
			},
		],
		[
			'order.status',
			'order-status-webhook',
			{ orderId: 1, orderStatusName: 'shipped' },
			{ orderId: 1, orderStatusName: 'shipped', externalOrderIds: [] },
		],
		[
			'order.statusFull',
			'order-status-full-webhook',
			{ orderId: 1, orderStatus: 'shipped' },
			{
				id: 1,
				currentStatus: 'shipped',
				externalOrderIds: [],
				patient: null,
				trackingNumbers: [],
			},
		],
	])('%s, and changes nothing', async (type, name, body, payload) => {
		await subscribe(sandbox, 'order.status', receiver.url);
		await subscribe(sandbox, 'order.statusFull', receiver.url);
		expect((await call(sandbox, 'POST', `/api/v3/test/${name}`, body)).status).toBe(201);
		await sandbox.webhooks.settled();
		expect(receiver.events).toEqual([{ id: expect.stringMatching(UUID), type, payload }]);
		expect(sandbox.orders.get(seedIds.placedOrder)?.currentStatus).toBe('orderPlaced');
	});
});
