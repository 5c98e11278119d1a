import type { Query } from './queries';
import { refuse } from './refusals';

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

/** Larger sizes are clamped rather than refused; the answer's `size` says what was used. */
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

/** Sorts by one of the documented keys, by id where none is given or two values are equal. */
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
