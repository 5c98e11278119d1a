import {
	sandboxKeys,
	startSandbox,
	WEBHOOK_TYPES,
	type Sandbox,
	type Subscription,
} from '../../sandbox';
import { call, readPage } from './client';
import { subscribe } from './receiver';

const URL_ONE = 'https://one.example.com/hook';
const URL_TWO = 'http://127.0.0.1:5678/webhook/two?x=1';
const INVALID = { message: 'Invalid data provided' };

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const webhook = (method: string, id: number | string, body?: unknown) =>
	call(sandbox, method, `/api/v3/webhook/${id}`, body);
const secret = (method: string, body?: unknown, apiKey = sandbox.apiKey) =>
	call(sandbox, method, '/api/v3/webhook-secret', body, { 'Impilo-API-Key': apiKey });

describe('subscriptions', () => {
	it('are made, read and listed, also twice the same', async () => {
		const one = await subscribe(sandbox, 'order.status', URL_ONE);
		const same = await subscribe(sandbox, 'order.status', URL_ONE);
		const other = await subscribe(sandbox, 'reading.weight', URL_TWO);
		expect(one).toEqual({ id: expect.any(Number), type: 'order.status', url: URL_ONE });
		expect(new Set([one.id, same.id, other.id]).size).toBe(3);
		expect((await webhook('GET', other.id)).body).toEqual(other);
		expect(await readPage<Subscription>(sandbox, '/api/v3/webhook')).toEqual({
			content: [one, same, other],
			page: 1,
			size: 15,
			total: 3,
			first: true,
			last: true,
		});
		expect(sandbox.webhooks.subscriptions).toEqual([one, same, other]);
	});

	it('are for any of the documented types', async () => {
		for (const type of WEBHOOK_TYPES) await subscribe(sandbox, type, URL_ONE);
		expect(sandbox.webhooks.subscriptions.map(({ type }) => type)).toEqual(WEBHOOK_TYPES);
		const page = await readPage<Subscription>(sandbox, '/api/v3/webhook?page=3&size=10');
		expect(page).toMatchObject({ page: 3, size: 10, total: 26, first: false, last: true });
		expect(page.content).toEqual(sandbox.webhooks.subscriptions.slice(20));
		expect((await readPage(sandbox, '/api/v3/webhook?size=251')).size).toBe(250);
	});

	it.each([
		['an unknown type', { type: 'order.statusfull', url: URL_ONE }],
		['no type', { url: URL_ONE }],
		['several types', { type: ['order.status'], url: URL_ONE }],
		['no URL', { type: 'order.status' }],
		['half a URL', { type: 'order.status', url: 'example.com/hook' }],
		['another protocol', { type: 'order.status', url: 'ftp://example.com/hook' }],
	])('are refused with %s', async (_why, body) => {
		const answer = await call(sandbox, 'POST', '/api/v3/webhook', body);
		expect([answer.status, answer.body]).toEqual([400, INVALID]);
		expect(sandbox.webhooks.subscriptions).toEqual([]);
	});

	it('get another URL, but not the one they have', async () => {
		const { id } = await subscribe(sandbox, 'order.status', URL_ONE);
		const changed = await webhook('PATCH', id, { url: URL_TWO });
		expect([changed.status, changed.body]).toEqual([
			200,
			{ id, type: 'order.status', url: URL_TWO },
		]);
		const same = await webhook('PATCH', id, { url: URL_TWO });
		expect([same.status, same.body]).toEqual([
			400,
			{ message: 'The webhook has this URL already' },
		]);
		expect((await webhook('PATCH', id, { url: 'nonsense' })).body).toEqual(INVALID);
		expect((await webhook('GET', id)).body).toMatchObject({ url: URL_TWO });
	});

	it('are deleted', async () => {
		const { id } = await subscribe(sandbox, 'order.status', URL_ONE);
		const kept = await subscribe(sandbox, 'order.status', URL_TWO);
		const answer = await webhook('DELETE', id);
		expect([answer.status, answer.text]).toEqual([204, '']);
		expect(sandbox.webhooks.subscriptions).toEqual([kept]);
		expect((await webhook('DELETE', id)).status).toBe(404);
	});

	it.each(['GET', 'PATCH', 'DELETE'])('%s of an unknown one is a 404', async (method) => {
		await subscribe(sandbox, 'order.status', URL_ONE);
		const answer = await webhook(method, 999, method === 'PATCH' ? { url: URL_TWO } : undefined);
		expect([answer.status, answer.body]).toEqual([404, { message: 'Webhook 999 not found' }]);
		expect((await webhook(method, 'abc')).status).toBe(404);
	});

	it('are gone after a reset', async () => {
		const { id } = await subscribe(sandbox, 'order.status', URL_ONE);
		sandbox.reset();
		expect(sandbox.webhooks.subscriptions).toEqual([]);
		expect((await webhook('GET', id)).status).toBe(404);
	});
});

describe('the secret', () => {
	it('is missing to begin with', async () => {
		expect(sandbox.webhooks.secret).toBeUndefined();
		expect((await secret('GET')).status).toBe(404);
		expect((await secret('PATCH', { secret: 'new' })).status).toBe(404);
		expect((await secret('DELETE')).status).toBe(404);
		expect(sandbox.webhooks.secret).toBeUndefined();
	});

	it('is made once, changed and deleted', async () => {
		const made = await secret('POST', { secret: 'first' });
		expect([made.status, made.body]).toEqual([201, { secret: 'first' }]);
		expect((await secret('POST', { secret: 'second' })).status).toBe(400);
		expect((await secret('GET')).body).toEqual({ secret: 'first' });
		expect((await secret('PATCH', { secret: 'third' })).body).toEqual({ secret: 'third' });
		expect(sandbox.webhooks.secret).toBe('third');
		expect((await secret('DELETE')).status).toBe(204);
		expect((await secret('GET')).status).toBe(404);
	});

	it('is set from a test, and gone after a reset', async () => {
		sandbox.webhooks.secret = 'planted';
		expect((await secret('GET')).body).toEqual({ secret: 'planted' });
		sandbox.webhooks.secret = undefined;
		expect((await secret('GET')).status).toBe(404);
		sandbox.webhooks.secret = 'planted';
		sandbox.reset();
		expect(sandbox.webhooks.secret).toBeUndefined();
	});

	it.each([{}, { secret: '' }, { secret: 'a\nb' }, { secret: ' a' }, { secret: 'ключ' }, []])(
		'is not %j',
		async (body) => {
			sandbox.webhooks.secret = 'kept';
			expect((await secret('PATCH', body)).body).toEqual(INVALID);
			sandbox.webhooks.secret = undefined;
			expect((await secret('POST', body)).body).toEqual(INVALID);
			expect(sandbox.webhooks.secret).toBeUndefined();
		},
	);

	it('is kept from a key that may do everything else', async () => {
		sandbox.webhooks.secret = 'planted';
		const answer = await secret('GET', undefined, sandboxKeys.secretUnreadable);
		expect([answer.status, answer.body]).toEqual([403, { message: 'Access Denied' }]);
		const list = await call(sandbox, 'GET', '/api/v3/webhook', undefined, {
			'Impilo-API-Key': sandboxKeys.secretUnreadable,
		});
		expect(list.status).toBe(200);
	});

	it('is kept from the usual key while it may not read it', async () => {
		sandbox.webhooks.secret = 'planted';
		sandbox.webhooks.canReadSecret = false;
		expect((await secret('GET')).status).toBe(403);
		sandbox.webhooks.canReadSecret = true;
		expect((await secret('GET')).status).toBe(200);
		sandbox.webhooks.canReadSecret = false;
		sandbox.reset();
		expect(sandbox.webhooks.canReadSecret).toBe(true);
		expect((await secret('GET')).status).toBe(404);
	});
});

describe('like the other routes', () => {
	const ROUTES: Array<[method: string, path: string]> = [
		['GET', '/api/v3/webhook'],
		['POST', '/api/v3/webhook'],
		['GET', '/api/v3/webhook/601'],
		['PATCH', '/api/v3/webhook/601'],
		['DELETE', '/api/v3/webhook/601'],
		['GET', '/api/v3/webhook/logs'],
		['GET', '/api/v3/webhook-secret'],
		['POST', '/api/v3/webhook-secret'],
		['PATCH', '/api/v3/webhook-secret'],
		['DELETE', '/api/v3/webhook-secret'],
		['POST', '/api/v3/test/order-status-webhook'],
		['POST', '/api/v3/test/order-status-full-webhook'],
	];

	it.each(ROUTES)('%s %s misbehaves, wants a key and is recorded', async (method, path) => {
		sandbox.misbehave({ kind: 'status', status: 503, match: { method, path }, times: 1 });
		const body = method === 'GET' || method === 'DELETE' ? undefined : { any: 1 };
		expect((await call(sandbox, method, path, body)).status).toBe(503);
		expect((await call(sandbox, method, path, body, {})).status).toBe(401);
		expect(sandbox.requests).toMatchObject([
			{ method, path, status: 503 },
			{ method, path, status: 401 },
		]);
	});

	it.each(ROUTES.filter(([method]) => method === 'POST' || method === 'PATCH'))(
		'%s %s wants JSON',
		async (method, path) => {
			const { id } = await subscribe(sandbox, 'order.status', URL_ONE);
			if (method === 'PATCH') sandbox.webhooks.secret = 'kept';
			const answer = await call(sandbox, method, path.replace('601', String(id)), '{"oops');
			expect([answer.status, answer.body]).toEqual([400, { message: 'Invalid JSON format' }]);
		},
	);

	it('lists clamp their size', async () => {
		for (let count = 0; count < 3; count += 1) {
			await subscribe(sandbox, 'order.status', URL_ONE);
			sandbox.webhooks.addLog();
		}
		sandbox.misbehave({ kind: 'clampSize', size: 2 });
		for (const path of ['/api/v3/webhook?size=250', '/api/v3/webhook/logs?size=250']) {
			const page = await readPage(sandbox, path);
			expect([page.size, page.content.length, page.last]).toEqual([2, 2, false]);
		}
	});

	it('an answer is lost after the subscription was made', async () => {
		sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 });
		await expect(subscribe(sandbox, 'order.status', URL_ONE)).rejects.toThrow('fetch failed');
		expect(sandbox.webhooks.subscriptions).toMatchObject([{ url: URL_ONE }]);
	});
});
