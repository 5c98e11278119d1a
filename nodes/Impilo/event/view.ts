import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../api/json';
import type { ImpiloDevice } from '../device/device';
import { simplifyDevice } from '../device/device';
import { simplifyOrder } from '../order/order';
import type { ImpiloPatient } from '../patient/patient';
import { simplifyPatient } from '../patient/patient';
import type { ImpiloReturn } from '../return/return';
import { simplifyReturn } from '../return/return';
import type { ImpiloEvent } from './event';
import { FULL_ORDER_EVENT, FULL_RETURN_EVENT } from './event';

/** Keys that show what a payload is. */
const RETURN_KEYS: ReadonlyArray<keyof ImpiloReturn> = [
	'currentStatus',
	'patient',
	'relatedOrderId',
	'returnDevices',
	'returnEvents',
	'returnItems',
	'site',
	'trackingNumbers',
];
const PATIENT_KEYS: ReadonlyArray<keyof ImpiloPatient> = [
	'address',
	'archived',
	'dateOfBirth',
	'email',
	'enrolled',
	'externalIdentifier',
	'firstName',
	'lastName',
	'phoneNumber',
	'sex',
	'site',
];
const DEVICE_KEYS: ReadonlyArray<keyof ImpiloDevice> = [
	'currentPatient',
	'currentStatus',
	'deviceIdentifiers',
	'externalIdentifier',
	'item',
	'lastHealthCheck',
	'used',
];

/**
 * An event as JSON for the output of the trigger and of Get Missed.
 *
 * @param simplify gives the simplified order, return, patient or device if the event has one, or else the
 * payload, each with `event` and `eventId`; without it, the envelope is returned as received
 */
export function presentEvent(event: ImpiloEvent, simplify: boolean): IDataObject {
	if (!simplify) return event.envelope;
	const name = { event: event.type, eventId: event.id ?? null };
	return { ...(simplifyPayload(event) ?? { payload: event.payload }), ...name };
}

/** @returns undefined if it isn't recognized: only the payload of full orders is documented */
function simplifyPayload({ type, payload }: ImpiloEvent): object | undefined {
	if (type === FULL_ORDER_EVENT) return simplifyOrder(payload);
	if (type === FULL_RETURN_EVENT) {
		return isIdentified(payload) || isLike(payload, RETURN_KEYS)
			? simplifyReturn(payload)
			: undefined;
	}
	if (type.startsWith('patient.')) {
		return isIdentified(payload) || isLike(payload, PATIENT_KEYS)
			? simplifyPatient(payload)
			: undefined;
	}
	if (type.startsWith('device.')) {
		// An ID alone may be that of something else that happened to the device.
		const device = [payload.device, payload].find((value) => isLike(value, DEVICE_KEYS));
		return device && simplifyDevice(device);
	}
	return undefined;
}

function isIdentified({ id }: IDataObject): boolean {
	return typeof id === 'number';
}

function isLike(value: unknown, keys: readonly string[]): value is IDataObject {
	return isObject(value) && keys.some((key) => key in value);
}
