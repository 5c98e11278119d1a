import type { FastifyRequest } from 'fastify';
import { refuse, refuseUnknown } from './refusals';

/** The first page is 1, and a page holds 15 unless told otherwise. */
const FIRST_PAGE = 1;
export const DEFAULT_PAGE_SIZE = 15;
export const MAX_PAGE_SIZE = 250;
export const MAX_ITEM_PAGE_SIZE = 100;

export interface Page<T> {
	content: T[];
	page: number;
	size: number;
	total: number;
	first: boolean;
	last: boolean;
}

export interface PageRequest {
	page: number;
	size: number;
}

/** Larger sizes are clamped rather than refused; the answer's `size` is the one used. */
export function readPageRequest(
	query: Query,
	maxSize: number,
	clampSize = Number.POSITIVE_INFINITY,
): PageRequest {
	const page = query.readInteger('page') ?? FIRST_PAGE;
	const size = query.readInteger('size') ?? DEFAULT_PAGE_SIZE;
	if (page < FIRST_PAGE || size < 1) throw refuse('Invalid data provided');
	return { page, size: Math.min(size, maxSize, clampSize) };
}

export function cutPage<T>(all: readonly T[], { page, size }: PageRequest): Page<T> {
	const start = (page - FIRST_PAGE) * size;
	return {
		content: all.slice(start, start + size),
		page,
		size,
		total: all.length,
		first: page === FIRST_PAGE,
		last: start + size >= all.length,
	};
}

export interface ListRules<T> {
	/** Default 250. */
	maxSize?: number;
	createFilter?: (query: Query) => (entity: T) => boolean;
	/** By the documented keys; if a list has none, its order stays. */
	sort?: (entities: T[], query: Query) => T[];
	/** Milliseconds since it was made, for the faults that hide what is new. */
	readAge?: (entity: T) => number;
}

/** What a list answers, the faults for lists included. */
export function answerList<T>(
	request: FastifyRequest,
	all: Iterable<T>,
	{ maxSize = MAX_PAGE_SIZE, createFilter, sort, readAge }: ListRules<T> = {},
): Page<T> {
	const query = new Query(splitTarget(request.url).query);
	const { ignoreFilter, clampSize, listLagMs } = request.faultPlan;
	const page = readPageRequest(query, maxSize, clampSize);
	const isWanted = createFilter?.(query);
	const isShown = (entity: T) =>
		(isWanted === undefined || ignoreFilter || isWanted(entity)) &&
		(readAge === undefined || listLagMs === 0 || readAge(entity) >= listLagMs);
	const shown = [...all].filter(isShown);
	return cutPage(sort ? sort(shown, query) : shown, page);
}

/** Sorts by one of the documented keys, by id if none is given or two values are equal. */
export function sortEntities<T extends { id: number }>(
	all: T[],
	query: Query,
	sortKeys: Record<string, (entity: T) => string | number>,
): T[] {
	const name = query.readText('sort');
	const direction = query.readBoolean('sortDescending') === true ? -1 : 1;
	const readKey = name === undefined ? (entity: T) => entity.id : sortKeys[name];
	if (readKey === undefined) throw refuse('Invalid data provided');
	return [...all].sort((one, other) => {
		const [left, right] = [readKey(one), readKey(other)];
		if (left === right) return one.id - other.id;
		return (left < right ? -1 : 1) * direction;
	});
}

/** Reads query parameters; a value of the wrong kind is refused as "Invalid data provided". */
export class Query {
	private readonly parameters: URLSearchParams;

	constructor(readonly raw: string) {
		this.parameters = new URLSearchParams(raw);
	}

	/** Array parameters repeat the name: `id=1&id=2`. */
	readTexts(name: string): string[] {
		return this.parameters.getAll(name);
	}

	readText(name: string): string | undefined {
		return this.parameters.get(name) ?? undefined;
	}

	readIntegers(name: string): number[] {
		return this.readTexts(name).map(parseInteger);
	}

	readInteger(name: string): number | undefined {
		const text = this.readText(name);
		return text === undefined ? undefined : parseInteger(text);
	}

	readBoolean(name: string): boolean | undefined {
		const text = this.readText(name);
		if (text === undefined) return undefined;
		if (text !== 'true' && text !== 'false') throw refuse('Invalid data provided');
		return text === 'true';
	}

	/** Throws for a value that isn't among those allowed. */
	readOptions<T extends string>(name: string, allowed: readonly T[]): T[] {
		return this.readTexts(name).map((text) => {
			const option = allowed.find((candidate) => candidate === text);
			if (option === undefined) throw refuse('Invalid data provided');
			return option;
		});
	}

	/** As `2026-01-31`, which sorts as it is. */
	readDate(name: string): string | undefined {
		const text = this.readText(name);
		if (text !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(text)) {
			throw refuse('Invalid data provided');
		}
		return text;
	}

	/** Milliseconds since 1970, from an ISO 8601 date or date and time. */
	readTimestamp(name: string): number | undefined {
		const text = this.readText(name);
		if (text === undefined) return undefined;
		const timestamp = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
		if (Number.isNaN(timestamp)) throw refuse('Invalid data provided');
		return timestamp;
	}

	toRecord(): Record<string, string[]> {
		const record: Record<string, string[]> = {};
		for (const name of this.parameters.keys()) record[name] = this.parameters.getAll(name);
		return record;
	}
}

/** Splits a request's target into its path and its query string. */
export function splitTarget(target: string): { path: string; query: string } {
	const mark = target.indexOf('?');
	if (mark === -1) return { path: target, query: '' };
	return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function parseInteger(text: string): number {
	const isInteger = /^-?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
	if (!isInteger) throw refuse('Invalid data provided');
	return Number(text);
}

/** Throws a refusal if there is none with this ID. */
export function findEntity<T>(entities: ReadonlyMap<number, T>, what: string, id: string): T {
	const entity = entities.get(Number(id));
	if (entity === undefined) throw refuseUnknown(what, id);
	return entity;
}
