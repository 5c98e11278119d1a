import type { ImpiloClient } from '../api/client';
import type { TryResolution } from './entityHandler';
import { survivorOf } from './entityHandler';

/** A run, as the other runs of the process see it. */
export interface ConcurrentRun<T> {
	/**
	 * Another run has created something with these keys.
	 *
	 * @param isNew whether it was this try of that run, not an earlier one
	 */
	onCreatedElsewhere(entity: T, keys: readonly string[], isNew: boolean): void;
	/** What another run has created was voided in favour of something else. */
	onReplacedElsewhere(gone: T, survivor: T, keys: readonly string[]): void;
}

/** How a run informs the others of its account. */
export interface RunHandle<T> {
	/**
	 * @param isNew whether it was this try, not an earlier one
	 * @param resolving gives what stays once that's known
	 */
	announceCreated(
		entity: T & { id?: unknown },
		keys: readonly string[],
		isNew: boolean,
		resolving: Promise<TryResolution<T>>,
	): void;
	/** To be called when the run has ended, successfully or not. */
	unregister(): void;
}

/**
 * Coordinates the runs of this process of n8n: work on the same key is done one after the other, and each
 * run learns what the others have created since it looked. One for each type of entity; accounts of
 * Impilo are kept apart.
 */
export class RunCoordinator<T = never> {
	/** The end of the last work so far, by account and key. */
	private readonly ends = new Map<string, Promise<unknown>>();

	/** By account. */
	private readonly runs = new Map<string, Set<ConcurrentRun<T>>>();

	/** Until when something may turn up whose answer was lost, in milliseconds since 1970, by account and key. */
	private readonly unconfirmed = new Map<string, number>();

	/** Of what was just created, by account and ID. */
	private readonly unresolved = new Map<string, Promise<TryResolution<T>>>();

	/**
	 * Waits until all earlier work with one of these keys is done.
	 *
	 * @throws GateClosed if the run has to stop before that
	 */
	async runExclusive<R>(
		{ account, gate }: Pick<ImpiloClient, 'account' | 'gate'>,
		keys: readonly string[],
		work: () => Promise<R>,
	): Promise<R> {
		const { ends } = this;
		const locks = keys.map((key) => `${account} ${key}`);
		const earlier = Promise.all(locks.map((lock) => ends.get(lock)));
		let end = (): void => {};
		const own = new Promise<void>((resolve) => {
			end = resolve;
		});
		// Later work also waits for the earlier, even if this gives up.
		const turn = Promise.all([earlier, own]);
		for (const lock of locks) ends.set(lock, turn);
		void turn.then(() => {
			for (const lock of locks) if (ends.get(lock) === turn) ends.delete(lock);
		});
		try {
			await gate.waitFor(earlier);
			return await work();
		} finally {
			end();
		}
	}

	register({ account }: Pick<ImpiloClient, 'account'>, run: ConcurrentRun<T>): RunHandle<T> {
		const members = this.runs.get(account) ?? new Set();
		members.add(run);
		this.runs.set(account, members);
		return {
			announceCreated: (entity, keys, isNew, resolving) => {
				for (const other of members)
					if (other !== run) other.onCreatedElsewhere(entity, keys, isNew);
				const accountAndId = `${account} ${String(entity.id)}`;
				this.unresolved.set(accountAndId, resolving);
				void resolving.then((resolution) => {
					this.unresolved.delete(accountAndId);
					const survivor = survivorOf(resolution);
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
	 * What was looked up with these keys until then is outdated: something may turn up or be gone.
	 *
	 * @param untilMs in milliseconds since 1970
	 */
	noteUnconfirmed(
		{ account, clock }: ImpiloClient,
		keys: readonly string[],
		untilMs: number,
	): void {
		const longAgoMs = clock.now() - FORGOTTEN_AFTER_MS;
		// The oldest come first: there may be thousands.
		for (const [accountAndKey, ms] of this.unconfirmed) {
			if (ms >= longAgoMs) break;
			this.unconfirmed.delete(accountAndKey);
		}
		for (const accountAndKey of keys.map((key) => `${account} ${key}`)) {
			// Another run may have left a later one.
			const latestMs = Math.max(untilMs, this.unconfirmed.get(accountAndKey) ?? -Infinity);
			this.unconfirmed.delete(accountAndKey);
			this.unconfirmed.set(accountAndKey, latestMs);
		}
	}

	/** @returns milliseconds since 1970; -Infinity if nothing is unconfirmed */
	unconfirmedUntilMs({ account }: ImpiloClient, keys: readonly string[]): number {
		return Math.max(
			-Infinity,
			...keys.map((key) => this.unconfirmed.get(`${account} ${key}`) ?? -Infinity),
		);
	}

	/** @returns undefined unless a run of this process has just created it */
	resolutionOf(
		{ account }: ImpiloClient,
		{ id }: { id?: unknown },
	): Promise<TryResolution<T>> | undefined {
		return this.unresolved.get(`${account} ${String(id)}`);
	}
}

/** No run waits that long. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000;
