import type { Maybe } from '../api/json';
import type { ImpiloAddress } from '../fields/addressFields';
import type { ImpiloSite } from '../site/site';

/** A patient as Impilo sends one, as far as the node looks into it. */
export interface ImpiloPatient {
	id?: Maybe<number>;
	firstName?: Maybe<string>;
	lastName?: Maybe<string>;
	email?: Maybe<string>;
	externalIdentifier?: Maybe<string>;
	phoneNumber?: Maybe<string>;
	/** As YYYY-MM-DD. */
	dateOfBirth?: Maybe<string>;
	sex?: Maybe<string>;
	enrolled?: Maybe<boolean>;
	archived?: Maybe<boolean>;
	address?: Maybe<ImpiloAddress>;
	site?: Maybe<ImpiloSite>;
}
