import type { Clock } from './clock';

/** Thrown to a request that was still waiting when the gate closed: it was never sent. */
export class GateClosed extends Error {
	constructor() {
		super('The execution was stopped before this was sent to Impilo');
	}
}

/** Tells a request that may still go through a closed gate from one that starts something new. */
export interface GateOptions {
	/** Whether it finishes what was begun, e.g. looks whether something was created: only `stop` keeps it back. */
	isFollowUp?: boolean;
}

/**
 * The one way out for all requests of a node: first come, first served, a limited number at the same
 * time, all held back when Impilo asks for a pause, and none let through once it is closed, but for
 * those that settle what was begun.
 */
export class RequestGate {
	private inFlight = 0;

	private heldUntilMs = 0;

	/** The longest that Impilo has asked for: a clock that was set back makes no hold any longer. */
	private longestHoldMs = 0;

	private state: 'open' | 'closed' | 'stopped' = 'open';

	/** What waits for something else than a place, to be given up when the gate closes. */
	private readonly pauses = new Set<GateOptions & { giveUp: () => void }>();

	private waiting: Array<GateOptions & { admit: () => void; refuse: () => void }> = [];

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
	async send<T>(request: () => Promise<T>, passage: GateOptions = {}): Promise<T> {
		await this.enter(passage);
		try {
			await this.waitWhileHeld(passage);
			return await request();
		} finally {
			this.leave();
		}
	}

	/** Starts nothing for this time; what is in flight goes on. */
	holdFor(ms: number): void {
		this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.now() + ms);
		this.longestHoldMs = Math.max(this.longestHoldMs, ms);
	}

	/** Refuses requests that wait and those that come later, unless they settle something; what is in flight goes on. */
	close(): void {
		if (this.state === 'open') this.state = 'closed';
		for (const pause of this.pauses) if (this.isClosedTo(pause)) pause.giveUp();
		const refused = this.waiting.filter((one) => this.isClosedTo(one));
		this.waiting = this.waiting.filter((one) => !this.isClosedTo(one));
		for (const { refuse } of refused) refuse();
	}

	/** Closes the gate to everything, for good. */
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
	async pause(ms: number, passage: GateOptions = {}): Promise<void> {
		await this.waitFor(this.clock.sleep(ms), passage);
	}

	/**
	 * Waits for something else than a request.
	 *
	 * @throws GateClosed when the gate is closed meanwhile
	 */
	async waitFor<T>(event: Promise<T>, { isFollowUp }: GateOptions = {}): Promise<T> {
		let giveUp = (): void => {};
		const closing = new Promise<undefined>((resolve) => {
			giveUp = () => resolve(undefined);
		});
		// Taken out again: a promise for the whole run would hold on to all who ever waited.
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

	private async enter(passage: GateOptions): Promise<void> {
		if (this.isClosedTo(passage)) throw new GateClosed();
		if (this.inFlight < this.limit) {
			this.inFlight++;
			return;
		}
		await new Promise<void>((resolve, reject) => {
			this.waiting.push({ ...passage, admit: resolve, refuse: () => reject(new GateClosed()) });
		});
	}

	/** A pause may be made longer while it lasts, so it's asked for again after each. */
	private async waitWhileHeld(passage: GateOptions): Promise<void> {
		for (;;) {
			if (this.isClosedTo(passage)) throw new GateClosed();
			const { heldUntilMs } = this;
			const ms = Math.min(heldUntilMs - this.clock.now(), this.longestHoldMs);
			if (ms <= 0) return;
			await this.pause(ms, passage);
			// It has passed, whatever a clock says that was set back meanwhile.
			if (this.heldUntilMs === heldUntilMs) this.heldUntilMs = 0;
		}
	}

	/** The place goes straight to the next in line, so that nobody can slip in between. */
	private leave(): void {
		const next = this.waiting.shift();
		if (next) next.admit();
		else this.inFlight--;
	}
}
