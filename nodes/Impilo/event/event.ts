import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { isObject } from '../api/json';

/** An event as Impilo sends it: its own ID, what it is, and what it's about. */
export interface ImpiloEvent {
	/** Missing in the envelope `{ event, data }`. */
	id?: string;
	/** Twenty-five are documented, e.g. `order.statusFull`. */
	type: string;
	payload: IDataObject;
	/** All of it, as it was received. */
	envelope: IDataObject;
}

/** Far longer than any UUID; what is longer is not an ID. */
const LONGEST_ID = 200;

/**
 * Reads an envelope: `{ id, type, payload }`, or `{ event, data }` as the patient guide shows it.
 *
 * @returns undefined for anything else, an order without its envelope included
 */
export function parseEnvelope(value: unknown): ImpiloEvent | undefined {
	if (!isObject(value)) return undefined;
	if (!('id' in value || 'type' in value)) {
		const { event, data } = value;
		if (typeof event !== 'string' || event === '' || !isObject(data)) return undefined;
		return { type: event, payload: data, envelope: value };
	}
	const { id, type, payload } = value;
	const isId =
		typeof id === 'string' ? id !== '' && id.length <= LONGEST_ID : Number.isSafeInteger(id);
	if (!isId || typeof type !== 'string' || type === '' || !isObject(payload)) return undefined;
	return { id: String(id), type, payload, envelope: value };
}

/** The one event that brings a whole order. */
export const FULL_ORDER_EVENT = 'order.statusFull';

/** The one event that brings a whole return. */
export const FULL_RETURN_EVENT = 'return.statusFull';

/** Every event type that Impilo documents. */
const EVENT_NAMES: Record<string, string> = {
	// The one that nearly everybody wants: n8n lists them by name.
	[FULL_ORDER_EVENT]: 'Any Order Status Change',
	'device.associationCreated': 'Device Association Created',
	'device.associationRemoved': 'Device Association Removed',
	'device.healthcheck': 'Device Health Check',
	'device.lowBattery': 'Device Low Battery',
	'device.weakSignal': 'Device Weak Signal',
	'order.status': 'Order Status Without Order',
	'packedKit.event': 'Packed Kit Event',
	'patient.created': 'Patient Created',
	'patient.updated': 'Patient Updated',
	'procurement.status': 'Procurement Status',
	'procurement.statusFull': 'Procurement Status With Full Procurement',
	'reading.bloodGlucose': 'Reading of Blood Glucose',
	'reading.bloodOxygen': 'Reading of Blood Oxygen',
	'reading.bloodPressure': 'Reading of Blood Pressure',
	'reading.peakFlow': 'Reading of Peak Flow',
	'reading.sleepMatActivity': 'Reading of Sleep Mat Activity',
	'reading.sleepMatDuration': 'Reading of Sleep Mat Duration',
	'reading.temperature': 'Reading of Temperature',
	'reading.weight': 'Reading of Weight',
	'return.status': 'Return Status',
	[FULL_RETURN_EVENT]: 'Return Status With Full Return',
	'supportTicket.event': 'Support Ticket Event',
	'transferRequest.status': 'Transfer Request Status',
	'transferRequest.statusFull': 'Transfer Request Status With Full Request',
};

export const EVENT_OPTIONS: INodePropertyOptions[] = Object.entries(EVENT_NAMES).map(
	([value, name]) => ({ name, value }),
);
