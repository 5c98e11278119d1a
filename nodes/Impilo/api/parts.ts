import type { ImpiloClient } from './client';
import { isGiven } from './json';
import type { ListOptions, ListRequest } from './pages';
import { readId, readList } from './pages';

/** Fifty values and their names stay far below the 8,000 characters that servers commonly take. */
const MOST_VALUES_PER_REQUEST = 50;
const LONGEST_QUERY = 4_000;

/** A filter that takes many values: its name in the query, and the values. */
export interface ManyValues {
	name: string;
	values: ReadonlyArray<string | number>;
}

/** Splits the values of a filter into as many as fit into one request, each value once. */
export function splitValues<V extends string | number>(
	name: string,
	values: readonly V[],
): Array<Set<V>> {
	const parts: Array<Set<V>> = [];
	let length = 0;
	for (const value of new Set(values)) {
		const added = name.length + encodeURIComponent(value).length + 2;
		const last = parts.at(-1);
		if (
			last === undefined ||
			last.size === MOST_VALUES_PER_REQUEST ||
			length + added > LONGEST_QUERY
		) {
			parts.push(new Set([value]));
			length = added;
		} else {
			last.add(value);
			length += added;
		}
	}
	return parts;
}

/**
 * Reads a list up to a limit as `readList` does, part by part where a filter has more values than fit
 * into one request. An entry that several parts bring is given once.
 */
export async function readListInParts<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	{ name, values }: ManyValues,
	limit: number,
	convert: (entry: T) => R | undefined,
	options: ListOptions<T> = {},
): Promise<R[]> {
	const results: R[] = [];
	const parts = splitValues(name, values);
	const picks = options.picks === true || parts.length > 1;
	const { keyOf = readId } = options;
	const given = new Set<unknown>();
	for (const part of parts) {
		const missing = limit - results.length;
		if (missing === 0) break;
		const read = await readList<T, { key: unknown; result: R }>(
			client,
			{ ...list, query: { ...list.query, [name]: [...part] } },
			missing,
			(entry) => {
				const key = keyOf(entry);
				if (given.has(key)) return undefined;
				const result = convert(entry);
				return result === undefined ? undefined : { key, result };
			},
			{ ...options, picks },
		);
		for (const { key, result } of read) {
			results.push(result);
			if (isGiven(key)) given.add(key);
		}
	}
	return results;
}
