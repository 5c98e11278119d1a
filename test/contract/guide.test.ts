import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../sandbox';
import { postsOf } from '../engine/create/orderForm';
import { IMPILO, pick, startImpilo, type ImpiloRig } from '../engine/impiloRun';
import { failureOf, jsonOf } from '../engine/outcome';

/** The sample requests of Impilo's Order Management Guide, made by the node. */

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => rig.sandbox.reset());
afterAll(async () => await rig.stop());

/** The guide leaves `item` empty, and says that its ID is required. */
const ITEM_IDS = [301, 302, 303, 304];
const KIT_IDS = [1000, 1001, 1002, 1003];
const EXTERNAL_ORDER_IDS = ['xyz_123_0', 'xyz_123_1', 'xyz_123_2', 'xyz_123_3'];

/** What both samples have in common, as the guide writes it. */
const GUIDE_CONTENTS = {
	orderItems: ITEM_IDS.map((id) => ({ count: 10, item: { id } })),
	orderKits: KIT_IDS.map((id) => ({ count: 10, kit: { id, kitItems: [] } })),
	returnDevices: [],
	returnItems: [],
	returnPackedKits: [],
};
const GUIDE_ORDER = {
	...GUIDE_CONTENTS,
	emailLabel: false,
	externalOrderIds: EXTERNAL_ORDER_IDS,
	orderNotes: [],
	shippingOption: 'standard',
};
const PATIENT_SAMPLE = {
	...GUIDE_ORDER,
	patient: { firstName: 'John', lastName: 'Doe', id: 1234, sex: 'unknown' },
};
const SITE_SAMPLE = { ...GUIDE_ORDER, site: { id: seedIds.site } };

/**
 * What a sample means: an empty list is the same as none, and of patients, sites, items and kits
 * "only the id property is required".
 */
function meaningOf(sample: typeof PATIENT_SAMPLE | typeof SITE_SAMPLE): object {
	const fields = Object.entries(sample).filter(
		([, value]) => !(Array.isArray(value) && value.length === 0),
	);
	return {
		...Object.fromEntries(fields),
		orderKits: sample.orderKits.map(({ count, kit: { id } }) => ({ count, kit: { id } })),
		...('patient' in sample ? { patient: { id: sample.patient.id } } : { site: sample.site }),
	};
}

const CONTENTS: Array<[string, INodeParameters]> = [
	[
		'fields',
		{
			contents: 'fields',
			orderItems: { item: ITEM_IDS.map((id) => ({ itemId: pick(id, 'list'), count: 10 })) },
			orderKits: { kit: KIT_IDS.map((id) => ({ kitId: pick(id, 'list'), count: 10 })) },
		},
	],
	[
		"JSON in the guide's shape",
		{ contents: 'json', contentsJson: JSON.stringify(GUIDE_CONTENTS, null, 1) },
	],
];
const RECIPIENTS: Array<[string, INodeParameters, typeof PATIENT_SAMPLE | typeof SITE_SAMPLE]> = [
	['patient', { recipient: 'patient', patientId: pick(1234, 'list') }, PATIENT_SAMPLE],
	['site', { recipient: 'site', siteId: pick(seedIds.site, 'list') }, SITE_SAMPLE],
];
const CASES = RECIPIENTS.flatMap(([recipient, recipientForm, sample]) =>
	CONTENTS.map(([how, contentsForm]): [string, string, INodeParameters, typeof sample] => [
		recipient,
		how,
		{
			operation: 'create',
			...recipientForm,
			...contentsForm,
			externalOrderIds: EXTERNAL_ORDER_IDS.join(', '),
			additionalFields: { emailLabel: false, shippingOption: 'standard' },
			simplify: false,
		},
		sample,
	]),
);

describe.each(CASES)('create %s order, with %s', (_recipient, _how, form, sample) => {
	it('sends what the sample sends', async () => {
		const run = await rig.runImpilo(form);
		const [request, ...others] = postsOf(rig.sandbox);

		expect(run.status).toBe('success');
		expect(others).toEqual([]);
		expect(request?.method).toBe('POST');
		expect(request?.path).toBe('/api/v3/order');
		expect(request?.query.raw).toBe('');
		expect(request?.headers['impilo-api-key']).toBe(rig.sandbox.apiKey);
		expect(request?.headers['content-type']).toBe('application/json');
		expect(request?.body).toEqual(meaningOf(sample));
		expect(request?.status).toBe(201);
	});

	it("means the same to Impilo as the sample's own body", async () => {
		const run = await rig.runImpilo(form);
		const answer = await fetch(`${rig.sandbox.url}/api/v3/order`, {
			method: 'POST',
			headers: { 'Impilo-API-Key': rig.sandbox.apiKey, 'Content-Type': 'application/json' },
			body: JSON.stringify(sample),
		});
		const timeless = { id: 0, orderEvents: [] };

		expect(answer.status).toBe(201);
		expect({ ...jsonOf(run)[0], ...timeless }).toEqual({
			...((await answer.json()) as object),
			...timeless,
		});
	});
});

it.each<[string, unknown]>([
	['emailLabel', PATIENT_SAMPLE.emailLabel],
	['externalOrderIds', PATIENT_SAMPLE.externalOrderIds],
	['patient', PATIENT_SAMPLE.patient],
	['shippingOption', PATIENT_SAMPLE.shippingOption],
])('%s pasted into Contents JSON is refused, not dropped', async (key, value) => {
	const run = await rig.runImpilo({
		operation: 'create',
		recipient: 'patient',
		patientId: pick(1234),
		contents: 'json',
		contentsJson: JSON.stringify({ ...GUIDE_CONTENTS, [key]: value }),
	});

	expect(failureOf(run).message).toContain(`"${key}"`);
	expect(rig.sandbox.requests).toEqual([]);
});

/** From the guide's sample response; its "foo"s are its own. */
const SAMPLE_ITEM = {
	id: 1,
	manufacturer: { id: 1, name: 'foo' },
	model: 'foo',
	name: 'foo',
	orderable: true,
	sku: 'foo',
};
const SAMPLE_ADDRESS = {
	city: 'foo',
	country: 'foo',
	lineOne: 'foo',
	state: 'foo',
	zipCode: 'foo',
	lineThree: 'foo',
	lineTwo: 'foo',
	note: 'foo',
};
const SAMPLE_SITE = {
	active: true,
	address: SAMPLE_ADDRESS,
	id: 1,
	name: 'foo',
	phoneNumber: 'foo',
};
const SAMPLE_DEVICE = {
	currentStatus: 'foo',
	deviceEvents: [{ eventTimestamp: 'foo', type: 'foo' }],
	deviceIdentifiers: [{ type: 'foo', value: 'foo' }],
	disabledReadings: false,
	externalIdentifier: '1d23-4567-89ab-cdef',
	id: 1,
	item: SAMPLE_ITEM,
};
const SAMPLE_RESPONSE = {
	currentStatus: 'reconfirmAddress',
	devices: [SAMPLE_DEVICE],
	emailLabel: true,
	externalOrderIds: ['foo'],
	id: 42,
	orderEvents: [{ eventTimestamp: 'foo', name: 'foo' }],
	orderItems: [{ count: 42, item: SAMPLE_ITEM }],
	orderKits: [
		{
			count: 42,
			kit: {
				archived: true,
				id: 42,
				kitItems: [{ count: 42, drivesExternalIdentifier: true, item: SAMPLE_ITEM }],
				name: 'foo',
			},
		},
	],
	orderNotes: [
		{
			createdAt: 'foo',
			createdBy: { email: 'foo', firstName: 'foo', id: 42, lastName: 'foo' },
			note: 'foo',
		},
	],
	patient: {
		firstName: 'John',
		lastName: 'Doe',
		address: SAMPLE_ADDRESS,
		archived: true,
		dateOfBirth: '1980-01-01',
		email: 'john.doe@example.com',
		enrolled: true,
		externalIdentifier: '1234abcd',
		id: 1,
		phoneNumber: '+1234567890',
		sex: 'unknown',
		site: SAMPLE_SITE,
	},
	packedKits: [{ devices: [SAMPLE_DEVICE], externalIdentifier: 'foo', id: 1 }],
	returnDevices: [{ id: 42 }],
	returnItems: [{ count: 42, id: 42 }],
	returnPackedKits: [{ id: 42, quantity: 42 }],
	shippingOption: 'standard',
	site: SAMPLE_SITE,
	trackingNumbers: [{ carrier: 'usps', value: 'foo' }],
};
const SIMPLIFIED_RESPONSE = {
	id: 42,
	currentStatus: 'reconfirmAddress',
	externalOrderIds: ['foo'],
	patientId: 1,
	siteId: 1,
	orderItems: [{ id: 1, name: 'foo', count: 42 }],
	orderKits: [{ id: 42, name: 'foo', count: 42 }],
	devices: [{ id: 1, name: 'foo', identifier: 'foo' }],
	trackingNumbers: [
		{
			carrier: 'usps',
			value: 'foo',
			url: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=foo',
		},
	],
	shippingOption: 'standard',
	lastEvent: { name: 'foo', eventTimestamp: 'foo' },
};

const minimalForm: INodeParameters = {
	operation: 'create',
	recipient: 'patient',
	patientId: pick(1234),
	contents: 'fields',
	orderItems: { item: [{ itemId: pick(301), count: 1 }] },
	options: { generateExternalOrderId: false },
};
const RESPONSES: Array<[string, INodeParameters, number, unknown]> = [
	['create, 201', minimalForm, 201, SAMPLE_RESPONSE],
	['create, 200 as older pages say', minimalForm, 200, SAMPLE_RESPONSE],
	['get', { operation: 'get', orderId: pick(42) }, 200, SAMPLE_RESPONSE],
	[
		'list',
		{ operation: 'getAll', limit: 5 },
		200,
		{ content: [SAMPLE_RESPONSE], first: true, last: true, page: 42, size: 42, total: 42 },
	],
];

describe.each(RESPONSES)("the guide's sample response to %s", (_what, form, status, body) => {
	it.each([
		[true, SIMPLIFIED_RESPONSE],
		[false, SAMPLE_RESPONSE],
	])('is understood with Simplify %s', async (simplify, json) => {
		rig.sandbox.misbehave({ kind: 'status', status, body });
		const run = await rig.runImpilo({ ...form, simplify });
		expect(run.items(IMPILO)).toEqual([{ json, pairedItem: { item: 0 } }]);
	});
});

it('listing orders', async () => {
	const run = await rig.runImpilo({ operation: 'getAll', returnAll: true, simplify: false });
	const [request, ...others] = rig.sandbox.requests;

	expect(others).toEqual([]);
	expect([request?.method, request?.path]).toEqual(['GET', '/api/v3/order']);
	expect(request?.query.parsed).toEqual({ page: ['1'], size: ['250'] });
	expect(request?.headers['impilo-api-key']).toBe(rig.sandbox.apiKey);
	expect(request?.body).toBeUndefined();
	expect(jsonOf(run)).toEqual(JSON.parse(JSON.stringify(rig.sandbox.orders.list())));
});

it('fetching a single order', async () => {
	const run = await rig.runImpilo({ operation: 'get', orderId: pick(5001), simplify: false });
	const [request, ...others] = rig.sandbox.requests;

	expect(others).toEqual([]);
	expect([request?.method, request?.path]).toEqual(['GET', '/api/v3/order/5001']);
	expect(request?.query.raw).toBe('');
	expect(request?.headers['impilo-api-key']).toBe(rig.sandbox.apiKey);
	expect(jsonOf(run)[0]).toEqual(JSON.parse(JSON.stringify(rig.sandbox.orders.get(5001))));
});
