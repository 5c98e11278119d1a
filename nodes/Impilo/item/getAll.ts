import { listOperation } from '../run/listOperation';
import { ITEM_FILTERS } from './filters';
import type { ImpiloItem } from './item';
import { LARGEST_ITEM_PAGE } from './item';
import { simplifyItem } from './view';

export const getAll = listOperation<ImpiloItem>({
	name: 'items',
	by: 'name, model, SKU, class, size, reading type or whether they can be ordered',
	path: '/item',
	largestPage: LARGEST_ITEM_PAGE,
	filters: ITEM_FILTERS,
	sortBy: [
		{ name: 'ID', value: 'itemId' },
		{ name: 'Model', value: 'itemModel' },
		{ name: 'Name', value: 'itemName' },
		{ name: 'SKU', value: 'itemSku' },
	],
	simplify: simplifyItem,
});
