import type { Maybe } from '../api/json';

/** A site as Impilo sends one, as far as the node looks into it. */
export interface ImpiloSite {
	id?: Maybe<number>;
	name?: Maybe<string>;
	active?: Maybe<boolean>;
}
