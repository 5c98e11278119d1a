import type { ImpiloClient } from '../api/client';
import type { Findings } from '../api/findByValues';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';

export interface Identifiable {
	id?: Maybe<number>;
}

/**
 * What is known of the entities at Impilo, by key, e.g. by external order ID. Thousands may share a key,
 * so nothing here goes through all of them for each item.
 */
export class KeyRecords<T extends Identifiable> {
	/** By key, then by ID as text; without an ID, by the entity. */
	private readonly live = new Map<string, Map<unknown, T>>();

	/** The IDs, as text, of those that don't count as existing, by key. */
	private readonly inactive = new Map<string, ReadonlySet<string>>();

	/**
	 * @param isLive whether an entity counts as existing
	 * @param byPreference sorts the one that is used first
	 */
	constructor(
		private readonly isLive: (entity: T) => boolean,
		private readonly byPreference: (one: T, other: T) => number = byAge,
	) {}

	/** @param found what Impilo has, by key */
	add(found: ReadonlyMap<string, readonly T[]>): void {
		for (const [key, entities] of found) {
			const live = entities.filter(this.isLive).sort(this.byPreference);
			const inactive = entities.filter((entity) => !this.isLive(entity));
			if (inactive.length > 0)
				this.inactive.set(key, new Set(inactive.map(({ id }) => String(id))));
			const foundIds = new Set(entities.map((entity) => String(entity.id)));
			// Another run may have created one since the look-up began.
			const createdSince = [...this.liveOf(key)].filter(([, { id }]) => !foundIds.has(String(id)));
			this.live.set(
				key,
				new Map([...live.map((entity) => [identify(entity), entity] as const), ...createdSince]),
			);
		}
	}

	/** @param keys all keys of the item that it was created, changed or found for */
	keep(entity: T, keys: readonly string[]): void {
		for (const key of keys) this.liveOf(key).set(identify(entity), entity);
	}

	forget(entity: T, keys: readonly string[]): void {
		for (const key of keys) this.liveOf(key).delete(identify(entity));
	}

	/** The entity that is used of each key, each once. */
	findLive(keys: readonly string[]): T[] {
		const entities = keys.flatMap((key) => {
			const [first] = this.liveOf(key).values();
			return first ?? [];
		});
		const byId = new Map(entities.map((entity) => [entity.id ?? entity, entity]));
		return [...byId.values()].sort(this.byPreference);
	}

	/**
	 * @returns a function that says whether an entity with one of the keys is already known not to count as
	 * existing
	 */
	knowInactive(keys: readonly string[]): (entity: Identifiable) => boolean {
		const known = keys.flatMap((key) => this.inactive.get(key) ?? []);
		return ({ id }) => known.some((ids) => ids.has(String(id)));
	}

	/** The IDs of entities that share a key, first the one that is used. */
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

/** What isn't created yet has no ID, and comes last. */
export function byAge(one: Identifiable, other: Identifiable): number {
	return (one.id ?? Infinity) - (other.id ?? Infinity);
}

/** Looks up each key once, and again if something may have turned up since. */
export class LookedUpRecords<T extends Identifiable> extends KeyRecords<T> {
	/** By key. */
	private readonly lookUps = new Map<string, { atMs: number; failure: Promise<unknown> }>();

	constructor(
		private readonly client: ImpiloClient,
		private readonly find: (keys: readonly string[]) => Promise<Findings<T>>,
		isLive: (entity: T) => boolean,
		byPreference?: (one: T, other: T) => number,
	) {
		super(isLive, byPreference);
	}

	/** Looks up the keys that haven't been yet. A failure is kept for the keys that it's about. */
	async lookUp(keys: readonly string[]): Promise<void> {
		const unknown = keys.filter((key) => !this.lookUps.has(key));
		if (unknown.length > 0) this.read([...new Set(unknown)]);
		await this.findFailure(keys);
	}

	/** @returns why one of the keys couldn't be looked up; undefined if all could */
	async findFailure(keys: readonly string[]): Promise<unknown> {
		for (const key of keys) {
			const failure = await this.lookUps.get(key)?.failure;
			if (failure !== undefined) return failure;
		}
		return undefined;
	}

	/**
	 * Looks up again what is outdated.
	 *
	 * @param sinceMs in milliseconds since 1970: earlier look-ups are outdated
	 * @throws the failure of a look-up
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

/** Looks up keys of several items together: what is asked for during a look-up goes into the next one. */
export class SharedLookUps<T extends Identifiable> {
	private underWay: Promise<unknown> = Promise.resolve();

	private next: { keys: Set<string>; findings: Promise<Findings<T>> } | undefined;

	constructor(private readonly find: (keys: readonly string[]) => Promise<Findings<T>>) {}

	/**
	 * @returns what has any of the keys, each once
	 * @throws why one of the keys couldn't be looked up
	 */
	async findAll(keys: readonly string[]): Promise<T[]> {
		this.next ??= this.prepare();
		for (const key of keys) this.next.keys.add(key);
		const { found, failures } = await this.next.findings;
		for (const key of keys) if (failures.has(key)) throw failures.get(key);
		const entities = keys.flatMap((key) => found.get(key) ?? []);
		return [...new Map(entities.map((entity) => [identify(entity), entity])).values()];
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
