import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { isObject } from '../api/json';

/** An event as Impilo sends it: its ID, its type and its payload. */
export interface ImpiloEvent {
	/** Missing in the envelope `{ event, data }`. */
	id?: string;
	/** Twenty-six are documented, e.g. `order.statusFull`. */
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
 * @returns undefined for anything else, including an order without an envelope
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

/** The one event that includes a whole order. */
export const FULL_ORDER_EVENT = 'order.statusFull';

/** The one event that includes a whole return. */
export const FULL_RETURN_EVENT = 'return.statusFull';

/** Every event type that Impilo documents, with its name and what happens. */
const EVENTS: ReadonlyArray<[type: string, name: string, description: string]> = [
	// First the one that nearly everybody wants, then the others by name.
	[
		FULL_ORDER_EVENT,
		'Any Order Status Change',
		'An order gets a new status, e.g. shipped. Includes the whole order.',
	],
	['device.associationCreated', 'Device Association Created', 'A patient gets a device'],
	['device.associationRemoved', 'Device Association Removed', 'A patient no longer has a device'],
	['device.healthcheck', 'Device Health Check', 'A device reports its condition'],
	['device.lowBattery', 'Device Low Battery', 'A device needs a new or charged battery'],
	['device.weakSignal', 'Device Weak Signal', 'A device has a poor connection'],
	[
		'order.status',
		'Order Status Without Order',
		"An order gets a new status. Includes only the order's ID.",
	],
	['packedKit.event', 'Packed Kit Event', 'Something happens to a packed kit'],
	['patient.created', 'Patient Created', 'A patient is created'],
	['patient.updated', 'Patient Updated', 'Something about a patient changes'],
	['procurement.status', 'Procurement Status', 'A procurement gets a new status'],
	[
		'procurement.statusFull',
		'Procurement Status With Full Procurement',
		'A procurement gets a new status. Includes the whole procurement.',
	],
	['reading.bloodGlucose', 'Reading of Blood Glucose', 'A device measures blood glucose'],
	['reading.bloodOxygen', 'Reading of Blood Oxygen', 'A device measures blood oxygen'],
	['reading.bloodPressure', 'Reading of Blood Pressure', 'A device measures blood pressure'],
	['reading.ecg', 'Reading of ECG', 'A device takes an ECG'],
	['reading.peakFlow', 'Reading of Peak Flow', 'A device measures peak flow'],
	['reading.sleepMatActivity', 'Reading of Sleep Mat Activity', 'A sleep mat reports its activity'],
	['reading.sleepMatDuration', 'Reading of Sleep Mat Duration', 'A sleep mat reports a duration'],
	['reading.temperature', 'Reading of Temperature', 'A device measures temperature'],
	['reading.weight', 'Reading of Weight', 'A device measures weight'],
	['return.status', 'Return Status', 'A return gets a new status'],
	[
		FULL_RETURN_EVENT,
		'Return Status With Full Return',
		'A return gets a new status, e.g. arrived. Includes the whole return.',
	],
	[
		'supportTicket.event',
		'Support Ticket Event',
		'Something happens to a support ticket, e.g. it is closed',
	],
	['transferRequest.status', 'Transfer Request Status', 'A transfer request gets a new status'],
	[
		'transferRequest.statusFull',
		'Transfer Request Status With Full Request',
		'A transfer request gets a new status. Includes the whole request.',
	],
];

export const EVENT_OPTIONS: INodePropertyOptions[] = EVENTS.map(([value, name, description]) => ({
	name,
	value,
	description,
}));
