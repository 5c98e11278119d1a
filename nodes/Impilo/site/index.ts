import { listRequest } from '../api/pages';
import { containsFilter } from '../run/filterKinds';
import { getOperation } from '../run/getOperation';
import { listOperation } from '../run/listOperation';
import { listEntry, searchThrough } from '../run/listSearch';
import type { Resource } from '../run/operation';
import { create, update } from './save';
import type { ImpiloSite } from './site';
import { getSite, pickSite, simplifySite } from './site';

const get = getOperation({
	name: 'site',
	description: 'Get a site by its ID or name',
	field: pickSite({ required: true }),
	read: getSite,
	simplify: simplifySite,
});

const getAll = listOperation<ImpiloSite>({
	name: 'site',
	by: 'name',
	filters: [
		containsFilter(
			{
				displayName: 'Name',
				name: 'name',
				placeholder: 'e.g. Springfield',
				description:
					'Only sites whose name contains this. Impilo has no such filter, so the node reads all sites.',
			},
			({ name }) => name,
		),
	],
	simplify: simplifySite,
});

const searchSites = searchThrough<ImpiloSite>(listRequest('site'), ({ id, name, active }) =>
	listEntry(id, [name, active === false ? 'not active' : '']),
);

export const site: Resource = {
	option: { name: 'Site', value: 'site' },
	operations: [create, get, getAll, update],
	defaultOperation: 'getAll',
	searches: { searchSites },
};
