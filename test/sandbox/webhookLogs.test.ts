import { startSandbox, type Sandbox, type WebhookLog } from '../../sandbox';
import { call, readPage } from './client';
import { startReceiver, subscribe, type Receiver } from './receiver';

const NOW = '2026-01-02T03:04:05.678Z';

let now: Date;
let sandbox: Sandbox;
let receiver: Receiver;
beforeAll(async () => {
	sandbox = await startSandbox({ webhooks: { retryDelaysMs: [1, 1, 1] }, now: () => now });
	receiver = await startReceiver();
});
beforeEach(() => {
	now = new Date(NOW);
	sandbox.reset();
	receiver.received.length = 0;
	receiver.answers = [200];
});
afterAll(async () => {
	await sandbox.stop();
	await receiver.stop();
});

const readLogs = (query = '') => readPage<WebhookLog>(sandbox, `/api/v3/webhook/logs${query}`);

it('remember a delivery that succeeded', async () => {
	const { id: webhookId } = await subscribe(sandbox, 'order.status', receiver.url);
	const event = sandbox.webhooks.sendEvent('order.status', { orderId: 1 });
	await sandbox.webhooks.settled();
	const { content, ...page } = await readLogs();
	expect(page).toEqual({ page: 1, size: 15, total: 1, first: true, last: true });
	expect(content).toEqual([
		{
			id: expect.any(Number),
			webhookId,
			webhookType: 'order.status',
			webhookUrl: receiver.url,
			payload: JSON.stringify(event),
			createTimestamp: NOW,
			lastResponseStatus: 200,
			retryAttempts: 0,
			lastRetryTimestamp: null,
		},
	]);
	expect(content[0]?.payload).toBe(receiver.received[0]?.text);
	expect(sandbox.webhooks.logs).toEqual(content);
});

it('remember how a delivery went on', async () => {
	await subscribe(sandbox, 'order.status', receiver.url);
	receiver.answers = ['nothing', 503, 202];
	sandbox.webhooks.sendEvent('order.status', {});
	await receiver.waitFor(1);
	expect((await readLogs()).content).toMatchObject([
		{ lastResponseStatus: null, retryAttempts: 0, lastRetryTimestamp: null },
	]);
	now = new Date('2026-01-02T03:19:05.678Z');
	receiver.received[0]?.abandon();
	await sandbox.webhooks.settled();
	expect((await readLogs()).content).toMatchObject([
		{
			createTimestamp: NOW,
			lastResponseStatus: 202,
			retryAttempts: 2,
			lastRetryTimestamp: '2026-01-02T03:19:05.678Z',
		},
	]);
});

it('have a row for each subscription, oldest first, in pages', async () => {
	const one = await subscribe(sandbox, 'order.status', `${receiver.url}/1`);
	const two = await subscribe(sandbox, 'order.status', `${receiver.url}/2`);
	for (let orderId = 1; orderId <= 3; orderId += 1) {
		sandbox.webhooks.sendEvent('order.status', { orderId });
	}
	await sandbox.webhooks.settled();
	const page = await readLogs('?page=2&size=4');
	expect(page).toMatchObject({ page: 2, size: 4, total: 6, first: false, last: true });
	expect(page.content.map(({ webhookId }) => webhookId)).toEqual([one.id, two.id]);
	expect(page.content.map(({ payload }) => JSON.parse(payload).payload)).toEqual([
		{ orderId: 3 },
		{ orderId: 3 },
	]);
});

it('keep the URL a delivery was sent to', async () => {
	const { id } = await subscribe(sandbox, 'order.status', receiver.url);
	sandbox.webhooks.sendEvent('order.status', {});
	await sandbox.webhooks.settled();
	await call(sandbox, 'PATCH', `/api/v3/webhook/${id}`, { url: 'https://example.com/new' });
	expect((await readLogs()).content).toMatchObject([{ webhookUrl: receiver.url }]);
});

it('hold what a test plants, and nothing after a reset', async () => {
	const row = sandbox.webhooks.addLog({ payload: '{"id": "cut o', webhookId: 42 });
	const plain = sandbox.webhooks.addLog();
	expect(plain).toMatchObject({ createTimestamp: NOW, lastResponseStatus: 200 });
	expect(plain.id).not.toBe(row.id);
	expect((await readLogs()).content).toEqual([row, plain]);
	expect(row).toMatchObject({ payload: '{"id": "cut o', webhookId: 42 });
	sandbox.reset();
	expect((await readLogs()).content).toEqual([]);
	expect(receiver.received).toEqual([]);
});

describe('filters', () => {
	const ROWS: Array<Partial<WebhookLog> & { payload: string }> = [
		{
			payload: 'fresh',
			webhookType: 'order.status',
			createTimestamp: '2026-01-01T00:00:00.000Z',
		},
		{
			payload: 'retried',
			webhookType: 'order.statusFull',
			createTimestamp: '2026-01-02T00:00:00.000Z',
			lastResponseStatus: 500,
			retryAttempts: 1,
			lastRetryTimestamp: '2026-01-02T00:15:00.000Z',
		},
		{
			payload: 'unanswered',
			webhookType: 'order.status',
			createTimestamp: '2026-01-03T00:00:00.000Z',
			lastResponseStatus: null,
			retryAttempts: 2,
			lastRetryTimestamp: '2026-01-03T00:45:00.000Z',
		},
		{
			payload: 'dropped',
			webhookType: 'reading.weight',
			createTimestamp: '2026-01-04T00:00:00.000Z',
			lastResponseStatus: 404,
			retryAttempts: 3,
			lastRetryTimestamp: '2026-01-04T01:45:00.000Z',
		},
	];
	beforeEach(() => {
		for (const row of ROWS) sandbox.webhooks.addLog(row);
	});

	it.each<[string, string[]]>([
		['', ['fresh', 'retried', 'unanswered', 'dropped']],
		['webhookType=order.status', ['fresh', 'unanswered']],
		['webhookType=order', []],
		['lastResponseStatus=500', ['retried']],
		['lastResponseStatus=404&lastResponseStatus=200', ['fresh', 'dropped']],
		['retryAttemptsMin=1&retryAttemptsMax=2', ['retried', 'unanswered']],
		['startTimestamp=2026-01-03T00:00:00.000Z', ['unanswered', 'dropped']],
		['endTimestamp=2026-01-02T00:30:00%2B01:00', ['fresh']],
		['startTimestamp=2026-01-02&endTimestamp=2026-01-03', ['retried', 'unanswered']],
		['startLastRetryTimestamp=2026-01-03T00:45:00Z', ['unanswered', 'dropped']],
		['endLastRetryTimestamp=2026-01-03T00:45:00Z', ['retried', 'unanswered']],
		['webhookType=order.status&retryAttemptsMin=1', ['unanswered']],
	])('%s', async (query, payloads) => {
		expect((await readLogs(`?${query}`)).content.map(({ payload }) => payload)).toEqual(payloads);
	});

	it('are ignored where a fault says so', async () => {
		sandbox.misbehave({ kind: 'ignoreFilter' });
		expect((await readLogs('?webhookType=order.status')).total).toBe(4);
	});
});
