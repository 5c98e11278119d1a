import { containsFilter } from '../run/listFilters';
import { listOperation } from '../run/listOperation';
import type { ImpiloSite } from './site';
import { simplifySite } from './view';

export const getAll = listOperation<ImpiloSite>({
	name: 'sites',
	by: 'name',
	path: '/site',
	filters: [
		containsFilter(
			{
				displayName: 'Name',
				name: 'name',
				placeholder: 'e.g. Springfield',
				description:
					'Only sites with this in their name. Impilo has no such filter: the node reads all sites, and picks these.',
			},
			({ name }) => name,
		),
	],
	simplify: simplifySite,
});
