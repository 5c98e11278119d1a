import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';

/** What has an ID at Impilo, once it's there. */
interface Identifiable {
	id?: Maybe<number>;
}

/** What is known of the things with one key. */
interface KeyRecord<T> {
	/** Those that count as existing, oldest first, by ID as text; by themselves while they have none. */
	live: Map<unknown, T>;
	/** The IDs of all as text, also of those that don't count, and as which arrival each became known. */
	arrivals: Map<string, number>;
}

/** Tells which IDs, as text, were known at one moment. */
export type KnownIds = Pick<ReadonlySet<string>, 'has'>;

/**
 * What is known of the things at Impilo that have certain keys, such as external order IDs. Thousands may
 * share a key, so nothing here looks at each of them for each item.
 */
export class KeyRecords<T extends Identifiable> {
	private readonly records = new Map<string, KeyRecord<T>>();

	private arrivalCount = 0;

	/** @param counts whether something counts as existing; without it, everything does */
	constructor(private readonly counts: (entity: T) => boolean = () => true) {}

	/** Takes in what Impilo has: the things with each key, by ascending ID. */
	add(found: ReadonlyMap<string, readonly T[]>): void {
		for (const [key, entities] of found) {
			const record = this.recordOf(key);
			const foundIds = new Set(entities.map((entity) => String(entity.id)));
			for (const id of foundIds) this.noteArrival(record, id);
			// Another run may have made one since the look-up began.
			const madeSince = [...record.live].filter(([, { id }]) => !foundIds.has(String(id)));
			const counting = entities.filter(this.counts);
			record.live = new Map([
				...counting.map((entity) => [identify(entity), entity] as const),
				...madeSince,
			]);
		}
	}

	/** Something counts for all keys of the item that it was made, changed or found for. */
	keep(entity: T, keys: readonly string[]): void {
		for (const key of keys) {
			const record = this.recordOf(key);
			this.noteArrival(record, String(entity.id));
			record.live.set(identify(entity), entity);
		}
	}

	/** What each key of an item leads to, each once, oldest first. */
	findLive(keys: readonly string[]): T[] {
		const entities = keys.flatMap((key) => {
			const [oldest] = this.recordOf(key).live.values();
			return oldest ?? [];
		});
		const byId = new Map(entities.map((entity) => [entity.id ?? entity, entity]));
		return [...byId.values()].sort(byAge);
	}

	/** The IDs of what shares a key, where there is more than one, oldest first. */
	findTwins(keys: readonly string[]): string[][] {
		return keys
			.map((key) => this.recordOf(key).live)
			.filter(({ size }) => size > 1)
			.map((live) => [...live.values()].map((twin) => String(twin.id ?? 'unknown')));
	}

	/** The IDs of all that has any of these keys and is known now; what becomes known later isn't among them. */
	findKnownIds(keys: readonly string[]): KnownIds {
		const arrivals = keys.map((key) => this.recordOf(key).arrivals);
		const next = this.arrivalCount;
		return { has: (id) => arrivals.some((numbers) => (numbers.get(id) ?? next) < next) };
	}

	private noteArrival({ arrivals }: KeyRecord<T>, id: string): void {
		if (!arrivals.has(id)) arrivals.set(id, this.arrivalCount++);
	}

	private recordOf(key: string): KeyRecord<T> {
		const record = this.records.get(key) ?? { live: new Map(), arrivals: new Map() };
		this.records.set(key, record);
		return record;
	}
}

function identify(entity: Identifiable): unknown {
	return isGiven(entity.id) ? String(entity.id) : entity;
}

/** What isn't made yet has no ID, and comes last. */
export function byAge(one: Identifiable, other: Identifiable): number {
	return (one.id ?? Infinity) - (other.id ?? Infinity);
}

/** Records that are looked up at Impilo: each key once, and again only where somebody was in doubt. */
export class Ledger<T extends Identifiable> extends KeyRecords<T> {
	/** Keys that have been looked up, with the failure if it failed. */
	private readonly lookedUp = new Map<string, { failure?: unknown }>();

	/** Keys of things whose fate isn't known. */
	private readonly doubtful = new Set<string>();

	/**
	 * @param find looks keys up; may throw
	 * @param counts as for `KeyRecords`
	 */
	constructor(
		private readonly find: (keys: readonly string[]) => Promise<ReadonlyMap<string, T[]>>,
		counts?: (entity: T) => boolean,
	) {
		super(counts);
	}

	/** Looks up those keys that weren't yet; a failure is kept for the keys it is about. */
	async lookUp(keys: readonly string[]): Promise<void> {
		const unknown = keys.filter((key) => !this.lookedUp.has(key));
		const result: { failure?: unknown } = {};
		// Noted before the answer is there, so that no key is looked up twice.
		for (const key of unknown) this.lookedUp.set(key, result);
		try {
			await this.read(unknown);
		} catch (failure) {
			result.failure = failure;
		}
	}

	/** Why one of the keys couldn't be looked up. */
	findFailure(keys: readonly string[]): unknown {
		return keys.map((key) => this.lookedUp.get(key)?.failure).find(isGiven);
	}

	/** From now on, nobody can tell what has these keys. */
	noteDoubt(keys: readonly string[]): void {
		for (const key of keys) this.doubtful.add(key);
	}

	/**
	 * Makes sure that the records of these keys can be relied on: looks those up again that are in doubt.
	 *
	 * @throws ImpiloFailure also where the first look-up failed
	 */
	async settle(keys: readonly string[]): Promise<void> {
		const failure = this.findFailure(keys);
		if (failure !== undefined) throw failure;
		const doubtful = keys.filter((key) => this.doubtful.has(key));
		await this.read(doubtful);
		for (const key of doubtful) this.doubtful.delete(key);
	}

	private async read(keys: readonly string[]): Promise<void> {
		if (keys.length > 0) this.add(await this.find(keys));
	}
}
