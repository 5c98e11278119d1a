import { isGiven } from '../api/json';
import type { ImpiloPatient } from './patient';

/** What tells who a patient is, and must not appear in any message. */
export function personalTextsOf(patient: ImpiloPatient): string[] {
	const { firstName, lastName, dateOfBirth, email, phoneNumber, externalIdentifier } = patient;
	const { lineOne, lineTwo, lineThree, city, zipCode, note } = patient.address ?? {};
	const name = [firstName, lastName].filter(isGiven).join(' ');
	const who = [name, firstName, lastName, dateOfBirth, email, phoneNumber, externalIdentifier];
	const where = [lineOne, lineTwo, lineThree, city, zipCode, note];
	return [...who, ...where].filter((text) => typeof text === 'string');
}
