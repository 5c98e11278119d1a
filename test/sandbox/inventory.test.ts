import {
	DEFAULT_STOCK,
	SCARCE_STOCK,
	seedIds,
	startSandbox,
	type InventoryEntry,
	type Order,
	type Sandbox,
} from '../../sandbox';
import { call, readPage } from './client';

const PLACES = ['inventory', 'inventory/impilo', 'inventory/site'];

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const list = (path: string, on = sandbox) => readPage<InventoryEntry>(on, `/api/v3/${path}`);
const countOf = async (itemId: number, on = sandbox) => {
	const { content } = await list(`inventory/impilo?itemId=${itemId}`, on);
	return content.map(({ newCount }) => newCount);
};
const create = (body: object) => call(sandbox, 'POST', '/api/v3/order', body);
const patient = { id: seedIds.patient };

describe('the three lists', () => {
	it('everywhere: one entry an item, without a site', async () => {
		const { content, total } = await list('inventory?itemId=306');
		expect(content).toEqual([
			{ item: sandbox.items.get(306), newCount: DEFAULT_STOCK + 500 + 40 + 20, usedCount: 1 },
		]);
		expect(total).toBe(1);
		expect((await list('inventory')).total).toBe(24);
	});

	it("Impilo's: one entry an item and site", async () => {
		const { content } = await list('inventory/impilo?itemId=302');
		const item = sandbox.items.get(302);
		expect(content).toEqual([
			{ item, newCount: DEFAULT_STOCK, usedCount: 1, site: sandbox.impiloSites.get(291) },
			{ item, newCount: 500, usedCount: 0, site: sandbox.impiloSites.get(292) },
		]);
		expect((await list('inventory/impilo')).total).toBe(36);
	});

	it("the account's: one entry an item and site", async () => {
		const { content } = await list('inventory/site?size=100');
		expect(
			content.map(({ item, site, newCount, usedCount }) => [
				item.id,
				site?.id,
				newCount,
				usedCount,
			]),
		).toEqual([
			[301, 201, 1, 0],
			[303, 201, 0, 1],
			[306, 201, 40, 0],
			[306, 202, 20, 0],
			[307, 201, 40, 0],
			[307, 202, 20, 0],
			[311, 202, 1, 0],
			[315, 201, 40, 0],
			[315, 202, 20, 0],
		]);
		expect(content[0]?.site).toEqual(sandbox.sites.get(201));
	});

	it.each<[string, number]>([
		['inventory/site?siteId=202', 4],
		['inventory/site?siteId=201&siteId=202', 9],
		['inventory/site?siteId=202&itemId=311', 1],
		['inventory/site?siteId=291', 0],
		['inventory/site?itemId=306&itemId=311', 3],
		[`inventory?itemId=${seedIds.unknownItem}`, 0],
		['inventory/impilo?itemId=324', 1],
	])('%s', async (path, total) => {
		expect((await list(path)).total).toBe(total);
	});

	it.each(PLACES)('%s has pages of at most 100', async (path) => {
		expect((await list(`${path}?size=250`)).size).toBe(100);
		const second = await list(`${path}?size=2&page=2`);
		expect(second).toMatchObject({ page: 2, size: 2, first: false, last: false });
		expect(second.content).toEqual((await list(`${path}?size=4`)).content.slice(2));
	});

	it.each(['itemId=x', 'siteId=x', 'page=0', 'size=0'])('refuse %s', async (query) => {
		const answer = await call(sandbox, 'GET', `/api/v3/inventory/site?${query}`);
		expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid data provided' }]);
	});
});

describe('orders', () => {
	it('take from one site, kits through their items', async () => {
		await create({
			patient,
			orderItems: [{ item: { id: 306 }, count: 3 }],
			orderKits: [{ kit: { id: 1001 }, count: 2 }],
		});
		expect(await countOf(306)).toEqual([DEFAULT_STOCK - 7, 500]);
		expect(await countOf(305)).toEqual([DEFAULT_STOCK - 2, 500]);
		expect(sandbox.stock?.get(306)).toBe(DEFAULT_STOCK - 7 + 500);
	});

	it('are refused where no single site has enough', async () => {
		const body = { patient, orderItems: [{ item: { id: 302 }, count: DEFAULT_STOCK + 1 }] };
		const answer = await create(body);
		expect([answer.status, answer.body]).toEqual([400, { message: 'insufficient_inventory' }]);
		expect(await countOf(302)).toEqual([DEFAULT_STOCK, 500]);
	});

	it('take from the next site where the first is short', async () => {
		await create({ patient, orderItems: [{ item: { id: 302 }, count: DEFAULT_STOCK - 10 }] });
		expect(
			(await create({ patient, orderItems: [{ item: { id: 302 }, count: 400 }] })).status,
		).toBe(201);
		expect(await countOf(302)).toEqual([10, 100]);
	});

	it('are given up: what they took is put back, once', async () => {
		const body = {
			patient,
			orderItems: [{ item: { id: seedIds.scarceItem }, count: SCARCE_STOCK }],
		};
		const order = (await create(body)).body as Order;
		expect(await countOf(seedIds.scarceItem)).toEqual([0]);
		expect((await create(body)).status).toBe(400);
		await call(sandbox, 'DELETE', `/api/v3/order/${order.id}`);
		expect(await countOf(seedIds.scarceItem)).toEqual([SCARCE_STOCK]);
		sandbox.setOrderStatus(order.id, 'voided');
		expect(await countOf(seedIds.scarceItem)).toEqual([SCARCE_STOCK]);
		expect((await create(body)).status).toBe(201);
	});

	it('of the seed took nothing, and put nothing back', async () => {
		await call(sandbox, 'DELETE', `/api/v3/order/${seedIds.placedOrder}`);
		expect(await countOf(301)).toEqual([DEFAULT_STOCK, 500]);
	});

	it('that have left put nothing back', async () => {
		const order = (await create({ patient, orderItems: [{ item: { id: 301 }, count: 1 }] }))
			.body as Order;
		sandbox.setOrderStatus(order.id, 'shipped');
		sandbox.setOrderStatus(order.id, 'voided');
		expect(await countOf(301)).toEqual([DEFAULT_STOCK - 1, 500]);
	});

	it('take nothing where inventory is unlimited', async () => {
		const endless = await startSandbox({ inventory: 'unlimited' });
		await call(endless, 'POST', '/api/v3/order', {
			patient,
			orderItems: [{ item: { id: seedIds.scarceItem }, count: 1000 }],
		});
		expect(await countOf(seedIds.scarceItem, endless)).toEqual([SCARCE_STOCK]);
		expect(endless.stock).toBeUndefined();
		await call(endless, 'DELETE', '/api/v3/order/5031');
		expect(await countOf(seedIds.scarceItem, endless)).toEqual([SCARCE_STOCK]);
		await endless.stop();
	});
});
