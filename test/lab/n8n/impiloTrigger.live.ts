import { seedIds, type Subscription } from '../../../sandbox';
import type { EndedExecution } from '../../../scripts/n8n';
import { itWithOwnN8n, startSandboxRig, type SandboxRig } from './sandboxRig';

const TRIGGER = 'Impilo Trigger';

let rig: SandboxRig;
let workflowId: string;

beforeAll(async () => {
	rig = await startSandboxRig();
	workflowId = await rig.saveWorkflow('orders-that-move', [
		{
			name: TRIGGER,
			type: 'n8n-nodes-impilo.impiloTrigger',
			webhookId: '0f6f3a5c-0f60-4a0e-9d0c-3f6f2a9b7c11',
			parameters: { events: ['order.statusFull'], orderStatuses: [], simplify: true, options: {} },
		},
		{ name: 'After it', type: 'n8n-nodes-base.noOp', parameters: {} },
	]);
});

afterAll(async () => await rig?.stop());

/** Moves an order at the sandbox, and waits for the end of the next execution: the one that this sets off. */
async function move(orderId: number, status: string): Promise<EndedExecution> {
	const execution = rig.n8n.waitForExecution({ workflowId }, 20_000);
	rig.sandbox.setOrderStatus(orderId, status);
	return await execution;
}

/** Fails when, since the count was taken, n8n has started anything but what a move sets off now. */
async function expectNothingStarted(countBefore: number, nextStatus: string): Promise<void> {
	const [item] = await readOutput(await move(seedIds.siteOrder, nextStatus));
	expect(item?.json.eventId).toBe(lastEvent().id);
	expect(await countExecutions()).toBe(countBefore + 1);
}

/** All that n8n has started, whether or not it has finished. */
async function countExecutions(): Promise<number> {
	const answer = await rig.n8n.rest.request('GET', '/executions?limit=100');
	const { results } = answer as { results: unknown[] };
	return results.length;
}

async function readOutput({ id }: EndedExecution) {
	return (await rig.n8n.readExecution(id)).items(TRIGGER);
}

function subscription(): Subscription {
	const [first] = rig.sandbox.webhooks.subscriptions;
	if (first === undefined) throw new Error('The sandbox has no subscription');
	return first;
}

/** The event that was delivered last. */
function lastEvent(): { id: string; payload: unknown } {
	const row = rig.sandbox.webhooks.logs.at(-1);
	return JSON.parse(row?.payload ?? '{}') as { id: string; payload: unknown };
}

/** Sends the last event once more, and waits until n8n has answered. */
async function sendLastEventAgain(): Promise<number | null | undefined> {
	const { id, payload } = lastEvent();
	rig.sandbox.webhooks.sendEvent('order.statusFull', payload, { id });
	await rig.sandbox.webhooks.settled();
	return rig.sandbox.webhooks.logs.at(-1)?.lastResponseStatus;
}

async function post(headers: Record<string, string>): Promise<{ status: number; text: string }> {
	const body = { id: 'forged', type: 'order.statusFull', payload: { id: seedIds.placedOrder } };
	const response = await fetch(subscription().url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return { status: response.status, text: await response.text() };
}

describe('the trigger in a running n8n', () => {
	it('subscribes when its workflow is activated', async () => {
		await rig.n8n.activate(workflowId);

		expect(rig.sandbox.webhooks.subscriptions).toHaveLength(1);
		expect(subscription().type).toBe('order.statusFull');
		expect(subscription().url).toMatch(`${rig.n8n.url}/webhook/`);
		expect(rig.sandbox.webhooks.secret).toMatch(/^[0-9a-f]{64}$/);
	});

	it('starts the workflow with the order that has moved', async () => {
		const execution = await move(seedIds.placedOrder, 'shipped');

		expect(execution).toMatchObject({ workflowId, status: 'success' });
		const [item, ...others] = await readOutput(execution);
		expect(others).toEqual([]);
		expect(item?.json).toMatchObject({
			id: seedIds.placedOrder,
			currentStatus: 'shipped',
			trackingNumbers: rig.sandbox.orders.get(seedIds.placedOrder)?.trackingNumbers,
			lastEvent: { name: 'shipped' },
			event: 'order.statusFull',
			eventId: lastEvent().id,
		});
		// Simplified: nothing in it tells who the patient is.
		expect(JSON.stringify(item?.json)).not.toMatch(/John|Doe/);
		expect(rig.sandbox.webhooks.logs.at(-1)?.lastResponseStatus).toBe(200);
	});

	it('turns a delivery away that lacks the secret, or carries another', async () => {
		const before = await countExecutions();

		const forgeries: Array<Record<string, string>> = [{}, { 'Impilo-Webhook-Secret': 'guessed' }];
		for (const headers of forgeries) {
			const { status, text } = await post(headers);
			expect(status).toBe(401);
			expect(text).not.toContain(rig.sandbox.webhooks.secret);
		}

		await expectNothingStarted(before, 'awaitingShipment');
	});

	it('starts nothing for an event that comes again', async () => {
		const before = await countExecutions();

		expect(await sendLastEventAgain()).toBe(200);

		await expectNothingStarted(before, 'shipped');
	});

	itWithOwnN8n('goes on receiving when n8n has been restarted', async () => {
		const { pid } = rig.ownN8n;
		const subscribed = rig.sandbox.webhooks.subscriptions.map((entry) => ({ ...entry }));

		await rig.ownN8n.restart();

		expect(rig.ownN8n.pid).not.toBe(pid);
		const execution = await move(seedIds.placedOrder, 'delivered');
		expect((await readOutput(execution))[0]?.json).toMatchObject({
			id: seedIds.placedOrder,
			currentStatus: 'delivered',
			eventId: lastEvent().id,
		});
		expect(rig.sandbox.webhooks.subscriptions).toEqual(subscribed);
	});

	itWithOwnN8n(
		'starts nothing for an event that comes again after a restart, once n8n has saved it',
		async () => {
			// n8n saves with a delivery that starts nothing, as this repeat.
			await sendLastEventAgain();
			await rig.ownN8n.restart();
			const before = await countExecutions();

			expect(await sendLastEventAgain()).toBe(200);

			await expectNothingStarted(before, 'delivered');
		},
	);

	it('unsubscribes when its workflow is deactivated, and leaves the secret', async () => {
		const { secret } = rig.sandbox.webhooks;

		await rig.n8n.deactivate(workflowId);

		expect(rig.sandbox.webhooks.subscriptions).toEqual([]);
		expect(rig.sandbox.webhooks.secret).toBe(secret);
	});
});
