import type { Resource } from '../run/operation';

export const inventory: Resource = {
	option: { name: 'Inventory', value: 'inventory' },
	operations: [],
};
