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
		{ option: { name: 'ID', value: 'itemId' }, of: (item) => item.id },
		{ option: { name: 'Model', value: 'itemModel' }, of: (item) => item.model },
		{ option: { name: 'Name', value: 'itemName' }, of: (item) => item.name },
		{ option: { name: 'SKU', value: 'itemSku' }, of: (item) => item.sku },
	],
	simplify: simplifyItem,
});
