import type { ImpiloClient } from './client';
import { mapConcurrently } from './concurrency';
import { ImpiloFailure } from './failure';
import { isGiven } from './json';
import type { ListRequest, Page } from './pages';
import { LARGEST_PAGE, readPage } from './pages';

/** How often a list is read anew because the size of its pages has changed. */
const MAX_RESTARTS = 3;
/** How often its pages are read once more because entries may have moved from one to another. */
const MOST_REREADINGS = 3;
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
	 * don't stay in memory, and again for the same entry if the list is read anew.
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
	/** For a list that Impilo sorts: sorts what parts or repeated reading have put out of order. */
	sort?: (results: R[]) => void;
	/** Takes how many entries may be missing at most; without it, a list with gaps is a failure. */
	onGaps?: (missing: number) => void;
}

/**
 * Reads a list, whole or up to a limit. Nothing is returned twice. If entries come or go meanwhile, or
 * their order isn't stable, the others move from page to page: where totals or repeated entries show it,
 * the pages are read again until nothing is missing that was there all the time. Nothing shows it if as
 * many come as go between two answers, or if Impilo gives no total.
 *
 * @throws ImpiloFailure, also if entries may still be missing; and what `convert` throws
 */
export async function readList<T extends object, R>(
	client: ImpiloClient,
	reading: ListReading<T, R>,
): Promise<R[]> {
	const { list, limit = Infinity, values, sort } = reading;
	const queries = values
		? splitValues(values.name, values.values).map((part) => ({
				...list.query,
				[values.name]: [...part],
			}))
		: [list.query];
	const isSplit = queries.length > 1;
	const picks = reading.picks === true || isSplit;
	// Each part is sorted by itself only.
	const most = isSplit && sort ? Infinity : limit;
	let isOutOfOrder = isSplit;
	const results: R[] = [];
	const seen = new Set<string>();
	for (const query of queries) {
		const missing = most - results.length;
		if (missing === 0) break;
		const partly = { ...reading, list: { ...list, query }, limit: missing, picks };
		const read = await readPart(client, partly, seen);
		for (const result of read.results) results.push(result);
		for (const key of read.keys) seen.add(key);
		isOutOfOrder ||= read.isRereading;
	}
	if (isOutOfOrder) sort?.(results);
	return results.slice(0, limit);
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

/** One reading of the pages, and the signs in it that the list has changed meanwhile. */
class Pass {
	private readonly keys = new Set<string>();

	private repeats = 0;

	private first = 0;

	private least = Infinity;

	/** How many different entries the list has had, by its totals. */
	expected = 0;

	/** @param isInOrder whether each page is read after the one before it */
	constructor(private readonly isInOrder: boolean) {}

	see(keys: readonly string[], total: number | undefined): void {
		this.repeats += keys.filter((key) => this.keys.has(key)).length;
		for (const key of keys) this.keys.add(key);
		// Past its end, the list may be said to have none.
		if (total === undefined || total === 0) return;
		if (this.least === Infinity) this.first = total;
		this.least = Math.min(this.least, total);
		this.expected = Math.max(this.expected, this.first + total - this.least);
	}

	/**
	 * Whether an entry may have moved from a page not yet read to one already read. In order, one that
	 * arrives can only push another to a later page.
	 */
	get mayHaveGaps(): boolean {
		const arrived = this.expected - this.first;
		if (this.least < this.first) return true;
		return this.isInOrder ? this.repeats > arrived : this.repeats + arrived > 0;
	}
}

/** Collects entries, each once, and converts them. */
class Collector<T extends object, R> {
	readonly results: R[] = [];

	/** Of all entries, kept or not. */
	readonly keys = new Set<string>();

	/** Whether the pages are read once more. */
	isRereading = false;

	private keyless = 0;

	private lastPage = '';

	private samePages = 0;

	private lastTotal = 0;

	private expected = 0;

	private pass: Pass;

	/**
	 * @param seen the keys of entries from other parts of the list
	 * @param limit the most entries to keep
	 */
	constructor(
		private readonly convert: (entry: T) => R | undefined,
		private readonly keyOf: KeyOf<T>,
		private readonly seen: ReadonlySet<string>,
		private readonly limit: number,
	) {
		this.pass = new Pass(limit !== Infinity);
	}

	/** How many entries are missing, by the totals, of all that the list has had. */
	get missing(): number {
		return this.expected - this.keys.size - this.keyless;
	}

	/** Whether reading the pages again may bring more. */
	get mayHaveGaps(): boolean {
		return this.missing > 0 && this.results.length < this.limit && this.pass.mayHaveGaps;
	}

	/** Whether there's enough. */
	get isDone(): boolean {
		return this.results.length === this.limit || (this.isRereading && this.missing <= 0);
	}

	startAgain(): void {
		this.isRereading = true;
		this.pass = new Pass(true);
	}

	/** @returns the converted entry; undefined if it's left out or a repeat */
	private take(entry: T): R | undefined {
		const key = this.keyOf(entry);
		if (isGiven(key)) {
			const text = String(key);
			if (this.keys.has(text)) return undefined;
			this.keys.add(text);
			if (this.seen.has(text)) return undefined;
		} else {
			// It may be a repeat.
			if (this.isRereading) return undefined;
			this.keyless++;
		}
		return this.convert(entry);
	}

	/** @returns the converted entries, as many as are still wanted */
	takePage({ content, total }: Page<T>): R[] {
		const keys = content.map(this.keyOf).filter(isGiven).map(String);
		this.pass.see(keys, total);
		this.expected = Math.max(this.expected, this.pass.expected);
		const taken: R[] = [];
		for (const entry of content) {
			if (this.results.length + taken.length === this.limit) break;
			const result = this.take(entry);
			if (result !== undefined) taken.push(result);
		}
		return taken;
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
		onGaps = failForGaps,
	}: ListReading<T, R>,
	seen: ReadonlySet<string>,
): Promise<Collector<T, R>> {
	let size = picks ? largestPage : Math.min(limit, largestPage);
	for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
		const collector = new Collector(convert, keyOf, seen, limit);
		let otherSize =
			limit === Infinity
				? await readAll(client, list, size, collector)
				: await readInOrder(client, list, size, collector);
		for (let again = 0; otherSize === undefined && collector.mayHaveGaps; again++) {
			if (again === MOST_REREADINGS) {
				onGaps(collector.missing);
				break;
			}
			collector.startAgain();
			otherSize = await readInOrder(client, list, size, collector);
		}
		if (otherSize === undefined) return collector;
		size = otherSize;
	}
	throw new ImpiloFailure({
		happened: 'Impilo keeps changing the page size of the list, so entries would be missing',
		remedy: 'Run the workflow again later.',
	});
}

function failForGaps(): never {
	throw new ImpiloFailure({
		happened: "Impilo's list keeps changing while it is read, so entries may be missing",
		remedy: 'Run the workflow again later. If it keeps happening, report it to Impilo.',
	});
}

/** Most entries have an ID. */
export function readId(entry: object): unknown {
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
	let number = 1;
	let isLast = first.isLast;

	const pageCount = Math.ceil((first.total ?? 0) / granted);
	if (!isLast && pageCount > 1 && pageCount <= MOST_PAGES_AT_ONCE) {
		const others = Array.from({ length: pageCount - 1 }, (_, index) => index + 2);
		let firstEmpty = Infinity;
		const pages = await mapConcurrently(others, client.gate.limit, async (other) => {
			// Then the total is wrong.
			if (other > firstEmpty) return { isLast: true, kept: [], size: undefined };
			const page = await readPage<T>(client, list, other, granted);
			if (page.length === 0) firstEmpty = Math.min(firstEmpty, other);
			return { ...page, content: undefined, kept: collector.takePage(page) };
		});
		for (const page of pages) {
			if (hasOtherLength(page, granted)) return page.size;
			collector.keep(page.kept);
			isLast = page.isLast;
			number++;
		}
	}
	while (!isLast) {
		const page = await readPage<T>(client, list, ++number, granted);
		if (hasOtherLength(page, granted)) return page.size;
		collector.keep(collector.takePage(page));
		collector.failIfStuck(page);
		isLast = page.isLast;
	}
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
 * Reads page after page until there are enough.
 *
 * @param asked as for `readAll`
 * @returns as `readAll`
 */
async function readInOrder<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	asked: number,
	collector: Collector<T, R>,
): Promise<number | undefined> {
	let granted: number | undefined;
	for (let number = 1; ; number++) {
		const page = await readPage<T>(client, list, number, granted ?? asked);
		if (granted !== undefined && hasOtherLength(page, granted)) return page.size;
		granted ??= page.size;
		collector.keep(collector.takePage(page));
		if (page.isLast || collector.isDone) return undefined;
		collector.failIfStuck(page);
	}
}
