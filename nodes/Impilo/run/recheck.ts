import type { ImpiloClient } from '../api/client';
import { mapConcurrently } from '../api/concurrency';
import { GateClosed } from '../api/gate';
import { PORTION_SIZE } from './itemPlan';

/**
 * When a portion is looked at, and looked at again where the list doesn't show what was made yet, or
 * where another run has still to do something about it.
 */
const WAITS_MS = [0, 1_000, 2_000, 4_000];

/** What is looked up once more, and what is done about it. */
export interface RecheckRules<E, F> {
	keysOf: (entry: E) => readonly string[];
	/** @throws ImpiloFailure */
	find: (keys: readonly string[]) => Promise<F>;
	/**
	 * Decides about an entry.
	 *
	 * @param isLast whether it isn't looked at again
	 * @returns false where it has to be looked at again
	 */
	decide: (entry: E, found: F, isLast: boolean) => Promise<boolean>;
	/** Called for those that couldn't be looked at. */
	giveUp: (entries: readonly E[]) => void;
}

/**
 * Looks up once more what a run has made, portion by portion while the run goes on: another process of
 * n8n may have made the same at the same time, when both had looked before and found nothing.
 */
export class Recheck<E, F> {
	private waiting: E[] = [];

	private readonly running = new Set<Promise<void>>();

	constructor(
		private readonly client: ImpiloClient,
		private readonly rules: RecheckRules<E, F>,
	) {}

	/** Takes an entry in; it's looked at as soon as there are enough for one request. */
	add(entry: E): void {
		this.waiting.push(entry);
		if (this.keysOf(this.waiting).size >= PORTION_SIZE) this.start();
	}

	/** Looks at all that haven't been looked at yet, and waits for what's under way. */
	async finish(): Promise<void> {
		this.start();
		await Promise.all(this.running);
		// What a closed gate has held back.
		this.start();
		await Promise.all(this.running);
		// Only where the execution was stopped is anything left.
		this.waiting = [];
	}

	private keysOf(entries: readonly E[]): Set<string> {
		return new Set(entries.flatMap((entry) => [...this.rules.keysOf(entry)]));
	}

	private start(): void {
		const portion = this.waiting.splice(0);
		if (portion.length === 0) return;
		const run = this.lookAt(portion).finally(() => this.running.delete(run));
		this.running.add(run);
	}

	private async lookAt(portion: readonly E[]): Promise<void> {
		const { find, decide, giveUp } = this.rules;
		const { gate } = this.client;
		let open = portion;
		for (const [index, waitMs] of WAITS_MS.entries()) {
			const isLast = index === WAITS_MS.length - 1;
			try {
				if (waitMs > 0) await gate.pause(waitMs);
				const found = await find([...this.keysOf(open)]);
				const decided = await mapConcurrently(
					open,
					gate.limit,
					async (entry) => await decide(entry, found, isLast),
				);
				open = open.filter((_, entry) => !decided[entry]);
			} catch (failure) {
				// They are looked at once the gate is open again.
				if (failure instanceof GateClosed) this.waiting.push(...open);
				else giveUp(open);
				return;
			}
			if (open.length === 0) return;
		}
	}
}
