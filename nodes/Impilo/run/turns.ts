import type { ImpiloClient } from '../api/client';

/** A run that changes things of one kind, as the other runs see it. */
export interface FellowRun<T> {
	/** Another run has made something with these keys. */
	noteMade(entity: T, keys: readonly string[]): void;
	/** Another run can't tell whether it has made something with these keys. */
	noteDoubt(keys: readonly string[]): void;
}

/** How a run tells the others of its account. */
export interface Membership<T> {
	tellMade(entity: T, keys: readonly string[]): void;
	tellDoubt(keys: readonly string[]): void;
	/** Takes the run out: to be called when it has ended, however it ended. */
	leave(): void;
}

/**
 * Lets work on things with the same key take turns, whichever run of this process of n8n it belongs to,
 * and tells the runs what the others have made: what one has looked up may be out of date by the time
 * it's its turn. There is one of these for each kind of work, and accounts of Impilo are kept apart.
 */
export class Turns<T = never> {
	/** When the last work so far on something is done, by account and key. */
	private readonly ends = new Map<string, Promise<unknown>>();

	/** By account. */
	private readonly runs = new Map<string, Set<FellowRun<T>>>();

	/**
	 * Does something once all earlier work with one of these keys is done.
	 *
	 * @throws GateClosed when the run has to stop before that
	 */
	async inTurn<R>(
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
	join({ account }: Pick<ImpiloClient, 'account'>, run: FellowRun<T>): Membership<T> {
		const members = this.runs.get(account) ?? new Set();
		members.add(run);
		this.runs.set(account, members);
		const tell = (each: (other: FellowRun<T>) => void): void => {
			for (const other of members) if (other !== run) each(other);
		};
		return {
			tellMade: (entity, keys) => tell((other) => other.noteMade(entity, keys)),
			tellDoubt: (keys) => tell((other) => other.noteDoubt(keys)),
			leave: () => {
				members.delete(run);
				if (members.size === 0) this.runs.delete(account);
			},
		};
	}
}
