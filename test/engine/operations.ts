import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../sandbox';
import { createForm, NEW_PATIENT } from './create/orderForm';
import { pick } from './impiloRun';

type Value = string | number;
/** A value, and the message about it. */
type Refusal = [Value, string];

/** An operation whose form takes the `value` of its item, and what becomes of some values. */
export interface Operation {
	/** Such as `order get`. */
	name: string;
	form: INodeParameters;
	/** Each gives one output. */
	good: [Value, Value];
	/** What is refused before it is sent. */
	wrong: Refusal;
	/** What Impilo refuses. */
	refused?: Refusal;
}

const VALUE = '={{ $json.value }}';

function operation(
	name: string,
	fields: INodeParameters,
	good: [Value, Value],
	wrong: Refusal,
	refused?: Refusal,
): Operation {
	const [resource = '', key = ''] = name.split(' ');
	return { name, form: { resource, operation: key, ...fields }, good, wrong, refused };
}

const empty = (label: string): Refusal => ['', `${label} is empty`];
const noNumber = (label: string): Refusal => ['x', `${label} is not a whole positive number`];
const none = (what: string, id: number): Refusal => [id, `Impilo has no ${what} ${id}`];

const { shippedOrder, completedReturn, deviceWithPatient, patient, patientWithDevice } = seedIds;
const { openTicket, closedTicket, newTicket } = seedIds;
const NO_ORDER = none('order', seedIds.unknownOrder);
const NO_PATIENT = none('patient', seedIds.unknownPatient);
const NO_SITE = none('site', seedIds.unknownSite);
const NO_TICKET = none('support ticket', seedIds.unknownTicket);
const UNKNOWN_PATIENT: Refusal = [seedIds.unknownPatient, 'Impilo does not know this patient'];
const UNKNOWN_SITE: Refusal = [seedIds.unknownSite, 'Impilo does not know this site'];
const SERIALS: [string, string] = ['SN-7016', 'SN-7018'];
const OF_SITE = { ...NEW_PATIENT, additionalFields: { siteId: VALUE } };
const BY_IDENTIFIER = { deviceId: pick(VALUE, 'identifier') };
const RETURNED = {
	returnFrom: 'patient',
	patientId: VALUE,
	returns: { returnItems: [{ itemId: seedIds.item, count: 2 }] },
	additionalFields: { shippingOption: 'standard' },
};

/** What a new site has to have. */
export const REQUIRED_SITE = {
	name: 'Springfield Clinic',
	addressLineOne: '1 Example Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: '62701',
	addressCountry: 'US',
};

/** Its address, as it is sent. */
export const WIRE_ADDRESS = {
	lineOne: '1 Example Street',
	city: 'Springfield',
	state: 'IL',
	zipCode: '62701',
	country: 'US',
};

/** Of the ticket `VALUE`. */
const ofTicket = (key: string, good: [Value, Value], fields: INodeParameters = {}): Operation =>
	operation(
		`supportTicket ${key}`,
		{ supportTicketId: VALUE, ...fields },
		good,
		noNumber('Support Ticket'),
		NO_TICKET,
	);

const idsList = (name: string, filter: string, good: [Value, Value], label: string): Operation =>
	operation(name, { filters: { [filter]: VALUE } }, good, empty(label));

export const READS: Operation[] = [
	operation('order get', { orderId: VALUE }, [5001, '5002'], noNumber('Order'), NO_ORDER),
	operation('order getSummary', { orderId: VALUE }, [5002, 5003], noNumber('Order'), NO_ORDER),
	idsList('order getAll', 'externalOrderIds', ['demo-5001', 'demo-5002'], 'External Order IDs'),
	operation('patient get', { patientId: VALUE }, [1234, '1235'], noNumber('Patient'), NO_PATIENT),
	idsList(
		'patient getAll',
		'externalIdentifiers',
		['1234abcd', 'patient-1235'],
		'External Identifiers',
	),
	operation('site get', { siteId: VALUE }, [201, '202'], noNumber('Site'), NO_SITE),
	idsList('site getAll', 'name', ['heart', 'sampleton'], 'Name'),
	operation(
		'item get',
		{ itemId: VALUE },
		[301, '302'],
		noNumber('Item'),
		none('item', seedIds.unknownItem),
	),
	idsList('item getAll', 'sku', ['SKU-00302', 'SKU-00301'], 'SKU'),
	operation(
		'kit get',
		{ kitId: VALUE },
		[1000, '1001'],
		noNumber('Kit'),
		none('kit', seedIds.unknownKit),
	),
	operation('kit getAll', { filters: { itemId: VALUE } }, [302, 320], noNumber('Item')),
	operation('inventory getAll', { filters: { itemId: VALUE } }, [301, '302'], noNumber('Item')),
	operation('device get', BY_IDENTIFIER, SERIALS, empty('Device'), [
		'SN-NOWHERE',
		'Impilo has no device with this identifier',
	]),
	idsList('device getAll', 'identifiers', SERIALS, 'Identifiers'),
	operation('device validate', { deviceIdentifier: VALUE }, SERIALS, empty('Device Identifier')),
	operation(
		'return get',
		{ returnId: VALUE },
		[4001, '4002'],
		noNumber('Return'),
		none('return', seedIds.unknownReturn),
	),
	idsList('return getAll', 'status', ['inTransit', 'completed'], 'Status'),
	ofTicket('get', [openTicket, String(closedTicket)]),
	idsList('supportTicket getAll', 'ticketType', ['patientSetup', 'generalInquiry'], 'Ticket Type'),
];

/** What a repeat would do again. */
export const CREATES: Operation[] = [
	operation(
		'order create',
		createForm({ patientId: VALUE }),
		[1234, '1235'],
		noNumber('Patient'),
		UNKNOWN_PATIENT,
	),
	operation('patient create', OF_SITE, [201, '202'], noNumber('Site'), UNKNOWN_SITE),
	operation('site create', { ...REQUIRED_SITE, name: VALUE }, ['One', 'Two'], empty('Name')),
	operation('return create', RETURNED, [1245, '1246'], noNumber('Patient'), UNKNOWN_PATIENT),
	operation(
		'supportTicket create',
		{ ticketType: 'alert', additionalFields: { patientId: VALUE } },
		[1234, '1235'],
		noNumber('Patient'),
		UNKNOWN_PATIENT,
	),
	ofTicket('addNote', [openTicket, String(newTicket)], { note: 'Called', simplify: false }),
];

/** What may be sent twice. */
export const UPDATES: Operation[] = [
	operation(
		'patient update',
		{ patientId: VALUE, updateFields: { firstName: 'Nova' } },
		[1234, '1235'],
		noNumber('Patient'),
		NO_PATIENT,
	),
	operation(
		'site update',
		{ siteId: VALUE, updateFields: { name: 'New Name' } },
		[201, '202'],
		noNumber('Site'),
		NO_SITE,
	),
];

/** What is looked at before it is sent again. */
export const ENSURED: Operation[] = [
	operation('order void', { orderId: VALUE }, [5002, '5003'], noNumber('Order'), [
		shippedOrder,
		`Impilo refused to void order ${shippedOrder}: "Order ${shippedOrder} cannot be voided`,
	]),
	operation('return void', { returnId: VALUE }, [4001, '4006'], noNumber('Return'), [
		completedReturn,
		`Impilo refused to void return ${completedReturn}: "Return ${completedReturn} cannot be voided`,
	]),
	operation(
		'device associate',
		{ deviceId: VALUE, patientId: patient },
		[7016, '7018'],
		noNumber('Device'),
		[
			deviceWithPatient,
			`Impilo refused to assign device ${deviceWithPatient} to patient ${patient}: its status is withPatient, with patient ${patientWithDevice}`,
		],
	),
	operation(
		'device disassociate',
		{ deviceId: VALUE, patientId: patientWithDevice },
		[deviceWithPatient, '7016'],
		noNumber('Device'),
		none('device', seedIds.unknownDevice),
	),
	ofTicket('assign', [newTicket, String(openTicket)], { assigneeEmail: 'nurse@example.com' }),
	ofTicket('close', [openTicket, String(newTicket)]),
	ofTicket('reopen', [closedTicket, String(openTicket)]),
];

/** Every operation but Check, which refuses nothing, and Get Missed, whose values are times. */
export const OPERATIONS: Operation[] = [
	...READS,
	...CREATES,
	...UPDATES,
	...ENSURED,
	operation(
		'patient upsert',
		{ ...OF_SITE, externalIdentifier: '={{ "MRN-" + $json.value }}' },
		[201, '202'],
		noNumber('Site'),
		UNKNOWN_SITE,
	),
	operation(
		'patient disenroll',
		{ patientId: VALUE },
		[1234, '1235'],
		noNumber('Patient'),
		NO_PATIENT,
	),
];
