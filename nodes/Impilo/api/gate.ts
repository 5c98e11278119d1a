import type { Clock } from './clock';
import { LONGEST_WAIT_MS } from './retry';

/** The request was never sent. */
export class GateClosed extends Error {
	constructor() {
		super('The execution was stopped before this was sent to Impilo');
	}
}

export interface GateOptions {
	/** Whether it finishes earlier work, e.g. looks up what was created: only `stop` refuses it. */
	isFollowUp?: boolean;
}

/**
 * All requests of a node go through one gate, in their order. It limits how many are in flight, and
 * holds them all if Impilo asks for a pause. Once it's closed, only follow-ups pass.
 */
export class RequestGate {
	private inFlight = 0;

	private heldUntilMs = 0;

	/** Limits a hold if the clock is set back. */
	private longestHoldMs = 0;

	private state: 'open' | 'closed' | 'stopped' = 'open';

	/** Given up when the gate closes. */
	private readonly pauses = new Set<GateOptions & { giveUp: () => void }>();

	private waiting: Array<GateOptions & { admit: () => void; refuse: () => void }> = [];

	/** @param limit requests in flight at most, from 1 */
	constructor(
		readonly limit: number,
		private readonly clock: Clock,
	) {}

	/**
	 * Sends when a slot is free.
	 *
	 * @throws GateClosed if the gate is closed before that
	 */
	async send<T>(request: () => Promise<T>, options: GateOptions = {}): Promise<T> {
		await this.enter(options);
		try {
			await this.waitWhileHeld(options);
			return await request();
		} finally {
			this.leave();
		}
	}

	/** Holds new requests; those in flight go on. */
	holdFor(ms: number): void {
		this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.now() + ms);
		this.longestHoldMs = Math.max(this.longestHoldMs, ms);
	}

	/** Refuses waiting and later requests, except follow-ups; those in flight go on. */
	close(): void {
		if (this.state === 'open') this.state = 'closed';
		for (const pause of this.pauses) if (this.isClosedTo(pause)) pause.giveUp();
		const refused = this.waiting.filter((one) => this.isClosedTo(one));
		this.waiting = this.waiting.filter((one) => !this.isClosedTo(one));
		for (const { refuse } of refused) refuse();
	}

	/** Closes the gate for good, even to follow-ups. */
	stop(): void {
		this.state = 'stopped';
		this.close();
	}

	/** Has no effect after `stop`. */
	reopen(): void {
		if (this.state === 'closed') this.state = 'open';
	}

	/**
	 * Waits without taking up a slot, at most as long as any wait: the clock may have been set back.
	 *
	 * @throws GateClosed if the gate is closed meanwhile
	 */
	async pause(ms: number, options: GateOptions = {}): Promise<void> {
		await this.waitFor(this.clock.sleep(Math.min(ms, LONGEST_WAIT_MS)), options);
	}

	/**
	 * Waits for something else.
	 *
	 * @throws GateClosed if the gate is closed meanwhile
	 */
	async waitFor<T>(event: Promise<T>, { isFollowUp }: GateOptions = {}): Promise<T> {
		let giveUp = (): void => {};
		const closing = new Promise<undefined>((resolve) => {
			giveUp = () => resolve(undefined);
		});
		// One promise for the whole run would keep everything that ever waited in memory.
		const pause = { isFollowUp, giveUp };
		this.pauses.add(pause);
		if (this.isClosedTo(pause)) giveUp();
		const result = await Promise.race([event.then((value) => ({ value })), closing]).finally(() =>
			this.pauses.delete(pause),
		);
		if (result === undefined || this.isClosedTo(pause)) throw new GateClosed();
		return result.value;
	}

	private isClosedTo({ isFollowUp = false }: GateOptions): boolean {
		return this.state === 'stopped' || (this.state === 'closed' && !isFollowUp);
	}

	private async enter(options: GateOptions): Promise<void> {
		if (this.isClosedTo(options)) throw new GateClosed();
		if (this.inFlight < this.limit) {
			this.inFlight++;
			return;
		}
		await new Promise<void>((resolve, reject) => {
			this.waiting.push({ ...options, admit: resolve, refuse: () => reject(new GateClosed()) });
		});
	}

	/** A hold may be extended meanwhile. */
	private async waitWhileHeld(options: GateOptions): Promise<void> {
		for (;;) {
			if (this.isClosedTo(options)) throw new GateClosed();
			const { heldUntilMs } = this;
			const ms = Math.min(heldUntilMs - this.clock.now(), this.longestHoldMs);
			if (ms <= 0) return;
			await this.pause(ms, options);
			// Over, even if the clock was set back meanwhile.
			if (this.heldUntilMs === heldUntilMs) this.heldUntilMs = 0;
		}
	}

	/** Hands the slot to the next in line. */
	private leave(): void {
		const next = this.waiting.shift();
		if (next) next.admit();
		else this.inFlight--;
	}
}
