import type { Clock } from './clock';

/** Thrown to a request that was still waiting when the gate closed: it was never sent. */
export class GateClosed extends Error {
	constructor() {
		super('The execution was stopped before this was sent to Impilo');
	}
}

/** Of the time that would lie between requests if they followed each other evenly. */
const SHARE_APART = 0.85;
/** Longer than it takes to deal with an answer and to send the next request. */
const FURTHEST_APART_MS = 5;

/**
 * The one way out for all requests of a node: at most so many at once, first come first served, all
 * held back together when Impilo asks for a pause, and none let through once it is closed.
 *
 * Requests start a little apart. Those that start together are answered together, and then each
 * answer waits until all the others are dealt with, round after round.
 */
export class RequestGate {
	private inFlight = 0;

	private heldUntilMs = 0;

	private nextStartMs = 0;

	/** The shortest time that any request has taken so far. */
	private shortestMs: number | undefined;

	private closed = false;

	private announceClosing: () => void = () => {};

	private readonly closing = new Promise<void>((resolve) => {
		this.announceClosing = resolve;
	});

	private waiting: Array<{ pass: () => void; turnAway: () => void }> = [];

	/** @param limit requests in flight at most, from 1 */
	constructor(
		readonly limit: number,
		private readonly clock: Clock,
	) {}

	/**
	 * Sends when it's this request's turn.
	 *
	 * @throws GateClosed when the gate is closed before that
	 */
	async send<T>(request: () => Promise<T>): Promise<T> {
		await this.enter();
		try {
			await this.waitWhileHeld();
			await this.keepApart();
			const startedMs = this.clock.now();
			const result = await request();
			const tookMs = this.clock.now() - startedMs;
			this.shortestMs = Math.min(this.shortestMs ?? tookMs, tookMs);
			return result;
		} finally {
			this.leave();
		}
	}

	/** Lets nothing new start for so long; what is in flight goes on. */
	holdFor(ms: number): void {
		this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.now() + ms);
	}

	/** Turns away all that wait and all that come later; what is in flight goes on. */
	close(): void {
		this.closed = true;
		this.announceClosing();
		for (const { turnAway } of this.waiting.splice(0)) turnAway();
	}

	/**
	 * Waits before a request is sent again, without taking up a place.
	 *
	 * @throws GateClosed when the gate is closed meanwhile
	 */
	async pause(ms: number): Promise<void> {
		await Promise.race([this.clock.sleep(ms), this.closing]);
		if (this.closed) throw new GateClosed();
	}

	private async enter(): Promise<void> {
		if (this.closed) throw new GateClosed();
		if (this.inFlight < this.limit) {
			this.inFlight++;
			return;
		}
		await new Promise<void>((resolve, reject) => {
			this.waiting.push({ pass: resolve, turnAway: () => reject(new GateClosed()) });
		});
	}

	/** A pause may be made longer while it lasts, so the clock is asked again after each. */
	private async waitWhileHeld(): Promise<void> {
		for (;;) {
			if (this.closed) throw new GateClosed();
			const ms = this.heldUntilMs - this.clock.now();
			if (ms <= 0) return;
			await this.pause(ms);
		}
	}

	/** Less far apart than requests that follow each other evenly, so that as many get through in all. */
	private async keepApart(): Promise<void> {
		const evenlyMs = (this.shortestMs ?? 0) / this.limit;
		const apartMs = Math.min(evenlyMs * SHARE_APART, FURTHEST_APART_MS);
		const nowMs = this.clock.now();
		// The clock of a computer may be set back meanwhile.
		const latestMs = nowMs + apartMs * this.limit;
		const startMs = Math.min(Math.max(nowMs, this.nextStartMs), latestMs);
		this.nextStartMs = startMs + apartMs;
		const waitMs = Math.floor(startMs - nowMs);
		if (waitMs <= 0) return;
		await this.clock.sleep(waitMs);
		await this.waitWhileHeld();
	}

	/** The place goes straight to the next in line, so that nobody can slip in between. */
	private leave(): void {
		const next = this.waiting.shift();
		if (next) next.pass();
		else this.inFlight--;
	}
}
