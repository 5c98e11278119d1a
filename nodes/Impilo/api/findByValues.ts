import type { ImpiloClient } from './client';
import { mapConcurrently } from './concurrency';
import type { Maybe } from './json';
import type { ListRequest } from './pages';
import { LARGEST_PAGE, readAll } from './pages';
import { splitValues } from './parts';

/** A field that identifies things, by many values at once. */
export interface ValueSearch<T> {
	/** The filter's name in the query. */
	name: string;
	values: readonly string[];
	/** The values of that field that one of the things has. */
	valuesOf: (entity: T) => readonly string[];
	/**
	 * Called for each thing that comes back, with the values that were asked for.
	 *
	 * @throws ImpiloFailure where it has none of them: the filter is ignored then, and a stranger's could
	 * be taken for ours
	 */
	check: (entity: T, values: ReadonlySet<string>) => void;
	/** The most entries that Impilo grants a page, where it isn't 250. */
	largestPage?: number;
}

/**
 * Finds what has any of the given values, many values a request.
 *
 * @returns the things of each value that has any, by ascending ID
 * @throws ImpiloFailure
 */
export async function findByValues<T extends { id?: Maybe<number> }>(
	client: ImpiloClient,
	list: ListRequest,
	{ name, values, valuesOf, check, largestPage = LARGEST_PAGE }: ValueSearch<T>,
): Promise<Map<string, T[]>> {
	const found = new Map<string, T[]>();
	await mapConcurrently(splitValues(name, values), client.gate.limit, async (part) => {
		const query = { ...list.query, [name]: [...part] };
		const entities = await readAll<T, T>(client, { ...list, query }, largestPage, (entity) => {
			check(entity, part);
			return entity;
		});
		for (const entity of entities) {
			for (const value of valuesOf(entity)) {
				if (!part.has(value)) continue;
				const others = found.get(value);
				if (others === undefined) found.set(value, [entity]);
				else others.push(entity);
			}
		}
	});
	for (const entities of found.values()) {
		entities.sort((one, other) => (one.id ?? Infinity) - (other.id ?? Infinity));
	}
	return found;
}
