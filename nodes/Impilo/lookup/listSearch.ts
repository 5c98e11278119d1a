import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { openClient } from '../api/open';
import type { ListRequest, Page } from '../api/pages';
import { LARGEST_ITEM_PAGE, LARGEST_PAGE, readPage } from '../api/pages';
import type { ImpiloItem, ImpiloKit, ImpiloOrder, ImpiloPatient, ImpiloSite } from '../api/types';
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
	page: number,
) => Promise<INodeListSearchResult>;

/** Makes a search of the editor's from one that works with a client. */
function listSearch(search: Search): ListSearch {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken = '1') {
		try {
			const client = await openClient(this);
			return await search(client, filter.trim(), Number(paginationToken));
		} catch (error) {
			if (error instanceof ImpiloFailure) {
				throw new NodeApiError(
					this.getNode(),
					{},
					{
						message: error.message,
						description: error.remedy,
						httpCode: error.status?.toString(),
					},
				);
			}
			throw new NodeOperationError(this.getNode(), error as Error);
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
		entry.name.toLowerCase().includes(filter.toLowerCase()) || String(entry.value) === filter;
	for (let number = from; ; number++) {
		const page = await readPage<T>(client, list, number, LARGEST_PAGE);
		const found = toResult(page, number, toEntry);
		found.results = found.results.filter(fits);
		const isEnough = found.results.length > 0 || number - from + 1 === MOST_PAGES_LOOKED_THROUGH;
		if (isEnough || found.paginationToken === undefined) return found;
	}
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

/** By name; what's typed may be an external identifier or an email address as well. */
const searchPatients = listSearch(async (client, filter, number) => {
	const list = (query: ListRequest['query']): ListRequest => ({
		path: '/patient',
		query: { archived: false, sort: 'lastName', ...query },
		purpose: 'list patients',
		personal: [filter],
	});
	if (filter.includes('@')) {
		const page = await readPage<ImpiloPatient>(client, list({ email: filter }), number, LIST_PAGE);
		return toResult(page, number, toPatientEntry);
	}
	const byName = list(filter === '' ? {} : { name: filter });
	if (filter === '' || number > 1) {
		const page = await readPage<ImpiloPatient>(client, byName, number, LIST_PAGE);
		return toResult(page, number, toPatientEntry);
	}
	const [named, identified] = await Promise.all([
		readPage<ImpiloPatient>(client, byName, number, LIST_PAGE),
		readPage<ImpiloPatient>(client, list({ externalIdentifier: filter }), 1, LIST_PAGE),
	]);
	const ids = new Set(identified.content.map(({ id }) => id));
	const content = [...identified.content, ...named.content.filter(({ id }) => !ids.has(id))];
	return toResult({ ...named, content }, number, toPatientEntry);
});

const searchSites = listSearch(
	async (client, filter, number) =>
		await lookThrough<ImpiloSite>(
			client,
			{ path: '/site', purpose: 'list sites' },
			filter,
			number,
			(site) => toEntry(site.id, [site.name, site.active === false ? 'not active' : '']),
		),
);

const searchItems = listSearch(async (client, filter, number) => {
	const query = { sort: 'itemName', ...(filter !== '' && { name: filter }) };
	const list = { path: '/item', query, purpose: 'list items' };
	const page = await readPage<ImpiloItem>(client, list, number, LARGEST_ITEM_PAGE);
	return toResult(page, number, (item) =>
		toEntry(item.id, [
			item.name,
			item.model,
			item.sku,
			item.orderable === false ? 'cannot be ordered' : '',
		]),
	);
});

const searchKits = listSearch(
	async (client, filter, number) =>
		await lookThrough<ImpiloKit>(
			client,
			{ path: '/kit', query: { archived: false }, purpose: 'list kits' },
			filter,
			number,
			(kit) => toEntry(kit.id, [kit.name]),
		),
);

function toOrderEntry(order: ImpiloOrder): INodeListSearchItems | undefined {
	const externalIds = externalIdsOf(order).join(', ');
	return toEntry(order.id, [`Order ${order.id}`, externalIds, order.currentStatus]);
}

/** By status or part of an external order ID among the listed; a whole external order ID is asked for. */
const searchOrders = listSearch(async (client, filter, number) => {
	const list: ListRequest = { path: '/order', purpose: 'list orders' };
	if (filter === '') {
		const page = await readPage<ImpiloOrder>(client, list, number, LIST_PAGE);
		return toResult(page, number, toOrderEntry);
	}
	if (number === 1) {
		const exact = { ...list, query: { externalOrderId: [filter] } };
		const page = await readPage<ImpiloOrder>(client, exact, 1, LIST_PAGE);
		const content = page.content.filter((order) => externalIdsOf(order).includes(filter));
		if (content.length > 0) return toResult({ ...page, content }, number, toOrderEntry);
	}
	return await lookThrough<ImpiloOrder>(client, list, filter, number, toOrderEntry);
});

/** The searchable lists of the editor, by the names that the resource locators use. */
export const LIST_SEARCHES = {
	searchItems,
	searchKits,
	searchOrders,
	searchPatients,
	searchSites,
};
