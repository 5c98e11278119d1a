import { seedIds } from '../../../sandbox';
import { mapConcurrently } from '../../../nodes/Impilo/api/concurrency';
import { callWebhook, startQueueRig, type Execution, type QueueRig } from './queueRig';
import { setTimeout as wait } from 'node:timers/promises';

const TRIGGER = 'Impilo Trigger';
const SUMMARY = 'Summary as text';
const EVENT_TYPE = 'order.statusFull';
const POLL_MS = 20;

let rig: QueueRig;
let orders: string;
let events: string;
beforeAll(async () => {
	rig = await startQueueRig();
	orders = await rig.saveWorkflow('Orders', [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: '6d0f4c1e-2b1d-4c55-8f0a-9f9f5d7d1a01',
			parameters: { httpMethod: 'POST', path: 'orders', options: {} },
		},
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.orders', options: {} },
		},
		{
			name: 'Impilo',
			type: 'n8n-nodes-impilo.impilo',
			parameters: {
				resource: 'order',
				operation: 'create',
				recipient: 'patient',
				patientId: { __rl: true, mode: 'id', value: seedIds.patient },
				contents: 'fields',
				orderItems: {
					item: [{ itemId: { __rl: true, mode: 'id', value: seedIds.item }, count: 1 }],
				},
				externalOrderIds: '={{ $json.ref }}',
				options: {},
			},
		},
	]);
	events = await rig.saveWorkflow('Events', [
		{
			name: TRIGGER,
			type: 'n8n-nodes-impilo.impiloTrigger',
			webhookId: '0f6f3a5c-0f60-4a0e-9d0c-3f6f2a9b7c22',
			parameters: { events: [EVENT_TYPE], orderStatuses: [], simplify: true, options: {} },
		},
		{ name: 'After it', type: 'n8n-nodes-base.noOp', parameters: {} },
	]);
	await rig.n8n.activate(orders);
}, 180_000);
afterEach(() => rig?.sandbox.behave());
afterAll(async () => await rig?.stop());

const refs = (count: number, prefix: string) =>
	Array.from({ length: count }, (_, index) => ({ ref: `${prefix}-${index}` }));

const liveOf = (ref: string): number[] =>
	rig.sandbox.orders
		.find({ externalOrderIds: [ref] })
		.filter(({ currentStatus }) => currentStatus !== 'voided')
		.map(({ id }) => id);

/** Sends orders to be placed, so many in an execution, by turns to both webhook processors. */
async function sendOrders(all: Array<{ ref: string }>, perExecution: number): Promise<void> {
	for (let from = 0; from < all.length; from += perExecution) {
		const processor = rig.n8n.webhookProcessors[(from / perExecution) % 2];
		if (processor === undefined) throw new Error('There is no webhook processor');
		const body = { orders: all.slice(from, from + perExecution) };
		expect(await callWebhook(processor, 'orders', body)).toBe(200);
	}
}

describe('orders', () => {
	it('a worker is killed half-way, and all is sent again: each order is there once', async () => {
		const all = refs(1_000, 'killed');
		rig.sandbox.misbehave({ kind: 'latency', ms: 30 });
		const before = rig.sandbox.orders.size;
		await sendOrders(all, 50);
		while (rig.sandbox.orders.size - before < 500) await wait(POLL_MS);
		await rig.n8n.workers[0]?.kill();

		const first = await rig.waitUntilIdle(orders, 20);
		expect(first.filter(({ status }) => status !== 'success')).not.toEqual([]);
		await rig.n8n.workers[0]?.restart();
		await sendOrders(all, 50);
		await rig.waitUntilIdle(orders, 40);

		expect(all.map(({ ref }) => liveOf(ref).length)).toEqual(all.map(() => 1));
	});

	it('two workers place the same orders at the same time: each lives once', async () => {
		const all = refs(200, 'twice');
		rig.sandbox.misbehave({ kind: 'latency', ms: 20 });
		const known = new Set((await rig.listExecutions(orders)).map(({ id }) => id));
		await Promise.all([sendOrders(all, 200), sendOrders(all, 200)]);
		const executions = await rig.waitUntilIdle(orders, known.size + 2);

		const live = all.map(({ ref }) => liveOf(ref));
		expect(live.map(({ length }) => length)).toEqual(all.map(() => 1));
		for (const execution of executions.filter(({ id }) => !known.has(id))) {
			expect(execution.status).toBe('success');
			const items = await rig.itemsOf(execution, 'Impilo');
			expect(items.map(({ json }) => json.id)).toEqual(live.flat());
		}
		// Otherwise both would have run on one worker, and this would show nothing.
		const voided = [...rig.sandbox.orders].filter(
			({ currentStatus }) => currentStatus === 'voided',
		);
		expect(voided.length).toBeGreaterThan(0);
	});

	it('the summary of an order arrives as a file', async () => {
		const summaries = await rig.saveWorkflow('Summaries', [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: '6d0f4c1e-2b1d-4c55-8f0a-9f9f5d7d1a02',
				parameters: { httpMethod: 'POST', path: 'summaries', options: {} },
			},
			{
				name: 'Impilo',
				type: 'n8n-nodes-impilo.impilo',
				parameters: {
					resource: 'order',
					operation: 'getSummary',
					orderId: { __rl: true, mode: 'id', value: seedIds.placedOrder },
					options: {},
				},
			},
			{
				name: SUMMARY,
				type: 'n8n-nodes-base.extractFromFile',
				parameters: { operation: 'pdf', options: {} },
			},
		]);
		await rig.n8n.activate(summaries);
		const [processor] = rig.n8n.webhookProcessors;
		if (processor === undefined) throw new Error('There is no webhook processor');
		expect(await callWebhook(processor, 'summaries', {})).toBe(200);
		const [execution] = await rig.waitUntilIdle(summaries, 1);

		expect(execution?.status).toBe('success');
		const [item] = execution === undefined ? [] : await rig.itemsOf(execution, SUMMARY);
		expect(item?.json.text).toContain(`Order ${seedIds.placedOrder}`);
	});
});

describe('events', () => {
	beforeAll(async () => await rig.n8n.activate(events));

	const webhookPath = (): string => {
		const [subscription] = rig.sandbox.webhooks.subscriptions;
		if (subscription === undefined) throw new Error('The trigger has no subscription');
		return new URL(subscription.url).pathname.replace('/webhook/', '');
	};

	async function deliver(id: string, processor: number): Promise<number | undefined> {
		const to = rig.n8n.webhookProcessors[processor];
		if (to === undefined) throw new Error(`There is no webhook processor ${processor}`);
		const payload = { id: seedIds.placedOrder, currentStatus: 'shipped' };
		return await callWebhook(
			to,
			webhookPath(),
			{ id, type: EVENT_TYPE, payload },
			{
				'Impilo-Webhook-Secret': rig.sandbox.webhooks.secret ?? '',
			},
		);
	}

	/** How many executions each event has. */
	async function countStarts(executions: Execution[]): Promise<Map<string, number>> {
		const starts = new Map<string, number>();
		for (const execution of executions) {
			for (const { json } of await rig.itemsOf(execution, TRIGGER)) {
				const id = String(json.eventId);
				starts.set(id, (starts.get(id) ?? 0) + 1);
			}
		}
		return starts;
	}

	/** Delivers again what was not answered with 200, as Impilo does, until all is. */
	async function deliverUntilTaken(ids: string[]): Promise<void> {
		for (let left = ids; left.length > 0;) {
			const statuses = await mapConcurrently(left, 10, async (id) => await deliver(id, 0));
			left = left.filter((_, index) => statuses[index] !== 200);
		}
	}

	it('a webhook processor is killed: each event that was answered 200 has its execution', async () => {
		const ids = refs(300, 'event').map(({ ref }) => ref);
		let answered = 0;
		const statuses = await mapConcurrently(ids, 30, async (id, index) => {
			const status = await deliver(id, index % 2);
			answered += 1;
			if (answered === 100) void rig.n8n.webhookProcessors[1]?.kill();
			return status;
		});
		const taken = ids.filter((_, index) => statuses[index] === 200);
		expect(taken.length).toBeGreaterThan(100);
		expect(taken.length).toBeLessThan(300);

		const starts = await countStarts(await rig.waitUntilIdle(events));
		expect(taken.filter((id) => !starts.has(id))).toEqual([]);
		await deliverUntilTaken(ids.filter((id) => !taken.includes(id)));
		const after = await countStarts(await rig.waitUntilIdle(events, ids.length));
		expect(ids.filter((id) => !after.has(id))).toEqual([]);
		await rig.n8n.webhookProcessors[1]?.restart();
	});

	it('repeats at the same processor start nothing', async () => {
		const before = (await rig.listExecutions(events)).length;
		const ids = refs(50, 'repeat').flatMap(({ ref }) => [ref, ref]);
		const statuses = await mapConcurrently(ids, 20, async (id) => await deliver(id, 0));

		expect(statuses).toEqual(ids.map(() => 200));
		expect(await rig.waitUntilIdle(events, before + 50)).toHaveLength(before + 50);
	});

	it('overload: each event that was answered 200 has its execution', async () => {
		await rig.n8n.webhookProcessors[0]?.restart({ DB_POSTGRESDB_POOL_SIZE: '1' });
		const ids = refs(1_000, 'load').map(({ ref }) => ref);
		const statuses = await Promise.all(ids.map(async (id) => await deliver(id, 0)));
		const taken = ids.filter((_, index) => statuses[index] === 200);
		await rig.n8n.webhookProcessors[0]?.restart();

		const starts = await countStarts(await rig.waitUntilIdle(events));
		expect(taken.filter((id) => !starts.has(id))).toEqual([]);
		// Those that were rejected are not taken for known ones.
		const again = ids.filter((id) => !taken.includes(id)).slice(0, 50);
		await deliverUntilTaken(again);
		const after = await countStarts(await rig.waitUntilIdle(events));
		expect(again.filter((id) => !after.has(id))).toEqual([]);
	});

	it('everything is restarted: an event still starts the workflow', async () => {
		const { main, workers, webhookProcessors } = rig.n8n;
		await Promise.all([...workers, ...webhookProcessors].map(async (each) => await each.restart()));
		await main.restart();
		const before = (await rig.listExecutions(events)).length;

		expect(await deliver('after', 1)).toBe(200);
		const executions = await rig.waitUntilIdle(events, before + 1);
		expect((await countStarts(executions)).get('after')).toBe(1);
	});

	it('the workflow is deactivated: its subscriptions end', async () => {
		await rig.n8n.deactivate(events);
		expect(rig.sandbox.webhooks.subscriptions).toEqual([]);
	});
});
