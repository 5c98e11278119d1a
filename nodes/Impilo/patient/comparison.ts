import { isGiven } from '../api/json';
import type { ImpiloPatient } from './patient';

export type Sameness = 'same' | 'other' | 'unknown';

/** What Impilo leaves out says nothing. */
export function compareValues(asked: unknown, there: unknown): Sameness {
	if (!isGiven(there)) return 'unknown';
	return String(asked).trim() === String(there).trim() ? 'same' : 'other';
}

/**
 * Whether two descriptions are of one person: external identifiers decide if both have one. Addresses and
 * phone numbers don't count, as Impilo may rewrite them.
 */
export function comparePeople(one: ImpiloPatient, other: ImpiloPatient): Sameness {
	if (isGiven(one.externalIdentifier) && isGiven(other.externalIdentifier)) {
		return compareValues(one.externalIdentifier, other.externalIdentifier);
	}
	return compareNames(one, other);
}

/** By first and last name, and by birth date if both have one. */
export function compareNames(one: ImpiloPatient, other: ImpiloPatient): Sameness {
	const names = [one, other].map(({ firstName, lastName }) =>
		isGiven(firstName) && isGiven(lastName)
			? [firstName, lastName].map(foldName).join(' ')
			: undefined,
	);
	if (names.includes(undefined)) return 'unknown';
	if (names[0] !== names[1]) return 'other';
	const births = [one.dateOfBirth, other.dateOfBirth];
	return births.every(isGiven) && births[0] !== births[1] ? 'other' : 'same';
}

function foldName(name: string): string {
	return name
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toLowerCase();
}
