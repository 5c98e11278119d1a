import type { OrderForm } from '../../../nodes/Impilo/order/orderRequest';
import { buildOrderRequest } from '../../../nodes/Impilo/order/orderRequest';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

const CONTENTS: OrderForm = {
	contents: 'fields',
	orderItems: { item: [{ itemId: { mode: 'list', value: 501 }, count: 3 }] },
};
const TO_PATIENT: OrderForm = {
	...CONTENTS,
	recipient: 'patient',
	patientId: { mode: 'list', value: 1234 },
};
const TO_SITE: OrderForm = { ...CONTENTS, recipient: 'site', siteId: { mode: 'id', value: '31' } };
const TO_NEW_PATIENT: OrderForm = {
	...CONTENTS,
	recipient: 'newPatient',
	firstName: 'Nathan',
	lastName: 'Example',
	addressLineOne: '12 Fictional Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: '60601',
	addressCountry: 'US',
};
const RETURNS = { returns: { returnItems: [{ itemId: 501, count: 1 }] } };

const ITEMS_BODY = { orderItems: [{ item: { id: 501 }, count: 3 }] };

/** The body as it goes over the wire. */
const bodyOf = (form: OrderForm): Record<string, unknown> =>
	JSON.parse(JSON.stringify(buildOrderRequest(form).body)) as Record<string, unknown>;

describe('the recipient', () => {
	it('is a patient that is known: named apart, as it may have to be looked up', () => {
		expect(buildOrderRequest(TO_PATIENT)).toMatchObject({
			patient: { by: 'id', id: 1234 },
			personal: [],
		});
		expect(bodyOf(TO_PATIENT)).toEqual(ITEMS_BODY);
	});

	it.each([
		[{ mode: 'email', value: 'nathan@example.com' }, 'nathan@example.com'],
		[{ mode: 'externalIdentifier', value: 'MRN-20481' }, 'MRN-20481'],
	])('is a patient named by %j, which must not be shown', (patientId, personal) => {
		expect(buildOrderRequest({ ...TO_PATIENT, patientId })).toMatchObject({
			patient: { by: patientId.mode, value: patientId.value },
			personal: [personal],
		});
	});

	it('is a site', () => {
		const request = buildOrderRequest(TO_SITE);

		expect(request.patient).toBeUndefined();
		expect(bodyOf(TO_SITE)).toEqual({ ...ITEMS_BODY, site: { id: 31 } });
	});

	it('is a new patient, of whom nothing must be shown', () => {
		const request = buildOrderRequest(TO_NEW_PATIENT);

		expect(request.patient).toBeUndefined();
		expect(request.personal).toEqual(expect.arrayContaining(['Nathan', 'Example', 'Springfield']));
		expect(bodyOf(TO_NEW_PATIENT)).toMatchObject({
			...ITEMS_BODY,
			patient: { firstName: 'Nathan', lastName: 'Example', address: { city: 'Springfield' } },
		});
	});

	it.each([
		['patient', {}],
		['site', { site: { id: 31 } }],
		['newPatient', { patient: expect.anything() }],
	])('is exactly one: %s', (recipient, expected) => {
		const body = bodyOf({ ...TO_NEW_PATIENT, ...TO_SITE, patientId: 1234, recipient });

		expect({ site: body.site, patient: body.patient }).toEqual({
			site: undefined,
			patient: undefined,
			...expected,
		});
	});

	it.each<[OrderForm, string]>([
		[{ ...TO_PATIENT, recipient: '' }, 'Ship To is empty'],
		[{ ...TO_PATIENT, recipient: undefined }, 'Ship To is empty'],
		[{ ...TO_PATIENT, recipient: 'both' }, 'Ship To is not one of the values'],
		[{ ...TO_PATIENT, patientId: '' }, 'Patient is empty'],
		[{ ...TO_SITE, siteId: { mode: 'list', value: '' } }, 'Site is empty'],
		[{ ...TO_NEW_PATIENT, firstName: '' }, 'First Name is empty'],
	])('is refused: %j', (form, message) => {
		expect(refusalOf(() => buildOrderRequest(form)).message).toContain(message);
	});
});

describe('the contents', () => {
	it('come from the fields or from JSON, and never from both', () => {
		const contentsJson = { orderKits: [1000] };

		expect(bodyOf({ ...TO_PATIENT, contentsJson })).toEqual(ITEMS_BODY);
		expect(bodyOf({ ...TO_PATIENT, contentsJson, contents: 'json' })).toEqual({
			orderKits: [{ kit: { id: 1000 }, count: 1 }],
		});
	});

	it('come from the fields where nothing is said', () => {
		expect(bodyOf({ ...TO_PATIENT, contents: undefined })).toEqual(ITEMS_BODY);
	});

	it.each<[string, OrderForm]>([
		['no lines', { ...TO_PATIENT, orderItems: {} }],
		['empty JSON', { ...TO_PATIENT, contents: 'json', contentsJson: '{}' }],
		['empty lists', { ...TO_SITE, contents: 'json', contentsJson: { orderItems: [] } }],
	])('must not be empty: %s', (_, form) => {
		const refusal = refusalOf(() => buildOrderRequest(form));

		expect(refusal.message).toBe('The order is empty');
		expectPlainWords(refusal.remedy);
	});

	it('may be returns alone', () => {
		const form = {
			...TO_PATIENT,
			orderItems: {},
			returns: { returnDevices: [{ deviceId: 71 }] },
		};

		expect(bodyOf(form)).toEqual({ returnDevices: [{ id: 71 }] });
	});

	it('cannot be given in a third way', () => {
		expect(refusalOf(() => buildOrderRequest({ ...TO_PATIENT, contents: 'xml' })).message).toBe(
			'Specify Contents is not one of the values that Impilo knows',
		);
	});
});

describe('the shipping option', () => {
	it.each<[string, object, object]>([
		['standard', { shippingOption: 'standard' }, { shippingOption: 'standard' }],
		['Overnight', { shippingOption: 'Overnight' }, { shippingOption: 'overnight' }],
		['a mailed label', { emailLabel: true }, { emailLabel: true }],
		['a mailed label as text', { emailLabel: 'true' }, { emailLabel: true }],
		[
			'a shipped label',
			{ emailLabel: false, shippingOption: 'standard' },
			{ emailLabel: false, shippingOption: 'standard' },
		],
	])('is enough for returned items: %s', (_, additionalFields, expected) => {
		expect(bodyOf({ ...TO_PATIENT, ...RETURNS, additionalFields })).toEqual({
			...ITEMS_BODY,
			returnItems: [{ id: 501, count: 1 }],
			...expected,
		});
	});

	it.each<[unknown]>([[undefined], [{}], [{ emailLabel: false }], [{ emailLabel: '' }], ['']])(
		'is missing for returned items: %j',
		(additionalFields) => {
			const form = { ...TO_PATIENT, ...RETURNS, additionalFields };
			const refusal = refusalOf(() => buildOrderRequest(form));

			expect(refusal.message).toContain('Shipping Option is empty');
			expect(refusal.remedy).toContain('switch on Email Label');
		},
	);

	it('is read from JSON text', () => {
		const additionalFields = '{"shippingOption": "overnight", "orderNotes": ["a"]}';

		expect(bodyOf({ ...TO_PATIENT, additionalFields })).toEqual({
			...ITEMS_BODY,
			shippingOption: 'overnight',
			orderNotes: [{ note: 'a' }],
		});
	});

	it.each([['standard'], [['standard']], [true]])(
		'is not looked for in what is no set of fields: %j',
		(additionalFields) => {
			expect(refusalOf(() => buildOrderRequest({ ...TO_PATIENT, additionalFields })).message).toBe(
				'Additional Fields is not a set of fields',
			);
		},
	);

	it('is not needed where no items are returned', () => {
		expect(bodyOf({ ...TO_PATIENT, additionalFields: { emailLabel: false } })).toEqual({
			...ITEMS_BODY,
			emailLabel: false,
		});
	});

	it.each<[object, string]>([
		[{ shippingOption: 'express' }, 'Shipping Option is not one of the values'],
		[{ emailLabel: 'yes' }, 'Email Label is neither true nor false'],
	])('is refused: %j', (additionalFields, message) => {
		expect(
			refusalOf(() => buildOrderRequest({ ...TO_PATIENT, additionalFields })).message,
		).toContain(message);
	});
});

describe('external order IDs', () => {
	it.each<[unknown, string[]]>([
		['PO-1, PO-2', ['PO-1', 'PO-2']],
		[['PO-1', 'PO-1'], ['PO-1']],
		[117, ['117']],
	])('%j are sent, and given for looking up', (externalOrderIds, expected) => {
		const form = { ...TO_PATIENT, externalOrderIds };

		expect(bodyOf(form).externalOrderIds).toEqual(expected);
		expect(buildOrderRequest(form).externalOrderIds).toEqual(expected);
	});

	it.each([undefined, '', ' , ', []])('are left out where there are none: %j', (value) => {
		const form = { ...TO_PATIENT, externalOrderIds: value };

		expect(bodyOf(form)).toEqual(ITEMS_BODY);
		expect(buildOrderRequest(form).externalOrderIds).toEqual([]);
	});
});

describe('order notes', () => {
	it.each<[unknown, string[]]>([
		['Leave at the desk', ['Leave at the desk']],
		[' Leave, please ', ['Leave, please']],
		[
			['a', 'b'],
			['a', 'b'],
		],
		[
			[{ note: 'a' }, 'b', { note: '' }, null],
			['a', 'b'],
		],
		[{ note: 'a', createdAt: 'x' }, ['a']],
		['["a", {"note": "b"}]', ['a', 'b']],
		['[urgent] call first', ['[urgent] call first']],
		[555, ['555']],
	])('are read from %j', (orderNotes, notes) => {
		expect(bodyOf({ ...TO_PATIENT, additionalFields: { orderNotes } }).orderNotes).toEqual(
			notes.map((note) => ({ note })),
		);
	});

	it.each(['', ' ', undefined, null, [], [''], '[]', { note: null }])(
		'are left out where there are none: %j',
		(orderNotes) => {
			expect(bodyOf({ ...TO_PATIENT, additionalFields: { orderNotes } })).toEqual(ITEMS_BODY);
		},
	);

	it.each<[string, OrderForm, string[]]>([
		['a patient', TO_PATIENT, []],
		[
			'a patient by email',
			{ ...TO_PATIENT, patientId: { mode: 'email', value: 'nathan@example.com' } },
			['nathan@example.com'],
		],
		['a new patient', TO_NEW_PATIENT, ['Nathan', 'Springfield']],
		['a site', TO_SITE, []],
	])('must not be shown: for %s', (_, form, others) => {
		const additionalFields = { orderNotes: ['Ring twice', 'Ask for Nathan'] };
		const { personal } = buildOrderRequest({ ...form, additionalFields });

		expect(personal).toEqual(expect.arrayContaining(['Ring twice', 'Ask for Nathan', ...others]));
	});

	it.each<[unknown]>([[{ text: 'a' }], [[['a']]], [true]])('are refused: %j', (orderNotes) => {
		expect(
			refusalOf(() => buildOrderRequest({ ...TO_PATIENT, additionalFields: { orderNotes } }))
				.message,
		).toBe('Order Notes is not text');
	});
});

it('puts nothing into the body but what Impilo documents', () => {
	const form = {
		...TO_NEW_PATIENT,
		...RETURNS,
		orderKits: { kit: [{ kitId: 1000, count: 1 }] },
		externalOrderIds: 'PO-1',
		additionalFields: { shippingOption: 'standard', orderNotes: 'a', surprise: 1 },
		patientFields: { sex: 'other', surprise: 1 },
		surprise: 1,
	};
	const body = bodyOf(form);

	expect(Object.keys(body).sort()).toEqual([
		'externalOrderIds',
		'orderItems',
		'orderKits',
		'orderNotes',
		'patient',
		'returnItems',
		'shippingOption',
	]);
	expect(JSON.stringify(body)).not.toContain('surprise');
});
