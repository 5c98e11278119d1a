import type { Resource } from '../run/operation';
import { getAll } from './getAll';

export const inventory: Resource = {
	option: { name: 'Inventory', value: 'inventory' },
	operations: [getAll],
	defaultOperation: 'getAll',
};
