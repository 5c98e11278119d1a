import type { Resource } from '../run/operation';
import { get } from './get';
import { getAll } from './getAll';
import { searchItems } from './search';

export const item: Resource = {
	option: { name: 'Item', value: 'item' },
	operations: [get, getAll],
	defaultOperation: 'getAll',
	searches: { searchItems },
};
