import { EVENT_OPTIONS, FULL_ORDER_EVENT } from '../../../nodes/Impilo/event/eventTypes';
import { WEBHOOK_TYPES } from '../../../sandbox';

/** Impilo's documentation of webhooks, in its order. */
const DOCUMENTED_TYPES = [
	'order.status',
	'order.statusFull',
	'return.status',
	'return.statusFull',
	'patient.created',
	'patient.updated',
	'device.associationCreated',
	'device.associationRemoved',
	'device.healthcheck',
	'device.lowBattery',
	'device.weakSignal',
	'supportTicket.event',
	'procurement.status',
	'procurement.statusFull',
	'transferRequest.status',
	'transferRequest.statusFull',
	'packedKit.event',
	'reading.bloodGlucose',
	'reading.bloodOxygen',
	'reading.bloodPressure',
	'reading.peakFlow',
	'reading.sleepMatActivity',
	'reading.sleepMatDuration',
	'reading.temperature',
	'reading.weight',
];

const values = EVENT_OPTIONS.map(({ value }) => value);
const names = EVENT_OPTIONS.map(({ name }) => name);

it('offers every documented event once, and no other', () => {
	expect([...values].sort()).toEqual([...DOCUMENTED_TYPES].sort());
	expect(DOCUMENTED_TYPES).toHaveLength(25);
});

it('offers what the sandbox sends', () => {
	expect([...values].sort()).toEqual([...WEBHOOK_TYPES].sort());
});

it('offers them by name, in alphabetical order, no name twice', () => {
	expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other, 'en')));
	expect(new Set(names).size).toBe(names.length);
});

it('knows the one with the whole order', () => {
	expect(FULL_ORDER_EVENT).toBe('order.statusFull');
	expect(EVENT_OPTIONS.find(({ value }) => value === FULL_ORDER_EVENT)?.name).toBe(
		'Order Status With Full Order',
	);
});
