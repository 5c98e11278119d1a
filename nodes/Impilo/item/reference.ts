import { idReference } from '../run/idReference';
import type { ImpiloItem } from './item';

export const {
	pick: pickItem,
	parse: parseItemId,
	read: readItem,
} = idReference<ImpiloItem>('item', 'Item', 'searchItems');
