import type { IDataObject } from 'n8n-workflow';

import type { ImpiloClient } from './client';
import { ImpiloFailure } from './failure';
import { isObject } from './json';
import type { ImpiloRequest } from './request';
import { pathOf } from './request';
import { pluralOf } from './words';

/** The largest that Impilo allows, except for items and inventory, where it is 100. */
export const LARGEST_PAGE = 250;

/** A page of an answer, without nulls. */
export interface Page<T> {
	content: T[];
	/** How many entries came, unreadable ones included. */
	length: number;
	/** The page size that the server used, which may be smaller than asked for; undefined if it doesn't say. */
	size?: number;
	/** The length of the whole list; undefined if the server doesn't say. */
	total?: number;
	isLast: boolean;
}

/** A list at Impilo: its address and filters, without the paging. */
export type ListRequest = Omit<ImpiloRequest, 'method' | 'body' | 'asFile'>;

/**
 * The list of all of a kind, filtered.
 *
 * @param name of one, e.g. "support ticket"
 */
export function listRequest(name: string, query?: IDataObject): ListRequest {
	return { path: pathOf(name), query, purpose: `list ${pluralOf(name)}` };
}

/**
 * Reads one page.
 *
 * @param page from 1
 * @throws ImpiloFailure also if the answer isn't a page
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

/** Without content, a page must not say that there is more. */
function isEmptyPage({ content, last, total }: IDataObject): boolean {
	return content === null && (last !== false || (readCount(total) ?? 0) === 0);
}

function parsePage<T extends object>(answer: unknown, purpose: string): Page<T> {
	if (!isObject(answer) || !(Array.isArray(answer.content) || isEmptyPage(answer))) {
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
