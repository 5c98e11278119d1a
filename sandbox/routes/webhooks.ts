import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseJson } from '../json';
import { cutPage, MAX_PAGE_SIZE, readPageRequest } from '../pages';
import { Query, splitTarget } from '../queries';
import { refuse, refuseUnknown, Refusal } from '../refusals';
import type { SandboxState } from '../state';
import { createLogFilter } from '../webhooks/logFilter';
import {
	describeTestedOrder,
	describeTestedStatus,
	orderStatusFullTest,
	orderStatusTest,
} from '../webhooks/orderEvents';
import type { Subscription } from '../webhooks/subscriptions';
import { WEBHOOK_TYPES } from '../webhooks/webhookTypes';

interface WebhookPath {
	Params: { webhookId: string };
}

/** Whether Impilo takes http is unknown; receivers on this machine need it. */
const url = z
	.string()
	.url()
	.regex(/^https?:\/\//i);
const newWebhook = z.object({ type: z.enum(WEBHOOK_TYPES), url });
const webhookChange = z.object({ url });

/** Subscriptions, what was delivered to them, and the two test calls. */
export function addWebhookRoutes(app: FastifyInstance, state: SandboxState): void {
	const { webhooks } = state;

	app.get('/api/v3/webhook', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_PAGE_SIZE, request.faultPlan.clampSize);
		return cutPage(webhooks.subscriptions.list(), page);
	});

	app.post('/api/v3/webhook', async (request, reply) => {
		const body = readBody(newWebhook, request.body);
		return reply.code(201).send(webhooks.subscriptions.add(body.type, body.url));
	});

	app.get<WebhookPath>('/api/v3/webhook/:webhookId', async (request) =>
		findSubscription(state, request.params.webhookId),
	);

	app.patch<WebhookPath>('/api/v3/webhook/:webhookId', async (request) => {
		const subscription = findSubscription(state, request.params.webhookId);
		const change = readBody(webhookChange, request.body);
		// Documented as a 400; the wording is the sandbox's own.
		if (change.url === subscription.url) throw new Refusal(400, 'The webhook has this URL already');
		subscription.url = change.url;
		return subscription;
	});

	app.delete<WebhookPath>('/api/v3/webhook/:webhookId', async (request, reply) => {
		webhooks.subscriptions.remove(findSubscription(state, request.params.webhookId).id);
		return reply.code(204).send();
	});

	app.get('/api/v3/webhook/logs', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const { ignoreFilter, clampSize } = request.faultPlan;
		const page = readPageRequest(query, MAX_PAGE_SIZE, clampSize);
		const filter = createLogFilter(query);
		const { rows } = webhooks.logs;
		return cutPage(ignoreFilter ? rows : rows.filter(filter), page);
	});

	// What a test call answers beside 201 is unknown.
	app.post('/api/v3/test/order-status-webhook', async (request, reply) => {
		const test = readBody(orderStatusTest, request.body);
		webhooks.sendEvent('order.status', describeTestedStatus(test));
		return reply.code(201).send();
	});

	app.post('/api/v3/test/order-status-full-webhook', async (request, reply) => {
		const test = readBody(orderStatusFullTest, request.body);
		webhooks.sendEvent('order.statusFull', describeTestedOrder(test));
		return reply.code(201).send();
	});
}

function readBody<T extends z.ZodTypeAny>(schema: T, body: unknown): z.output<T> {
	const result = schema.safeParse(parseJson(body));
	if (!result.success) throw refuse('Invalid data provided');
	return result.data;
}

function findSubscription(state: SandboxState, webhookId: string): Subscription {
	const subscription = state.webhooks.subscriptions.get(Number(webhookId));
	if (!subscription) throw refuseUnknown('Webhook', webhookId);
	return subscription;
}
