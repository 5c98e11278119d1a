import { LARGEST_ITEM_PAGE } from '../item/item';
import type { ImpiloStock } from '../item/stock';
import { listOperation } from '../run/listOperation';
import { INVENTORY_FILTERS } from './filters';
import { listOfScope, SCOPE_FIELD } from './scope';
import { simplifyStock } from './view';

export const getAll = listOperation<ImpiloStock>({
	name: 'inventory entries',
	by: 'item, site or number of new pieces',
	path: (valueOf) => listOfScope(valueOf).path,
	keyOf: (valueOf) => listOfScope(valueOf).keyOf,
	largestPage: LARGEST_ITEM_PAGE,
	fields: [SCOPE_FIELD],
	filters: INVENTORY_FILTERS,
	simplify: simplifyStock,
});
