import { isGiven } from '../api/json';
import { InputRefusal } from '../fields/refusal';
import { parseCount } from '../fields/values';
import { findItemId, pickItem } from '../item/reference';
import type { ImpiloStock } from '../item/stock';
import type { ListFilter } from '../run/listFilters';
import { idFilter, listFilter } from '../run/listFilters';
import { findSiteId, pickSite } from '../site/reference';
import { readScope } from './scope';

const MAX_NEW_COUNT = listFilter<ImpiloStock, number>({
	property: {
		displayName: 'At Most New',
		name: 'maxNewCount',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'Only entries with at most this many new pieces, e.g. to be alerted when stock runs low. Impilo has no such filter: the node reads all entries that the other filters leave, and picks these.',
	},
	read: (value, field) =>
		parseCount(value, field, 'Give the largest number of new pieces, e.g. 10, or 0 for none.', 0),
	matches: ({ newCount }, most) => (isGiven(newCount) ? newCount <= most : undefined),
});

const SITE_PROPERTY = pickSite({
	description:
		"Only stock at this site. With Impilo's Sites, Impilo has no such filter: the node reads all entries that the other filters leave, and picks these.",
});

const siteFilter = (query: string | undefined): ListFilter<ImpiloStock> =>
	idFilter(SITE_PROPERTY, query, findSiteId, ({ site }) => site?.id);

const OWN_SITE = siteFilter('siteId');
const IMPILO_SITE = siteFilter(undefined);

const SITE: ListFilter<ImpiloStock> = {
	...OWN_SITE,
	set: async (value, run, valueOf) => {
		const scope = readScope(valueOf);
		if (scope === 'everywhere') {
			throw new InputRefusal(
				SITE_PROPERTY.displayName,
				'cannot be used while Where is Everywhere, as the entries are then not by site',
				"Set Where to Own Sites or Impilo's Sites, or remove Site from Filters.",
			);
		}
		return await (scope === 'own' ? OWN_SITE : IMPILO_SITE).set(value, run, valueOf);
	},
};

/** The filters of Get Many. */
export const INVENTORY_FILTERS: ReadonlyArray<ListFilter<ImpiloStock>> = [
	MAX_NEW_COUNT,
	idFilter(
		pickItem({ description: 'Only stock of this item' }),
		'itemId',
		findItemId,
		({ item }) => item?.id,
	),
	SITE,
];
