import type { INodeProperties } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import type { KeyOf } from '../api/lists';
import { readList } from '../api/lists';
import { InputRefusal } from '../fields/refusal';
import { parseChoice, parseCount } from '../fields/values';
import type { ImpiloItem } from '../item/item';
import { findItemId, LARGEST_ITEM_PAGE, pickItem } from '../item/item';
import { idFilter, listFilter } from '../run/filterKinds';
import type { Filter } from '../run/filters';
import { listOperation } from '../run/listOperation';
import type { Resource } from '../run/operation';
import type { ValueOf } from '../run/parameters';
import type { ImpiloSite } from '../site/site';
import { findSiteId, parseSite, pickSite } from '../site/site';

/** The stock of an item, at one site or everywhere, as Impilo sends it. It has no ID. */
export interface ImpiloStock {
	item?: Maybe<ImpiloItem>;
	newCount?: Maybe<number>;
	usedCount?: Maybe<number>;
	/** Missing if all sites are counted together. */
	site?: Maybe<ImpiloSite>;
}

/** Simplifies an inventory entry; whatever Impilo left out is null. */
function simplifyStock({ item, newCount, usedCount, site }: ImpiloStock) {
	return {
		itemId: item?.id ?? null,
		itemName: item?.name ?? null,
		itemSku: item?.sku ?? null,
		orderable: item?.orderable ?? null,
		newCount: newCount ?? null,
		usedCount: usedCount ?? null,
		siteId: site?.id ?? null,
		siteName: site?.name ?? null,
	};
}

/** Identifies stock by item and site; undefined if Impilo leaves one of them out. */
export function keyOfPlace({ item, site }: ImpiloStock): string | undefined {
	return isGiven(item?.id) && isGiven(site?.id) ? `${item.id} ${site.id}` : undefined;
}

/** The lists of stock, by the value of Where. */
const SCOPES = {
	everywhere: { path: '/inventory', keyOf: ({ item }) => item?.id },
	impilo: { path: '/inventory/impilo', keyOf: keyOfPlace },
	own: { path: '/inventory/site', keyOf: keyOfPlace },
} satisfies Record<string, { path: string; keyOf: KeyOf<ImpiloStock> }>;

type Scope = keyof typeof SCOPES;

/**
 * Reads the stock at Impilo's sites, from which orders are shipped.
 *
 * @returns an entry for each item and site
 * @throws ImpiloFailure
 */
export async function readImpiloStock(client: ImpiloClient): Promise<ImpiloStock[]> {
	const { path, keyOf } = SCOPES.impilo;
	return await readList(client, {
		list: { path, purpose: "read the stock at Impilo's sites" },
		convert: (stock: ImpiloStock) => stock,
		keyOf,
		largestPage: LARGEST_ITEM_PAGE,
	});
}

const WHERE: INodeProperties = {
	displayName: 'Where',
	name: 'scope',
	type: 'options',
	default: 'everywhere',
	description: 'Which stock to get',
	options: [
		{ name: 'Everywhere', value: 'everywhere', description: 'One entry per item, over all sites' },
		{
			name: "Impilo's Sites",
			value: 'impilo',
			description: 'One entry per item and site that orders are shipped from',
		},
		{ name: 'Own Sites', value: 'own', description: 'One entry per item and site of your account' },
	],
};

/** @throws InputRefusal */
function readScope(valueOf: ValueOf): Scope {
	const scopes: Scope[] = ['everywhere', 'impilo', 'own'];
	return parseChoice(valueOf(WHERE.name), scopes, WHERE.displayName) ?? 'everywhere';
}

const SITE = pickSite({
	description:
		"Only stock at this site. The list has your own sites: for one of Impilo's, enter its ID or name. Impilo has no filter for these, so the node reads all entries that match the other filters.",
});

const OWN_SITE_FILTER: Filter<ImpiloStock> = idFilter(
	SITE,
	'siteId',
	findSiteId,
	({ site }) => site?.id,
);

/** The list of sites hasn't Impilo's, so a name can't be looked up there. */
const IMPILO_SITE_FILTER = listFilter<ImpiloStock, number | string>({
	property: SITE,
	read: (value, field) => {
		const wanted = parseSite(value, field);
		return typeof wanted === 'number' ? wanted : wanted.text;
	},
	matches: ({ site }, wanted) =>
		typeof wanted === 'number'
			? site?.id === wanted
			: site?.name?.trim().toLowerCase() === wanted.toLowerCase(),
});

const getAll = listOperation<ImpiloStock>({
	name: 'inventory entry',
	by: 'item, site or number of new pieces',
	source: (valueOf) => SCOPES[readScope(valueOf)],
	largestPage: LARGEST_ITEM_PAGE,
	fields: [WHERE],
	filters: [
		listFilter<ImpiloStock, number>({
			property: {
				displayName: 'At Most New',
				name: 'maxNewCount',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 0,
				description:
					'Only entries with at most this many new pieces, e.g. to be alerted when stock runs low. Impilo has no such filter, so the node reads all entries that match the other filters.',
			},
			read: (value, field) =>
				parseCount(
					value,
					field,
					'Enter the largest number of new pieces, e.g. 10, or 0 for none.',
					0,
				),
			matches: ({ newCount }, most) => (isGiven(newCount) ? newCount <= most : undefined),
		}),
		idFilter(
			pickItem({ description: 'Only stock of this item' }),
			'itemId',
			findItemId,
			({ item }) => item?.id,
		),
		{
			...OWN_SITE_FILTER,
			set: async (value, run, valueOf) => {
				const scope = readScope(valueOf);
				if (scope === 'everywhere') {
					throw new InputRefusal(
						SITE.displayName,
						'cannot be used while Where is Everywhere, as the entries are then not by site',
						"Set Where to Own Sites or Impilo's Sites, or remove Site from Filters.",
					);
				}
				const filter = scope === 'own' ? OWN_SITE_FILTER : IMPILO_SITE_FILTER;
				return await filter.set(value, run, valueOf);
			},
		},
	],
	simplify: simplifyStock,
});

export const inventory: Resource = {
	option: { name: 'Inventory', value: 'inventory' },
	operations: [getAll],
	defaultOperation: 'getAll',
};
