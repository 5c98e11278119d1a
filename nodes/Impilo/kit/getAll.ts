import { listOf } from '../api/json';
import { findItemId, pickItem } from '../item/reference';
import { containsFilter, flagFilter, listFilter } from '../run/listFilters';
import { listOperation } from '../run/listOperation';
import type { ImpiloKit } from './kit';
import { simplifyKit } from './view';

export const getAll = listOperation<ImpiloKit>({
	name: 'kits',
	by: 'item, name or whether they are archived',
	path: '/kit',
	filters: [
		flagFilter(
			{
				displayName: 'Archived',
				name: 'archived',
				description: 'Whether to return only kits that are archived, or only those that are not',
			},
			'archived',
			({ archived }) => archived,
		),
		listFilter<ImpiloKit, number>({
			property: pickItem({ description: 'Only kits with this item in them' }),
			query: 'itemId',
			read: async (value, field, { client }) => await findItemId(client, value, field),
			matches: ({ kitItems }, itemId) => {
				const ids = listOf(kitItems).flatMap(({ item }) => item?.id ?? []);
				return ids.length === 0 ? undefined : ids.includes(itemId);
			},
		}),
		containsFilter(
			{
				displayName: 'Name',
				name: 'name',
				placeholder: 'e.g. Starter Kit',
				description:
					'Only kits with this in their name. Impilo has no such filter: the node reads all kits that the other filters leave, and picks these.',
			},
			({ name }) => name,
		),
	],
	simplify: simplifyKit,
});
