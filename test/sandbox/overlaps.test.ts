import { seedIds, startSandbox, type Sandbox } from '../../sandbox';
import { call, readPage } from './client';

/** What shows how runs of workflows get in each other's way. */

const LIST = '/api/v3/order?externalOrderId=one';
const LAG_MS = 3_600_000;

let sandbox: Sandbox;
let nowMs = Date.UTC(2026, 0, 31);
beforeAll(async () => {
	sandbox = await startSandbox({ shuffleOrderIds: true, now: () => new Date(nowMs) });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

async function place(externalOrderId = 'one'): Promise<number> {
	const { status, body } = await call(sandbox, 'POST', '/api/v3/order', {
		patient: { id: seedIds.patient },
		orderItems: [{ item: { id: seedIds.item }, count: 1 }],
		externalOrderIds: [externalOrderId],
	});
	expect(status).toBe(201);
	return (body as { id: number }).id;
}

const countListed = async () => (await readPage(sandbox, LIST)).content.length;

it('a list that lags shows an order only after that time; the order itself is there at once', async () => {
	sandbox.misbehave({
		kind: 'listLag',
		ms: LAG_MS,
		match: { method: 'GET', path: '/api/v3/order' },
	});
	const id = await place();

	expect(await countListed()).toBe(0);
	expect((await call(sandbox, 'GET', `/api/v3/order/${id}`)).status).toBe(200);
	nowMs += LAG_MS - 1;
	expect(await countListed()).toBe(0);
	nowMs += 1;
	expect(await countListed()).toBe(1);
});

it('IDs that are shuffled are all different, and not in the order of placing', async () => {
	const ids: number[] = [];
	for (let count = 0; count < 130; count++) ids.push(await place());

	expect(new Set(ids).size).toBe(130);
	expect(ids.every((id) => id > seedIds.placedOrder)).toBe(true);
	expect(ids).not.toEqual([...ids].sort((one, other) => one - other));
	const listed = await readPage(sandbox, `${LIST}&size=250`);
	expect(listed.content.map(({ id }) => id).sort()).toEqual([...ids].sort());
});

it('an order is there only after the latency of placing', async () => {
	const match = { method: 'POST', path: '/api/v3/order' };
	const latency = sandbox.misbehave({ kind: 'latency', ms: 60, match });
	const placing = place();
	await latency.hasApplied(1);

	// Without asking over HTTP, which might take as long.
	expect(sandbox.orders.find({ externalOrderIds: ['one'] })).toEqual([]);
	await placing;
	expect(await countListed()).toBe(1);
});

it('a Void that is refused leaves the order as it is', async () => {
	const id = await place();
	const match = { method: 'DELETE', path: '/api/v3/order/\\d+' };
	sandbox.refuseNext('Order cannot be voided', { status: 400, match });

	const refused = await call(sandbox, 'DELETE', `/api/v3/order/${id}`);
	expect([refused.status, refused.body]).toEqual([400, { message: 'Order cannot be voided' }]);
	expect(sandbox.orders.get(id)?.currentStatus).toBe('orderPlaced');
	expect((await call(sandbox, 'DELETE', `/api/v3/order/${id}`)).status).toBe(204);
});
