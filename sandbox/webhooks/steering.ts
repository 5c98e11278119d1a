import type { KeyPolicy } from '../keys';
import type { Subscription } from './subscriptions';
import type { WebhookLog } from './webhookLogs';
import type { WebhookEvent, Webhooks } from './webhooks';
import type { WebhookType } from './webhookTypes';

/** What a test sees of the webhooks, and does to them. */
export interface SandboxWebhooks {
	/** As they are now, by ascending id. */
	readonly subscriptions: readonly Subscription[];
	/** The account's secret, sent with each attempt from now on; undefined where there is none. */
	secret: string | undefined;
	/** Whether the API key may read the secret; otherwise that is answered 403. Default true. */
	canReadSecret: boolean;
	/** The deliveries, oldest first, as they go on. */
	readonly logs: readonly WebhookLog[];
	/** Adds a delivery that never happened, its payload JSON or not. What isn't given is made up. */
	addLog(row?: Partial<Omit<WebhookLog, 'id'>>): WebhookLog;
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
		sendEvent: (type, payload, { id } = {}) => webhooks.sendEvent(type, payload, id),
		settled: () => webhooks.settled(),
	};
}
