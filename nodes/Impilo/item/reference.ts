import type { Naming } from '../fields/named';
import { idReference } from '../run/idReference';
import type { ImpiloItem } from './item';
import { LARGEST_ITEM_PAGE } from './item';

export const ITEM_NAMING: Naming = {
	of: 'item',
	key: 'sku',
	word: 'SKU',
	placeholder: 'e.g. BPM-01',
	largestPage: LARGEST_ITEM_PAGE,
};

export const {
	pick: pickItem,
	parse: parseItem,
	find: findItemId,
	read: readItem,
} = idReference<ImpiloItem>('item', 'Item', 'searchItems', ITEM_NAMING);
