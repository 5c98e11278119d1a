import { sandboxKeys, WEBHOOK_TYPES, type Subscription } from '../../sandbox';
import { call, useSandbox } from './client';
import { subscribe } from './receiver';

const URL_ONE = 'https://one.example.com/hook';
const URL_TWO = 'http://127.0.0.1:5678/webhook/two?x=1';
const INVALID = { message: 'Invalid data provided' };

const rig = useSandbox();

const webhook = async (method: string, id: number, body?: unknown) =>
	await rig.api(method, `/webhook/${id}`, body);
const secret = async (method: string, body?: unknown) =>
	await rig.api(method, '/webhook-secret', body);

describe('subscriptions', () => {
	it('are made, read and listed, also twice the same', async () => {
		const one = await subscribe(rig.sandbox, 'order.status', URL_ONE);
		const same = await subscribe(rig.sandbox, 'order.status', URL_ONE);
		const other = await subscribe(rig.sandbox, 'reading.weight', URL_TWO);
		expect(one).toEqual({ id: expect.any(Number), type: 'order.status', url: URL_ONE });
		expect(new Set([one.id, same.id, other.id]).size).toBe(3);
		expect((await webhook('GET', other.id)).body).toEqual(other);
		expect(await rig.list<Subscription>('/webhook')).toEqual({
			content: [one, same, other],
			page: 1,
			size: 15,
			total: 3,
			first: true,
			last: true,
		});
		expect(rig.sandbox.webhooks.subscriptions).toEqual([one, same, other]);
	});

	it('are for any of the documented types', async () => {
		for (const type of WEBHOOK_TYPES) await subscribe(rig.sandbox, type, URL_ONE);
		expect(rig.sandbox.webhooks.subscriptions.map(({ type }) => type)).toEqual(WEBHOOK_TYPES);
		const page = await rig.list<Subscription>('/webhook?page=3&size=10');
		expect(page).toMatchObject({ page: 3, size: 10, total: 26, first: false, last: true });
		expect(page.content).toEqual(rig.sandbox.webhooks.subscriptions.slice(20));
	});

	it('get another URL, but not the one they have', async () => {
		const { id } = await subscribe(rig.sandbox, 'order.status', URL_ONE);
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
		const { id } = await subscribe(rig.sandbox, 'order.status', URL_ONE);
		const kept = await subscribe(rig.sandbox, 'order.status', URL_TWO);
		const answer = await webhook('DELETE', id);
		expect([answer.status, answer.text]).toEqual([204, '']);
		expect(rig.sandbox.webhooks.subscriptions).toEqual([kept]);
		expect((await webhook('DELETE', id)).status).toBe(404);
	});
});

describe('the secret', () => {
	it('is missing to begin with, made once, changed and deleted', async () => {
		for (const [method, body] of [['GET'], ['PATCH', { secret: 'new' }], ['DELETE']] as const) {
			expect((await secret(method, body)).status).toBe(404);
		}
		const made = await secret('POST', { secret: 'first' });
		expect([made.status, made.body]).toEqual([201, { secret: 'first' }]);
		expect((await secret('POST', { secret: 'second' })).status).toBe(400);
		expect((await secret('GET')).body).toEqual({ secret: 'first' });
		expect((await secret('PATCH', { secret: 'third' })).body).toEqual({ secret: 'third' });
		expect((await secret('PATCH', { secret: ' a' })).body).toEqual(INVALID);
		expect(rig.sandbox.webhooks.secret).toBe('third');
		expect((await secret('DELETE')).status).toBe(204);
		expect((await secret('GET')).status).toBe(404);
	});

	it('is kept from the usual key while it may not read it, and from one that may do all else', async () => {
		const { webhooks } = rig.sandbox;
		webhooks.secret = 'planted';
		webhooks.canReadSecret = false;
		expect((await secret('GET')).status).toBe(403);
		webhooks.canReadSecret = true;
		expect((await secret('GET')).body).toEqual({ secret: 'planted' });
		const headers = { 'Impilo-API-Key': sandboxKeys.secretUnreadable };
		const statusOf = async (path: string) =>
			(await call(rig.sandbox, 'GET', `/api/v3${path}`, undefined, headers)).status;
		expect([await statusOf('/webhook-secret'), await statusOf('/webhook')]).toEqual([403, 200]);
		webhooks.canReadSecret = false;
		rig.sandbox.reset();
		expect([webhooks.canReadSecret, webhooks.secret]).toEqual([true, undefined]);
	});
});
