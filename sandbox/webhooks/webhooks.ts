import { randomUUID } from 'node:crypto';
import type { Order } from '../entities';
import { Deliveries, type DeliveryAccount, type DeliveryTimes } from './deliveries';
import { describeOrderStatus } from './orderEvents';
import { Subscriptions } from './subscriptions';
import { WebhookLogs } from './webhookLogs';
import type { WebhookType } from './webhookTypes';

/** The documented envelope; `id` is the event's own. */
export interface WebhookEvent {
	id: string;
	type: WebhookType;
	payload: unknown;
}

/** The account's subscriptions, its one secret, and the events that are sent. */
export class Webhooks implements DeliveryAccount {
	readonly subscriptions = new Subscriptions();
	readonly logs = new WebhookLogs();
	/** Read anew for each attempt, so that a retry carries a secret set since. */
	secret: string | undefined;
	private readonly deliveries: Deliveries;

	constructor(
		readonly now: () => Date,
		times: DeliveryTimes,
	) {
		this.deliveries = new Deliveries(this, times);
	}

	/** Sends an event to each subscription of its type there is now. */
	sendEvent(type: WebhookType, payload: unknown, id: string = randomUUID()): WebhookEvent {
		const event = { id, type, payload };
		for (const subscription of this.findSubscribers(type)) {
			const row = this.logs.add({
				webhookId: subscription.id,
				webhookType: type,
				webhookUrl: subscription.url,
				// Now: the order may have changed before a retry is due.
				payload: JSON.stringify(event),
				createTimestamp: this.now().toISOString(),
				lastResponseStatus: null,
				retryAttempts: 0,
				lastRetryTimestamp: null,
			});
			this.deliveries.start(row);
		}
		return event;
	}

	/** Says in both ways that the order has a new status, or is new. */
	announceOrder(order: Order): void {
		this.sendEvent('order.status', describeOrderStatus(order));
		this.sendEvent('order.statusFull', order);
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
