import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { openClient } from '../api/client';
import type { ListRequest, Page } from '../api/pages';
import { LARGEST_PAGE, readPage } from '../api/pages';
import { normalizeWord } from '../api/words';
import { isId } from '../fields/id';
import { toNodeError } from './errors';

/** Entries a page: as many as people look through before they type a few letters. */
export const LIST_PAGE = 50;
/** Pages that are searched for one answer, if Impilo can't search by name. */
const MOST_PAGES_LOOKED_THROUGH = 8;

/** A search as n8n calls it. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** Converts an entity to an entry of the list; undefined leaves it out. */
type ToEntry<T> = (entry: T) => INodeListSearchItems | undefined;

/** Makes a search for n8n from one that works with a client. */
function listSearch(
	search: (
		client: ImpiloClient,
		filter: string,
		paginationToken: string,
	) => Promise<INodeListSearchResult>,
): ListSearch {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken = '1') {
		let client: ImpiloClient | undefined;
		try {
			client = await openClient(this);
			return await search(client, filter.trim(), paginationToken);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		} finally {
			// Other requests of a failed search needn't be sent any more.
			client?.gate.close();
		}
	};
}

/** The entry of an entity: its labels, or its ID if there are none. */
export function listEntry(
	id: number | null | undefined,
	labels: Array<string | null | undefined>,
): INodeListSearchItems | undefined {
	if (typeof id !== 'number') return undefined;
	const name = labels.filter((label) => label).join(' · ');
	return { name: name === '' ? `ID ${id}` : name, value: id };
}

function toResult<T>(page: Page<T>, number: number, toEntry: ToEntry<T>): INodeListSearchResult {
	return {
		results: page.content.flatMap((entry) => toEntry(entry) ?? []),
		paginationToken: page.isLast ? undefined : String(number + 1),
	};
}

/**
 * Searches page after page until one has a matching entry, for lists that Impilo can't search by name.
 *
 * @param isSorted whether the entries are sorted by name, which Impilo can't do either: all pages are
 * then read, up to the limit
 */
async function lookThrough<T extends object>(
	client: ImpiloClient,
	list: ListRequest,
	filter: string,
	token: string,
	toEntry: ToEntry<T>,
	isSorted = false,
): Promise<INodeListSearchResult> {
	const from = Number(token);
	// "On hold" should also find `onHold` and `ON_HOLD`.
	const matches = (entry: INodeListSearchItems) =>
		normalizeWord(entry.name).includes(normalizeWord(filter)) || String(entry.value) === filter;
	const found: INodeListSearchItems[] = [];
	for (let number = from; ; number++) {
		const page = await readPage<T>(client, list, number, LARGEST_PAGE);
		const { results, paginationToken } = toResult(page, number, toEntry);
		found.push(...results.filter(matches));
		const isLast = paginationToken === undefined || number - from + 1 === MOST_PAGES_LOOKED_THROUGH;
		if (!isLast && (isSorted || found.length === 0)) continue;
		return {
			results: isSorted ? byDisplayedName(found) : found,
			// The editor can't scroll an empty list, so a next page would never be read.
			paginationToken: found.length === 0 ? undefined : paginationToken,
		};
	}
}

/**
 * Makes a search for n8n by the shown text of entries, done by the node and sorted by name, as Impilo has
 * no such filter.
 */
export function searchThrough<T extends object>(
	list: ListRequest,
	toEntry: ToEntry<T>,
): ListSearch {
	return listSearch(
		async (client, filter, token) => await lookThrough(client, list, filter, token, toEntry, true),
	);
}

function byDisplayedName(entries: readonly INodeListSearchItems[]): INodeListSearchItems[] {
	return [...entries].sort((one, other) => one.name.localeCompare(other.name));
}

/** A list with a request for a single entry. */
interface ExactList<T> {
	list: ListRequest;
	read: (client: ImpiloClient, id: number) => Promise<T>;
	/** Asks Impilo for what the typed text identifies, other than by ID. */
	readNamed?: (client: ImpiloClient, text: string) => Promise<T[]>;
	toEntry: ToEntry<T>;
}

/**
 * Makes a search for n8n that shows the list until something is typed, then the exact match, or else
 * searches the list.
 */
export function searchExactly<T extends { id?: number | null }>({
	list,
	read,
	readNamed,
	toEntry,
}: ExactList<T>): ListSearch {
	const readExactly = async (client: ImpiloClient, text: string): Promise<T[]> => {
		const named = (await readNamed?.(client, text)) ?? [];
		if (!isId(text) || named.some(({ id }) => String(id) === text)) return named;
		const byId = await read(client, Number(text)).catch(() => undefined);
		return byId === undefined ? named : [byId, ...named];
	};
	return listSearch(async (client, text, token) => {
		if (text === '') {
			const number = Number(token);
			return toResult(await readPage<T>(client, list, number, LIST_PAGE), number, toEntry);
		}
		const exact = token === '1' ? await readExactly(client, text) : [];
		const results = exact.flatMap((entry) => toEntry(entry) ?? []);
		return results.length > 0 ? { results } : await lookThrough(client, list, text, token, toEntry);
	});
}

/** A list that Impilo searches by name. */
interface NamedList<T> {
	list: ListRequest;
	/** The name of the filter by name in the query. */
	by: string;
	/** Other filters that may match the typed text, besides the one by ID. */
	exactly: readonly string[];
	/** Entries a page. */
	size?: number;
	toEntry: ToEntry<T>;
}

/**
 * Makes a search for n8n by name, preceded by what matches the typed text otherwise: the token contains
 * the IDs of these, so that they aren't shown again.
 *
 * @param listFor the list for a typed text
 */
export function searchByName<T extends { id?: number | null }>(
	listFor: (text: string) => NamedList<T>,
): ListSearch {
	return listSearch(async (client, text, token) => {
		const { list, by, exactly, size = LIST_PAGE, toEntry } = listFor(text);
		const [number = 1, ...shownIds] = token.split(/[:,]/).map(Number);
		const read = async (filter: string, page: number): Promise<Page<T>> => {
			const query = text === '' ? list.query : { ...list.query, [filter]: text };
			return await readPage<T>(client, { ...list, query, personal: [text] }, page, size);
		};
		const filters = text === '' ? [] : [...exactly, ...(isId(text) ? ['id'] : [])];
		const exact =
			number === 1 ? await Promise.all(filters.map(async (filter) => await read(filter, 1))) : [];
		const entries = exact.flatMap(({ content }) => content);
		// One may match in several ways.
		const first = [...new Map(entries.map((entry) => [entry.id ?? entry, entry])).values()];
		const shown = new Set([...shownIds, ...first.flatMap(({ id }) => id ?? [])]);
		const page = await read(by, number);
		const content = page.content.filter(({ id }) => !shown.has(id ?? NaN));
		const { results, paginationToken } = toResult({ ...page, content }, number, toEntry);
		const carried = shown.size > 0 ? `:${[...shown].join()}` : '';
		return {
			// Of several with the same first name, Impilo may give any first.
			results: [...first.flatMap((entry) => toEntry(entry) ?? []), ...byDisplayedName(results)],
			paginationToken: paginationToken && `${paginationToken}${carried}`,
		};
	});
}
