import { EMPTY_ORDER } from '../../emptyOrder';
import { seedIds } from '../../../sandbox';
import { call } from '../../sandbox/client';
import {
	deliver,
	FULL_ORDER,
	orderEvent,
	SECRET,
	sendEvent,
	startedWith,
	startImpiloTriggers,
	TRIGGER,
	type ImpiloTriggerRig,
} from './triggerRun';

let rig: ImpiloTriggerRig;
beforeAll(async () => {
	rig = await startImpiloTriggers();
});
beforeEach(() => {
	rig.sandbox.webhooks.secret = SECRET;
});
afterEach(async () => await rig.reset());
afterAll(async () => await rig.stop());

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('an order', () => {
	it('that is placed at Impilo starts the workflow with the simplified order', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		const { body } = await call(rig.sandbox, 'POST', '/api/v3/order', {
			patient: { id: seedIds.patient },
			orderItems: [{ item: { id: seedIds.item }, count: 2 }],
			externalOrderIds: ['PO-1', 'PO-2'],
			orderNotes: [{ note: 'Ring twice' }],
		});
		const order = body as { id: number; orderEvents: Array<{ eventTimestamp: string }> };
		await rig.sandbox.webhooks.settled();
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
		expect(trigger.executions[0]).toMatchObject({ status: 'success', data: { mode: 'webhook' } });
		expect(trigger.executions[0]?.items(TRIGGER)).toEqual([
			{
				json: {
					id: order.id,
					currentStatus: 'orderPlaced',
					externalOrderIds: ['PO-1', 'PO-2'],
					patientId: seedIds.patient,
					siteId: null,
					orderItems: [{ id: seedIds.item, name: expect.any(String), count: 2 }],
					orderKits: [],
					devices: [],
					trackingNumbers: [],
					shippingOption: null,
					lastEvent: {
						name: 'orderPlaced',
						eventTimestamp: order.orderEvents[0]?.eventTimestamp,
					},
					event: FULL_ORDER,
					eventId: expect.stringMatching(UUID),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(JSON.stringify(startedWith(trigger))).not.toMatch(/John|Doe|Ring twice/);
		expect(rig.sandbox.webhooks.logs.map((row) => row.lastResponseStatus)).toEqual([200]);
	});

	it('that moves on starts it at each step', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		for (const status of ['awaitingShipment', 'shipped', 'delivered']) {
			rig.sandbox.setOrderStatus(seedIds.placedOrder, status);
			await rig.sandbox.webhooks.settled();
			await trigger.settled();
		}
		const shipped = (rig.sandbox.orders.get(seedIds.placedOrder)?.devices ?? []).map(
			({ id, item, deviceIdentifiers }) => ({
				id,
				name: item.name,
				identifier: deviceIdentifiers.find(({ type }) => type === 'serial')?.value,
			}),
		);
		expect(shipped.length).toBeGreaterThan(0);
		expect(startedWith(trigger)).toMatchObject([
			{ id: seedIds.placedOrder, currentStatus: 'awaitingShipment', devices: [] },
			{
				currentStatus: 'shipped',
				lastEvent: { name: 'shipped' },
				devices: shipped,
				trackingNumbers: [{ value: expect.any(String) }],
			},
			{ currentStatus: 'delivered', devices: shipped },
		]);
		expect(new Set(startedWith(trigger).map(({ eventId }) => eventId)).size).toBe(3);
	});

	it.each([
		['nulls', seedIds.nullsOrder],
		['missing fields', seedIds.missingFieldsOrder],
		['half an address', seedIds.partialAddressOrder],
	])('with %s starts it', async (_what, id) => {
		const trigger = await rig.open();
		await trigger.activate();
		rig.sandbox.setOrderStatus(id, 'onHold');
		await rig.sandbox.webhooks.settled();
		await trigger.settled();
		expect(startedWith(trigger)).toMatchObject([{ id, currentStatus: 'onHold' }]);
	});

	it.each([
		['nothing', {}],
		[
			'null',
			{
				id: null,
				currentStatus: null,
				externalOrderIds: null,
				patient: null,
				site: null,
				orderItems: null,
				orderKits: null,
				devices: null,
				packedKits: null,
				trackingNumbers: null,
				shippingOption: null,
				orderEvents: null,
			},
		],
		[
			'null in it all',
			{
				externalOrderIds: [null],
				patient: { id: null },
				site: { id: null },
				orderItems: [null],
				orderKits: [null],
				devices: [null],
				packedKits: [null, {}, { devices: null }, { devices: [null] }],
				trackingNumbers: [null],
				orderEvents: [null],
			},
		],
		[
			'other things',
			{
				patient: 'x',
				site: 5,
				orderItems: 'x',
				orderKits: {},
				devices: 'x',
				packedKits: [5, { devices: true }],
				trackingNumbers: true,
				orderEvents: 5,
				externalOrderIds: 'x',
			},
		],
	])('of which nothing is known but %s starts it', async (_what, payload) => {
		const trigger = await rig.open();
		await trigger.activate();
		expect(await sendEvent(rig.sandbox, trigger, FULL_ORDER, payload, 'event-1')).toEqual([200]);
		expect(startedWith(trigger)).toEqual([
			{
				...EMPTY_ORDER,
				event: FULL_ORDER,
				eventId: 'event-1',
			},
		]);
	});

	it('with nulls inside its lists starts it', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		await sendEvent(rig.sandbox, trigger, FULL_ORDER, {
			orderItems: [{ item: null, count: null }, 'x', { item: 5 }],
			orderKits: [{}],
			devices: [{ item: null, deviceIdentifiers: [null] }, 'x'],
			packedKits: [{ devices: [{}] }],
			trackingNumbers: [{ carrier: null }],
			orderEvents: [{ name: null, eventTimestamp: null }],
		});
		const nothing = { id: null, name: null, count: null };
		expect(startedWith(trigger)).toMatchObject([
			{
				orderItems: [nothing, nothing, nothing],
				orderKits: [nothing],
				devices: new Array(3).fill({ id: null, name: null, identifier: null }),
				trackingNumbers: [{ carrier: null, value: null, url: null }],
				lastEvent: { name: null, eventTimestamp: null },
			},
		]);
	});

	it('cannot take the place of the name and ID of its event', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		const payload = { event: 'forged', eventId: 'forged', error: 'forged' };
		await sendEvent(rig.sandbox, trigger, FULL_ORDER, payload, 'event-1');
		expect(startedWith(trigger)).toMatchObject([{ event: FULL_ORDER, eventId: 'event-1' }]);
		expect(startedWith(trigger)[0]).not.toHaveProperty('error');
	});
});

describe('without Simplify', () => {
	it('the envelope is given as it came', async () => {
		const trigger = await rig.open({ simplify: false });
		await trigger.activate();
		const order = rig.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		await rig.sandbox.webhooks.settled();
		await trigger.settled();
		expect(startedWith(trigger)).toEqual([
			{ id: expect.stringMatching(UUID), type: FULL_ORDER, payload: order },
		]);
	});

	it('also what is not documented is in it', async () => {
		const trigger = await rig.open({ simplify: false });
		await trigger.activate();
		const body = { ...orderEvent(17, { odd: [null, { deep: true }] }), extra: { more: 1 } };
		expect((await deliver(trigger.url, { body })).status).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toEqual([body]);
	});
});

describe('another event', () => {
	const weight = { patientId: 1234, weight: 80.5, unit: null };

	it('is given with its payload as it came', async () => {
		const trigger = await rig.open({ events: ['reading.weight'] });
		await trigger.activate();
		expect(await sendEvent(rig.sandbox, trigger, 'reading.weight', weight, 'w')).toEqual([200]);
		expect(startedWith(trigger)).toEqual([
			{ event: 'reading.weight', eventId: 'w', payload: weight },
		]);
	});

	it('is given as it came without Simplify', async () => {
		const trigger = await rig.open({ events: ['reading.weight'], simplify: false });
		await trigger.activate();
		await sendEvent(rig.sandbox, trigger, 'reading.weight', weight, 'w');
		expect(startedWith(trigger)).toEqual([{ id: 'w', type: 'reading.weight', payload: weight }]);
	});

	it('about the status of an order is not taken for the whole order', async () => {
		const trigger = await rig.open({ events: ['order.status'] });
		await trigger.activate();
		rig.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		await rig.sandbox.webhooks.settled();
		await trigger.settled();
		expect(startedWith(trigger)).toMatchObject([
			{
				event: 'order.status',
				payload: { orderId: seedIds.placedOrder, orderStatusName: 'shipped' },
			},
		]);
	});
});

it('the answer tells nothing of the event', async () => {
	const trigger = await rig.open({ simplify: false });
	await trigger.activate();
	const answer = await deliver(trigger.url, { body: orderEvent('event-1') });
	expect(answer).toEqual({ status: 200, text: '' });
});

it('other methods, and an inactive workflow, are answered 404', async () => {
	const trigger = await rig.open();
	await trigger.activate();
	for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
		expect((await deliver(trigger.url, { method })).status).toBe(404);
	}
	await trigger.deactivate();
	expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(404);
	await trigger.settled();
	expect(trigger.executions).toEqual([]);
});
