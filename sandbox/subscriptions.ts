/** The event types Impilo documents. A subscription is for one of them. */
export const WEBHOOK_TYPES = [
	'order.status',
	'order.statusFull',
	'return.status',
	'return.statusFull',
	'patient.created',
	'patient.updated',
	'device.associationCreated',
	'device.associationRemoved',
	'device.healthcheck',
	'device.lowBattery',
	'device.weakSignal',
	'supportTicket.event',
	'procurement.status',
	'procurement.statusFull',
	'transferRequest.status',
	'transferRequest.statusFull',
	'packedKit.event',
	'reading.bloodGlucose',
	'reading.bloodOxygen',
	'reading.bloodPressure',
	// In Impilo's webhook guide alone.
	'reading.ecg',
	'reading.peakFlow',
	'reading.sleepMatActivity',
	'reading.sleepMatDuration',
	'reading.temperature',
	'reading.weight',
] as const;

export type WebhookType = (typeof WEBHOOK_TYPES)[number];

const FIRST_ID = 601;

/** A webhook, as the API calls it: where events of one type are sent. */
export interface Subscription {
	id: number;
	type: WebhookType;
	url: string;
}

/**
 * The subscriptions by ascending id. Whether Impilo refuses a second one with the same type and URL is
 * unknown; here it is another subscription, which gets the events as well.
 */
export class Subscriptions {
	private readonly byId = new Map<number, Subscription>();
	private nextId = FIRST_ID;

	add(type: WebhookType, url: string): Subscription {
		const subscription = { id: this.nextId, type, url };
		this.nextId += 1;
		this.byId.set(subscription.id, subscription);
		return subscription;
	}

	get(id: number): Subscription | undefined {
		return this.byId.get(id);
	}

	list(): Subscription[] {
		return [...this.byId.values()];
	}

	remove(id: number): void {
		this.byId.delete(id);
	}

	clear(): void {
		this.byId.clear();
		this.nextId = FIRST_ID;
	}
}
