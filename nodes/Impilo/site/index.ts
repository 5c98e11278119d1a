import type { Resource } from '../run/operation';
import { get } from './get';
import { getAll } from './getAll';
import { searchSites } from './search';

export const site: Resource = {
	option: { name: 'Site', value: 'site' },
	operations: [get, getAll],
	defaultOperation: 'getAll',
	searches: { searchSites },
};
