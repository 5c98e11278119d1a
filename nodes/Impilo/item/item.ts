import type { Maybe } from '../api/json';

/** The most entries that Impilo grants a page of items or of stock. */
export const LARGEST_ITEM_PAGE = 100;

/** An item as Impilo sends one, as far as the node looks into it. */
export interface ImpiloItem {
	id?: Maybe<number>;
	name?: Maybe<string>;
	model?: Maybe<string>;
	sku?: Maybe<string>;
	orderable?: Maybe<boolean>;
	manufacturer?: Maybe<{ id?: Maybe<number>; name?: Maybe<string> }>;
	itemClass?: Maybe<string>;
	size?: Maybe<string>;
	readingType?: Maybe<string>;
	deviceIdentifierType?: Maybe<string>;
}
