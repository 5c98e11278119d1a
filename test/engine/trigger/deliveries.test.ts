import { EMPTY_ORDER } from '../../emptyOrder';
import { seedIds } from '../../../sandbox';
import { call } from '../../sandbox/client';
import {
	deliver,
	FULL_ORDER,
	orderEvent,
	sendEvent,
	startedWith,
	useImpiloTriggers,
	TRIGGER,
} from './triggerRun';

const rig = useImpiloTriggers();

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('an order', () => {
	it('that is placed at Impilo starts the workflow with the simplified order', async () => {
		const trigger = await rig.activate();
		const { body } = await call(rig.sandbox, 'POST', '/api/v3/order', {
			patient: { id: seedIds.patient },
			orderItems: [{ item: { id: seedIds.item }, count: 2 }],
			externalOrderIds: ['PO-1', 'PO-2'],
			orderNotes: [{ note: 'Ring twice' }],
		});
		const order = body as { id: number; orderEvents: Array<{ eventTimestamp: string }> };
		await rig.settled();
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
		const trigger = await rig.activate();
		for (const status of ['awaitingShipment', 'shipped', 'delivered']) {
			rig.sandbox.setOrderStatus(seedIds.placedOrder, status);
			await rig.settled();
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
		const trigger = await rig.activate();
		rig.sandbox.setOrderStatus(id, 'onHold');
		await rig.settled();
		expect(startedWith(trigger)).toMatchObject([{ id, currentStatus: 'onHold' }]);
	});

	it('of which nothing is known starts it', async () => {
		const trigger = await rig.activate();
		expect(await sendEvent(rig.sandbox, trigger, FULL_ORDER, {}, 'event-1')).toEqual([200]);
		expect(startedWith(trigger)).toEqual([
			{ ...EMPTY_ORDER, event: FULL_ORDER, eventId: 'event-1' },
		]);
	});

	it('cannot take the place of the name and ID of its event', async () => {
		const trigger = await rig.activate();
		const payload = { event: 'forged', eventId: 'forged', error: 'forged' };
		await sendEvent(rig.sandbox, trigger, FULL_ORDER, payload, 'event-1');
		expect(startedWith(trigger)).toMatchObject([{ event: FULL_ORDER, eventId: 'event-1' }]);
		expect(startedWith(trigger)[0]).not.toHaveProperty('error');
	});
});

describe('without Simplify', () => {
	it.each([false, '={{ "false" }}'])('the envelope is given as it came: %j', async (simplify) => {
		const trigger = await rig.activate({ simplify });
		const order = rig.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		await rig.settled();
		expect(startedWith(trigger)).toEqual([
			{ id: expect.stringMatching(UUID), type: FULL_ORDER, payload: order },
		]);
	});

	it('also what is not documented is in it', async () => {
		const trigger = await rig.activate({ simplify: false });
		const body = { ...orderEvent(17, { odd: [null, { deep: true }] }), extra: { more: 1 } };
		expect((await deliver(trigger.url, { body })).status).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toEqual([body]);
	});
});

describe('another event starts the workflow with', () => {
	it('the simplified return that moves on', async () => {
		const trigger = await rig.activate({ events: ['return.statusFull'] });
		rig.sandbox.setReturnStatus(seedIds.orderReturn, 'outbound');
		await rig.settled();
		expect(startedWith(trigger)).toMatchObject([
			{
				id: seedIds.orderReturn,
				currentStatus: 'outbound',
				relatedOrderId: seedIds.returnIssuedOrder,
				lastEvent: { name: 'outbound' },
				event: 'return.statusFull',
			},
		]);
	});

	it('the simplified patient who is changed', async () => {
		const trigger = await rig.activate({ events: ['patient.updated'] });
		const path = `/api/v3/patient/${seedIds.otherPatient}`;
		await call(rig.sandbox, 'PATCH', path, { email: 'new@example.com' });
		await rig.settled();
		expect(startedWith(trigger)).toMatchObject([
			{ id: seedIds.otherPatient, email: 'new@example.com', event: 'patient.updated' },
		]);
	});

	it('the simplified device that is given to a patient', async () => {
		const trigger = await rig.activate({ events: ['device.associationCreated'] });
		await call(rig.sandbox, 'PATCH', '/api/v3/device/associate-patient', {
			deviceId: seedIds.deviceAtSite,
			patientId: seedIds.patient,
		});
		await rig.settled();
		expect(startedWith(trigger)).toMatchObject([
			{
				id: seedIds.deviceAtSite,
				currentStatus: 'withPatient',
				patientId: seedIds.patient,
				event: 'device.associationCreated',
			},
		]);
		expect(JSON.stringify(startedWith(trigger))).not.toMatch(/John|Doe/);
	});

	it('its payload as it came, where that is not the whole thing', async () => {
		const trigger = await rig.activate({ events: ['order.status'] });
		rig.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		await rig.settled();
		expect(startedWith(trigger)).toEqual([
			{
				event: 'order.status',
				eventId: expect.stringMatching(UUID),
				payload: {
					orderId: seedIds.placedOrder,
					orderStatusName: 'shipped',
					externalOrderIds: ['demo-5001'],
				},
			},
		]);
	});
});

it('the answer tells nothing of the event', async () => {
	const trigger = await rig.activate({ simplify: false });
	const answer = await deliver(trigger.url, { body: orderEvent('event-1') });
	expect(answer).toEqual({ status: 200, text: '' });
});
