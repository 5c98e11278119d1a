import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../sandbox';
import { createForm, NEW_PATIENT } from './create/orderForm';
import { pick } from './impiloRun';

type Value = string | number;

/** An operation whose form takes the `value` of its item, and what becomes of some values. */
export interface Operation {
	/** Such as `order get`. */
	name: string;
	form: INodeParameters;
	/** Each gives one output. */
	good: [Value, Value];
	/** What Impilo refuses, and the message. */
	refused?: [Value, string];
	/** What is refused before it is sent, and the message. */
	wrong: [Value, string];
}

const VALUE = '={{ $json.value }}';

const operation = (
	name: string,
	fields: INodeParameters,
	outcomes: Omit<Operation, 'name' | 'form'>,
): Operation => {
	const [resource = '', key = ''] = name.split(' ');
	return { name, form: { resource, operation: key, ...fields }, ...outcomes };
};

const noNumber = (label: string): [Value, string] => [
	'x',
	`${label} is not a whole positive number`,
];
const unknown = (what: string, id: number): [Value, string] => [id, `Impilo has no ${what} ${id}`];

const NO_PATIENT = unknown('patient', seedIds.unknownPatient);
const NO_ORDER = unknown('order', seedIds.unknownOrder);
const NO_SITE: [Value, string] = [seedIds.unknownSite, 'Impilo does not know this site'];
const BY_SITE = { additionalFields: { siteId: VALUE }, ...NEW_PATIENT };
const DEVICE_TAKEN = `Impilo refused to assign device ${seedIds.deviceWithPatient} to patient ${seedIds.patient}: its status is withPatient, with patient ${seedIds.patientWithDevice}`;

/** What a new site has to have. */
export const REQUIRED_SITE = {
	name: 'Springfield Clinic',
	addressLineOne: '1 Example Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: '62701',
	addressCountry: 'US',
};

export const READS: Operation[] = [
	operation(
		'order get',
		{ orderId: VALUE },
		{ good: [5001, '5002'], refused: NO_ORDER, wrong: noNumber('Order') },
	),
	operation(
		'order getAll',
		{ filters: { externalOrderIds: VALUE } },
		{ good: ['demo-5001', 'demo-5002'], wrong: ['', 'External Order IDs is empty'] },
	),
	operation(
		'order getSummary',
		{ orderId: VALUE },
		{ good: [5002, 5003], refused: NO_ORDER, wrong: noNumber('Order') },
	),
	operation(
		'patient get',
		{ patientId: VALUE },
		{ good: [1234, '1235'], refused: NO_PATIENT, wrong: noNumber('Patient') },
	),
	operation(
		'patient getAll',
		{ filters: { externalIdentifiers: VALUE } },
		{ good: ['1234abcd', 'patient-1235'], wrong: ['', 'External Identifiers is empty'] },
	),
	operation(
		'site get',
		{ siteId: VALUE },
		{
			good: [201, '202'],
			refused: unknown('site', seedIds.unknownSite),
			wrong: noNumber('Site'),
		},
	),
	operation(
		'site getAll',
		{ filters: { name: VALUE } },
		{ good: ['heart', 'sampleton'], wrong: ['', 'Name is empty'] },
	),
	operation(
		'item get',
		{ itemId: VALUE },
		{
			good: [301, '302'],
			refused: unknown('item', seedIds.unknownItem),
			wrong: noNumber('Item'),
		},
	),
	operation(
		'item getAll',
		{ filters: { sku: VALUE } },
		{ good: ['SKU-00302', 'SKU-00301'], wrong: ['', 'SKU is empty'] },
	),
	operation(
		'kit get',
		{ kitId: VALUE },
		{ good: [1000, '1001'], refused: unknown('kit', seedIds.unknownKit), wrong: noNumber('Kit') },
	),
	operation(
		'kit getAll',
		{ filters: { itemId: VALUE } },
		{ good: [302, 320], wrong: noNumber('Item') },
	),
	operation(
		'inventory getAll',
		{ filters: { itemId: VALUE } },
		{ good: [301, '302'], wrong: noNumber('Item') },
	),
	operation(
		'device get',
		{ deviceId: pick(VALUE, 'identifier') },
		{
			good: ['SN-7016', 'SN-7018'],
			refused: ['SN-NOWHERE', 'Impilo has no device with this identifier'],
			wrong: ['', 'Device is empty'],
		},
	),
	operation(
		'device getAll',
		{ filters: { identifiers: VALUE } },
		{ good: ['SN-7016', 'SN-7018'], wrong: ['', 'Identifiers is empty'] },
	),
	operation(
		'device validate',
		{ deviceIdentifier: VALUE },
		{ good: ['SN-7016', 'SN-7017'], wrong: ['', 'Device Identifier is empty'] },
	),
	operation(
		'return get',
		{ returnId: VALUE },
		{
			good: [seedIds.placedReturn, seedIds.inTransitReturn],
			refused: unknown('return', seedIds.unknownReturn),
			wrong: noNumber('Return'),
		},
	),
	operation(
		'return getAll',
		{ filters: { status: VALUE } },
		{ good: ['inTransit', 'completed'], wrong: ['', 'Status is empty'] },
	),
];

/** What a repeat would do again. */
export const CREATES: Operation[] = [
	operation('order create', createForm({ patientId: VALUE }), {
		good: [1234, '1235'],
		refused: [seedIds.unknownPatient, 'Impilo does not know this patient'],
		wrong: noNumber('Patient'),
	}),
	operation('patient create', BY_SITE, {
		good: [201, '202'],
		refused: NO_SITE,
		wrong: noNumber('Site'),
	}),
	operation(
		'site create',
		{ ...REQUIRED_SITE, name: VALUE },
		{ good: ['First', 'Other'], wrong: ['', 'Name is empty'] },
	),
	operation(
		'return create',
		{
			returnFrom: 'patient',
			patientId: VALUE,
			returns: { returnItems: [{ itemId: seedIds.item, count: 2 }] },
			additionalFields: { shippingOption: 'standard' },
		},
		{
			good: [1245, '1246'],
			refused: [seedIds.unknownPatient, 'Impilo does not know this patient'],
			wrong: noNumber('Patient'),
		},
	),
];

/** What may be sent twice. */
export const UPDATES: Operation[] = [
	operation(
		'patient update',
		{ patientId: VALUE, updateFields: { firstName: 'Nova' } },
		{ good: [1234, '1235'], refused: NO_PATIENT, wrong: noNumber('Patient') },
	),
	operation(
		'site update',
		{ siteId: VALUE, updateFields: { name: 'New Name' } },
		{
			good: [201, '202'],
			refused: unknown('site', seedIds.unknownSite),
			wrong: noNumber('Site'),
		},
	),
];

/** What is looked at before it is sent again. */
export const ENSURED: Operation[] = [
	operation(
		'order void',
		{ orderId: VALUE },
		{
			good: [5002, '5003'],
			refused: [
				seedIds.shippedOrder,
				'Impilo refused to void order 5008: "Order 5008 cannot be voided because it is shipped"',
			],
			wrong: noNumber('Order'),
		},
	),
	operation(
		'return void',
		{ returnId: VALUE },
		{
			good: [seedIds.placedReturn, seedIds.siteReturn],
			refused: [
				seedIds.completedReturn,
				`Impilo refused to void return ${seedIds.completedReturn}: "Return ${seedIds.completedReturn} cannot be voided`,
			],
			wrong: noNumber('Return'),
		},
	),
	operation(
		'device associate',
		{ deviceId: VALUE, patientId: seedIds.patient },
		{
			good: [7016, '7018'],
			refused: [seedIds.deviceWithPatient, DEVICE_TAKEN],
			wrong: noNumber('Device'),
		},
	),
	operation(
		'device disassociate',
		{ deviceId: VALUE, patientId: seedIds.patientWithDevice },
		{
			good: [seedIds.deviceWithPatient, seedIds.deviceAtSite],
			refused: unknown('device', seedIds.unknownDevice),
			wrong: noNumber('Device'),
		},
	),
];

/** Every operation but Check, which refuses nothing, and Get Missed, whose values are times. */
export const OPERATIONS: Operation[] = [
	...READS,
	...CREATES,
	...UPDATES,
	...ENSURED,
	operation(
		'patient upsert',
		{ ...BY_SITE, externalIdentifier: '={{ "MRN-" + $json.value }}' },
		{
			good: [201, '202'],
			refused: NO_SITE,
			wrong: noNumber('Site'),
		},
	),
	operation(
		'patient disenroll',
		{ patientId: VALUE },
		{ good: [1234, '1235'], refused: NO_PATIENT, wrong: noNumber('Patient') },
	),
];
