import { listEntry, listSearch, lookThrough } from '../run/listSearch';
import type { ImpiloKit } from './kit';

/** By name or ID, looked for by the node: Impilo has no such filter. */
export const searchKits = listSearch(
	async (client, filter, token) =>
		await lookThrough<ImpiloKit>(
			client,
			{ path: '/kit', query: { archived: false }, purpose: 'list kits' },
			filter,
			token,
			({ id, name, archived }) => listEntry(id, [name, `ID ${id}`, archived ? 'archived' : '']),
			true,
		),
);
