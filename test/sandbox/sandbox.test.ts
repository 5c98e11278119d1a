import { setImmediate as nextTurn } from 'node:timers/promises';

import { seedIds, startSandbox, type Sandbox } from '../../sandbox';
import { call, readPage } from './client';

const BODY = { patient: { id: seedIds.patient }, orderItems: [{ item: { id: seedIds.item } }] };

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox({ orders: 1 });
});
afterEach(() => sandbox.stop());

it('listens on this machine only, on a port of its own', async () => {
	const other = await startSandbox();
	expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`);
	expect(other.port).not.toBe(sandbox.port);
	await other.stop();
});

it('says which port is in use', async () => {
	await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(
		`Port ${sandbox.port} is in use`,
	);
});

it('takes a key of its own', async () => {
	const other = await startSandbox({ apiKey: 'another-sandbox-key' });
	expect((await call(other, 'GET', '/api/v3/order')).status).toBe(200);
	expect((await call(other, 'GET', '/api/v3/order', undefined, {})).status).toBe(401);
	await other.stop();
});

it('remembers what came in, in order', async () => {
	await call(sandbox, 'GET', '/api/v3/order?externalOrderId=a%20b&externalOrderId=c&size=2');
	await call(sandbox, 'POST', '/api/v3/order', BODY);
	await call(sandbox, 'POST', '/api/v3/order', '{"oops');
	expect(sandbox.requests).toMatchObject([
		{
			method: 'GET',
			path: '/api/v3/order',
			query: {
				raw: 'externalOrderId=a%20b&externalOrderId=c&size=2',
				parsed: { externalOrderId: ['a b', 'c'], size: ['2'] },
			},
			headers: { 'impilo-api-key': sandbox.apiKey },
			body: undefined,
			at: expect.any(Date),
			status: 200,
		},
		{
			method: 'POST',
			path: '/api/v3/order',
			query: { raw: '', parsed: {} },
			body: BODY,
			status: 201,
		},
		{ body: '{"oops', status: 400 },
	]);
	sandbox.clearRequests();
	expect(sandbox.requests).toEqual([]);
});

it('remembers nothing where it should not', async () => {
	const quiet = await startSandbox({ recordRequests: false });
	await call(quiet, 'GET', '/api/v3/order');
	expect(quiet.requests).toEqual([]);
	expect(quiet.requestCount).toBe(1);
	expect(quiet.peakInFlight).toBe(1);
	await quiet.stop();
});

it('knows how many requests were in flight at once', async () => {
	sandbox.misbehave({ kind: 'hold', until: 7 });
	await Promise.all(Array.from({ length: 7 }, () => call(sandbox, 'GET', '/api/v3/order')));
	expect(sandbox.peakInFlight).toBe(7);
	sandbox.behave();
	sandbox.resetPeak();
	for (let turn = 0; turn < 20; turn += 1) await call(sandbox, 'GET', '/api/v3/order');
	expect(sandbox.peakInFlight).toBe(1);
});

it('forgets requests the client gave up on', async () => {
	const hang = sandbox.misbehave({ kind: 'hang', times: 1 });
	const headers = { 'Impilo-API-Key': sandbox.apiKey };
	const patience = new AbortController();
	const { signal } = patience;
	const answer = expect(
		fetch(`${sandbox.url}/api/v3/order`, { headers, signal }),
	).rejects.toThrow();
	await hang.hasApplied(1);
	sandbox.resetPeak();
	expect(sandbox.peakInFlight).toBe(1);
	patience.abort();
	await answer;
	while (sandbox.peakInFlight > 0) {
		await nextTurn();
		sandbox.resetPeak();
	}
});

it('goes back to the seed', async () => {
	const before = await readPage(sandbox, '/api/v3/order?size=250');
	await call(sandbox, 'POST', '/api/v3/order', {
		...BODY,
		patient: {
			firstName: 'Nova',
			lastName: 'Sample',
			address: { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' },
		},
	});
	await call(sandbox, 'DELETE', `/api/v3/order/${seedIds.placedOrder}`);
	sandbox.misbehave({ kind: 'status', status: 500 });
	expect([sandbox.orders.size, sandbox.patients.size]).toEqual([32, 41]);
	sandbox.reset();
	expect([sandbox.orders.size, sandbox.patients.size]).toEqual([31, 40]);
	expect(sandbox.requests).toEqual([]);
	expect(await readPage(sandbox, '/api/v3/order?size=250')).toEqual(before);
	expect(() => sandbox.setOrderStatus(1, 'shipped')).toThrow('no order 1');
});

it('can be steered from another process, without a key', async () => {
	const control = (method: string, path: string, body?: unknown) =>
		call(sandbox, method, path, body, {});
	expect((await control('GET', '/sandbox')).text).toContain('Not Impilo');
	const faults = [
		{ kind: 'status', status: 429, retryAfter: 1, times: 1 },
		{ kind: 'clampSize', size: 2 },
	];
	expect((await control('POST', '/sandbox/misbehave', faults)).status).toBe(204);
	expect((await call(sandbox, 'GET', '/api/v3/order')).status).toBe(429);
	expect((await readPage(sandbox, '/api/v3/order')).size).toBe(2);
	expect((await control('POST', '/sandbox/behave')).status).toBe(204);
	expect((await readPage(sandbox, '/api/v3/order')).size).toBe(15);

	const orders = (await control('GET', '/sandbox/orders')).body as unknown[];
	expect(orders).toHaveLength(31);
	expect(orders[0]).toEqual({
		id: 5001,
		externalOrderIds: ['demo-5001'],
		currentStatus: 'orderPlaced',
	});
	const requests = (await control('GET', '/sandbox/requests')).body as unknown[];
	expect(requests).toHaveLength(3);

	await call(sandbox, 'POST', '/api/v3/order', BODY);
	expect((await control('POST', '/sandbox/reset')).status).toBe(204);
	expect(sandbox.orders.size).toBe(31);
});

it('stops at once, whatever hangs, and more than once', async () => {
	const hang = sandbox.misbehave({ kind: 'hang', match: { method: 'GET' } });
	const latency = sandbox.misbehave({ kind: 'latency', ms: 60_000, match: { method: 'POST' } });
	const hanging = [
		call(sandbox, 'GET', '/api/v3/order'),
		call(sandbox, 'POST', '/api/v3/order', BODY),
	].map((answer) => expect(answer).rejects.toThrow());
	await Promise.all([hang.hasApplied(1), latency.hasApplied(1)]);
	const started = performance.now();
	await Promise.all([sandbox.stop(), sandbox.stop()]);
	expect(performance.now() - started).toBeLessThan(10_000);
	await Promise.all(hanging);
	await sandbox.stop();
});
