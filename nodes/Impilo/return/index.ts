import type { Resource } from '../run/operation';

export const returnResource: Resource = {
	option: { name: 'Return', value: 'return' },
	operations: [],
};
