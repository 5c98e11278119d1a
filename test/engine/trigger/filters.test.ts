import { seedIds, type WebhookType } from '../../../sandbox';
import type { TriggerRig } from '../harness';
import {
	deliver,
	FULL_ORDER,
	orderEvent,
	sendEvent,
	startedWith,
	useImpiloTriggers,
} from './triggerRun';

const rig = useImpiloTriggers();

/** Whether an event that Impilo sends starts the workflow; it is answered 200 either way. */
async function starts(trigger: TriggerRig, type: WebhookType, payload: unknown): Promise<boolean> {
	const before = trigger.executions.length;
	expect(await sendEvent(rig.sandbox, trigger, type, payload)).toEqual([200]);
	return trigger.executions.length > before;
}

const ORDER_EVENTS: WebhookType[] = ['order.status', FULL_ORDER];

describe('events', () => {
	it.each(['order.status', 'order.StatusFull', 'order', 'no.such', '__proto__', 'constructor'])(
		'of the type %s, which is not chosen, are answered 200 and start nothing',
		async (type) => {
			const trigger = await rig.activate({ events: [FULL_ORDER, 'patient.created'] });
			const body = { id: 'a', type, payload: { currentStatus: 'shipped' } };
			expect((await deliver(trigger.url, { body })).status).toBe(200);
			await trigger.settled();
			expect(trigger.executions).toEqual([]);
			expect(trigger.logs).toEqual([]);
		},
	);

	it('of all chosen types start the workflow', async () => {
		const types: WebhookType[] = ['patient.created', 'reading.weight', ...ORDER_EVENTS];
		const trigger = await rig.activate({ events: types });
		for (const type of types) expect(await starts(trigger, type, { id: 1 })).toBe(true);
		expect(startedWith(trigger).map(({ event }) => event)).toEqual(types);
	});

	it('that were chosen before they were changed do not', async () => {
		const trigger = await rig.activate({ events: ['patient.created'] });
		await trigger.publish({ events: ['patient.updated'] });
		const body = { id: 'a', type: 'patient.created', payload: {} };
		expect((await deliver(trigger.url, { body })).status).toBe(200);
		await trigger.settled();
		expect(trigger.executions).toEqual([]);
	});
});

describe('full orders', () => {
	it.each(['shipped', 'SHIPPED', 'Shipped', 'un_known', 'brandNew', '', null, undefined, 5, {}])(
		'in the status %j pass where no status is chosen',
		async (currentStatus) => {
			const trigger = await rig.activate({});
			expect(await starts(trigger, FULL_ORDER, { id: 1, currentStatus })).toBe(true);
		},
	);

	it.each([
		'orderPlaced',
		'ORDER_PLACED',
		'order_placed',
		'ORDERPLACED',
		'Order Placed',
		'shipped',
	])('in the status %j pass where it is chosen, however it is written', async (currentStatus) => {
		const trigger = await rig.activate({ orderStatuses: ['orderPlaced', 'shipped'] });
		expect(await starts(trigger, FULL_ORDER, { id: 1, currentStatus })).toBe(true);
		expect(startedWith(trigger)).toMatchObject([{ currentStatus }]);
	});

	it.each([
		'delivered',
		'placed',
		'orderPlacedAgain',
		'brandNew',
		'',
		null,
		undefined,
		5,
		{},
		['shipped'],
	])('in the status %j do not pass where others are chosen', async (currentStatus) => {
		const trigger = await rig.activate({ orderStatuses: ['orderPlaced', 'shipped'] });
		expect(await starts(trigger, FULL_ORDER, { id: 1, currentStatus })).toBe(false);
	});

	it.each([
		['a list', '={{ ["SHIPPED"] }}'],
		['text', '={{ "on_hold, Shipped" }}'],
	])('are picked by an expression that gives %s', async (_what, orderStatuses) => {
		const trigger = await rig.activate({ orderStatuses });
		expect(await starts(trigger, FULL_ORDER, { currentStatus: 'shipped' })).toBe(true);
		expect(await starts(trigger, FULL_ORDER, { currentStatus: 'delivered' })).toBe(false);
	});

	it('that were not wanted are taken when they come again and are', async () => {
		const trigger = await rig.activate({ orderStatuses: ['shipped'] });
		const order = { id: 1, currentStatus: 'delivered' };
		const answer = await deliver(trigger.url, { body: orderEvent('same', order) });
		expect(answer).toEqual({ status: 200, text: '{"message":"Not wanted here"}' });
		await sendEvent(rig.sandbox, trigger, FULL_ORDER, order, 'same');
		await trigger.publish({ orderStatuses: ['delivered'] });
		await sendEvent(rig.sandbox, trigger, FULL_ORDER, order, 'same');
		expect(startedWith(trigger)).toMatchObject([{ eventId: 'same', currentStatus: 'delivered' }]);
	});
});

describe('order status events', () => {
	const parameters = { events: ['order.status'], orderStatuses: ['shipped', 'onHold'] };

	it('of Impilo pass where their status is chosen', async () => {
		const trigger = await rig.activate(parameters);
		for (const status of ['awaitingShipment', 'shipped', 'brandNew', 'onHold', 'delivered']) {
			rig.sandbox.setOrderStatus(seedIds.placedOrder, status);
			await rig.settled();
		}
		expect(startedWith(trigger).map(({ payload }) => payload)).toMatchObject([
			{ orderStatusName: 'shipped' },
			{ orderStatusName: 'onHold' },
		]);
	});

	it.each([
		{ orderId: 1, eventType: 'SHIPPED' },
		{ orderId: 1, status: 'shipped' },
		{ id: 1, currentStatus: 'on_hold' },
	])('pass under whatever name the status comes: %j', async (payload) => {
		const trigger = await rig.activate(parameters);
		expect(await starts(trigger, 'order.status', payload)).toBe(true);
	});

	it.each([{ orderId: 1, eventType: 'DELIVERED' }, { orderId: 1 }, { status: null }, {}])(
		'do not pass with another status, or none: %j',
		async (payload) => {
			const trigger = await rig.activate(parameters);
			expect(await starts(trigger, 'order.status', payload)).toBe(false);
		},
	);

	it('pass with any status where none is chosen', async () => {
		const trigger = await rig.activate({ events: ['order.status'] });
		expect(await starts(trigger, 'order.status', { orderId: 1, eventType: 'brandNew' })).toBe(true);
		expect(await starts(trigger, 'order.status', { orderId: 1 })).toBe(true);
	});
});

describe('other events', () => {
	const types: WebhookType[] = ['patient.created', 'reading.weight', 'return.statusFull'];

	it.each([[[]], [['shipped']]])(
		'pass where the chosen order statuses are %j',
		async (statuses) => {
			const trigger = await rig.activate({ events: types, orderStatuses: statuses });
			for (const type of types) {
				expect(await starts(trigger, type, { id: 1, currentStatus: 'delivered' })).toBe(true);
			}
		},
	);
});

it('a filter that makes no sense is answered by n8n, and shows in an execution', async () => {
	const trigger = await rig.activate({ orderStatuses: '={{ [{ a: 1 }] }}' });
	const type = FULL_ORDER;
	const answer = await deliver(trigger.url, { body: { id: 'a', type, payload: {} } });
	expect(answer.status).toBe(500);
	await trigger.settled();
	expect(trigger.executions).toMatchObject([
		{ status: 'error', error: { message: 'Order Statuses is not text' } },
	]);
});
