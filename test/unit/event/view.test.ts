import type { IDataObject } from 'n8n-workflow';

import { simplifyDevice } from '../../../nodes/Impilo/device/device';
import type { ImpiloEvent } from '../../../nodes/Impilo/event/event';
import { EVENT_OPTIONS, parseEnvelope } from '../../../nodes/Impilo/event/event';
import { presentEvent } from '../../../nodes/Impilo/event/view';
import { simplifyOrder } from '../../../nodes/Impilo/order/order';
import { simplifyPatient } from '../../../nodes/Impilo/patient/patient';
import { simplifyReturn } from '../../../nodes/Impilo/return/return';

function eventOf(type: string, payload: IDataObject): ImpiloEvent {
	const event = parseEnvelope({ id: 'e1', type, payload });
	if (event === undefined) throw new Error('This is no event');
	return event;
}

function simplified(type: string, payload: IDataObject): IDataObject {
	const { event, eventId, ...shape } = presentEvent(eventOf(type, payload), true);
	expect({ event, eventId }).toEqual({ event: type, eventId: 'e1' });
	return shape;
}

const DEVICE_EVENTS = EVENT_OPTIONS.map(({ value }) => String(value)).filter((type) =>
	type.startsWith('device.'),
);
const RECOGNIZED = ['return.statusFull', 'patient.created', 'patient.updated', ...DEVICE_EVENTS];

/** Each kind as the operations of its resource give it. */
const SHAPES: Record<string, (payload: IDataObject) => object> = {
	device: simplifyDevice,
	order: simplifyOrder,
	patient: simplifyPatient,
	return: simplifyReturn,
};

function shapeOf(type: string, payload: IDataObject): object | undefined {
	return SHAPES[type.split('.')[0] ?? '']?.(payload);
}

it('knows five events of devices', () => {
	expect(DEVICE_EVENTS).toHaveLength(5);
});

describe('an event with Simplify on', () => {
	it.each(['order.statusFull', ...RECOGNIZED])('%s has the shape of its resource', (type) => {
		const site = { id: 3, name: 'Clinic' };
		const payload = { id: 7, currentStatus: 'x', enrolled: true, site };

		expect(simplified(type, payload)).toEqual(shapeOf(type, payload));
		expect(simplified(type, payload)).toMatchObject({ id: 7, siteId: 3 });
	});

	it.each(['order.statusFull', 'return.statusFull', 'patient.created'])(
		'%s is known by its ID alone',
		(type) => {
			expect(simplified(type, { id: 7 })).toEqual(shapeOf(type, { id: 7 }));
		},
	);

	it.each<[string, string]>([
		['return.statusFull', 'currentStatus'],
		['return.statusFull', 'patient'],
		['return.statusFull', 'relatedOrderId'],
		['return.statusFull', 'returnDevices'],
		['return.statusFull', 'returnEvents'],
		['return.statusFull', 'returnItems'],
		['return.statusFull', 'site'],
		['return.statusFull', 'trackingNumbers'],
		['patient.created', 'address'],
		['patient.created', 'archived'],
		['patient.created', 'dateOfBirth'],
		['patient.created', 'email'],
		['patient.updated', 'enrolled'],
		['patient.updated', 'externalIdentifier'],
		['patient.updated', 'firstName'],
		['patient.updated', 'lastName'],
		['patient.updated', 'phoneNumber'],
		['patient.updated', 'sex'],
		['device.associationCreated', 'currentPatient'],
		['device.associationRemoved', 'currentStatus'],
		['device.healthcheck', 'lastHealthCheck'],
		['device.lowBattery', 'deviceIdentifiers'],
		['device.lowBattery', 'externalIdentifier'],
		['device.weakSignal', 'item'],
		['device.weakSignal', 'used'],
	])('%s is known by %s, though it is null', (type, key) => {
		const payload = { id: null, [key]: null };

		expect(simplified(type, payload)).toEqual(shapeOf(type, {}));
	});

	it.each(DEVICE_EVENTS)('%s finds the device inside the payload', (type) => {
		const device = { id: 71, currentStatus: 'withPatient' };

		expect(simplified(type, { id: 9, device, at: 1 })).toEqual(simplifyDevice(device));
		expect(simplified(type, { device })).toEqual(simplifyDevice(device));
	});

	it.each([null, {}, [], 'SN-1', 71, { name: 'x' }])(
		'about a device is the payload itself where its device is %j',
		(device) => {
			const payload = { id: 71, used: true, device } as IDataObject;

			expect(simplified('device.healthcheck', payload)).toEqual(simplifyDevice(payload));
		},
	);

	it.each(
		RECOGNIZED.flatMap((type) =>
			[
				{},
				{ id: null },
				{ id: '7' },
				{ deviceId: 7, patientId: 8, level: 9 },
				{ device: null },
				{ device: { name: 'x' } },
				{ returnId: 5, statusName: 'inTransit' },
				{ constructor: 1, toString: 2 },
			].map((payload): [string, IDataObject] => [type, payload as unknown as IDataObject]),
		),
	)('%s keeps a payload that is not recognized: %j', (type, payload) => {
		expect(simplified(type, payload)).toEqual({ payload });
	});

	it.each([{ id: 7 }, { id: 9, deviceId: 7012, batteryLevel: 7, site: { id: 3 } }])(
		'of a device keeps %j, which may be about something else',
		(payload) => {
			for (const type of DEVICE_EVENTS) expect(simplified(type, payload)).toEqual({ payload });
		},
	);

	it.each<[string, IDataObject]>(
		EVENT_OPTIONS.map(({ value }) => String(value))
			.filter((type) => type !== 'order.statusFull' && !RECOGNIZED.includes(type))
			.map((type) => [type, { id: 7, currentStatus: 'shipped', patient: null, device: { id: 1 } }]),
	)('%s is kept as it is, even where it looks like something else', (type, payload) => {
		expect(simplified(type, payload)).toEqual({ payload });
	});

	it('has the shape of an order whatever is in it', () => {
		expect(simplified('order.statusFull', {})).toEqual(simplifyOrder({}));
	});

	it.each(RECOGNIZED)('%s copes with values of any type', (type) => {
		for (const odd of [5, 'text', true, [], [null, 5, 'text', [], {}], {}]) {
			const payload = {
				id: 7,
				address: odd,
				currentPatient: odd,
				devices: odd,
				packedKits: odd,
				deviceIdentifiers: odd,
				device: odd,
				item: odd,
				patient: odd,
				returnDevices: odd,
				returnEvents: odd,
				returnItems: odd,
				site: odd,
				trackingNumbers: odd,
			} as unknown as IDataObject;

			expect(simplified(type, payload)).toMatchObject({ id: 7, siteId: null });
		}
	});

	it('keeps the name of the event, whatever the payload calls so', () => {
		const payload = { id: 7, event: 'x', eventId: 'y' };

		expect(presentEvent(eventOf('reading.weight', payload), true)).toEqual({
			event: 'reading.weight',
			eventId: 'e1',
			payload,
		});
	});
});

it.each([
	{ id: 'e1', type: 'patient.updated', payload: { id: 7 }, more: null },
	{ event: 'device.lowBattery', data: { id: 7 }, more: null },
])('an event with Simplify off is the envelope as it came: %j', (envelope) => {
	const event = parseEnvelope(envelope);

	expect(event && presentEvent(event, false)).toEqual(envelope);
});
