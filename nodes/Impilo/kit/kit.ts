import type { Maybe } from '../api/json';
import { listOf } from '../api/json';
import { LARGEST_PAGE, listRequest } from '../api/pages';
import type { Naming } from '../fields/named';
import type { ImpiloItem } from '../item/item';
import { findItemId, pickItem } from '../item/item';
import { containsFilter, flagFilter, listFilter } from '../run/filterKinds';
import { getOperation } from '../run/getOperation';
import { idReference } from '../run/idReference';
import { listOperation } from '../run/listOperation';
import { listEntry, searchThrough } from '../run/listSearch';
import type { Resource } from '../run/operation';

/** The fields of a kit that the node reads. */
export interface ImpiloKit {
	id?: Maybe<number>;
	name?: Maybe<string>;
	archived?: Maybe<boolean>;
	kitItems?: Maybe<Array<Maybe<{ item?: Maybe<ImpiloItem>; count?: Maybe<number> }>>>;
}

/** Simplifies a kit; whatever Impilo left out is null, or an empty list. */
function simplifyKit({ id, name, archived, kitItems }: ImpiloKit) {
	return {
		id: id ?? null,
		name: name ?? null,
		archived: archived ?? null,
		kitItems: listOf(kitItems).map(({ item, count }) => ({
			id: item?.id ?? null,
			name: item?.name ?? null,
			count: count ?? null,
		})),
	};
}

export const KIT_NAMING: Naming = {
	of: 'kit',
	key: 'name',
	word: 'name',
	placeholder: 'e.g. Starter Kit',
	largestPage: LARGEST_PAGE,
};

const reference = idReference<ImpiloKit>('kit', 'Kit', 'searchKits', KIT_NAMING);

export const { pick: pickKit, parse: parseKit } = reference;

const get = getOperation({
	name: 'kit',
	description: 'Get a kit by its ID or name',
	field: pickKit({ required: true }),
	read: reference.get,
	simplify: simplifyKit,
});

const getAll = listOperation<ImpiloKit>({
	name: 'kit',
	by: 'item, name or whether they are archived',
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
			property: pickItem({ description: 'Only kits that contain this item' }),
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
					'Only kits whose name contains this. Impilo has no such filter, so the node reads all kits that match the other filters.',
			},
			({ name }) => name,
		),
	],
	simplify: simplifyKit,
});

const searchKits = searchThrough<ImpiloKit>(
	listRequest('kit', { archived: false }),
	({ id, name, archived }) => listEntry(id, [name, `ID ${id}`, archived ? 'archived' : '']),
);

export const kit: Resource = {
	option: { name: 'Kit', value: 'kit' },
	operations: [get, getAll],
	defaultOperation: 'getAll',
	searches: { searchKits },
};
