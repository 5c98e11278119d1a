import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Order, Return } from './entities';
import { matchRange } from './filters';
import type { Query } from './lists';
import type { Subscriptions } from './subscriptions';

/** Documented: a delivery that fails is tried again after 15, 30 and 60 minutes, then dropped. */
export const RETRY_DELAYS_MINUTES = [15, 30, 60] as const;
/** Makes 15, 30 and 60 minutes short enough to wait for. */
const DEFAULT_MINUTE_MS = 10;
/** How long Impilo waits for an answer is unknown. Not accelerated, as the receiver isn't either. */
const DEFAULT_TIMEOUT_MS = 5_000;

export interface DeliveryTimes {
	/** Milliseconds before each retry, counted from the end of the attempt before it. Default 150, 300, 600. */
	retryDelaysMs?: readonly number[];
	/** Milliseconds until an attempt without an answer has failed. Default 5000. */
	timeoutMs?: number;
}

/** The documented delays, on a clock whose minutes last so long. */
export function scaleRetryDelays(minuteMs: number): number[] {
	return RETRY_DELAYS_MINUTES.map((minutes) => minutes * minuteMs);
}

/** What a delivery looks up when it is due, not when it is scheduled. */
export interface DeliveryAccount {
	readonly subscriptions: Subscriptions;
	readonly secret: string | undefined;
	readonly now: () => Date;
}

/** Sends what is due, and again if that fails. */
export class Deliveries {
	private readonly retryDelaysMs: readonly number[];
	private readonly timeoutMs: number;
	private readonly underWay = new Set<Promise<void>>();
	private cancelling = createCancelling();

	constructor(
		private readonly account: DeliveryAccount,
		{ retryDelaysMs = scaleRetryDelays(DEFAULT_MINUTE_MS), timeoutMs }: DeliveryTimes,
	) {
		this.retryDelaysMs = retryDelaysMs;
		this.timeoutMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
	}

	/** Starts at once; the outcome is recorded in the row. */
	start(row: WebhookLog): void {
		const delivery = this.deliver(row, this.cancelling.signal).finally(() =>
			this.underWay.delete(delivery),
		);
		this.underWay.add(delivery);
	}

	/** Resolves when nothing is under way or scheduled, including what starts meanwhile. */
	async settled(): Promise<void> {
		while (this.underWay.size > 0) await Promise.all(this.underWay);
	}

	/** Gives up what is under way and scheduled. */
	cancel(): void {
		this.cancelling.abort();
		this.cancelling = createCancelling();
	}

	/** Gives everything up, whatever starts later included. */
	async stop(): Promise<void> {
		this.cancelling.abort();
		await this.settled();
	}

	private async deliver(row: WebhookLog, cancelled: AbortSignal): Promise<void> {
		if (await this.attempt(row, cancelled)) return;
		for (const delayMs of this.retryDelaysMs) {
			await wait(delayMs, undefined, { signal: cancelled }).catch(() => undefined);
			if (cancelled.aborted || !this.isWanted(row)) return;
			row.retryAttempts += 1;
			row.lastRetryTimestamp = this.account.now().toISOString();
			if (await this.attempt(row, cancelled)) return;
		}
	}

	/** Resolves with whether there is nothing left to do. */
	private async attempt(row: WebhookLog, cancelled: AbortSignal): Promise<boolean> {
		if (cancelled.aborted) return true;
		const status = await postEvent({
			url: row.webhookUrl,
			body: row.payload,
			secret: this.account.secret,
			timeoutMs: this.timeoutMs,
			signal: cancelled,
		});
		if (cancelled.aborted) return true;
		row.lastResponseStatus = status;
		return status !== null && status >= 200 && status < 300;
	}

	/** Whether Impilo continues after the subscription is deleted is unknown; the sandbox doesn't. */
	private isWanted(row: WebhookLog): boolean {
		return this.account.subscriptions.get(row.webhookId) !== undefined;
	}
}

function createCancelling(): AbortController {
	const cancelling = new AbortController();
	// Every delivery that waits listens for the end.
	setMaxListeners(Number.POSITIVE_INFINITY, cancelling.signal);
	return cancelling;
}

/** The documented header: the account's secret as it is, not a signature. */
export const SECRET_HEADER = 'Impilo-Webhook-Secret';

export interface EventPost {
	url: string;
	/** JSON. */
	body: string;
	/** Undefined if the account has none; whether Impilo sends the header then is unknown. */
	secret: string | undefined;
	timeoutMs: number;
	/** Gives up at once. */
	signal: AbortSignal;
}

/** Resolves with the status that was answered; null if there was no answer, or not in time. */
export async function postEvent({
	url,
	body,
	secret,
	timeoutMs,
	signal,
}: EventPost): Promise<number | null> {
	const attempt = new AbortController();
	const giveUp = () => attempt.abort();
	const timer = setTimeout(giveUp, timeoutMs);
	signal.addEventListener('abort', giveUp, { once: true });
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: {
				'Content-Type': 'application/json',
				...(secret === undefined ? {} : { [SECRET_HEADER]: secret }),
			},
			body,
			// A redirect is not an answer.
			redirect: 'manual',
			signal: attempt.signal,
		});
		// An unread body would keep its connection open.
		await response.arrayBuffer().catch(() => undefined);
		return response.status;
	} catch {
		return null;
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', giveUp);
	}
}

/**
 * The payload of order.status. Only its meaning is documented: the order's id and what happened. The key
 * names are a guess, after those of the test call.
 */
export interface OrderStatusPayload {
	orderId: number;
	orderStatusName: string | null;
	externalOrderIds: string[];
}

export function describeOrderStatus(order: Order): OrderStatusPayload {
	return {
		orderId: order.id,
		orderStatusName: order.currentStatus ?? null,
		externalOrderIds: order.externalOrderIds ?? [],
	};
}

/** The payload of return.status is a guess, too: the same as for orders. */
export function describeReturnStatus({ id, currentStatus, relatedOrderId }: Return) {
	return { returnId: id, returnStatusName: currentStatus, relatedOrderId };
}

const orderId = z.number().int();
const externalOrderIds = z.array(z.string()).nullish();

/** The body of the test call for order.status; which fields are required is unknown. */
export const orderStatusTest = z.object({
	orderId,
	externalOrderIds,
	orderStatusName: z.string(),
});

/** The body of the test call for order.statusFull; which fields are required is unknown. */
export const orderStatusFullTest = z.object({
	orderId,
	externalOrderIds,
	patientId: z.number().int().nullish(),
	orderStatus: z.string(),
	trackingNumber: z.string().nullish(),
});

export function describeTestedStatus(test: z.output<typeof orderStatusTest>): OrderStatusPayload {
	return {
		orderId: test.orderId,
		orderStatusName: test.orderStatusName,
		externalOrderIds: test.externalOrderIds ?? [],
	};
}

/** An order with the data of the test call, whether or not it exists; Impilo's may have more. */
export function describeTestedOrder(test: z.output<typeof orderStatusFullTest>) {
	const { patientId, trackingNumber } = test;
	return {
		id: test.orderId,
		currentStatus: test.orderStatus,
		externalOrderIds: test.externalOrderIds ?? [],
		patient: patientId == null ? null : { id: patientId },
		trackingNumbers: trackingNumber == null ? [] : [{ carrier: null, value: trackingNumber }],
	};
}

const FIRST_ID = 9001;

/** One delivery: an event, and a subscription it was for. The field names are documented. */
export interface WebhookLog {
	id: number;
	webhookId: number;
	webhookType: string;
	/** Where it was sent, also if the subscription has another URL now. */
	webhookUrl: string;
	/**
	 * The JSON text that was sent, envelope included. Impilo documents a text; whether it is the
	 * whole envelope is unknown.
	 */
	payload: string;
	createTimestamp: string;
	/** Null if nothing was answered, or not yet. */
	lastResponseStatus: number | null;
	/** How often it was tried again: 0 to 3. */
	retryAttempts: number;
	lastRetryTimestamp: string | null;
}

/** The deliveries, oldest first; in which order Impilo lists them is unknown. */
export class WebhookLogs {
	readonly rows: WebhookLog[] = [];
	private nextId = FIRST_ID;

	add(row: Omit<WebhookLog, 'id'>): WebhookLog {
		const stored = { id: this.nextId, ...row };
		this.nextId += 1;
		this.rows.push(stored);
		return stored;
	}

	clear(): void {
		this.rows.length = 0;
		this.nextId = FIRST_ID;
	}
}

/**
 * The documented filters. Assumed: the bounds are included, all parameters have to match, and a delivery
 * that wasn't tried again is never between two retry timestamps.
 */
export function createLogFilter(query: Query): (row: WebhookLog) => boolean {
	const webhookType = query.readText('webhookType');
	const statuses = query.readIntegers('lastResponseStatus');
	const isRetriedEnough = matchRange(
		query.readInteger('retryAttemptsMin'),
		query.readInteger('retryAttemptsMax'),
	);
	const isCreatedThen = matchRange(
		query.readTimestamp('startTimestamp'),
		query.readTimestamp('endTimestamp'),
	);
	const isRetriedThen = matchRange(
		query.readTimestamp('startLastRetryTimestamp'),
		query.readTimestamp('endLastRetryTimestamp'),
	);
	return (row) =>
		(webhookType === undefined || row.webhookType === webhookType) &&
		(statuses.length === 0 ||
			(row.lastResponseStatus !== null && statuses.includes(row.lastResponseStatus))) &&
		isRetriedEnough(row.retryAttempts) &&
		isCreatedThen(Date.parse(row.createTimestamp)) &&
		isRetriedThen(row.lastRetryTimestamp === null ? undefined : Date.parse(row.lastRetryTimestamp));
}
