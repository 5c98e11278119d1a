import { SCARCE_STOCK, seedIds } from '../../sandbox';
import { call, useSandbox } from './client';

/**
 * What is refused, and changes nothing. Refusals of new orders that have a form of their own stand in
 * test/contract, with what the node makes of them.
 */

const rig = useSandbox();

const ADDRESS = { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' };
const NOVA = { firstName: 'Nova', lastName: 'Sample', address: ADDRESS };
const INVALID = 'Invalid data provided';
const NO_JSON = 'Invalid JSON format';
const EMPTY =
	'Order must contain at least one of: orderItems, orderKits, returnItems, returnDevices, or returnPackedKits';
const UNSHIPPED =
	'shippingOption is required when emailLabel is false and return items are included';
const NO_FIRST_NAME = 'Must provide a non-blank string for firstName.';
const NO_LAST_NAME = 'Must provide a non-blank string for lastName.';
const NO_ADDRESS = 'Must provide an Address for Patient.';
const patient = { id: seedIds.patient };
const site = { id: seedIds.site };
const orderItems = [{ item: { id: seedIds.item }, count: 1 }];
const { deviceWithPatient, patientWithDevice, deviceAtSite } = seedIds;
const ofPatient = (change: object) => ({
	patientId: patientWithDevice,
	returnDevices: [{ id: deviceWithPatient }],
	...change,
});

type Row = [body: unknown, message: string];

const REFUSED: Record<string, Row[]> = {
	'POST /order': [
		[{ patient }, EMPTY],
		[{ patient, orderItems: [], returnDevices: [] }, EMPTY],
		[{ patient, returnItems: [{ id: seedIds.item, count: 1 }] }, UNSHIPPED],
		[{ orderItems }, 'patient or site required'],
		[{ site: { name: 'Clinic' }, orderItems }, 'patient or site required'],
		[{ patient: null, orderItems }, 'Patient required'],
		[{ patient, site, orderItems }, 'invalid_order'],
		[{ site: { id: seedIds.inactiveSite }, orderItems }, 'invalid_order'],
		[
			{ patient, orderItems: [{ item: { id: seedIds.scarceItem }, count: SCARCE_STOCK + 1 }] },
			'insufficient_inventory',
		],
		[
			{ patient, orderKits: [{ kit: { id: seedIds.kit }, count: 2_000_000 }] },
			'insufficient_inventory',
		],
		[{ patient: {}, orderItems }, NO_FIRST_NAME],
		['{"patient":', NO_JSON],
		['', NO_JSON],
		[[], INVALID],
		[{ patient: { id: '1234' }, orderItems }, INVALID],
		[{ patient, orderItems: [{ ...orderItems[0], count: 0 }] }, INVALID],
		[{ patient, orderItems: [{ item: {}, count: 1 }] }, INVALID],
		[{ patient, orderItems, shippingOption: 'slow' }, INVALID],
		[{ patient, orderKits: [{ kit: { id: seedIds.archivedKit }, count: 1 }] }, INVALID],
	],
	[`DELETE /order/${seedIds.shippedOrder}`]: [
		[undefined, expect.stringContaining('cannot be voided')],
	],
	'POST /patient': [
		[{ ...NOVA, firstName: ' ' }, NO_FIRST_NAME],
		[{ firstName: 'A' }, NO_LAST_NAME],
		[{ ...NOVA, address: null }, NO_ADDRESS],
		...Object.entries({
			lineOne: 'Line One',
			city: 'City',
			state: 'State',
			country: 'Country',
			zipCode: 'Zip Code',
		}).map(([field, name]): Row => [
			{ ...NOVA, address: { ...ADDRESS, [field]: field === 'city' ? null : '' } },
			`Must provide a ${name} value in the Address.`,
		]),
		[{ ...NOVA, site: {} }, 'Unable to find the Site provided.'],
		[{ ...NOVA, dateOfBirth: '1.2.1990' }, INVALID],
		[{ ...NOVA, sex: 'x' }, INVALID],
		[[], INVALID],
		['{"firstName', NO_JSON],
	],
	'POST /patient/find-by-email': [[{}, INVALID]],
	'PATCH /patient/1234': [
		[{ firstName: '' }, NO_FIRST_NAME],
		[{ lastName: null }, NO_LAST_NAME],
		[{ address: null }, NO_ADDRESS],
		[{ address: { city: 'a' } }, 'Must provide a Line One value in the Address.'],
		[{ site: { id: seedIds.inactiveSite } }, 'Site 208 not active'],
		[{ archived: null }, INVALID],
		['', NO_JSON],
	],
	'PUT /patient/1234': [
		[{}, NO_FIRST_NAME],
		[{ firstName: 'A', lastName: 'B' }, NO_ADDRESS],
	],
	'POST /patient/disenroll/1234': [
		[{ archive: true }, INVALID],
		[{ archive: 'yes', createReturns: true }, INVALID],
	],
	'POST /site': [
		[{}, INVALID],
		[{ name: ' ' }, INVALID],
		[{ name: 'A', active: 'yes' }, INVALID],
		['{', NO_JSON],
	],
	'PATCH /site/201': [
		[{ name: '' }, INVALID],
		[{ active: null }, INVALID],
	],
	'PATCH /device/associate-patient': [
		[
			{ deviceId: 7012, patientId: 1234 },
			'Device 7012 cannot be associated because it is withPatient, not availableAtSite at one of your sites',
		],
		[
			{ deviceId: 7025, patientId: 1234 },
			'Device 7025 cannot be associated because it is in no status, not availableAtSite at one of your sites',
		],
		[{ deviceIdentifier: 'x', patientId: 1234 }, 'Device x does not exist'],
		[{ deviceId: deviceAtSite, patientExternalIdentifier: 'x' }, 'patient_does_not_exist'],
		[{ patientId: 1234 }, INVALID],
		[{ deviceId: deviceAtSite }, INVALID],
		['', NO_JSON],
	],
	'PATCH /device/disassociate-patient': [
		[
			{ deviceId: deviceAtSite, patientId: 1234 },
			'Device 7016 cannot be disassociated because it is availableAtSite, not withPatient',
		],
		[{ deviceId: 7012, patientId: 1234 }, 'Device 7012 is not associated with patient 1234'],
		[{ deviceId: 7012 }, INVALID],
	],
	'POST /return': [
		[ofPatient({ patientId: undefined }), 'patient or site required'],
		[ofPatient({ siteId: 201 }), INVALID],
		[ofPatient({ returnDevices: null, returnItems: [] }), INVALID],
		[ofPatient({ patientId: 1 }), 'patient_does_not_exist'],
		[ofPatient({ patientId: undefined, siteId: 291 }), 'Site 291 not found'],
		[ofPatient({ returnDevices: [{ id: 1 }] }), INVALID],
		[ofPatient({ returnItems: [{ id: 1, count: 1 }] }), INVALID],
		[ofPatient({ returnItems: [{ id: 302, count: 0 }] }), INVALID],
		[ofPatient({ shippingOption: 'slow' }), INVALID],
		['{', NO_JSON],
	],
	[`DELETE /return/${seedIds.completedReturn}`]: [
		[undefined, `Return ${seedIds.completedReturn} cannot be voided because it is completed`],
	],
	'POST /webhook': [
		[{ type: 'order.statusfull', url: 'https://example.com/' }, INVALID],
		[{ type: ['order.status'], url: 'https://example.com/' }, INVALID],
		[{ type: 'order.status' }, INVALID],
		[{ type: 'order.status', url: 'example.com/hook' }, INVALID],
		[{ type: 'order.status', url: 'ftp://example.com/hook' }, INVALID],
		['{"oops', NO_JSON],
	],
	'POST /webhook-secret': [{}, { secret: '' }, { secret: 'a\nb' }, { secret: 'ключ' }, []].map(
		(body): Row => [body, INVALID],
	),
	'POST /test/order-status-webhook': [
		[{ orderId: 1 }, INVALID],
		[{ orderId: '1', orderStatusName: 'shipped' }, INVALID],
	],
	'POST /test/order-status-full-webhook': [
		[{ orderId: 1, orderStatusName: 'shipped' }, INVALID],
		[{ orderId: 1, orderStatus: 'shipped', trackingNumber: 1 }, INVALID],
	],
};

const world = () => {
	const { orders, patients, sites, devices, returns, webhooks } = rig.sandbox;
	const things = [patients, sites, devices, returns].map((map) => [...map.values()]);
	return JSON.stringify([orders.list(), things, webhooks.subscriptions, webhooks.secret]);
};

it.each(
	Object.entries(REFUSED).flatMap(([route, rows]) =>
		rows.map(([body, message]): [string, unknown, string] => [route, body, message]),
	),
)('%s of %j', async (route, body, message) => {
	const [method = '', path = ''] = route.split(' ');
	const before = world();
	const answer = await rig.api(method, path, body);
	expect([answer.status, answer.body]).toEqual([400, { message }]);
	expect(world()).toBe(before);
	await rig.sandbox.webhooks.settled();
	expect(rig.sandbox.webhooks.logs).toEqual([]);
});

it.each([
	['PATCH', '/patient/999999', 'Patient 999999 not found'],
	['PUT', '/patient/999999', 'Patient 999999 not found'],
	['POST', '/patient/disenroll/999999', 'Patient 999999 not found'],
	['PATCH', '/site/1', 'Site 1 not found'],
	['DELETE', '/order/999995', 'Order 999995 not found'],
	['DELETE', '/return/999993', 'Return 999993 not found'],
	['PATCH', '/webhook/999', 'Webhook 999 not found'],
	['DELETE', '/webhook/999', 'Webhook 999 not found'],
])('%s %s is not found', async (method, path, message) => {
	const body = method === 'DELETE' ? undefined : { ...NOVA, archive: true, url: 'https://a.b/' };
	const answer = await rig.api(method, path, body);
	expect([answer.status, answer.body]).toEqual([404, { message }]);
});

it.each([
	['GET', '/order'],
	['GET', '/order/5001'],
	['POST', '/order'],
	['GET', '/patient'],
	['POST', '/patient/find-by-email'],
	['PATCH', '/patient/1234'],
	['GET', '/site'],
	['GET', '/item/301'],
	['GET', '/kit'],
	['GET', '/inventory/site'],
	['GET', '/device/validate/SN-7012'],
	['PATCH', '/device/associate-patient'],
	['POST', '/return'],
	['DELETE', '/return/4001'],
	['GET', '/webhook'],
	['DELETE', '/webhook/601'],
	['GET', '/webhook/logs'],
	['GET', '/webhook-secret'],
	['POST', '/test/order-status-webhook'],
])('%s %s wants a key, misbehaves and is recorded', async (method, below) => {
	const path = `/api/v3${below}`;
	const body = method === 'GET' || method === 'DELETE' ? undefined : { any: 1 };
	rig.sandbox.misbehave({ kind: 'status', status: 503, match: { method, path }, times: 1 });
	expect((await call(rig.sandbox, method, path, body)).status).toBe(503);
	expect((await call(rig.sandbox, method, path, body, {})).status).toBe(401);
	expect(rig.sandbox.requests).toMatchObject([
		{ method, path, status: 503 },
		{ method, path, status: 401 },
	]);
});

it('the key can expire on the way', async () => {
	rig.sandbox.setApiKeyExpired(true);
	expect((await rig.api('GET', '/order')).status).toBe(401);
	rig.sandbox.setApiKeyExpired(false);
	expect((await rig.api('GET', '/order')).status).toBe(200);
});
