import type { Resource } from '../run/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { searchSites } from './search';
import { update } from './update';

export const site: Resource = {
	option: { name: 'Site', value: 'site' },
	operations: [create, get, getAll, update],
	defaultOperation: 'getAll',
	searches: { searchSites },
};
