import type { Maybe } from '../api/json';
import { isGiven } from '../api/json';
import type { ImpiloAddress } from '../fields/addressFields';
import type { ImpiloSite } from '../site/site';

/** The fields of a patient that the node reads. */
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

/** Simplifies a patient; whatever Impilo left out is null. */
export function simplifyPatient(patient: ImpiloPatient) {
	return {
		id: patient.id ?? null,
		firstName: patient.firstName ?? null,
		lastName: patient.lastName ?? null,
		externalIdentifier: patient.externalIdentifier ?? null,
		email: patient.email ?? null,
		phoneNumber: patient.phoneNumber ?? null,
		dateOfBirth: patient.dateOfBirth ?? null,
		siteId: patient.site?.id ?? null,
		enrolled: patient.enrolled ?? null,
		archived: patient.archived ?? null,
	};
}

/** What identifies a patient, and must not appear in any message. */
export function personalTextsOf(patient: ImpiloPatient): string[] {
	const { firstName, lastName, dateOfBirth, email, phoneNumber, externalIdentifier } = patient;
	const { lineOne, lineTwo, lineThree, city, zipCode, note } = patient.address ?? {};
	const name = [firstName, lastName].filter(isGiven).join(' ');
	const who = [name, firstName, lastName, dateOfBirth, email, phoneNumber, externalIdentifier];
	const where = [lineOne, lineTwo, lineThree, city, zipCode, note];
	return [...who, ...where].filter((text) => typeof text === 'string');
}
