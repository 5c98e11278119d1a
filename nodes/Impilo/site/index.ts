import type { Resource } from '../run/operation';
import { searchSites } from './search';

export const site: Resource = {
	option: { name: 'Site', value: 'site' },
	operations: [],
	searches: { searchSites },
};
