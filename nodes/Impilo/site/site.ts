import type { Maybe } from '../api/json';

/** An address as Impilo sends one. */
export interface ImpiloAddress {
	lineOne?: Maybe<string>;
	lineTwo?: Maybe<string>;
	lineThree?: Maybe<string>;
	city?: Maybe<string>;
	state?: Maybe<string>;
	zipCode?: Maybe<string>;
	country?: Maybe<string>;
	note?: Maybe<string>;
}

/** A site as Impilo sends one, as far as the node looks into it. */
export interface ImpiloSite {
	id?: Maybe<number>;
	name?: Maybe<string>;
	active?: Maybe<boolean>;
	phoneNumber?: Maybe<string>;
	address?: Maybe<ImpiloAddress>;
}
