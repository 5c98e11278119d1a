import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
	Deliveries,
	type DeliveryAccount,
	type DeliveryTimes,
	type WebhookLog,
	WebhookLogs,
	createLogFilter,
	describeOrderStatus,
	describeReturnStatus,
	describeTestedOrder,
	describeTestedStatus,
	orderStatusFullTest,
	orderStatusTest,
} from './deliveries';
import type { Device, Order, Patient, Return, SupportTicket } from './entities';
import { API_KEY_HEADER, type KeyPolicy, checkSecretReading } from './keys';
import { MAX_PAGE_SIZE, Query, cutPage, readPageRequest, splitTarget } from './lists';
import { Refusal, refuseUnknown } from './refusals';
import { readBody } from './requests';
import { type Subscription, Subscriptions, WEBHOOK_TYPES, type WebhookType } from './subscriptions';

/** The documented envelope; `id` is the event's own. */
export interface WebhookEvent {
	id: string;
	type: WebhookType;
	payload: unknown;
}

/**
 * Impilo's documentation contradicts itself: its API description says `{id, type, payload}`, its guide to
 * patients shows `{event, data}`, without an id.
 */
export const WEBHOOK_ENVELOPES = ['payload', 'data'] as const;

export type WebhookEnvelope = (typeof WEBHOOK_ENVELOPES)[number];

export interface WebhookOptions extends DeliveryTimes {
	/** Named after the field with the content. Default `payload`. */
	envelope?: WebhookEnvelope;
}

function wrapEvent({ id, type, payload }: WebhookEvent, envelope: WebhookEnvelope): unknown {
	return envelope === 'payload' ? { id, type, payload } : { event: type, data: payload };
}

/** The account's subscriptions, its one secret, and the events that are sent. */
export class Webhooks implements DeliveryAccount {
	readonly subscriptions = new Subscriptions();
	readonly logs = new WebhookLogs();
	/** Read for each attempt, so that a retry carries a secret set since. */
	secret: string | undefined;
	private readonly deliveries: Deliveries;
	private readonly envelope: WebhookEnvelope;

	constructor(
		readonly now: () => Date,
		{ envelope = 'payload', ...times }: WebhookOptions,
	) {
		this.envelope = envelope;
		this.deliveries = new Deliveries(this, times);
	}

	/** Sends an event to each current subscription of its type. */
	sendEvent(type: WebhookType, payload: unknown, id: string = randomUUID()): WebhookEvent {
		const event = { id, type, payload };
		for (const subscription of this.findSubscribers(type)) {
			const row = this.logs.add({
				webhookId: subscription.id,
				webhookType: type,
				webhookUrl: subscription.url,
				// Now: the order may have changed before a retry is due.
				payload: JSON.stringify(wrapEvent(event, this.envelope)),
				createTimestamp: this.now().toISOString(),
				lastResponseStatus: null,
				retryAttempts: 0,
				lastRetryTimestamp: null,
			});
			this.deliveries.start(row);
		}
		return event;
	}

	/** Sends both events of an order that is new or has a new status. */
	announceOrder(order: Order): void {
		this.sendEvent('order.status', describeOrderStatus(order));
		this.sendEvent('order.statusFull', order);
	}

	/** Sends both events of a return that is new or has a new status. */
	announceReturn(orderReturn: Return): void {
		this.sendEvent('return.status', describeReturnStatus(orderReturn));
		this.sendEvent('return.statusFull', orderReturn);
	}

	/** The guide to patients shows the patient as the payload. */
	announcePatient(type: 'patient.created' | 'patient.updated', patient: Patient): void {
		this.sendEvent(type, patient);
	}

	/** The payload of these events is a guess: the device after the change. */
	announceAssociation(
		type: 'device.associationCreated' | 'device.associationRemoved',
		device: Device,
	): void {
		this.sendEvent(type, device);
	}

	/** The payload of this event is a guess: the ticket. */
	announceSupportTicket(ticket: SupportTicket): void {
		this.sendEvent('supportTicket.event', ticket);
	}

	settled(): Promise<void> {
		return this.deliveries.settled();
	}

	reset(): void {
		this.deliveries.cancel();
		this.subscriptions.clear();
		this.logs.clear();
		this.secret = undefined;
	}

	stop(): Promise<void> {
		return this.deliveries.stop();
	}

	private findSubscribers(type: WebhookType) {
		return this.subscriptions.list().filter((subscription) => subscription.type === type);
	}
}

/** What tests see of the webhooks, and can do with them. */
export interface SandboxWebhooks {
	/** As they are now, by ascending id. */
	readonly subscriptions: readonly Subscription[];
	/** The account's secret, sent with each attempt from now on; undefined if there is none. */
	secret: string | undefined;
	/** Whether the API key may read the secret; otherwise that is answered 403. Default true. */
	canReadSecret: boolean;
	/** The deliveries, oldest first, as they progress. */
	readonly logs: readonly WebhookLog[];
	/** Adds an invented delivery, with a payload that may not be JSON. What isn't given is made up. */
	addLog(row?: Partial<Omit<WebhookLog, 'id'>>): WebhookLog;
	/** Forgets the deliveries so far; for long runs, in which they would use more and more memory. */
	clearLogs(): void;
	/** Sends an event to each subscription of its type; with the id of an earlier one, that one again. */
	sendEvent(type: WebhookType, payload: unknown, options?: { id?: string }): WebhookEvent;
	/** Resolves when no delivery is under way or scheduled. */
	settled(): Promise<void>;
}

export function createSteering(webhooks: Webhooks, keyPolicy: KeyPolicy): SandboxWebhooks {
	return {
		get subscriptions() {
			return webhooks.subscriptions.list();
		},
		get secret() {
			return webhooks.secret;
		},
		set secret(secret) {
			webhooks.secret = secret;
		},
		get canReadSecret() {
			return keyPolicy.canReadSecret;
		},
		set canReadSecret(canReadSecret) {
			keyPolicy.canReadSecret = canReadSecret;
		},
		get logs() {
			return webhooks.logs.rows;
		},
		addLog: (row = {}) =>
			webhooks.logs.add({
				webhookId: 699,
				webhookType: 'order.statusFull',
				webhookUrl: 'https://example.com/webhook',
				payload: JSON.stringify({ id: 'planted', type: 'order.statusFull', payload: {} }),
				createTimestamp: webhooks.now().toISOString(),
				lastResponseStatus: 200,
				retryAttempts: 0,
				lastRetryTimestamp: null,
				...row,
			}),
		clearLogs: () => webhooks.logs.clear(),
		sendEvent: (type, payload, { id } = {}) => webhooks.sendEvent(type, payload, id),
		settled: () => webhooks.settled(),
	};
}

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

/** What the routes of webhooks work on. */
interface WebhookState {
	readonly webhooks: Webhooks;
	readonly keyPolicy: KeyPolicy;
}

/** Subscriptions, what was delivered to them, and the two test calls. */
export function addWebhookRoutes(app: FastifyInstance, state: WebhookState): void {
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

function findSubscription(state: WebhookState, webhookId: string): Subscription {
	const subscription = state.webhooks.subscriptions.get(Number(webhookId));
	if (!subscription) throw refuseUnknown('Webhook', webhookId);
	return subscription;
}

/** Impilo's own limits are unknown; what a header can't contain can't be sent. */
const secretRequest = z.object({ secret: z.string().regex(/^[!-~]([ -~]*[!-~])?$/) });

/**
 * The account's one secret. That it can't be created twice, or read if there is none, is documented; the
 * statuses and the words are the sandbox's own.
 */
export function addWebhookSecretRoutes(
	app: FastifyInstance,
	{ webhooks, keyPolicy }: WebhookState,
): void {
	const path = '/api/v3/webhook-secret';

	app.get(path, async (request) => {
		checkSecretReading(request.headers[API_KEY_HEADER], keyPolicy);
		return { secret: demandSecret() };
	});

	app.post(path, async (request, reply) => {
		const secret = readSecret(request.body);
		if (webhooks.secret !== undefined) throw new Refusal(400, 'There is a webhook secret already');
		webhooks.secret = secret;
		return reply.code(201).send({ secret });
	});

	app.patch(path, async (request) => {
		demandSecret();
		const secret = readSecret(request.body);
		webhooks.secret = secret;
		return { secret };
	});

	app.delete(path, async (_request, reply) => {
		demandSecret();
		webhooks.secret = undefined;
		return reply.code(204).send();
	});

	function demandSecret(): string {
		if (webhooks.secret === undefined) throw new Refusal(404, 'There is no webhook secret');
		return webhooks.secret;
	}
}

function readSecret(body: unknown): string {
	return readBody(secretRequest, body).secret;
}
