import type { Maybe } from '../api/json';

/** A kit as Impilo sends one, as far as the node looks into it. */
export interface ImpiloKit {
	id?: Maybe<number>;
	name?: Maybe<string>;
}
