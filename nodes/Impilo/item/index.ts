import type { Resource } from '../run/operation';
import { searchItems } from './search';

export const item: Resource = {
	option: { name: 'Item', value: 'item' },
	operations: [],
	searches: { searchItems },
};
