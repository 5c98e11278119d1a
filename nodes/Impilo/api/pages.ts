import type { IDataObject } from 'n8n-workflow';

import type { ImpiloClient } from './client';
import { mapConcurrently } from './concurrency';
import { ImpiloFailure } from './failure';
import { isGiven, isObject } from './json';
import type { ImpiloRequest } from './request';

/** The most that Impilo grants, but for items and inventory, where it is 100. */
export const LARGEST_PAGE = 250;

/** A list that grows while it's read is read on; one that keeps changing its page size is not. */
const MAX_RESTARTS = 3;
/** Two and a half million entries; a list that says it has more is read page by page, as far as it goes. */
const MOST_PAGES_AT_ONCE = 10_000;
/** New entries may push a short page on to the next; a server that ignores the page number repeats it for ever. */
const MOST_SAME_PAGES = 5;

/** A page as it was answered, with everything that may be null made certain. */
export interface Page<T> {
	content: T[];
	/** How many entries came, unreadable ones included. */
	length: number;
	/** What the server granted, which may be less than asked for; undefined where it doesn't say. */
	size?: number;
	/** How many there are in the whole list; undefined where the server doesn't say. */
	total?: number;
	isLast: boolean;
}

/** A list at Impilo: its address and filters, without the paging. */
export type ListRequest = Omit<ImpiloRequest, 'method' | 'body' | 'asFile'>;

/**
 * Reads one page.
 *
 * @param page from 1
 * @throws ImpiloFailure also when the answer isn't a page
 */
export async function readPage<T extends object>(
	client: ImpiloClient,
	list: ListRequest,
	page: number,
	size: number,
): Promise<Page<T>> {
	const query: IDataObject = { ...list.query, page, size };
	const answer = await client.read({ ...list, method: 'GET', query });
	return parsePage<T>(answer, list.purpose);
}

function readCount(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function parsePage<T extends object>(answer: unknown, purpose: string): Page<T> {
	if (!isObject(answer) || !(Array.isArray(answer.content) || answer.content === null)) {
		throw new ImpiloFailure({
			happened: `Impilo did not answer with a list: could not ${purpose}`,
			remedy:
				'Check Environment and Base URL of the credential, and whether a proxy changes the answer.',
		});
	}
	const entries = (answer.content ?? []) as unknown[];
	const size = readCount(answer.size);
	const total = readCount(answer.total);
	const isAtTotal =
		size !== undefined && total !== undefined && typeof answer.page === 'number'
			? answer.page * size >= total
			: false;
	return {
		content: entries.filter(isObject) as T[],
		length: entries.length,
		size: size === 0 ? undefined : size,
		total,
		isLast: entries.length === 0 || (typeof answer.last === 'boolean' ? answer.last : isAtTotal),
	};
}

/** What tells an entry from the others of its list; null or undefined where nothing does. */
export type KeyOf<T> = (entry: T) => unknown;

/** Most entries have an ID. */
export function readId(entry: object): unknown {
	return 'id' in entry ? entry.id : undefined;
}

/** Takes entries in, each once, and keeps what they are converted to. */
class Collector<T extends object, R> {
	readonly results: R[] = [];

	private readonly seen = new Set<string>();

	private keyless = 0;

	private lastPage = '';

	private samePages = 0;

	private lastTotal = 0;

	constructor(
		private readonly convert: (entry: T) => R | undefined,
		private readonly keyOf: KeyOf<T>,
	) {}

	/** How many different entries there were, kept or not. */
	get seenCount(): number {
		return this.seen.size + this.keyless;
	}

	/** @returns what the entry became, or undefined where it's left out or was there before */
	take(entry: T): R | undefined {
		const key = this.keyOf(entry);
		if (isGiven(key)) {
			if (this.seen.has(String(key))) return undefined;
			this.seen.add(String(key));
		} else {
			this.keyless++;
		}
		return this.convert(entry);
	}

	/** @throws ImpiloFailure when pages read one after another keep bringing the same */
	checkForNews(page: Page<T>): void {
		const thisPage = page.content.map((entry) => this.keyOf(entry) ?? JSON.stringify(entry)).join();
		const isSame = thisPage === this.lastPage;
		const arrived = (page.total ?? 0) - this.lastTotal;
		if (!isSame) this.samePages = 0;
		// As many new entries as a page has push it on to the next.
		else if (arrived < page.length) this.samePages++;
		this.lastPage = thisPage;
		this.lastTotal = Math.max(this.lastTotal, page.total ?? 0);
		if (page.isLast || this.samePages < MOST_SAME_PAGES) return;
		throw new ImpiloFailure({
			happened: 'Impilo keeps sending the same page of the list',
			remedy: 'Run the workflow again later. If it keeps happening, tell Impilo.',
		});
	}

	takePage(page: Page<T>): R[] {
		return page.content.flatMap((entry) => {
			const result = this.take(entry);
			return result === undefined ? [] : [result];
		});
	}

	/** Takes in a page that was read after the one before it. */
	takeNextPage(page: Page<T>): void {
		this.keep(this.takePage(page));
		this.checkForNews(page);
	}

	/** Takes in a page that may have been read before: entries that can't be told apart are left out. */
	takePageAgain(page: Page<T>): void {
		const content = page.content.filter((entry) => isGiven(this.keyOf(entry)));
		this.keep(this.takePage({ ...page, content }));
		this.checkForNews(page);
	}

	keep(results: R[]): void {
		for (const result of results) this.results.push(result);
	}
}

/**
 * Reads a whole list: the first page tells how many entries there are, the others are read several
 * at once, as far as the client's gate allows. Nothing is given twice, and nothing that was there at the start
 * is missing, even where new entries push others from page to page meanwhile.
 *
 * @param size what to ask for; where the server grants less, its answer counts
 * @param convert turns an entry into what's kept, or undefined to leave it out; called page by page,
 * so that whole orders needn't be held
 */
export async function readAll<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	size: number,
	convert: (entry: T) => R | undefined,
	keyOf: KeyOf<T> = readId,
): Promise<R[]> {
	let asked = size;
	for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
		const attempt = await readAllAtSize(client, list, asked, new Collector(convert, keyOf));
		if ('results' in attempt) return attempt.results;
		asked = attempt.grantedSize;
	}
	throw changingLength();
}

function changingLength(): ImpiloFailure {
	return new ImpiloFailure({
		happened: 'Impilo keeps changing the length of its pages, so entries would be missing',
		remedy: 'Run the workflow again later.',
	});
}

async function readAllAtSize<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	asked: number,
	collector: Collector<T, R>,
): Promise<{ results: R[] } | { grantedSize: number }> {
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
			// The total isn't true then.
			if (other > firstEmpty) return { isLast: true, kept: [], size: undefined, total: undefined };
			const page = await readPage<T>(client, list, other, granted);
			if (page.length === 0) firstEmpty = Math.min(firstEmpty, other);
			return { ...page, content: undefined, kept: collector.takePage(page) };
		});
		for (const page of pages) {
			// Pages of different lengths don't follow on from each other: entries would be missing.
			if (hasOtherLength(page, granted)) return { grantedSize: page.size };
			collector.keep(page.kept);
			total = Math.max(total, page.total ?? 0);
			isLast = page.isLast;
			number++;
		}
	}
	while (!isLast) {
		const page = await readPage<T>(client, list, ++number, granted);
		if (hasOtherLength(page, granted)) return { grantedSize: page.size };
		collector.takeNextPage(page);
		total = Math.max(total, page.total ?? 0);
		isLast = page.isLast;
	}
	if (total > (first.total ?? total)) await readArrivals(client, list, granted, total, collector);
	return { results: collector.results };
}

/** A last page may tell its own length for the size of all. */
function hasOtherLength<P extends { size?: number; isLast: boolean }>(
	page: P,
	granted: number,
): page is P & { size: number } {
	if (page.size === undefined) return false;
	return page.size > granted || (page.size < granted && !page.isLast);
}

/**
 * Where the newest come first, an arrival moves every other entry one place on, and one may have
 * moved from a page not yet read to a page read already. Pages read in their order can't miss it.
 */
async function readArrivals<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	size: number,
	total: number,
	collector: Collector<T, R>,
): Promise<void> {
	let latestTotal = total;
	for (let number = 1; collector.seenCount < latestTotal; number++) {
		const page = await readPage<T>(client, list, number, size);
		collector.takePageAgain(page);
		latestTotal = Math.max(latestTotal, page.total ?? 0);
		if (page.isLast) return;
	}
}

/**
 * Reads a list from the start until there are enough, page after page.
 *
 * @param limit at least 1
 * @param convert as in `readAll`; what it leaves out doesn't count
 */
export async function readSome<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	size: number,
	limit: number,
	convert: (entry: T) => R | undefined,
	keyOf: KeyOf<T> = readId,
): Promise<R[]> {
	let collector = new Collector(convert, keyOf);
	let asked = size;
	let granted: number | undefined;
	let restarts = 0;
	for (let number = 1; ; number++) {
		const page = await readPage<T>(client, list, number, asked);
		if (granted !== undefined && hasOtherLength(page, granted)) {
			if (++restarts > MAX_RESTARTS) throw changingLength();
			// From the start again, so that nothing between the pages is left out.
			collector = new Collector(convert, keyOf);
			number = 0;
			asked = page.size;
			granted = undefined;
			continue;
		}
		granted ??= page.size;
		asked = granted ?? asked;
		for (const entry of page.content) {
			const result = collector.take(entry);
			if (result !== undefined) collector.keep([result]);
			if (collector.results.length === limit) return collector.results;
		}
		if (page.isLast) return collector.results;
		collector.checkForNews(page);
	}
}

/** How a list is read. */
export interface ListOptions<T> {
	/** The most entries that Impilo grants a page, where it isn't 250. */
	largestPage?: number;
	/** Whether entries are left out, so that small pages would be of no use. */
	picks?: boolean;
	/** Where entries have no ID. */
	keyOf?: KeyOf<T>;
}

/**
 * Reads a list up to a limit: whole, or page after page until there are enough.
 *
 * @param limit at least 1; Infinity for all
 * @param convert as in `readAll`; what it leaves out doesn't count
 */
export async function readList<T extends object, R>(
	client: ImpiloClient,
	list: ListRequest,
	limit: number,
	convert: (entry: T) => R | undefined,
	{ largestPage = LARGEST_PAGE, picks = false, keyOf }: ListOptions<T> = {},
): Promise<R[]> {
	if (limit === Infinity) return await readAll(client, list, largestPage, convert, keyOf);
	const size = picks ? largestPage : Math.min(limit, largestPage);
	return await readSome(client, list, size, limit, convert, keyOf);
}
