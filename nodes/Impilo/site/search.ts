import { listEntry, listSearch, lookThrough } from '../run/listSearch';
import type { ImpiloSite } from './site';

/** By name, looked for by the node: Impilo has no such filter. */
export const searchSites = listSearch(
	async (client, filter, token) =>
		await lookThrough<ImpiloSite>(
			client,
			{ path: '/site', purpose: 'list sites' },
			filter,
			token,
			(site) => listEntry(site.id, [site.name, site.active === false ? 'not active' : '']),
			true,
		),
);
