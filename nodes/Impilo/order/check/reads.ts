import type { ImpiloClient } from '../../api/client';
import type { Findings } from '../../api/findByValues';

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
		const failure = this.noteFailure(outcome.failure);
		return () => {
			throw failure;
		};
	}

	/** @returns the failure to tell: what a closed gate refused is a consequence of the first */
	private noteFailure(failure: unknown): unknown {
		if (!this.stops) return failure;
		this.client.gate.close();
		this.firstFailure ??= failure;
		return this.firstFailure;
	}

	/**
	 * Reads what belongs to many values, part by part: a part or a value that can't be read fails only
	 * what asks for it.
	 *
	 * @returns gives what belongs to a value
	 */
	async inParts<T>(
		parts: ReadonlyArray<ReadonlySet<string>>,
		read: (part: string[]) => Promise<Findings<T>>,
	): Promise<(value: string) => T[]> {
		const answers = new Map<string, Answer<Findings<T>>>();
		const attempts = parts.map(async (part) => {
			const answer = await this.attempt(async () => await read([...part]));
			for (const value of part) answers.set(value, answer);
		});
		await Promise.all(attempts);
		return (value) => {
			const findings = answers.get(value)?.();
			if (findings?.failures.has(value)) throw findings.failures.get(value);
			return findings?.found.get(value) ?? [];
		};
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
