import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { simplifyDevice } from '../../../nodes/Impilo/device/device';
import { simplifyOrder } from '../../../nodes/Impilo/order/order';
import { simplifyPatient } from '../../../nodes/Impilo/patient/patient';
import { simplifyReturn } from '../../../nodes/Impilo/return/return';
import type { WebhookType } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, useImpilo } from '../impiloRun';
import { hintsOf, jsonOf } from '../outcome';
import { FULL_DEVICE, FULL_ORDER, FULL_PATIENT, FULL_RETURN, PERSONAL_VALUES } from './fullOrder';
import { envelope, eventIds, formOf, minute, OTHER_HOOK, plant, sent } from './plantedLogs';

const rig = useImpilo();

async function getMissed(parameters: INodeParameters = {}): Promise<WorkflowRun> {
	return await rig.runImpilo(formOf(parameters));
}

describe('an event', () => {
	it.each<[string, unknown]>([
		['text', sent('e1', FULL_ORDER)],
		['text with space around it', ` ${JSON.stringify(envelope('e1', FULL_ORDER), null, 2)}\n`],
		['an object', envelope('e1', FULL_ORDER)],
	])('is its simplified order, logged as %s', async (_, payload) => {
		plant(rig.sandbox, { payload });
		const run = await getMissed();

		expect(jsonOf(run)).toEqual([
			{ ...simplifyOrder(FULL_ORDER), event: 'order.statusFull', eventId: 'e1' },
		]);
		const text = JSON.stringify(jsonOf(run));
		expect(PERSONAL_VALUES.filter((value) => text.includes(value))).toEqual([]);
		expect(hintsOf(run)).toEqual([]);
	});

	it('of which the order is all but empty is given', async () => {
		const order = { id: null, currentStatus: null, orderItems: null, patient: null };
		plant(rig.sandbox, { payload: sent('e1', order) });

		expect(jsonOf(await getMissed())).toEqual([
			{ ...simplifyOrder({}), event: 'order.statusFull', eventId: 'e1' },
		]);
	});

	const NULLS = { id: null, enrolled: null, currentStatus: null, currentPatient: null };
	const OTHER = { deviceId: 71, returnId: 'R-1', level: 3 };

	it.each<[WebhookType, IDataObject, object]>([
		['return.statusFull', FULL_RETURN, simplifyReturn(FULL_RETURN)],
		['device.associationCreated', FULL_DEVICE, simplifyDevice(FULL_DEVICE)],
		['device.associationRemoved', { device: FULL_DEVICE }, simplifyDevice(FULL_DEVICE)],
		['device.healthcheck', FULL_DEVICE, simplifyDevice(FULL_DEVICE)],
		['device.lowBattery', { device: FULL_DEVICE, level: 3 }, simplifyDevice(FULL_DEVICE)],
		['device.weakSignal', FULL_DEVICE, simplifyDevice(FULL_DEVICE)],
		['patient.created', FULL_PATIENT, simplifyPatient(FULL_PATIENT)],
		['patient.updated', FULL_PATIENT, simplifyPatient(FULL_PATIENT)],
		['return.statusFull', NULLS, simplifyReturn({})],
		['patient.updated', NULLS, simplifyPatient({})],
		['device.healthcheck', NULLS, simplifyDevice({})],
		['return.statusFull', OTHER, { payload: OTHER }],
		['patient.updated', OTHER, { payload: OTHER }],
		['device.lowBattery', OTHER, { payload: OTHER }],
	])('%s is what it is about, simplified, or what else is in it', async (type, payload, shape) => {
		plant(rig.sandbox, { payload: sent('e1', payload, type), webhookType: type });
		const json = jsonOf(await getMissed({ events: [type] }));

		expect(json).toEqual([{ ...shape, event: type, eventId: 'e1' }]);
		const text = type.startsWith('patient') ? '' : JSON.stringify(json);
		expect(PERSONAL_VALUES.filter((value) => text.includes(value))).toEqual([]);
	});

	it('in the other envelope is simplified all the same, with an ID made for it', async () => {
		const logged = { event: 'patient.updated', data: FULL_PATIENT };
		plant(rig.sandbox, { payload: JSON.stringify(logged), webhookType: 'patient.updated' });

		expect(jsonOf(await getMissed({ events: ['patient.updated'] }))).toEqual([
			{
				...simplifyPatient(FULL_PATIENT),
				event: 'patient.updated',
				eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
			},
		]);
	});

	it('of another type is its payload, with its name', async () => {
		const payload = { orderId: 42, orderStatusName: 'shipped', error: 'none' };
		plant(rig.sandbox, { payload: sent(7, payload, 'order.status'), webhookType: 'order.status' });

		expect(jsonOf(await getMissed({ events: ['order.status'] }))).toEqual([
			{ event: 'order.status', eventId: '7', payload },
		]);
	});

	it('is the envelope as it was sent, with Simplify off', async () => {
		const whole = { ...envelope(7, FULL_ORDER), sentAt: '2026-01-31', tries: null };
		plant(rig.sandbox, { payload: JSON.stringify(whole) });
		const reading = envelope('r1', { weight: 81.5 }, 'reading.weight');
		plant(rig.sandbox, {
			payload: reading,
			webhookType: 'reading.weight',
			createTimestamp: minute(1),
		});
		const run = await getMissed({
			events: ['order.statusFull', 'reading.weight'],
			simplify: false,
		});

		expect(jsonOf(run)).toEqual([whole, reading]);
	});
});

describe('a payload without its envelope', () => {
	const order = { id: 42, currentStatus: 'shipped', externalOrderIds: ['PO-1'] };
	const text = JSON.stringify(order);

	it.each<[string, unknown]>([
		['text', text],
		['an object', order],
	])('is the event itself, logged as %s, with an ID that stays the same', async (_, payload) => {
		plant(rig.sandbox, { payload });
		const [first] = jsonOf(await getMissed());
		const [again] = jsonOf(await getMissed());

		expect(first).toEqual({
			...simplifyOrder(order),
			event: 'order.statusFull',
			eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		expect(again).toEqual(first);
	});

	it('is another event at another time, and the same for each webhook', async () => {
		plant(rig.sandbox, { payload: text });
		plant(rig.sandbox, { payload: text, createTimestamp: minute(15) });
		plant(rig.sandbox, { payload: order, webhookUrl: OTHER_HOOK });
		const other = { ...order, currentStatus: 'delivered' };
		plant(rig.sandbox, { payload: JSON.stringify(other), createTimestamp: minute(20) });
		const run = await getMissed();

		expect(run.items(IMPILO).map(({ json }) => json.currentStatus)).toEqual([
			'shipped',
			'shipped',
			'delivered',
		]);
		expect(new Set(eventIds(run)).size).toBe(3);
	});

	it('is missed also where the same had arrived before', async () => {
		plant(rig.sandbox, { payload: text, lastResponseStatus: 200 });
		plant(rig.sandbox, { payload: text, createTimestamp: minute(15) });

		expect(jsonOf(await getMissed())).toHaveLength(1);
	});

	it('is not missed where it came in at last', async () => {
		plant(rig.sandbox, { payload: text });
		plant(rig.sandbox, { payload: text, lastResponseStatus: 200 });
		const run = await getMissed();

		expect(jsonOf(run)).toEqual([]);
		expect(hintsOf(run)).toEqual([]);
	});

	it('gets one with Simplify off', async () => {
		plant(rig.sandbox, { payload: text });

		expect(jsonOf(await getMissed({ simplify: false }))).toEqual([
			{ id: expect.any(String), type: 'order.statusFull', payload: order },
		]);
	});
});

describe('what is no event', () => {
	it.each<[string, unknown]>([
		['text that is not JSON', 'Order 42 was shipped'],
		['JSON that was cut off', '{"id":"e1","type":"order.statusFull","pay'],
		['nothing', undefined],
		['null', null],
		['empty text', ''],
		['JSON text of text', '"e1"'],
		['JSON text of a number', '42'],
		['a number', 42],
		['true', true],
		['JSON text of null', 'null'],
		['a list', [envelope('e1')]],
		['JSON text of a list', JSON.stringify([envelope('e1')])],
		['an empty object', {}],
		['JSON text of an empty object', '{}'],
		['an envelope of another type', sent('e1', {}, 'order.status')],
		['an envelope without an ID', { type: 'order.statusFull', payload: {} }],
		['an envelope without a type', { id: 'e1', payload: {} }],
		['an envelope without a payload', { id: 'e1', type: 'order.statusFull' }],
		['an envelope with a payload of null', { id: 'e1', type: 'order.statusFull', payload: null }],
		['an envelope with text in it', { id: 'e1', type: 'order.statusFull', payload: 'shipped' }],
		['an envelope with a list in it', { id: 'e1', type: 'order.statusFull', payload: [] }],
		['JSON text of JSON text', JSON.stringify(sent('e1'))],
	])('is %s: it is counted, and the others are given', async (_, payload) => {
		plant(rig.sandbox, { payload });
		plant(rig.sandbox, { payload: sent('readable') });
		const run = await getMissed();

		expect(run.status).toBe('success');
		expect(eventIds(run)).toEqual(['readable']);
		expect(run.hints(IMPILO)).toEqual([
			{
				message:
					'Impilo could not deliver 1 more event that cannot be read from its log. Check the orders themselves, e.g. with Get Many.',
				location: 'outputPane',
				type: 'warning',
			},
		]);
	});

	it('is counted for each delivery that failed, in all types, and no other', async () => {
		plant(rig.sandbox, { payload: 'cut o' });
		plant(rig.sandbox, { payload: 'cut o' });
		plant(rig.sandbox, { payload: '', webhookType: 'order.status' });
		plant(rig.sandbox, { payload: 'arrived', lastResponseStatus: 200 });
		plant(rig.sandbox, { payload: 'not asked about', webhookType: 'reading.weight' });
		const run = await getMissed({ events: ['order.statusFull', 'order.status'] });

		expect(run.items(IMPILO)).toEqual([]);
		expect(hintsOf(run)).toEqual([
			expect.stringMatching(/^Impilo could not deliver 3 more events that /),
		]);
	});

	/** Not even its text may end up in a place that is seen by everybody. */
	it('is not repeated in the hint', async () => {
		plant(rig.sandbox, { payload: 'Nathan Example-Surname, order cut o' });

		expect(hintsOf(await getMissed()).join()).not.toContain('Nathan');
	});

	it('that Impilo counts as delivered is no reason to warn', async () => {
		plant(rig.sandbox, { payload: sent('e1') });

		expect((await getMissed()).hints(IMPILO)).toEqual([]);
	});
});

describe('order statuses', () => {
	beforeEach(() => {
		const statuses = ['shipped', 'ORDER_PLACED', 'delivered', null, 'heldAtCustoms'];
		for (const [index, currentStatus] of statuses.entries()) {
			plant(rig.sandbox, { payload: sent(`full ${currentStatus}`, { id: index, currentStatus }) });
		}
		for (const name of ['SHIPPED', 'delivered', 'heldAtCustoms']) {
			const payload = sent(`brief ${name}`, { orderId: 1, orderStatusName: name }, 'order.status');
			plant(rig.sandbox, { payload, webhookType: 'order.status', createTimestamp: minute(1) });
		}
		const weight = sent('weight', { status: 'shipped' }, 'reading.weight');
		plant(rig.sandbox, {
			payload: weight,
			webhookType: 'reading.weight',
			createTimestamp: minute(2),
		});
	});

	it.each<[INodeParameters[string], string[]]>([
		[['shipped'], ['full shipped', 'brief SHIPPED', 'weight']],
		[['orderPlaced'], ['full ORDER_PLACED', 'weight']],
		[
			['shipped', 'delivered'],
			['full shipped', 'full delivered', 'brief SHIPPED', 'brief delivered', 'weight'],
		],
		[
			'={{ "order placed, SHIPPED" }}',
			['full shipped', 'full ORDER_PLACED', 'brief SHIPPED', 'weight'],
		],
		["={{ ['heldAtCustoms'] }}", ['full heldAtCustoms', 'brief heldAtCustoms', 'weight']],
		["={{ ['neverHeardOf'] }}", ['weight']],
	])('%j pick the events of orders that came into one of them', async (orderStatuses, expected) => {
		const events = ['order.statusFull', 'order.status', 'reading.weight'];

		expect(eventIds(await getMissed({ events, orderStatuses }))).toEqual(expected);
	});

	it.each<[INodeParameters[string]]>([[[]], ['={{ null }}'], ['={{ $json.none }}']])(
		'%j let all pass',
		async (orderStatuses) => {
			const run = await getMissed({ events: ['order.statusFull', 'order.status'], orderStatuses });

			expect(run.items(IMPILO)).toHaveLength(8);
		},
	);
});
