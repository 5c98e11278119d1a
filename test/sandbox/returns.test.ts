import {
	DEFAULT_STOCK,
	KNOWN_RETURN_STATUSES,
	seedIds,
	startSandbox,
	type Device,
	type InventoryEntry,
	type Order,
	type Return,
	type Sandbox,
} from '../../sandbox';
import { call, readPage } from './client';

const ROUTE = KNOWN_RETURN_STATUSES.filter((status) => status !== 'voided');
const PATIENT = seedIds.patientWithDevice;
const DEVICE = seedIds.deviceWithPatient;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const send = (method: string, path: string, body?: unknown) =>
	call(sandbox, method, `/api/v3/return${path}`, body);
const create = async (body: unknown = { patientId: PATIENT, returnDevices: [{ id: DEVICE }] }) =>
	(await send('POST', '', body)).body as Return;
const read = async (id: number) => (await send('GET', `/${id}`)).body as Return;
const readDevice = async (id: number = DEVICE) =>
	(await call(sandbox, 'GET', `/api/v3/device/${id}`)).body as Device;
const countUsed = async (itemId: number) => {
	const path = `/api/v3/inventory/impilo?itemId=${itemId}`;
	return (await readPage<InventoryEntry>(sandbox, path)).content[0]?.usedCount;
};

describe('Create return', () => {
	it('answers 200 and the return, which can be read afterwards', async () => {
		const answer = await send('POST', '', {
			patientId: PATIENT,
			returnItems: [{ id: 302, count: 2 }, { id: 306 }],
			returnDevices: [{ id: DEVICE }],
			shippingOption: 'standard',
			emailLabel: false,
		});
		expect([answer.status, answer.body]).toEqual([
			200,
			{
				id: 4008,
				patient: sandbox.patients.get(PATIENT),
				site: null,
				currentStatus: 'rmaPlaced',
				returnItems: [
					{ count: 2, item: sandbox.items.get(302) },
					{ count: 1, item: sandbox.items.get(306) },
				],
				returnDevices: [await readDevice()],
				returnKits: [],
				returnEvents: [{ type: 'rmaPlaced', eventTimestamp: expect.stringMatching(/Z$/) }],
				trackingNumbers: [],
				relatedOrderId: null,
			},
		]);
		expect(await read(4008)).toEqual(answer.body);
	});

	it('is of a site, and takes the same again', async () => {
		const body = { siteId: seedIds.site, returnItems: [{ id: 306, count: 1 }], emailLabel: true };
		const [first, second] = [await create(body), await create(body)];
		expect([first.id, second.id]).toEqual([4008, 4009]);
		expect(first).toMatchObject({ patient: null, site: { id: seedIds.site } });
	});

	it.each<[string, unknown, string]>([
		['nobody', { returnDevices: [{ id: DEVICE }] }, 'patient or site required'],
		[
			'patient and site',
			{ patientId: PATIENT, siteId: 201, returnDevices: [{ id: DEVICE }] },
			'Invalid data provided',
		],
		[
			'nothing',
			{ patientId: PATIENT, returnItems: [], returnDevices: null },
			'Invalid data provided',
		],
		[
			'an unknown patient',
			{ patientId: 1, returnDevices: [{ id: DEVICE }] },
			'patient_does_not_exist',
		],
		['an unknown site', { siteId: 1, returnDevices: [{ id: DEVICE }] }, 'Site 1 not found'],
		["Impilo's site", { siteId: 291, returnDevices: [{ id: DEVICE }] }, 'Site 291 not found'],
		[
			'an unknown device',
			{ patientId: PATIENT, returnDevices: [{ id: 1 }] },
			'Invalid data provided',
		],
		[
			'an unknown item',
			{ patientId: PATIENT, returnItems: [{ id: 1, count: 1 }] },
			'Invalid data provided',
		],
		[
			'a count of 0',
			{ patientId: PATIENT, returnItems: [{ id: 302, count: 0 }] },
			'Invalid data provided',
		],
		[
			'slow shipping',
			{ patientId: PATIENT, returnDevices: [{ id: DEVICE }], shippingOption: 'slow' },
			'Invalid data provided',
		],
		['no JSON', '{', 'Invalid JSON format'],
	])('refuses %s', async (_why, body, message) => {
		const answer = await send('POST', '', body);
		expect([answer.status, answer.body]).toEqual([400, { message }]);
		expect(sandbox.returns.size).toBe(7);
	});
});

describe('a return', () => {
	it('takes its device from the patient to the stock, step by step', async () => {
		const { id } = await create();
		const used = await countUsed(303);
		const seen = [];
		for (const status of ROUTE.slice(1)) {
			const answer = await call(sandbox, 'POST', `/sandbox/returns/${id}/status`, { status }, {});
			expect([answer.status, answer.body]).toEqual([
				200,
				{ id, relatedOrderId: null, currentStatus: status },
			]);
			const { currentStatus, currentPatient } = await readDevice();
			seen.push([status, currentStatus, currentPatient?.id ?? null]);
		}
		expect(seen).toEqual([
			['pendingReturn', 'withPatient', PATIENT],
			['outbound', 'withPatient', PATIENT],
			['inTransit', 'shipped', null],
			['arrived', 'delivered', null],
			['receiving', 'refurbishing', null],
			['completed', 'used', null],
		]);
		const completed = await read(id);
		expect(completed.returnEvents?.map(({ type }) => type)).toEqual(ROUTE);
		expect(completed.trackingNumbers).toEqual([{ carrier: 'usps', value: 'EXAMPLE000000004008' }]);
		expect(completed.returnDevices).toMatchObject([
			{ id: DEVICE, currentStatus: 'used', used: true },
		]);
		expect(await countUsed(303)).toBe((used ?? 0) + 1);
	});

	it('does what it skips', async () => {
		const { id } = await create({
			patientId: PATIENT,
			returnDevices: [{ id: DEVICE }],
			returnItems: [{ id: 302, count: 3 }],
		});
		sandbox.setReturnStatus(id, 'completed');
		const { deviceEvents } = await readDevice();
		expect(deviceEvents.map(({ type }) => type)).toEqual([
			'shipped',
			'withPatient',
			'shipped',
			'delivered',
			'refurbishing',
			'used',
		]);
		expect(await countUsed(302)).toBe(4);
	});

	it('of a site takes devices and pieces from there', async () => {
		const { id } = await create({
			siteId: 201,
			returnDevices: [{ id: seedIds.usedDeviceAtSite }],
			returnItems: [{ id: 306, count: 15 }],
		});
		sandbox.setReturnStatus(id, 'inTransit');
		const { content } = await readPage<InventoryEntry>(
			sandbox,
			'/api/v3/inventory/site?siteId=201&itemId=303&itemId=306',
		);
		expect(content).toMatchObject([
			{ item: { id: 303 }, newCount: 0, usedCount: 0 },
			{ item: { id: 306 }, newCount: 25 },
		]);
		expect(await readDevice(seedIds.usedDeviceAtSite)).toMatchObject({
			currentStatus: 'shipped',
			site: null,
		});
	});

	it('takes a status that nobody knows, and does nothing then', async () => {
		const { id } = await create();
		sandbox.setReturnStatus(id, 'lostInTheMail');
		expect(await read(id)).toMatchObject({ currentStatus: 'lostInTheMail' });
		expect(await readDevice()).toMatchObject({ currentStatus: 'withPatient' });
		sandbox.setReturnStatus(seedIds.nullsReturn, 'completed');
		expect(() => sandbox.setReturnStatus(1, 'completed')).toThrow('no return 1');
	});

	it('moves by itself, those of the seed not', async () => {
		const { id } = await create();
		sandbox.moveOrdersEvery(5);
		while (sandbox.returns.get(id)?.currentStatus !== 'completed') {
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		sandbox.moveOrdersEvery(0);
		expect((await read(id)).returnEvents?.map(({ type }) => type)).toEqual(ROUTE);
		expect(await read(seedIds.placedReturn)).toMatchObject({ currentStatus: 'rmaPlaced' });
	});

	it.each([
		[404, '999993/status', { status: 'arrived' }],
		[400, '4001/status', { status: '' }],
		[400, '4001/status', {}],
	])('%i to /sandbox/returns/%s with %j', async (status, path, body) => {
		expect((await call(sandbox, 'POST', `/sandbox/returns/${path}`, body, {})).status).toBe(status);
	});

	it('is listed for other processes', async () => {
		const { body } = await call(sandbox, 'GET', '/sandbox/returns', undefined, {});
		expect(body).toHaveLength(7);
		expect((body as unknown[])[4]).toEqual({
			id: seedIds.orderReturn,
			relatedOrderId: seedIds.returnIssuedOrder,
			currentStatus: 'pendingReturn',
		});
	});
});

describe('voiding', () => {
	it('answers 204, and leaves the device where it is', async () => {
		const answer = await send('DELETE', `/${seedIds.placedReturn}`);
		expect([answer.status, answer.text]).toEqual([204, '']);
		expect(await read(seedIds.placedReturn)).toMatchObject({
			currentStatus: 'voided',
			returnEvents: [{ type: 'rmaPlaced' }, { type: 'voided' }],
			returnDevices: [{ id: 7013, currentStatus: 'withPatient' }],
		});
	});

	it.each([
		[seedIds.inTransitReturn, 'inTransit'],
		[seedIds.completedReturn, 'completed'],
		[seedIds.voidedReturn, 'voided'],
	])('%i is refused, being %s', async (id, status) => {
		const before = await read(id);
		const answer = await send('DELETE', `/${id}`);
		expect([answer.status, answer.body]).toEqual([
			400,
			{ message: `Return ${id} cannot be voided because it is ${status}` },
		]);
		expect(await read(id)).toEqual(before);
	});

	it.each([seedIds.orderReturn, seedIds.siteReturn, seedIds.nullsReturn])(
		'%i works',
		async (id) => {
			expect((await send('DELETE', `/${id}`)).status).toBe(204);
		},
	);

	it.each(['GET', 'DELETE'])('%s of an unknown one is a 404', async (method) => {
		const answer = await send(method, `/${seedIds.unknownReturn}`);
		expect([answer.status, answer.body]).toEqual([404, { message: 'Return 999993 not found' }]);
	});
});

describe('listing returns', () => {
	it.each<[string, number[]]>([
		['', [4001, 4002, 4003, 4004, 4005, 4006, 4007]],
		['status=rmaPlaced', [4001]],
		['status=voided', [4004]],
		['relatedOrderId=5012', [4005]],
		['relatedOrderId=1', []],
		['standalone=false', [4005]],
		['standalone=true', [4001, 4002, 4003, 4004, 4006, 4007]],
		['searchString=4003', [4003]],
		['searchString=PATIENT-1245', [4005]],
		['searchString=sampleton%20clinic', [4006]],
		['searchString=SN-7023', [4002]],
		['searchString=example000000004003', [4003]],
		['searchString=nothing%20like%20it', []],
		['lastUpdatedBefore=2025-10-02', [4001, 4007]],
		['lastUpdatedBefore=2025-10-06T00:00:00Z', [4001, 4002, 4004, 4007]],
		['status=outbound&standalone=false', []],
		['status=outbound&standalone=true', [4006]],
	])('%s', async (query, ids) => {
		const page = await readPage<Return>(sandbox, `/api/v3/return?${query}`);
		expect(page.content.map(({ id }) => id)).toEqual(ids);
		expect(page.total).toBe(ids.length);
	});

	it.each(['status=done', 'relatedOrderId=x', 'standalone=1', 'lastUpdatedBefore=yesterday'])(
		'refuses %s',
		async (query) => {
			const answer = await send('GET', `?${query}`);
			expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
		},
	);

	it('shows nulls', async () => {
		expect(await read(seedIds.nullsReturn)).toEqual({
			id: seedIds.nullsReturn,
			patient: null,
			site: null,
			currentStatus: null,
			returnItems: null,
			returnDevices: null,
			returnKits: null,
			returnEvents: null,
			trackingNumbers: null,
			relatedOrderId: null,
		});
		expect((await readPage(sandbox, '/api/v3/return?size=999')).size).toBe(250);
	});
});

describe('an order with returns', () => {
	const order = async () =>
		(
			await call(sandbox, 'POST', '/api/v3/order', {
				patient: { id: PATIENT },
				orderItems: [{ item: { id: 301 } }],
				returnItems: [{ id: 302, count: 2 }],
				returnDevices: [{ id: DEVICE }],
				returnPackedKits: [{ id: seedIds.packedKit, quantity: 1 }],
				emailLabel: true,
			})
		).body as Order;
	const find = async (orderId: number) =>
		(await readPage<Return>(sandbox, `/api/v3/return?relatedOrderId=${orderId}`)).content;

	it('makes one return, which says so', async () => {
		const { id } = await order();
		expect(await find(id)).toMatchObject([
			{
				id: 4008,
				patient: { id: PATIENT },
				currentStatus: 'rmaPlaced',
				returnItems: [{ count: 2, item: { id: 302 } }],
				returnDevices: [{ id: DEVICE }, { id: 7001 }, { id: 7002 }],
				returnKits: [{ count: 1, kit: { id: 1002 } }],
				relatedOrderId: id,
			},
		]);
	});

	it('takes it along when it is voided, unless it is on its way', async () => {
		const [first, second] = [await order(), await order()];
		sandbox.setReturnStatus(4009, 'inTransit');
		await call(sandbox, 'DELETE', `/api/v3/order/${first.id}`);
		await call(sandbox, 'DELETE', `/api/v3/order/${second.id}`);
		expect(await find(first.id)).toMatchObject([{ currentStatus: 'voided' }]);
		expect(await find(second.id)).toMatchObject([{ currentStatus: 'inTransit' }]);
	});

	it('makes none without them', async () => {
		await call(sandbox, 'POST', '/api/v3/order', {
			patient: { id: PATIENT },
			orderItems: [{ item: { id: 301 } }],
		});
		expect(sandbox.returns.size).toBe(7);
		expect(sandbox.stock?.get(301)).toBe(DEFAULT_STOCK + 499);
	});
});
