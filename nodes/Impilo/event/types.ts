import type { INodePropertyOptions } from 'n8n-workflow';

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
