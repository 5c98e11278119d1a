import type { ImpiloClient } from '../api/client';
import type { Findings } from '../api/findByValues';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';

/** What has an ID at Impilo, once it's there. */
export interface Identifiable {
	id?: Maybe<number>;
}

/**
 * What is known of the things at Impilo that have certain keys, such as external order IDs. Thousands may
 * share a key, so nothing here looks at each of them for each item.
 */
export class KeyRecords<T extends Identifiable> {
	/** Those with each key that count as existing, by ID as text; by themselves while they have none. */
	private readonly live = new Map<string, Map<unknown, T>>();

	/** The IDs, as text, of those with each key that don't, where there are any. */
	private readonly inactive = new Map<string, ReadonlySet<string>>();

	/**
	 * @param counts whether something counts as existing
	 * @param order the one that is used comes first
	 */
	constructor(
		private readonly counts: (entity: T) => boolean,
		private readonly order: (one: T, other: T) => number = byAge,
	) {}

	/** Takes in what Impilo has: the things with each key. */
	add(found: ReadonlyMap<string, readonly T[]>): void {
		for (const [key, entities] of found) {
			const counting = entities.filter(this.counts).sort(this.order);
			const over = entities.filter((entity) => !this.counts(entity));
			if (over.length > 0) this.inactive.set(key, new Set(over.map(({ id }) => String(id))));
			const foundIds = new Set(entities.map((entity) => String(entity.id)));
			// Another run may have made one since the look-up began.
			const madeSince = [...this.liveOf(key)].filter(([, { id }]) => !foundIds.has(String(id)));
			this.live.set(
				key,
				new Map([...counting.map((entity) => [identify(entity), entity] as const), ...madeSince]),
			);
		}
	}

	/** Something counts for all keys of the item that it was made, changed or found for. */
	keep(entity: T, keys: readonly string[]): void {
		for (const key of keys) this.liveOf(key).set(identify(entity), entity);
	}

	/** Something doesn't count for these keys any more. */
	forget(entity: T, keys: readonly string[]): void {
		for (const key of keys) this.liveOf(key).delete(identify(entity));
	}

	/** What each key of an item leads to, each once; the one that is used comes first. */
	findLive(keys: readonly string[]): T[] {
		const entities = keys.flatMap((key) => {
			const [first] = this.liveOf(key).values();
			return first ?? [];
		});
		const byId = new Map(entities.map((entity) => [entity.id ?? entity, entity]));
		return [...byId.values()].sort(this.order);
	}

	/** @returns tells what has one of the keys and is known by now not to count as existing */
	knowInactive(keys: readonly string[]): (entity: Identifiable) => boolean {
		const known = keys.flatMap((key) => this.inactive.get(key) ?? []);
		return ({ id }) => known.some((ids) => ids.has(String(id)));
	}

	/** The IDs of what shares a key, where there is more than one, the one that is used first. */
	findDuplicates(keys: readonly string[]): string[][] {
		return keys
			.map((key) => this.liveOf(key))
			.filter(({ size }) => size > 1)
			.map((live) => [...live.values()].map((duplicate) => String(duplicate.id ?? 'unknown')));
	}

	private liveOf(key: string): Map<unknown, T> {
		const live = this.live.get(key) ?? new Map<unknown, T>();
		this.live.set(key, live);
		return live;
	}
}

function identify(entity: Identifiable): unknown {
	return isGiven(entity.id) ? String(entity.id) : entity;
}

/** What isn't made yet has no ID, and comes last. */
export function byAge(one: Identifiable, other: Identifiable): number {
	return (one.id ?? Infinity) - (other.id ?? Infinity);
}

/** Records that are looked up at Impilo: each key once, and again where something may have turned up since. */
export class LookedUpRecords<T extends Identifiable> extends KeyRecords<T> {
	/** By key. */
	private readonly lookUps = new Map<string, { atMs: number; failure: Promise<unknown> }>();

	constructor(
		private readonly client: ImpiloClient,
		private readonly find: (keys: readonly string[]) => Promise<Findings<T>>,
		counts: (entity: T) => boolean,
		order?: (one: T, other: T) => number,
	) {
		super(counts, order);
	}

	/** Looks up those keys that weren't yet; a failure is kept for the keys it is about. */
	async lookUp(keys: readonly string[]): Promise<void> {
		const unknown = keys.filter((key) => !this.lookUps.has(key));
		if (unknown.length > 0) this.read([...new Set(unknown)]);
		await this.findFailure(keys);
	}

	/** Why one of the keys couldn't be looked up; undefined where all could. */
	async findFailure(keys: readonly string[]): Promise<unknown> {
		for (const key of keys) {
			const failure = await this.lookUps.get(key)?.failure;
			if (failure !== undefined) return failure;
		}
		return undefined;
	}

	/**
	 * Makes sure that the records of these keys can be relied on.
	 *
	 * @param sinceMs what was looked up before that, in milliseconds since 1970, is looked up again
	 * @throws what a look-up failed with
	 */
	async refresh(keys: readonly string[], sinceMs: number): Promise<void> {
		const outdated = keys.filter((key) => (this.lookUps.get(key)?.atMs ?? -Infinity) <= sinceMs);
		if (outdated.length > 0) this.read(outdated);
		await this.lookUp(keys);
		const failure = await this.findFailure(keys);
		if (failure !== undefined) throw failure;
	}

	private read(keys: readonly string[]): void {
		const reading = this.find(keys).then(({ found, failures }) => {
			this.add(found);
			return failures;
		});
		for (const key of keys) {
			const failure = reading.then(
				(failures) => failures.get(key),
				(reason: unknown) => reason ?? new Error('The look-up failed'),
			);
			this.lookUps.set(key, { atMs: this.client.clock.now(), failure });
		}
	}
}

/**
 * Looks keys up for several items together: what is asked for while a look-up is under way goes into the
 * next one.
 */
export class SharedLookUps<T extends Identifiable> {
	private underWay: Promise<unknown> = Promise.resolve();

	private next: { keys: Set<string>; findings: Promise<Findings<T>> } | undefined;

	constructor(private readonly find: (keys: readonly string[]) => Promise<Findings<T>>) {}

	/**
	 * @returns what has any of the keys, each once
	 * @throws what the look-up of one of the keys failed with
	 */
	async findAll(keys: readonly string[]): Promise<T[]> {
		this.next ??= this.prepare();
		for (const key of keys) this.next.keys.add(key);
		const { found, failures } = await this.next.findings;
		for (const key of keys) if (failures.has(key)) throw failures.get(key);
		const entities = keys.flatMap((key) => found.get(key) ?? []);
		return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
	}

	private prepare(): { keys: Set<string>; findings: Promise<Findings<T>> } {
		const keys = new Set<string>();
		const findings = this.underWay.then(async () => {
			this.next = undefined;
			return await this.find([...keys]);
		});
		this.underWay = findings.catch(() => undefined);
		return { keys, findings };
	}
}
