import {
	KNOWN_ORDER_STATUSES,
	seedIds,
	startSandbox,
	type Item,
	type Kit,
	type Order,
	type Patient,
	type Sandbox,
	type Site,
} from '../../sandbox';
import { call, readPage } from './client';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ orders: 300 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const idsOf = (page: { content: Array<{ id: number }> }) => page.content.map(({ id }) => id);

describe('pages', () => {
	it('start at 1 with 15, oldest first', async () => {
		const page = await readPage(sandbox, '/api/v3/order');
		expect(page).toMatchObject({ page: 1, size: 15, total: 330, first: true, last: false });
		expect(idsOf(page)).toEqual(Array.from({ length: 15 }, (_, index) => 5001 + index));
	});

	it.each([
		['/api/v3/order', 1000, 250],
		['/api/v3/order', 250, 250],
		['/api/v3/patient', 251, 250],
		['/api/v3/site', 999, 250],
		['/api/v3/kit', 999, 250],
		['/api/v3/item', 101, 100],
		['/api/v3/item', 7, 7],
	])('%s with size %i is clamped to %i', async (path, asked, used) => {
		expect((await readPage(sandbox, `${path}?size=${asked}`)).size).toBe(used);
	});

	it('cover everything once', async () => {
		const ids: number[] = [];
		for (let number = 1; ; number += 1) {
			const page = await readPage(sandbox, `/api/v3/order?size=100&page=${number}`);
			ids.push(...idsOf(page));
			expect(page.first).toBe(number === 1);
			if (page.last) break;
		}
		expect(ids).toEqual(sandbox.orders.list().map(({ id }) => id));
	});

	it('are last where they end exactly, and empty beyond', async () => {
		expect(await readPage(sandbox, '/api/v3/order?size=110&page=3')).toMatchObject({ last: true });
		expect(await readPage(sandbox, '/api/v3/order?size=110&page=4')).toMatchObject({
			content: [],
			total: 330,
			last: true,
			first: false,
		});
	});

	it.each(['page=0', 'page=x', 'size=0', 'size=-1', 'patientId=abc'])(
		'refuse %s',
		async (query) => {
			const answer = await call(sandbox, 'GET', `/api/v3/order?${query}`);
			expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
		},
	);
});

describe('order filters', () => {
	it.each<[string, number[]]>([
		['externalOrderId=demo-5001', [5001]],
		['externalOrderId=demo-5009&externalOrderId=demo-5002&externalOrderId=nope', [5002, 5009]],
		['externalOrderId=demo-shared', [seedIds.sharedOrder, seedIds.otherSharedOrder]],
		['externalOrderId=demo-shared&externalOrderId=demo-5014', [5014, 5015]],
		['externalOrderId=demo', []],
		['externalOrderId=DEMO-5001', []],
		[
			`externalOrderId=${encodeURIComponent('PO 77, line 2 & more')}`,
			[seedIds.oddExternalOrderIdsOrder],
		],
		['externalOrderId=PO+77%2C+line+2+%26+more', [5016]],
		[`externalOrderId=${encodeURIComponent('größe/été?')}`, [5016]],
		[`patientId=${seedIds.partialAddressPatient}`, [seedIds.partialAddressOrder]],
		[`patientId=${seedIds.partialAddressPatient}&externalOrderId=demo-5001`, []],
		['patientId=1234&externalOrderId=demo-5001', [5001]],
		['patientId=999999', []],
	])('%s', async (query, ids) => {
		const page = await readPage(sandbox, `/api/v3/order?${query}`);
		expect(idsOf(page)).toEqual(ids);
		expect(page.total).toBe(ids.length);
	});

	it('find an order as soon as it is placed', async () => {
		await call(sandbox, 'POST', '/api/v3/order', {
			patient: { id: seedIds.archivedPatient },
			orderItems: [{ item: { id: seedIds.item } }],
			externalOrderIds: ['brand-new'],
		});
		expect(idsOf(await readPage(sandbox, '/api/v3/order?externalOrderId=brand-new'))).toHaveLength(
			1,
		);
		expect(
			idsOf(await readPage(sandbox, `/api/v3/order?patientId=${seedIds.archivedPatient}`)),
		).toHaveLength(1);
	});
});

describe('one order', () => {
	it('voids: 204, status and event', async () => {
		const path = `/api/v3/order/${seedIds.placedOrder}`;
		const answer = await call(sandbox, 'DELETE', path);
		expect([answer.status, answer.text]).toEqual([204, '']);
		const { body } = await call(sandbox, 'GET', path);
		expect(body).toMatchObject({
			currentStatus: 'voided',
			orderEvents: [{ name: 'orderPlaced' }, { name: 'voided' }],
		});
	});

	it.each([seedIds.voidedOrder, seedIds.shippedOrder, seedIds.deliveredOrder])(
		"doesn't void %i",
		async (id) => {
			const before = sandbox.orders.get(id)?.currentStatus;
			const answer = await call(sandbox, 'DELETE', `/api/v3/order/${id}`);
			expect(answer.status).toBe(400);
			expect(answer.body).toEqual({ message: expect.stringContaining('cannot be voided') });
			expect(sandbox.orders.get(id)?.currentStatus).toBe(before);
		},
	);

	it('has a summary in PDF', async () => {
		const response = await fetch(`${sandbox.url}/api/v3/order/summary/${seedIds.siteOrder}`, {
			headers: { 'Impilo-API-Key': sandbox.apiKey },
		});
		const content = Buffer.from(await response.arrayBuffer()).toString('latin1');
		expect(response.headers.get('content-type')).toBe('application/pdf');
		expect(content).toMatch(/^%PDF-1\.\d/);
		expect(content).toContain(`(Order ${seedIds.siteOrder})`);
		expect(content.trimEnd()).toMatch(/%%EOF$/);
	});

	it.each([
		['GET', '/api/v3/order/999995', 'Order 999995 not found'],
		['DELETE', '/api/v3/order/999995', 'Order 999995 not found'],
		['GET', '/api/v3/order/summary/999995', 'Order 999995 not found'],
		['GET', '/api/v3/order/abc', 'Order abc not found'],
		['GET', '/api/v3/patient/1', 'Patient 1 not found'],
		['GET', '/api/v3/patient/identifier/no%2Fone', 'Patient no/one not found'],
		['GET', '/api/v3/site/1', 'Site 1 not found'],
		['GET', '/api/v3/item/1', 'Item 1 not found'],
		['GET', '/api/v3/kit/1', 'Kit 1 not found'],
		['GET', '/api/v3/nothing', 'There is no GET /api/v3/nothing'],
	])('%s %s is not found', async (method, path, message) => {
		const answer = await call(sandbox, method, path);
		expect([answer.status, answer.body]).toEqual([404, { message }]);
	});
});

it('refuses an address that cannot be decoded', async () => {
	const answer = await call(sandbox, 'GET', '/api/v3/patient/identifier/%E0%A4%A');
	expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
});

describe('patients', () => {
	it.each<[string, number[]]>([
		['id=1234&id=1235', [1234, 1235]],
		['name=DOE', [1234]],
		['name=john%20d', [1234]],
		['name=sam%20sample', [1235, 1236]],
		['name=zo%C3%AB', [1237]],
		['email=JOHN.doe@example.com', [1234]],
		['email=john', []],
		['externalIdentifier=1234abcd&externalIdentifier=patient-1240', [1234, 1240]],
		['archived=true', [seedIds.archivedEnrolledPatient, seedIds.archivedPatient]],
		['siteId=208', []],
		['siteId=207&size=2', [1240, 1247]],
		['id=1234&id=1237&sort=lastName&sortDescending=true', [1237, 1234]],
		['id=1236&id=1235&sort=firstName', [1235, 1236]],
		['size=2&sort=patientId&sortDescending=true', [1273, 1272]],
	])('%s', async (query, ids) => {
		expect(idsOf(await readPage<Patient>(sandbox, `/api/v3/patient?${query}`))).toEqual(ids);
	});

	it('are 40, and refuse an unknown sort', async () => {
		expect((await readPage(sandbox, '/api/v3/patient')).total).toBe(40);
		expect((await call(sandbox, 'GET', '/api/v3/patient?sort=shoeSize')).status).toBe(400);
	});

	it('are found by id, external identifier and e-mail', async () => {
		const john = { id: 1234, firstName: 'John', lastName: 'Doe' };
		expect((await call(sandbox, 'GET', '/api/v3/patient/1234')).body).toMatchObject(john);
		const byIdentifier = await call(sandbox, 'GET', '/api/v3/patient/identifier/1234abcd');
		expect(byIdentifier.body).toMatchObject(john);
		const findByEmail = (body: unknown) =>
			call(sandbox, 'POST', '/api/v3/patient/find-by-email', body);
		expect((await findByEmail({ email: 'John.Doe@example.com' })).body).toMatchObject(john);
		expect((await findByEmail({ email: 'no@example.com' })).status).toBe(404);
		expect((await findByEmail({})).body).toEqual({ message: 'Invalid data provided' });
	});
});

describe('items, kits and sites', () => {
	it.each<[string, number[]]>([
		['name=cuff', [302, 316]],
		['model=EX-100', [301]],
		['sku=SKU-00302', [302]],
		['id=305&id=303', [303, 305]],
		['id=301&id=302&id=303&sort=itemName&sortDescending=true', [303, 301, 302]],
	])('items: %s', async (query, ids) => {
		expect(idsOf(await readPage<Item>(sandbox, `/api/v3/item?${query}`))).toEqual(ids);
	});

	it.each<[string, number[]]>([
		['archived=true', [seedIds.archivedKit]],
		['itemId=310', [1004]],
		['itemId=319&archived=false', [1000, 1001, 1009]],
	])('kits: %s', async (query, ids) => {
		expect(idsOf(await readPage<Kit>(sandbox, `/api/v3/kit?${query}`))).toEqual(ids);
	});

	it('are as many as documented', async () => {
		expect((await readPage<Item>(sandbox, '/api/v3/item')).total).toBe(24);
		expect((await readPage<Kit>(sandbox, '/api/v3/kit')).total).toBe(12);
		const sites = await readPage<Site>(sandbox, '/api/v3/site');
		expect(sites.content.filter(({ active }) => !active).map(({ id }) => id)).toEqual([208]);
		expect(sites.total).toBe(8);
	});

	it('have one of each', async () => {
		for (const [path, id] of [
			['item', seedIds.item],
			['kit', seedIds.namelessKit],
			['site', seedIds.site],
		] as const) {
			expect((await call(sandbox, 'GET', `/api/v3/${path}/${id}`)).body).toMatchObject({ id });
		}
	});
});

describe('the seed', () => {
	it('has every known status, and what else an API may send', async () => {
		const { content } = await readPage(sandbox, '/api/v3/order?size=30');
		const statuses = content.map(({ currentStatus }) => currentStatus);
		expect(statuses).toEqual(expect.arrayContaining([...KNOWN_ORDER_STATUSES]));
		const byId = new Map(content.map((order) => [order.id, order]));
		expect(byId.get(seedIds.unknownStatusOrder)?.currentStatus).toBe('heldAtCustoms');
		expect(byId.get(seedIds.nullsOrder)).toMatchObject({
			currentStatus: null,
			externalOrderIds: null,
			trackingNumbers: null,
		});
		const missing = byId.get(seedIds.missingFieldsOrder);
		expect(missing).toBeDefined();
		expect(missing).not.toHaveProperty('orderEvents');
		expect(missing).not.toHaveProperty('trackingNumbers');
		expect(byId.get(seedIds.partialAddressOrder)).toMatchObject({
			patient: { address: { city: null } },
			orderKits: [{ kit: { name: null } }],
		});
		expect(byId.get(seedIds.orderWithDevices)?.packedKits).toMatchObject([
			{ id: seedIds.packedKit, devices: [{ id: seedIds.deviceInPackedKit }, { id: 7002 }] },
		]);
	});

	it('is what its ids say', () => {
		const statusOf = (id: number) => sandbox.orders.get(id)?.currentStatus;
		expect(statusOf(seedIds.placedOrder)).toBe('orderPlaced');
		expect(statusOf(seedIds.shippedOrder)).toBe('shipped');
		expect(statusOf(seedIds.deliveredOrder)).toBe('delivered');
		expect(statusOf(seedIds.voidedOrder)).toBe('voided');
		expect(sandbox.orders.get(seedIds.siteOrder)).toMatchObject({ patient: null, site: {} });
		expect(sandbox.patients.get(seedIds.sparsePatient)).toMatchObject({
			lastName: null,
			email: null,
		});
		expect(sandbox.patients.get(seedIds.addresslessPatient)?.address).toBeNull();
	});

	it('generates many orders quickly, and serves them', async () => {
		const before = process.cpuUsage();
		const large = await startSandbox({ orders: 20_000 });
		expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
		const page = await readPage(large, '/api/v3/order?size=250&page=80');
		const bytesPerOrder = JSON.stringify(page.content).length / page.content.length;
		expect(bytesPerOrder).toBeGreaterThan(2500);
		expect(bytesPerOrder).toBeLessThan(4000);
		expect(page.total).toBe(20_030);
		const { content } = await readPage<Order>(
			large,
			'/api/v3/order?externalOrderId=seeded-20000&externalOrderId=seeded-1',
		);
		expect(content.map(({ externalOrderIds }) => externalOrderIds)).toEqual([
			['seeded-1'],
			['seeded-20000'],
		]);
		await large.stop();
	});

	it('can grow, as when orders arrive while someone pages', async () => {
		sandbox.seedOrders(2);
		const page = await readPage(sandbox, '/api/v3/order?externalOrderId=seeded-302');
		expect(page.content).toHaveLength(1);
		expect(sandbox.orders.size).toBe(332);
	});
});
