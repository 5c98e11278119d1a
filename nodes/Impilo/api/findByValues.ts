import type { ImpiloClient } from './client';
import { mapConcurrently } from './concurrency';
import type { Explanation } from './failure';
import { ImpiloFailure } from './failure';
import type { Maybe } from './json';
import { readList, splitValues } from './lists';
import type { ListRequest } from './pages';
import { readPage } from './pages';

/** A search by a field that identifies things, for many values at once. */
export interface ValueSearch<T> {
	/** The filter's name in the query. */
	name: string;
	values: readonly string[];
	/** The values that an entity has in that field. */
	valuesOf: (entity: T) => readonly string[];
	/**
	 * For an answer with none of the values: Impilo ignores the filter, and the node might use somebody
	 * else's.
	 */
	ignoredFilter: Explanation;
	/** For an entity that has a value only if case is ignored. */
	writtenOtherwise?: (entity: T) => Explanation;
	/** Whether Impilo may return this entity although it has none of the values. */
	isHarmless?: (entity: T) => boolean;
	/** For an entity that Impilo shows without any value: it may have any of those asked for. */
	whyUnclear?: (entity: T) => Explanation | undefined;
	/** The largest page that Impilo allows, if not 250. */
	largestPage?: number;
}

/** The result of a search for many values. */
export interface Findings<T> {
	/** The entities of each value that has any, by ascending ID. */
	found: Map<string, T[]>;
	/** Why a value couldn't be looked up. It says nothing about the other values. */
	failures: Map<string, unknown>;
}

/**
 * Finds what has any of the given values, many values a request. If Impilo refuses one of them, only that
 * value fails.
 *
 * @throws ImpiloFailure for what concerns all values: a refused key, an ignored filter, or no answer from
 * Impilo
 * @throws GateClosed if the node has stopped sending
 */
export async function findByValues<T extends { id?: Maybe<number> }>(
	client: ImpiloClient,
	list: ListRequest,
	search: ValueSearch<T>,
): Promise<Findings<T>> {
	const findings: Findings<T> = { found: new Map(), failures: new Map() };
	const requestFor = (values: Iterable<string>): ListRequest => ({
		...list,
		query: { ...list.query, [search.name]: [...values] },
	});

	const lookUp = async (part: ReadonlySet<string>, mayBeAboutAll = true): Promise<void> => {
		const reading = readPart(client, requestFor(part), part, search, findings);
		const failure: unknown = await reading.catch((thrown: unknown) => {
			if (mayBeAboutValue(thrown)) return thrown;
			throw thrown;
		});
		if (failure === undefined) return;
		const [value = ''] = part;
		if (part.size === 1) {
			findings.failures.set(value, failure);
			return;
		}
		if (mayBeAboutAll) {
			const { content } = await readPage<T>(client, requestFor([PLAIN_VALUE]), 1, 1);
			const isIgnored = content.some((entity) => search.whyUnclear?.(entity));
			if (isIgnored) throw new ImpiloFailure(search.ignoredFilter);
		}
		const halves = splitInHalves(part);
		await mapConcurrently(halves, halves.length, async (half) => await lookUp(half, false));
	};

	const parts = splitValues(search.name, search.values);
	await mapConcurrently(parts, client.gate.limit, async (part) => await lookUp(part));
	for (const entities of findings.found.values()) {
		entities.sort((one, other) => (one.id ?? Infinity) - (other.id ?? Infinity));
	}
	return findings;
}

/**
 * What was found, if one failure is enough to fail the search.
 *
 * @throws the failure of a value
 */
export function allFound<T>({ found, failures }: Findings<T>): Map<string, T[]> {
	for (const failure of failures.values()) throw failure;
	return found;
}

/**
 * A valid value: if it's refused as well, the refusal isn't about the values, and asking for each of them
 * would only send many requests.
 */
const PLAIN_VALUE = '1';

/** Refusals of the key or of the proxy's login, and temporary failures. */
const STATUSES_ABOUT_ALL = [401, 403, 407, 408, 429];

/** Whether Impilo has refused what may be only the value that it was asked about. */
export function mayBeAboutValue(failure: unknown): boolean {
	if (!(failure instanceof ImpiloFailure) || failure.status === undefined) return false;
	const { status } = failure;
	return status >= 400 && status < 500 && !STATUSES_ABOUT_ALL.includes(status);
}

function splitInHalves(part: ReadonlySet<string>): Array<Set<string>> {
	const values = [...part];
	const middle = Math.ceil(values.length / 2);
	return [new Set(values.slice(0, middle)), new Set(values.slice(middle))];
}

/**
 * Reads the entities of some values, and adds them to the findings.
 *
 * @returns why nothing was added: it isn't known which value an entity has
 * @throws ImpiloFailure also if an entity has nothing to do with any of them
 */
async function readPart<T extends { id?: Maybe<number> }>(
	client: ImpiloClient,
	list: ListRequest,
	part: ReadonlySet<string>,
	{
		valuesOf,
		ignoredFilter,
		writtenOtherwise,
		isHarmless,
		whyUnclear,
		largestPage,
	}: ValueSearch<T>,
	{ found, failures }: Findings<T>,
): Promise<ImpiloFailure | undefined> {
	const folded = new Map<string, string[]>();
	for (const value of part) folded.set(fold(value), [...(folded.get(fold(value)) ?? []), value]);
	const meantBy = (entity: T): string[] =>
		valuesOf(entity).flatMap((value) => folded.get(fold(value)) ?? []);

	// Page by page: if the filter is ignored, the list may be all that Impilo has.
	const convert = (entity: T): T => {
		const isMeant = writtenOtherwise
			? meantBy(entity).length > 0
			: valuesOf(entity).some((value) => part.has(value));
		if (isMeant || isHarmless?.(entity) === true || whyUnclear?.(entity)) return entity;
		throw new ImpiloFailure(ignoredFilter);
	};
	const entities = await readList(client, { list, largestPage, convert });
	const [unclear] = entities.flatMap((entity) => whyUnclear?.(entity) ?? []);
	if (unclear !== undefined) return new ImpiloFailure(unclear);

	const others = entities.filter((entity) => {
		const values = valuesOf(entity).filter((value) => part.has(value));
		for (const value of values) {
			const ofValue = found.get(value);
			if (ofValue === undefined) found.set(value, [entity]);
			else ofValue.push(entity);
		}
		return values.length === 0;
	});
	if (writtenOtherwise === undefined) return undefined;
	for (const other of others) {
		for (const value of meantBy(other)) {
			// An exact match is certainly the right one.
			if (found.has(value) || failures.has(value)) continue;
			failures.set(value, new ImpiloFailure(writtenOtherwise(other)));
		}
	}
	return undefined;
}

/** Servers that ignore case also ignore accents and spaces at the ends. */
export function fold(value: string): string {
	return value.normalize('NFKD').replace(/\p{M}/gu, '').trim().toUpperCase();
}
