import type { Resource } from '../run/operation';
import { get } from './get';
import { getAll } from './getAll';
import { searchKits } from './search';

export const kit: Resource = {
	option: { name: 'Kit', value: 'kit' },
	operations: [get, getAll],
	defaultOperation: 'getAll',
	searches: { searchKits },
};
