import type { Maybe } from '../api/json';
import type { ImpiloItem } from '../item/item';

/** A kit as Impilo sends one, as far as the node looks into it. */
export interface ImpiloKit {
	id?: Maybe<number>;
	name?: Maybe<string>;
	archived?: Maybe<boolean>;
	kitItems?: Maybe<Array<Maybe<{ item?: Maybe<ImpiloItem>; count?: Maybe<number> }>>>;
}
