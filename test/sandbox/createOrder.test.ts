import {
	documentedRefusals,
	SCARCE_STOCK,
	seedIds,
	sandboxKeys,
	startSandbox,
	type Order,
	type Sandbox,
} from '../../sandbox';
import { call } from './client';

const ADDRESS = {
	lineOne: '9 Example Street',
	city: 'Sampleton',
	state: 'CA',
	zipCode: '90012',
	country: 'US',
};
const NEW_PATIENT = { firstName: 'Nova', lastName: 'Sample', address: ADDRESS };
const patient = { id: seedIds.patient };
const site = { id: seedIds.site };
const orderItems = [{ item: { id: seedIds.item }, count: 1 }];
const orderKits = (...kits: Array<[id: number, count: number]>) =>
	kits.map(([id, count]) => ({ kit: { id }, count }));
const withPatient = (change: object) => ({ patient: { ...NEW_PATIENT, ...change }, orderItems });
const withAddress = (change: object) => withPatient({ address: { ...ADDRESS, ...change } });

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const create = (body: unknown) => call(sandbox, 'POST', '/api/v3/order', body);

const CONTENTS_REQUIRED =
	'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits';
const SHIPPING_REQUIRED =
	'shippingOption is required when emailLabel is false and return items are included';
const NON_ORDERABLE =
	'Order contains Items that are marked as non-orderable. Order cannot be placed.';
const DEVICE_TWICE = 'Device cannot be included both as a return device and in a packed kit';

const REFUSALS: Array<[message: string, why: string, body: unknown]> = [
	[CONTENTS_REQUIRED, 'nothing in it', { patient }],
	[CONTENTS_REQUIRED, 'only empty lists', { patient, orderItems: [], returnDevices: [] }],
	[SHIPPING_REQUIRED, 'returned item', { patient, returnItems: [{ id: seedIds.item, count: 1 }] }],
	[
		SHIPPING_REQUIRED,
		'returned device',
		{ patient, returnDevices: [{ id: seedIds.device }], emailLabel: false },
	],
	['patient or site required', 'neither', { orderItems }],
	['patient or site required', 'a site without id', { site: { name: 'Clinic' }, orderItems }],
	['Patient required', 'patient null', { patient: null, orderItems }],
	['invalid_order', 'patient and site', { patient, site, orderItems }],
	['invalid_order', 'unknown site', { site: { id: seedIds.unknownSite }, orderItems }],
	['invalid_order', 'inactive site', { site: { id: seedIds.inactiveSite }, orderItems }],
	['patient_does_not_exist', 'unknown', { patient: { id: seedIds.unknownPatient }, orderItems }],
	[
		'insufficient_inventory',
		'more than there is',
		{ patient, orderItems: [{ item: { id: seedIds.scarceItem }, count: SCARCE_STOCK + 1 }] },
	],
	[
		'insufficient_inventory',
		'too many kits',
		{ patient, orderKits: orderKits([seedIds.kit, 2_000_000]) },
	],
	[NON_ORDERABLE, 'item', { patient, orderItems: [{ item: { id: seedIds.nonOrderableItem } }] }],
	[
		'item_not_orderable',
		'item',
		{ patient, orderItems: [{ item: { id: seedIds.itemNotOrderable } }] },
	],
	[
		'max_one_loaner_kit',
		'two lines',
		{ patient, orderKits: orderKits([seedIds.loanerKit, 1], [seedIds.loanerKit, 1]) },
	],
	['qty_over_one_loaner_kit', 'two', { patient, orderKits: orderKits([seedIds.loanerKit, 2]) }],
	[
		'no_returns_with_loaner_kit',
		'with a return',
		{
			patient,
			orderKits: orderKits([seedIds.loanerKit, 1]),
			returnItems: [{ id: seedIds.item, count: 1 }],
			shippingOption: 'standard',
		},
	],
	['no_loaner_kit_to_site', 'to a site', { site, orderKits: orderKits([seedIds.loanerKit, 1]) }],
	[
		DEVICE_TWICE,
		'both',
		{
			patient,
			emailLabel: true,
			returnDevices: [{ id: seedIds.deviceInPackedKit }],
			returnPackedKits: [{ id: seedIds.packedKit, quantity: 1 }],
		},
	],
	['Must provide a non-blank string for firstName.', 'blank', withPatient({ firstName: ' ' })],
	['Must provide a non-blank string for firstName.', 'nobody', { patient: {}, orderItems }],
	['Must provide a non-blank string for lastName.', 'null', withPatient({ lastName: null })],
	['Must provide an Address for Patient.', 'missing', withPatient({ address: undefined })],
	['Must provide a Line One value in the Address.', 'blank', withAddress({ lineOne: '' })],
	['Must provide a City value in the Address.', 'missing', withAddress({ city: undefined })],
	['Must provide a State value in the Address.', 'null', withAddress({ state: null })],
	['Must provide a Country value in the Address.', 'blank', withAddress({ country: '' })],
	['Must provide a Zip Code value in the Address.', 'blank', withAddress({ zipCode: '' })],
	[
		`Site ${seedIds.unknownSite} not found`,
		'unknown',
		withPatient({ site: { id: seedIds.unknownSite } }),
	],
	[
		`Site ${seedIds.inactiveSite} not active`,
		'inactive',
		withPatient({ site: { id: seedIds.inactiveSite } }),
	],
	['Unable to find the Site provided.', 'no id', withPatient({ site: { name: 'Clinic' } })],
	['Invalid JSON format', 'cut off', '{"patient":'],
	['Invalid JSON format', 'nothing sent', ''],
	['Invalid data provided', 'not an object', []],
	['Invalid data provided', 'id as text', { patient: { id: '1234' }, orderItems }],
	['Invalid data provided', 'count 0', { patient, orderItems: [{ ...orderItems[0], count: 0 }] }],
	['Invalid data provided', 'item without id', { patient, orderItems: [{ item: {}, count: 1 }] }],
	['Invalid data provided', 'birth date', withPatient({ dateOfBirth: '01/02/1980' })],
	['Invalid data provided', 'shipping', { patient, orderItems, shippingOption: 'slow' }],
	[
		'Invalid data provided',
		'unknown item',
		{ patient, orderItems: [{ item: { id: seedIds.unknownItem }, count: 1 }] },
	],
	[
		'Invalid data provided',
		'archived kit',
		{ patient, orderKits: orderKits([seedIds.archivedKit, 1]) },
	],
];

describe('what Create order refuses', () => {
	it.each(REFUSALS)('"%s" (%s)', async (message, _why, body) => {
		const [orders, patients] = [sandbox.orders.size, sandbox.patients.size];
		const answer = await create(body);
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({ message });
		expect(sandbox.orders.size).toBe(orders);
		expect(sandbox.patients.size).toBe(patients);
	});

	it('covers every documented 400', () => {
		const tested = new Set(
			REFUSALS.map(([message]) => message.replace(/^Site \d+ not/, 'Site {id} not')),
		);
		const documented = documentedRefusals.filter(({ status }) => status === 400);
		expect(documented.filter(({ message }) => !tested.has(message))).toEqual([]);
		expect(documented).toHaveLength(27);
	});

	it.each(documentedRefusals)('$status "$message" on request', async ({ status, message }) => {
		sandbox.refuseNext(message);
		const refused = await create({ patient, orderItems });
		expect([refused.status, refused.body]).toEqual([status, { message }]);
		expect(sandbox.orders.size).toBe(30);
		expect((await create({ patient, orderItems })).status).toBe(201);
	});
});

describe('the key', () => {
	const UNAUTHORIZED = 'Missing, invalid, or expired authentication token';
	it.each<[string, Record<string, string>, number, string]>([
		['missing', {}, 401, UNAUTHORIZED],
		['invalid', { 'Impilo-API-Key': 'wrong' }, 401, UNAUTHORIZED],
		['expired', { 'Impilo-API-Key': sandboxKeys.expired }, 401, UNAUTHORIZED],
		['denied', { 'Impilo-API-Key': sandboxKeys.accessDenied }, 403, 'Access Denied'],
		[
			'disabled',
			{ 'Impilo-API-Key': sandboxKeys.featureDisabled },
			403,
			'The requested feature has been disabled.',
		],
		[
			'forbidden',
			{ 'Impilo-API-Key': sandboxKeys.resourceForbidden },
			403,
			'The requested resource is forbidden.',
		],
	])('%s', async (_name, headers, status, message) => {
		for (const [method, path] of [
			['GET', '/api/v3/order?size=1'],
			['POST', '/api/v3/order'],
			['GET', '/api/v3/patient'],
			['GET', '/api/v3/kit/1000'],
		] as const) {
			const body = method === 'POST' ? { patient, orderItems } : undefined;
			const answer = await call(sandbox, method, path, body, headers);
			expect([answer.status, answer.body]).toEqual([status, { message }]);
		}
		expect(sandbox.orders.size).toBe(30);
	});

	it('can expire on the way, and does so from the start by option', async () => {
		sandbox.setApiKeyExpired(true);
		expect((await call(sandbox, 'GET', '/api/v3/order')).status).toBe(401);
		sandbox.setApiKeyExpired(false);
		expect((await call(sandbox, 'GET', '/api/v3/order')).status).toBe(200);
		const expired = await startSandbox({ apiKeyExpired: true });
		expect((await call(expired, 'GET', '/api/v3/order')).status).toBe(401);
		await expired.stop();
	});
});

describe('what Create order answers', () => {
	it('the order in full, as it can be read afterwards', async () => {
		const answer = await create({
			patient: { ...patient, firstName: 'Ignored' },
			orderItems: [{ item: { id: seedIds.item } }],
			orderKits: [{ kit: { id: 1000, kitItems: [] }, count: 2 }],
			externalOrderIds: ['xyz_123_0', 'xyz_123_1'],
			orderNotes: [{ note: 'Fragile' }],
		});
		expect(answer.status).toBe(201);
		const order = answer.body as Order;
		expect(order).toMatchObject({
			id: 5031,
			currentStatus: 'orderPlaced',
			orderEvents: [{ name: 'orderPlaced', eventTimestamp: expect.stringMatching(/Z$/) }],
			patient: { id: 1234, firstName: 'John', site: { id: 201, active: true } },
			site: null,
			orderItems: [
				{ count: 1, item: { id: 301, manufacturer: { name: 'Example Medical' }, orderable: true } },
			],
			orderKits: [{ count: 2, kit: { id: 1000, kitItems: expect.any(Array) } }],
			externalOrderIds: ['xyz_123_0', 'xyz_123_1'],
			orderNotes: [{ note: 'Fragile', createdBy: { email: 'api@example.com' } }],
			trackingNumbers: [],
			devices: [],
			packedKits: [],
			emailLabel: false,
			shippingOption: null,
		});
		expect(order.orderKits?.[0]?.kit).not.toHaveProperty('loaner');
		expect((await call(sandbox, 'GET', `/api/v3/order/${order.id}`)).body).toEqual(order);
	});

	it('a new patient gets an id and can be found', async () => {
		const first = await create(
			withPatient({ email: 'nova@example.com', site: { id: seedIds.site } }),
		);
		const second = await create({ patient: NEW_PATIENT, orderItems });
		expect(first.body).toMatchObject({ patient: { id: 1274, site: { id: seedIds.site } } });
		expect(second.body).toMatchObject({ patient: { id: 1275, firstName: 'Nova', site: null } });
		const found = await call(sandbox, 'POST', '/api/v3/patient/find-by-email', {
			email: 'nova@example.com',
		});
		expect(found.body).toMatchObject({ id: 1274 });
	});

	it('makes another order for the same external order ID', async () => {
		const body = { patient, orderItems, externalOrderIds: ['twice'] };
		const [first, second] = [await create(body), await create(body)];
		expect([first.status, second.status]).toEqual([201, 201]);
		expect((first.body as Order).id).not.toBe((second.body as Order).id);
	});

	it('takes from the inventory until nothing is left', async () => {
		const body = { site, orderItems: [{ item: { id: seedIds.scarceItem }, count: SCARCE_STOCK }] };
		expect((await create(body)).status).toBe(201);
		expect(sandbox.stock?.get(seedIds.scarceItem)).toBe(0);
		expect((await create(body)).body).toEqual({ message: 'insufficient_inventory' });
	});

	it('never runs out where inventory is unlimited', async () => {
		const endless = await startSandbox({ inventory: 'unlimited' });
		const body = { site, orderItems: [{ item: { id: seedIds.scarceItem }, count: 5_000_000 }] };
		expect((await call(endless, 'POST', '/api/v3/order', body)).status).toBe(201);
		await endless.stop();
	});

	it.each([
		['a loaner kit', { patient, orderKits: orderKits([seedIds.loanerKit, 1]) }],
		['returns alone', { patient, returnDevices: [{ id: seedIds.device }], emailLabel: true }],
		[
			'both ways',
			{
				patient,
				orderItems,
				returnPackedKits: [{ id: seedIds.packedKit, quantity: 1 }],
				shippingOption: 'overnight',
			},
		],
		['a site order', { site, orderItems }],
		['nulls', { patient, site: null, orderItems, orderKits: null, shippingOption: null }],
	])('accepts %s', async (_name, body) => {
		expect((await create(body)).status).toBe(201);
	});
});
