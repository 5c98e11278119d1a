import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { openClient } from '../api/open';
import type { ListRequest, Page } from '../api/pages';
import { LARGEST_ITEM_PAGE, LARGEST_PAGE, readPage } from '../api/pages';
import type { ImpiloItem, ImpiloKit, ImpiloOrder, ImpiloPatient, ImpiloSite } from '../api/types';
import { toNodeError } from '../run/nodeError';
import { readOrder } from './orderFinder';
import { externalIdsOf } from './ordersByExternalId';

/** As many as a person looks through before typing a few letters of the name. */
const LIST_PAGE = 50;
/** Impilo can't search everything by name; so many of its pages are looked through for one answer. */
const MOST_PAGES_LOOKED_THROUGH = 8;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

type Search = (
	client: ImpiloClient,
	filter: string,
	paginationToken: string,
) => Promise<INodeListSearchResult>;

/** Makes a search of the editor's from one that works with a client. */
function listSearch(search: Search): ListSearch {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken = '1') {
		let client: ImpiloClient | undefined;
		try {
			client = await openClient(this);
			return await search(client, filter.trim(), paginationToken);
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		} finally {
			// What else was asked for at the same time is of no use any more.
			client?.gate.close();
		}
	};
}

function toResult<T>(
	page: Page<T>,
	number: number,
	toEntry: (thing: T) => INodeListSearchItems | undefined,
): INodeListSearchResult {
	return {
		results: page.content.flatMap((thing) => toEntry(thing) ?? []),
		paginationToken: page.isLast ? undefined : String(number + 1),
	};
}

/** "On hold" is to find `onHold` and `ON_HOLD` as well. */
function simplifyText(text: string): string {
	return text.toLowerCase().replace(/[\s_-]/g, '');
}

/**
 * Looks through pages until one has something that fits: for what Impilo can't search by name.
 */
async function lookThrough<T extends object>(
	client: ImpiloClient,
	list: ListRequest,
	filter: string,
	from: number,
	toEntry: (thing: T) => INodeListSearchItems | undefined,
): Promise<INodeListSearchResult> {
	const fits = (entry: INodeListSearchItems) =>
		simplifyText(entry.name).includes(simplifyText(filter)) || String(entry.value) === filter;
	for (let number = from; ; number++) {
		const page = await readPage<T>(client, list, number, LARGEST_PAGE);
		const found = toResult(page, number, toEntry);
		found.results = found.results.filter(fits);
		if (found.results.length > 0 || found.paginationToken === undefined) return found;
		// The editor can't scroll an empty list on, so there is no use in saying that it goes on.
		if (number - from + 1 === MOST_PAGES_LOOKED_THROUGH) return { results: [] };
	}
}

/**
 * A list that Impilo searches by name, with what fits the typed text in another way before it: the
 * IDs of those go along in the token, so that they aren't shown again among the names.
 */
async function searchByName<T extends { id?: number | null }>(
	client: ImpiloClient,
	byName: ListRequest,
	exactly: ListRequest[],
	token: string,
	size: number,
	toEntry: (thing: T) => INodeListSearchItems | undefined,
): Promise<INodeListSearchResult> {
	const [number = 1, ...shownIds] = token.split(/[:,]/).map(Number);
	const exact =
		number === 1
			? await Promise.all(exactly.map(async (list) => await readPage<T>(client, list, 1, size)))
			: [];
	const first = exact.flatMap(({ content }) => content);
	const shown = new Set([...shownIds, ...first.flatMap(({ id }) => id ?? [])]);
	const page = await readPage<T>(client, byName, number, size);
	const isNew = ({ id }: T) => !shown.has(id ?? NaN);
	const content = [...first, ...page.content.filter(isNew)];
	const { results, paginationToken } = toResult({ ...page, content }, number, toEntry);
	const carried = shown.size > 0 ? `:${[...shown].join()}` : '';
	return { results, paginationToken: paginationToken && `${paginationToken}${carried}` };
}

function toEntry(
	id: number | null | undefined,
	labels: Array<string | null | undefined>,
): INodeListSearchItems | undefined {
	if (typeof id !== 'number') return undefined;
	const name = labels.filter((label) => label).join(' · ');
	return { name: name === '' ? `ID ${id}` : name, value: id };
}

function toPatientEntry(patient: ImpiloPatient): INodeListSearchItems | undefined {
	const name = [patient.firstName, patient.lastName].filter((part) => part).join(' ');
	return toEntry(patient.id, [name || `ID ${patient.id}`, patient.externalIdentifier]);
}

/** By name; what's typed may be an ID, an external identifier or an email address as well. */
const searchPatients = listSearch(async (client, filter, token) => {
	const list = (query: ListRequest['query']): ListRequest => ({
		path: '/patient',
		query: { archived: false, sort: 'lastName', ...query },
		purpose: 'list patients',
		personal: [filter],
	});
	if (filter.includes('@')) {
		return await searchByName(
			client,
			list({ email: filter }),
			[],
			token,
			LIST_PAGE,
			toPatientEntry,
		);
	}
	const exactly = [
		...(filter === '' ? [] : [list({ externalIdentifier: filter })]),
		...(isId(filter) ? [list({ id: filter })] : []),
	];
	const byName = list(filter === '' ? {} : { name: filter });
	return await searchByName(client, byName, exactly, token, LIST_PAGE, toPatientEntry);
});

function isId(filter: string): boolean {
	return /^\d+$/.test(filter);
}

const searchSites = listSearch(
	async (client, filter, token) =>
		await lookThrough<ImpiloSite>(
			client,
			{ path: '/site', purpose: 'list sites' },
			filter,
			Number(token),
			(site) => toEntry(site.id, [site.name, site.active === false ? 'not active' : '']),
		),
);

/** By name; what's typed may be an ID or an SKU as well. */
const searchItems = listSearch(async (client, filter, token) => {
	const list = (query: ListRequest['query']): ListRequest => ({
		path: '/item',
		query: { sort: 'itemName', ...query },
		purpose: 'list items',
	});
	const exactly = [
		...(filter === '' ? [] : [list({ sku: filter })]),
		...(isId(filter) ? [list({ id: filter })] : []),
	];
	const byName = list(filter === '' ? {} : { name: filter });
	return await searchByName(client, byName, exactly, token, LARGEST_ITEM_PAGE, toItemEntry);
});

function toItemEntry(item: ImpiloItem): INodeListSearchItems | undefined {
	const { name, model, sku, orderable } = item;
	return toEntry(item.id, [name, model, sku, orderable === false ? 'cannot be ordered' : '']);
}

const searchKits = listSearch(
	async (client, filter, token) =>
		await lookThrough<ImpiloKit>(
			client,
			{ path: '/kit', query: { archived: false }, purpose: 'list kits' },
			filter,
			Number(token),
			(kit) => toEntry(kit.id, [kit.name]),
		),
);

function toOrderEntry(order: ImpiloOrder): INodeListSearchItems | undefined {
	const externalIds = externalIdsOf(order).join(', ');
	return toEntry(order.id, [`Order ${order.id}`, externalIds, order.currentStatus]);
}

/** By status or part of an external order ID among the listed; a whole one and an ID are asked for. */
const searchOrders = listSearch(async (client, filter, token) => {
	const list: ListRequest = { path: '/order', purpose: 'list orders' };
	const number = Number(token);
	if (filter === '') {
		const page = await readPage<ImpiloOrder>(client, list, number, LIST_PAGE);
		return toResult(page, number, toOrderEntry);
	}
	if (number === 1) {
		const results = (await readOrdersExactly(client, list, filter)).flatMap(
			(order) => toOrderEntry(order) ?? [],
		);
		if (results.length > 0) return { results };
	}
	return await lookThrough<ImpiloOrder>(client, list, filter, number, toOrderEntry);
});

async function readOrdersExactly(
	client: ImpiloClient,
	list: ListRequest,
	filter: string,
): Promise<ImpiloOrder[]> {
	const exact = { ...list, query: { externalOrderId: [filter] } };
	const { content } = await readPage<ImpiloOrder>(client, exact, 1, LIST_PAGE);
	const orders = content.filter((order) => externalIdsOf(order).includes(filter));
	if (!isId(filter) || orders.some(({ id }) => String(id) === filter)) return orders;
	const byId = await readOrder(client, Number(filter)).catch(() => undefined);
	return byId === undefined ? orders : [byId, ...orders];
}

/** The searchable lists of the editor, by the names that the resource locators use. */
export const LIST_SEARCHES = {
	searchItems,
	searchKits,
	searchOrders,
	searchPatients,
	searchSites,
};
