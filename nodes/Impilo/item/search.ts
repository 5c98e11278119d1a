import type { INodeListSearchItems } from 'n8n-workflow';

import type { ListRequest } from '../api/pages';
import { isId, listEntry, listSearch, searchByName } from '../run/listSearch';
import type { ImpiloItem } from './item';
import { LARGEST_ITEM_PAGE } from './item';

function toEntry(item: ImpiloItem): INodeListSearchItems | undefined {
	const { name, model, sku, orderable } = item;
	return listEntry(item.id, [name, model, sku, orderable === false ? 'cannot be ordered' : '']);
}

/** By name; the typed text may also be a model, an SKU or an ID. */
export const searchItems = listSearch(async (client, filter, token) => {
	const list = (query: ListRequest['query']): ListRequest => ({
		path: '/item',
		query: { sort: 'itemName', ...query },
		purpose: 'list items',
	});
	const exactly = [
		...(filter === '' ? [] : [list({ sku: filter }), list({ model: filter })]),
		...(isId(filter) ? [list({ id: filter })] : []),
	];
	const byName = list(filter === '' ? {} : { name: filter });
	return await searchByName(client, byName, exactly, token, LARGEST_ITEM_PAGE, toEntry);
});
