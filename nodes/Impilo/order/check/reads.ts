import type { ImpiloClient } from '../../api/client';

/** Gives what was read; throws the failure where it couldn't be. */
export type Answer<T> = () => T;

/** Reads that belong together: none throws, as their failures are those of the items that need them. */
export class Reads {
	private firstFailure: unknown;

	/** @param stops whether nothing new is sent after the first failure, since the run stops with it */
	constructor(
		private readonly client: ImpiloClient,
		private readonly stops: boolean,
	) {}

	async attempt<T>(read: () => Promise<T>): Promise<Answer<T>> {
		const outcome = await read().then(
			(found) => ({ found }),
			(failure: unknown) => ({ failure }),
		);
		if ('found' in outcome) return () => outcome.found;
		if (this.stops) this.client.gate.close();
		// What the closed gate refused is a consequence.
		if (this.stops) this.firstFailure ??= outcome.failure;
		const failure = this.firstFailure ?? outcome.failure;
		return () => {
			throw failure;
		};
	}

	/**
	 * Reads what belongs to many values, part by part: a part that can't be read fails only what asks
	 * for one of its values.
	 *
	 * @returns gives what belongs to a value
	 */
	async inParts<T>(
		parts: ReadonlyArray<ReadonlySet<string>>,
		read: (part: string[]) => Promise<ReadonlyMap<string, T[]>>,
	): Promise<(value: string) => T[]> {
		const answers = new Map<string, Answer<ReadonlyMap<string, T[]>>>();
		const attempts = parts.map(async (part) => {
			const answer = await this.attempt(async () => await read([...part]));
			for (const value of part) answers.set(value, answer);
		});
		await Promise.all(attempts);
		return (value) => answers.get(value)?.().get(value) ?? [];
	}

	/**
	 * Reads a whole list, unless nothing refers to it.
	 *
	 * @returns gives what has an ID
	 */
	async whole<T extends { id?: number | null }>(
		isNeeded: boolean,
		read: () => Promise<T[]>,
	): Promise<(id: number) => T | undefined> {
		if (!isNeeded) return () => undefined;
		const answer = await this.attempt(async () => {
			const list = await read();
			return new Map(list.map((entity) => [entity.id, entity]));
		});
		return (id) => answer().get(id);
	}
}
