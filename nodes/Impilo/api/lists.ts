import type { ImpiloClient } from './client';
import { mapConcurrently } from './concurrency';
import { ImpiloFailure } from './failure';
import { isGiven } from './json';
import type { ListRequest, Page } from './pages';
import { LARGEST_PAGE, readPage } from './pages';

/** How often a list is read anew because the size of its pages has changed. */
const MAX_RESTARTS = 3;
/** Two and a half million entries; a list that says it has more is read page by page. */
const MOST_PAGES_AT_ONCE = 10_000;
/**
 * New entries may shift a short page a few times; if it happens more often, the server ignores the page
 * number.
 */
const MOST_SAME_PAGES = 5;

/** Fifty values and their names stay far below the 8,000 characters that servers commonly accept. */
const MOST_VALUES_PER_REQUEST = 50;
const LONGEST_QUERY = 4_000;

/** What identifies an entry in its list; null or undefined if nothing does. */
export type KeyOf<T> = (entry: T) => unknown;

/** A filter that takes many values: its name in the query, and the values. */
export interface ManyValues {
	name: string;
	values: ReadonlyArray<string | number>;
}

/** Which list to read, how much of it, and how to convert it. */
export interface ListReading<T, R> {
	list: ListRequest;
	/**
	 * Converts an entry to what's kept; undefined leaves it out. Called page by page, so that whole orders
	 * don't stay in memory.
	 */
	convert: (entry: T) => R | undefined;
	/** The most entries to keep, at least 1; by default, all. */
	limit?: number;
	/** Whether entries are left out, so that small pages are of no use. */
	picks?: boolean;
	/** For entries without an ID. */
	keyOf?: KeyOf<T>;
	/** The largest page that Impilo allows, if not 250. */
	largestPage?: number;
	/** A filter with more values than may fit into one request: the list is then read in parts. */
	values?: ManyValues;
}

/**
 * Reads a list, whole or up to a limit. Nothing is returned twice, and nothing that was there at the
 * start is missing, even if new entries shift others from page to page meanwhile.
 *
 * @throws ImpiloFailure, and what `convert` throws
 */
export async function readList<T extends object, R>(
	client: ImpiloClient,
	reading: ListReading<T, R>,
): Promise<R[]> {
	const { list, limit = Infinity, values } = reading;
	if (values === undefined) return (await readPart(client, reading, new Set())).results;

	const parts = splitValues(values.name, values.values);
	const picks = reading.picks === true || parts.length > 1;
	const results: R[] = [];
	const seen = new Set<string>();
	for (const part of parts) {
		const missing = limit - results.length;
		if (missing === 0) break;
		const query = { ...list.query, [values.name]: [...part] };
		const partly = { ...reading, list: { ...list, query }, limit: missing, picks };
		const read = await readPart(client, partly, seen);
		for (const result of read.results) results.push(result);
		for (const key of read.keys) seen.add(key);
	}
	return results;
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

/** Collects entries, each once, and converts them. */
class Collector<T extends object, R> {
	readonly results: R[] = [];

	/** Of all entries, kept or not. */
	readonly keys = new Set<string>();

	private keyless = 0;

	private lastPage = '';

	private samePages = 0;

	private lastTotal = 0;

	/** @param seen the keys of entries from other parts of the list */
	constructor(
		private readonly convert: (entry: T) => R | undefined,
		private readonly keyOf: KeyOf<T>,
		private readonly seen: ReadonlySet<string>,
	) {}

	/** How many different entries there were, kept or not. */
	get count(): number {
		return this.keys.size + this.keyless;
	}

	/** @returns the converted entry; undefined if it's left out or a repeat */
	take(entry: T): R | undefined {
		const key = this.keyOf(entry);
		if (isGiven(key)) {
			const text = String(key);
			if (this.keys.has(text)) return undefined;
			this.keys.add(text);
			if (this.seen.has(text)) return undefined;
		} else {
			this.keyless++;
		}
		return this.convert(entry);
	}

	takePage({ content }: Page<T>): R[] {
		return content.map((entry) => this.take(entry)).filter((result) => result !== undefined);
	}

	keep(results: readonly R[]): void {
		for (const result of results) this.results.push(result);
	}

	/** @throws ImpiloFailure if page after page has the same entries */
	failIfStuck(page: Page<T>): void {
		const thisPage = page.content.map((entry) => this.keyOf(entry) ?? JSON.stringify(entry)).join();
		const isSame = thisPage === this.lastPage;
		const arrived = (page.total ?? 0) - this.lastTotal;
		if (!isSame) this.samePages = 0;
		// A full page of new entries shifts the others by one page.
		else if (arrived < page.length) this.samePages++;
		this.lastPage = thisPage;
		this.lastTotal = Math.max(this.lastTotal, page.total ?? 0);
		if (page.isLast || this.samePages < MOST_SAME_PAGES) return;
		throw new ImpiloFailure({
			happened: 'Impilo keeps sending the same page of the list',
			remedy: 'Run the workflow again later. If it keeps happening, report it to Impilo.',
		});
	}

	/** Whether nothing identifies an entry. */
	lacksKey(entry: T): boolean {
		return !isGiven(this.keyOf(entry));
	}
}

/** Reads a list from its start, and again if the page size changes on the way. */
async function readPart<T extends object, R>(
	client: ImpiloClient,
	{
		list,
		convert,
		limit = Infinity,
		picks = false,
		keyOf = readId,
		largestPage = LARGEST_PAGE,
	}: ListReading<T, R>,
	seen: ReadonlySet<string>,
): Promise<Collector<T, R>> {
	let size = picks ? largestPage : Math.min(limit, largestPage);
	for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
		const collector = new Collector(convert, keyOf, seen);
		const otherSize =
			limit === Infinity
				? await readAll(client, list, size, collector)
				: await readSome(client, list, size, limit, collector);
		if (otherSize === undefined) return collector;
		size = otherSize;
	}
	throw new ImpiloFailure({
		happened: 'Impilo keeps changing the page size of the list, so entries would be missing',
		remedy: 'Run the workflow again later.',
	});
}

/** Most entries have an ID. */
function readId(entry: object): unknown {
	return 'id' in entry ? entry.id : undefined;
}

/**
 * Reads a whole list: the first page gives the total, and the others are read several at once, as far as
 * the client's gate allows.
 *
 * @param asked the page size to ask for; the server may use a smaller one
 * @returns the new page size if the server has changed it: entries would be missing
 */
async function readAll<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	asked: number,
	collector: Collector<T, R>,
): Promise<number | undefined> {
	const first = await readPage<T>(client, list, 1, asked);
	collector.keep(collector.takePage(first));
	const granted = first.size ?? first.length;
	let total = first.total ?? 0;
	let number = 1;
	let isLast = first.isLast;

	const pageCount = Math.ceil(total / granted);
	if (!isLast && pageCount > 1 && pageCount <= MOST_PAGES_AT_ONCE) {
		const others = Array.from({ length: pageCount - 1 }, (_, index) => index + 2);
		let firstEmpty = Infinity;
		const pages = await mapConcurrently(others, client.gate.limit, async (other) => {
			// Then the total is wrong.
			if (other > firstEmpty) return { isLast: true, kept: [], size: undefined, total: undefined };
			const page = await readPage<T>(client, list, other, granted);
			if (page.length === 0) firstEmpty = Math.min(firstEmpty, other);
			return { ...page, content: undefined, kept: collector.takePage(page) };
		});
		for (const page of pages) {
			if (hasOtherLength(page, granted)) return page.size;
			collector.keep(page.kept);
			total = Math.max(total, page.total ?? 0);
			isLast = page.isLast;
			number++;
		}
	}
	while (!isLast) {
		const page = await readPage<T>(client, list, ++number, granted);
		if (hasOtherLength(page, granted)) return page.size;
		collector.keep(collector.takePage(page));
		collector.failIfStuck(page);
		total = Math.max(total, page.total ?? 0);
		isLast = page.isLast;
	}
	if (total > (first.total ?? total)) await readArrivals(client, list, granted, total, collector);
	return undefined;
}

/** A last page may give its own length as the page size. */
function hasOtherLength<P extends { size?: number; isLast: boolean }>(
	page: P,
	granted: number,
): page is P & { size: number } {
	if (page.size === undefined) return false;
	return page.size > granted || (page.size < granted && !page.isLast);
}

/**
 * If the newest come first, a new entry shifts all others, and one may move from a page not yet read to a
 * page already read. Reading pages in order can't miss it.
 */
async function readArrivals<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	size: number,
	total: number,
	collector: Collector<T, R>,
): Promise<void> {
	let latestTotal = total;
	for (let number = 1; collector.count < latestTotal; number++) {
		const page = await readPage<T>(client, list, number, size);
		// Entries that nothing identifies may be repeats.
		const content = page.content.filter((entry) => !collector.lacksKey(entry));
		collector.keep(collector.takePage({ ...page, content }));
		collector.failIfStuck(page);
		latestTotal = Math.max(latestTotal, page.total ?? 0);
		if (page.isLast) return;
	}
}

/**
 * Reads a list page after page until there are enough.
 *
 * @param asked as for `readAll`
 * @returns as `readAll`
 */
async function readSome<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	asked: number,
	limit: number,
	collector: Collector<T, R>,
): Promise<number | undefined> {
	let granted: number | undefined;
	for (let number = 1; ; number++) {
		const page = await readPage<T>(client, list, number, granted ?? asked);
		if (granted !== undefined && hasOtherLength(page, granted)) return page.size;
		granted ??= page.size;
		for (const entry of page.content) {
			const result = collector.take(entry);
			if (result !== undefined) collector.keep([result]);
			if (collector.results.length === limit) return undefined;
		}
		if (page.isLast) return undefined;
		collector.failIfStuck(page);
	}
}
