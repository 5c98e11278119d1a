import { DEFAULT_STOCK, SCARCE_STOCK, seedIds } from '../../sandbox';
import type { InventoryEntry, Order } from '../../sandbox';
import { call, readPage, useSandbox } from './client';

const rig = useSandbox();

const countOf = async (itemId: number, on = rig.sandbox) => {
	const path = `/api/v3/inventory/impilo?itemId=${itemId}`;
	return (await readPage<InventoryEntry>(on, path)).content.map(({ newCount }) => newCount);
};
const order = async (orderItems: Array<[id: number, count: number]>, more: object = {}) =>
	await rig.api('POST', '/order', {
		patient: { id: seedIds.patient },
		orderItems: orderItems.map(([id, count]) => ({ item: { id }, count })),
		...more,
	});

describe('the three lists', () => {
	it('everywhere: one entry an item, without a site', async () => {
		const item = rig.sandbox.items.get(306);
		const newCount = DEFAULT_STOCK + 500 + 40 + 20;
		const { content } = await rig.list<InventoryEntry>('/inventory?itemId=306');
		expect(content).toEqual([{ item, newCount, usedCount: 1 }]);
	});

	it("Impilo's: one entry an item and site", async () => {
		const { content } = await rig.list<InventoryEntry>('/inventory/impilo?itemId=302');
		const { items, impiloSites } = rig.sandbox;
		const item = items.get(302);
		expect(content).toEqual([
			{ item, newCount: DEFAULT_STOCK, usedCount: 1, site: impiloSites.get(291) },
			{ item, newCount: 500, usedCount: 0, site: impiloSites.get(292) },
		]);
	});

	it("the account's: one entry an item and site", async () => {
		const { content } = await rig.list<InventoryEntry>('/inventory/site?size=4');
		const item = (id: number) => ({ item: { id } });
		expect(content).toMatchObject([
			{ ...item(301), site: rig.sandbox.sites.get(201), newCount: 1, usedCount: 0 },
			{ ...item(303), site: { id: 201 }, newCount: 0, usedCount: 1 },
			{ ...item(306), site: { id: 201 }, newCount: 40, usedCount: 0 },
			{ ...item(306), site: { id: 202 }, newCount: 20, usedCount: 0 },
		]);
	});
});

describe('orders', () => {
	it('take from one site, kits through their items', async () => {
		await order([[306, 3]], { orderKits: [{ kit: { id: 1001 }, count: 2 }] });
		expect(await countOf(306)).toEqual([DEFAULT_STOCK - 7, 500]);
		expect(await countOf(305)).toEqual([DEFAULT_STOCK - 2, 500]);
		expect(rig.sandbox.stock?.get(306)).toBe(DEFAULT_STOCK - 7 + 500);
	});

	it('take from the next site where the first is short, and are refused where none has enough', async () => {
		const refused = await order([[302, DEFAULT_STOCK + 1]]);
		expect([refused.status, refused.body]).toEqual([400, { message: 'insufficient_inventory' }]);
		await order([[302, DEFAULT_STOCK - 10]]);
		expect((await order([[302, 400]])).status).toBe(201);
		expect(await countOf(302)).toEqual([10, 100]);
	});

	it('are given up: what they took is put back, once', async () => {
		const all: [number, number] = [seedIds.scarceItem, SCARCE_STOCK];
		const { id } = (await order([all])).body as Order;
		expect(await countOf(seedIds.scarceItem)).toEqual([0]);
		expect((await order([all])).status).toBe(400);
		await rig.api('DELETE', `/order/${id}`);
		rig.sandbox.setOrderStatus(id, 'voided');
		expect(await countOf(seedIds.scarceItem)).toEqual([SCARCE_STOCK]);
	});

	it('that have left put nothing back, nor do those of the seed, which took nothing', async () => {
		await rig.api('DELETE', `/order/${seedIds.placedOrder}`);
		expect(await countOf(301)).toEqual([DEFAULT_STOCK, 500]);
		const { id } = (await order([[301, 1]])).body as Order;
		rig.sandbox.setOrderStatus(id, 'shipped');
		rig.sandbox.setOrderStatus(id, 'voided');
		expect(await countOf(301)).toEqual([DEFAULT_STOCK - 1, 500]);
	});

	it('take nothing where inventory is unlimited', async () => {
		const endless = await rig.start({ inventory: 'unlimited' });
		const { status } = await call(endless, 'POST', '/api/v3/order', {
			site: { id: seedIds.site },
			orderItems: [{ item: { id: seedIds.scarceItem }, count: 5_000_000 }],
		});
		expect(status).toBe(201);
		expect(endless.stock).toBeUndefined();
		await call(endless, 'DELETE', '/api/v3/order/5031');
		expect(await countOf(seedIds.scarceItem, endless)).toEqual([SCARCE_STOCK]);
	});
});
