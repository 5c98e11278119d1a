import type { Clock } from './clock';

/** Thrown to a request that was still waiting when the gate closed: it was never sent. */
export class GateClosed extends Error {
	constructor() {
		super('The execution was stopped before this was sent to Impilo');
	}
}

/**
 * The one way out for all requests of a node: first come, first served, a limited number at the same
 * time, all held back when Impilo asks for a pause, and none let through once it is closed.
 */
export class RequestGate {
	private inFlight = 0;

	private heldUntilMs = 0;

	private state: 'open' | 'closed' | 'stopped' = 'open';

	/** To be called when the gate closes. */
	private readonly onClosing = new Set<() => void>();

	private waiting: Array<{ admit: () => void; refuse: () => void }> = [];

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
			return await request();
		} finally {
			this.leave();
		}
	}

	/** Starts nothing for this time; what is in flight goes on. */
	holdFor(ms: number): void {
		this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.now() + ms);
	}

	/** Refuses all requests that wait and all that come later; what is in flight goes on. */
	close(): void {
		if (this.state === 'open') this.state = 'closed';
		for (const giveUp of this.onClosing) giveUp();
		for (const { refuse } of this.waiting.splice(0)) refuse();
	}

	/** Closes the gate for good. */
	stop(): void {
		this.state = 'stopped';
		this.close();
	}

	/** Lets requests through again, unless the gate was closed for good. */
	reopen(): void {
		if (this.state === 'closed') this.state = 'open';
	}

	/**
	 * Waits before a request is sent again, without taking up a place.
	 *
	 * @throws GateClosed when the gate is closed meanwhile
	 */
	async pause(ms: number): Promise<void> {
		await this.waitFor(this.clock.sleep(ms));
	}

	/**
	 * Waits for something else than a request.
	 *
	 * @throws GateClosed when the gate is closed meanwhile
	 */
	async waitFor(event: Promise<unknown>): Promise<void> {
		let giveUp = (): void => {};
		const closing = new Promise<boolean>((resolve) => {
			giveUp = () => resolve(true);
		});
		// Taken out again: a promise for the whole run would hold on to all who ever waited.
		this.onClosing.add(giveUp);
		if (this.isClosed) giveUp();
		const closedMeanwhile = await Promise.race([event.then(() => false), closing]).finally(() =>
			this.onClosing.delete(giveUp),
		);
		if (closedMeanwhile || this.isClosed) throw new GateClosed();
	}

	private get isClosed(): boolean {
		return this.state !== 'open';
	}

	private async enter(): Promise<void> {
		if (this.isClosed) throw new GateClosed();
		if (this.inFlight < this.limit) {
			this.inFlight++;
			return;
		}
		await new Promise<void>((resolve, reject) => {
			this.waiting.push({ admit: resolve, refuse: () => reject(new GateClosed()) });
		});
	}

	/** A pause may be made longer while it lasts, so the clock is asked again after each. */
	private async waitWhileHeld(): Promise<void> {
		for (;;) {
			if (this.isClosed) throw new GateClosed();
			const ms = this.heldUntilMs - this.clock.now();
			if (ms <= 0) return;
			await this.pause(ms);
		}
	}

	/** The place goes straight to the next in line, so that nobody can slip in between. */
	private leave(): void {
		const next = this.waiting.shift();
		if (next) next.admit();
		else this.inFlight--;
	}
}
