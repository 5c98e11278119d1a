import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { postEvent } from './postEvent';
import type { Subscriptions } from './subscriptions';
import type { WebhookLog } from './webhookLogs';

/** Documented: a delivery that fails is tried again after 15, 30 and 60 minutes, then dropped. */
export const RETRY_DELAYS_MINUTES = [15, 30, 60] as const;
/** So that 15, 30 and 60 minutes can be waited for. */
const DEFAULT_MINUTE_MS = 10;
/** How long Impilo waits for an answer is unknown. Not accelerated: who is waited for isn't either. */
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

/** What a delivery looks up when it is due, not when it was ordered. */
export interface DeliveryAccount {
	readonly subscriptions: Subscriptions;
	readonly secret: string | undefined;
	readonly now: () => Date;
}

/** Sends what is due, and again where that fails. */
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

	/** Starts at once; what becomes of it is noted in the row. */
	start(row: WebhookLog): void {
		const delivery = this.deliver(row, this.cancelling.signal).finally(() =>
			this.underWay.delete(delivery),
		);
		this.underWay.add(delivery);
	}

	/** Resolves when nothing is under way or scheduled, not even what starts meanwhile. */
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

	/** Whether Impilo goes on after the subscription is deleted is unknown; the sandbox doesn't. */
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
