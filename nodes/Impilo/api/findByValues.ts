import type { ImpiloClient } from './client';
import { mapConcurrently } from './concurrency';
import type { Explanation } from './failure';
import { ImpiloFailure } from './failure';
import type { Maybe } from './json';
import { readList, splitValues } from './lists';
import type { ListRequest } from './pages';
import { readPage } from './pages';

/** A field that identifies things, by many values at once. */
export interface ValueSearch<T> {
	/** The filter's name in the query. */
	name: string;
	values: readonly string[];
	/** The values of that field that one of the things has. */
	valuesOf: (entity: T) => readonly string[];
	/**
	 * What is said where something comes back that has none of the values: the filter is ignored then, and
	 * a stranger's could be taken for ours.
	 */
	ignoredFilter: Explanation;
	/** What is said of something that has a value only as long as case is ignored. */
	writtenOtherwise?: (entity: T) => Explanation;
	/** Whether something that has none of the values may come back all the same. */
	isHarmless?: (entity: T) => boolean;
	/** The most entries that Impilo grants a page, where it isn't 250. */
	largestPage?: number;
}

/** What many values lead to. */
export interface Findings<T> {
	/** The things of each value that has any, by ascending ID. */
	found: Map<string, T[]>;
	/** Why a value couldn't be looked up. It says nothing about the other values. */
	failures: Map<string, unknown>;
}

/**
 * Finds what has any of the given values, many values a request. Where Impilo refuses a request for one
 * of its values, that value fails alone.
 *
 * @throws ImpiloFailure for what concerns all values: the key is refused, the filter is ignored, or
 * Impilo can't be asked at the moment
 * @throws GateClosed when the node has stopped sending
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
		await reading.catch(async (failure: unknown) => {
			if (!mayBeAboutValue(failure)) throw failure;
			const [value = ''] = part;
			if (part.size === 1) {
				findings.failures.set(value, failure);
				return;
			}
			if (mayBeAboutAll) await readPage<T>(client, requestFor([PLAIN_VALUE]), 1, 1);
			const halves = splitInHalves(part);
			await mapConcurrently(halves, halves.length, async (half) => await lookUp(half, false));
		});
	};

	const parts = splitValues(search.name, search.values);
	await mapConcurrently(parts, client.gate.limit, async (part) => await lookUp(part));
	for (const entities of findings.found.values()) {
		entities.sort((one, other) => (one.id ?? Infinity) - (other.id ?? Infinity));
	}
	return findings;
}

/**
 * What was found, where one failure stands for all values.
 *
 * @throws the failure of a value
 */
export function allFound<T>({ found, failures }: Findings<T>): Map<string, T[]> {
	for (const failure of failures.values()) throw failure;
	return found;
}

/**
 * Nothing is wrong with this one: where it's refused as well, the refusal isn't about the values, and
 * asking for each of them by itself would only be many requests.
 */
const PLAIN_VALUE = '1';

/** Refusals of the key, of the proxy's login, and what passes. */
const STATUSES_ABOUT_ALL = [401, 403, 407, 408, 429];

function mayBeAboutValue(failure: unknown): boolean {
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
 * Reads what belongs to some values, and adds it to what each of them has.
 *
 * @throws ImpiloFailure also where something has nothing to do with any of them
 */
async function readPart<T extends { id?: Maybe<number> }>(
	client: ImpiloClient,
	list: ListRequest,
	part: ReadonlySet<string>,
	{ valuesOf, ignoredFilter, writtenOtherwise, isHarmless, largestPage }: ValueSearch<T>,
	{ found, failures }: Findings<T>,
): Promise<void> {
	const folded = new Map<string, string[]>();
	for (const value of part) folded.set(fold(value), [...(folded.get(fold(value)) ?? []), value]);
	const meantBy = (entity: T): string[] =>
		valuesOf(entity).flatMap((value) => folded.get(fold(value)) ?? []);

	// Page by page: where the filter is ignored, the list may be all that Impilo has.
	const convert = (entity: T): T => {
		const isMeant = writtenOtherwise
			? meantBy(entity).length > 0
			: valuesOf(entity).some((value) => part.has(value));
		if (isMeant || isHarmless?.(entity) === true) return entity;
		throw new ImpiloFailure(ignoredFilter);
	};
	const entities = await readList(client, { list, largestPage, convert });

	const others = entities.filter((entity) => {
		const values = valuesOf(entity).filter((value) => part.has(value));
		for (const value of values) {
			const ofValue = found.get(value);
			if (ofValue === undefined) found.set(value, [entity]);
			else ofValue.push(entity);
		}
		return values.length === 0;
	});
	if (writtenOtherwise === undefined) return;
	for (const other of others) {
		for (const value of meantBy(other)) {
			// What has the value itself is certain to be meant.
			if (found.has(value) || failures.has(value)) continue;
			failures.set(value, new ImpiloFailure(writtenOtherwise(other)));
		}
	}
}

/** Servers that ignore case ignore blanks at the ends and accents, too. */
function fold(value: string): string {
	return value.normalize('NFKD').replace(/\p{M}/gu, '').trim().toUpperCase();
}
