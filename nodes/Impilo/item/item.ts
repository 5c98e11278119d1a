import type { Maybe } from '../api/json';

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
