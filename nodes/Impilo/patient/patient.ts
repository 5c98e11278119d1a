import type { Maybe } from '../api/json';

/** A patient as Impilo sends one, as far as the node looks into it. */
export interface ImpiloPatient {
	id?: Maybe<number>;
	firstName?: Maybe<string>;
	lastName?: Maybe<string>;
	email?: Maybe<string>;
	externalIdentifier?: Maybe<string>;
	dateOfBirth?: Maybe<string>;
	archived?: Maybe<boolean>;
	enrolled?: Maybe<boolean>;
	address?: Maybe<Record<string, unknown>>;
}
