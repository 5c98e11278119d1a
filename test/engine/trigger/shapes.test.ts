import type { IDataObject } from 'n8n-workflow';

import { simplifyDevice } from '../../../nodes/Impilo/device/device';
import { simplifyPatient } from '../../../nodes/Impilo/patient/patient';
import { simplifyReturn } from '../../../nodes/Impilo/return/return';
import { seedIds, type WebhookType } from '../../../sandbox';
import { call } from '../../sandbox/client';
import { FULL_DEVICE, FULL_PATIENT, FULL_RETURN, PERSONAL_VALUES } from '../getMissed/fullOrder';
import type { TriggerRig } from '../harness';
import {
	deliver,
	SECRET,
	sendEvent,
	startedWith,
	startImpiloTriggers,
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

async function listenTo(type: WebhookType, simplify = true): Promise<TriggerRig> {
	const trigger = await rig.open({ events: [type], simplify });
	await trigger.activate();
	return trigger;
}

async function settled(trigger: TriggerRig): Promise<void> {
	await rig.sandbox.webhooks.settled();
	await trigger.settled();
}

describe('what happens at Impilo starts the workflow with', () => {
	it('the simplified return that moves on', async () => {
		const trigger = await listenTo('return.statusFull');
		const orderReturn = rig.sandbox.setReturnStatus(seedIds.orderReturn, 'outbound');
		await settled(trigger);

		expect(startedWith(trigger)).toEqual([
			{ ...simplifyReturn(orderReturn), event: 'return.statusFull', eventId: expect.any(String) },
		]);
		expect(startedWith(trigger)).toMatchObject([
			{
				id: seedIds.orderReturn,
				currentStatus: 'outbound',
				relatedOrderId: seedIds.returnIssuedOrder,
				lastEvent: { name: 'outbound' },
			},
		]);
	});

	it('the simplified patient who is changed', async () => {
		const trigger = await listenTo('patient.updated');
		const path = `/api/v3/patient/${seedIds.otherPatient}`;
		await call(rig.sandbox, 'PATCH', path, { email: 'new@example.com' });
		await settled(trigger);

		const patient = rig.sandbox.patients.get(seedIds.otherPatient) ?? {};
		expect(startedWith(trigger)).toEqual([
			{ ...simplifyPatient(patient), event: 'patient.updated', eventId: expect.any(String) },
		]);
		expect(startedWith(trigger)).toMatchObject([{ email: 'new@example.com' }]);
	});

	it('the simplified device that is given to a patient', async () => {
		const trigger = await listenTo('device.associationCreated');
		await call(rig.sandbox, 'PATCH', '/api/v3/device/associate-patient', {
			deviceId: seedIds.deviceAtSite,
			patientId: seedIds.patient,
		});
		await settled(trigger);

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

	it.each<[WebhookType, number]>([
		['return.statusFull', seedIds.nullsReturn],
		['patient.updated', seedIds.nullsPatient],
		['device.healthcheck', seedIds.nullsDevice],
	])('%s, though all of it is null', async (type, id) => {
		const { returns, patients, devices } = rig.sandbox;
		const payload = [returns, patients, devices].flatMap((things) => things.get(id) ?? [])[0];
		const trigger = await listenTo(type);
		await sendEvent(rig.sandbox, trigger, type, payload, 'e1');

		expect(startedWith(trigger)).toMatchObject([{ id, siteId: null, event: type, eventId: 'e1' }]);
	});
});

const SHAPES: Array<[WebhookType, IDataObject, object]> = [
	['return.statusFull', FULL_RETURN, simplifyReturn(FULL_RETURN)],
	['patient.created', FULL_PATIENT, simplifyPatient(FULL_PATIENT)],
	['patient.updated', FULL_PATIENT, simplifyPatient(FULL_PATIENT)],
	['device.associationCreated', FULL_DEVICE, simplifyDevice(FULL_DEVICE)],
	['device.associationRemoved', FULL_DEVICE, simplifyDevice(FULL_DEVICE)],
	['device.healthcheck', { device: FULL_DEVICE }, simplifyDevice(FULL_DEVICE)],
	['device.lowBattery', { device: FULL_DEVICE, level: 3 }, simplifyDevice(FULL_DEVICE)],
	['device.weakSignal', FULL_DEVICE, simplifyDevice(FULL_DEVICE)],
];

describe.each(SHAPES)('%s', (type, payload, shape) => {
	it.each([
		['{ id, type, payload }', { id: 'e1', type, payload }, 'e1'],
		['{ event, data }', { event: type, data: payload }, null],
	])('in the envelope %s is simplified', async (_what, body, eventId) => {
		const trigger = await listenTo(type);
		expect((await deliver(trigger.url, { body })).status).toBe(200);
		await trigger.settled();

		expect(startedWith(trigger)).toEqual([{ ...shape, event: type, eventId }]);
		if (type.startsWith('patient.')) return;
		const text = JSON.stringify(startedWith(trigger));
		expect(PERSONAL_VALUES.filter((value) => text.includes(value))).toEqual([]);
	});

	it('is the envelope as it came with Simplify off', async () => {
		const trigger = await listenTo(type, false);
		await sendEvent(rig.sandbox, trigger, type, payload, 'e1');

		expect(startedWith(trigger)).toEqual([{ id: 'e1', type, payload }]);
	});

	it('with something else in it keeps that', async () => {
		const other = { deviceId: 71, returnId: 'R-1', level: 3, nothing: null };
		const trigger = await listenTo(type);
		await sendEvent(rig.sandbox, trigger, type, other, 'e1');

		expect(startedWith(trigger)).toEqual([{ event: type, eventId: 'e1', payload: other }]);
	});
});

it.each<WebhookType>(['order.status', 'return.status', 'packedKit.event', 'reading.weight'])(
	'%s is never simplified',
	async (type) => {
		const payload = { id: 7, currentStatus: 'shipped', site: { id: 3 } };
		const trigger = await listenTo(type);
		await sendEvent(rig.sandbox, trigger, type, payload, 'e1');

		expect(startedWith(trigger)).toEqual([{ event: type, eventId: 'e1', payload }]);
	},
);
