import type { ImpiloClient } from '../api/client';
import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import { readList } from '../api/pages';
import type { ImpiloSite } from '../site/site';
import type { ImpiloItem } from './item';
import { LARGEST_ITEM_PAGE } from './item';

/** What there is of an item, at one site or everywhere, as Impilo sends it. It has no ID. */
export interface ImpiloStock {
	item?: Maybe<ImpiloItem>;
	newCount?: Maybe<number>;
	usedCount?: Maybe<number>;
	/** Missing where all places are counted together. */
	site?: Maybe<ImpiloSite>;
}

/** Where the stock at Impilo's sites is listed, which orders are shipped from. */
export const IMPILO_STOCK_PATH = '/inventory/impilo';

/** Tells stock by item and site apart; undefined where Impilo doesn't say enough for that. */
export function keyOfPlace({ item, site }: ImpiloStock): string | undefined {
	return isGiven(item?.id) && isGiven(site?.id) ? `${item.id} ${site.id}` : undefined;
}

/**
 * Reads what there is at Impilo's sites, all of it.
 *
 * @returns an entry for each item and site
 * @throws ImpiloFailure
 */
export async function readImpiloStock(client: ImpiloClient): Promise<ImpiloStock[]> {
	return await readList<ImpiloStock, ImpiloStock>(
		client,
		{ path: IMPILO_STOCK_PATH, purpose: "read the stock at Impilo's sites" },
		Infinity,
		(stock) => stock,
		{ largestPage: LARGEST_ITEM_PAGE, keyOf: keyOfPlace },
	);
}
