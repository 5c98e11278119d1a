import type { ImpiloClient } from '../api/client';
import type { TryResolution } from './entityHandler';
import { survivorOf } from './entityHandler';

/** A run that creates things of one kind, as the other runs see it. */
export interface ConcurrentRun<T> {
	/**
	 * Another run has made something with these keys.
	 *
	 * @param isNew whether it has made it just now, and no earlier try of it
	 */
	onCreatedElsewhere(entity: T, keys: readonly string[], isNew: boolean): void;
	/** What another run has made has given way to something else. */
	onReplacedElsewhere(gone: T, survivor: T, keys: readonly string[]): void;
}

/** How a run tells the others of its account. */
export interface RunHandle<T> {
	/**
	 * @param isNew whether it was made just now, and by no earlier try
	 * @param settled which of the things with these keys lives in the end, once that's known
	 */
	announceCreated(
		entity: T & { id?: unknown },
		keys: readonly string[],
		isNew: boolean,
		settled: Promise<TryResolution<T>>,
	): void;
	/** Takes the run out: to be called when it has ended, however it ended. */
	unregister(): void;
}

/**
 * Lets work on things with the same key take turns, whichever run of this process of n8n it belongs to,
 * and tells the runs what the others have made: what one has looked up may be out of date by the time
 * it's its turn. There is one of these for each kind of thing, and accounts of Impilo are kept apart.
 */
export class RunCoordinator<T = never> {
	/** When the last work so far on something is done, by account and key. */
	private readonly ends = new Map<string, Promise<unknown>>();

	/** By account. */
	private readonly runs = new Map<string, Set<ConcurrentRun<T>>>();

	/** Until when something may still turn up whose answer was lost, in milliseconds since 1970, by account and key. */
	private readonly unconfirmed = new Map<string, number>();

	/** What lives in the end of what was just made, by account and ID. */
	private readonly unresolved = new Map<string, Promise<TryResolution<T>>>();

	/**
	 * Does something once all earlier work with one of these keys is done.
	 *
	 * @throws GateClosed when the run has to stop before that
	 */
	async runExclusive<R>(
		{ account, gate }: Pick<ImpiloClient, 'account' | 'gate'>,
		keys: readonly string[],
		work: () => Promise<R>,
	): Promise<R> {
		const { ends } = this;
		const places = keys.map((key) => `${account} ${key}`);
		const earlier = Promise.all(places.map((place) => ends.get(place)));
		let end = (): void => {};
		const own = new Promise<void>((resolve) => {
			end = resolve;
		});
		// Later work also waits for the earlier, even if this gives up.
		const turn = Promise.all([earlier, own]);
		for (const place of places) ends.set(place, turn);
		void turn.then(() => {
			for (const place of places) if (ends.get(place) === turn) ends.delete(place);
		});
		try {
			await gate.waitFor(earlier);
			return await work();
		} finally {
			end();
		}
	}

	/** Takes a run in: it's told what the others of its account have made, and can tell them. */
	register({ account }: Pick<ImpiloClient, 'account'>, run: ConcurrentRun<T>): RunHandle<T> {
		const members = this.runs.get(account) ?? new Set();
		members.add(run);
		this.runs.set(account, members);
		return {
			announceCreated: (entity, keys, isNew, settled) => {
				for (const other of members)
					if (other !== run) other.onCreatedElsewhere(entity, keys, isNew);
				const place = `${account} ${String(entity.id)}`;
				this.unresolved.set(place, settled);
				void settled.then((result) => {
					this.unresolved.delete(place);
					const survivor = survivorOf(result);
					if (survivor === undefined || survivor === entity) return;
					for (const other of members)
						if (other !== run) other.onReplacedElsewhere(entity, survivor, keys);
				});
			},
			unregister: () => {
				members.delete(run);
				if (members.size === 0) this.runs.delete(account);
			},
		};
	}

	/**
	 * Notes that something with these keys may be there although nobody has seen it.
	 *
	 * @param untilMs when it would have turned up, in milliseconds since 1970
	 */
	noteUnconfirmed(
		{ account, clock }: ImpiloClient,
		keys: readonly string[],
		untilMs: number,
	): void {
		const longAgoMs = clock.now() - FORGOTTEN_AFTER_MS;
		// The oldest come first: with thousands in doubt, not all are looked at for each.
		for (const [place, ms] of this.unconfirmed) {
			if (ms >= longAgoMs) break;
			this.unconfirmed.delete(place);
		}
		for (const place of keys.map((key) => `${account} ${key}`)) {
			// Another run may have left a later one.
			const latestMs = Math.max(untilMs, this.unconfirmed.get(place) ?? -Infinity);
			this.unconfirmed.delete(place);
			this.unconfirmed.set(place, latestMs);
		}
	}

	/** @returns milliseconds since 1970; -Infinity where there's no doubt */
	unconfirmedUntilMs({ account }: ImpiloClient, keys: readonly string[]): number {
		return Math.max(
			-Infinity,
			...keys.map((key) => this.unconfirmed.get(`${account} ${key}`) ?? -Infinity),
		);
	}

	/** What lives in the end of something that a run of this process has just made; undefined for all else. */
	resolutionOf(
		{ account }: ImpiloClient,
		{ id }: { id?: unknown },
	): Promise<TryResolution<T>> | undefined {
		return this.unresolved.get(`${account} ${String(id)}`);
	}
}

/** No run looks things up and waits so long for its turn. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;
