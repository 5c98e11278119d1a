import type { Maybe } from '../api/json';
import type { ImpiloAddress } from '../fields/addressFields';

/** A site as Impilo sends one, as far as the node looks into it. */
export interface ImpiloSite {
	id?: Maybe<number>;
	name?: Maybe<string>;
	active?: Maybe<boolean>;
	phoneNumber?: Maybe<string>;
	address?: Maybe<ImpiloAddress>;
}
