import type { Maybe } from '../api/json';
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
		isNamed(firstName) && isNamed(lastName)
			? [firstName, lastName].map(foldName).join(' ')
			: undefined,
	);
	if (names.includes(undefined)) return 'unknown';
	if (names[0] !== names[1]) return 'other';
	const births = [one.dateOfBirth, other.dateOfBirth];
	return births.every(isGiven) && births[0] !== births[1] ? 'other' : 'same';
}

function isNamed(name: Maybe<string>): name is string {
	return isGiven(name) && name.trim() !== '';
}

/** Vowel signs of Indic and Thai scripts, and the voicing marks of Japanese, make another name. */
const ACCENTS = /[\u0300-\u036F]/g;
/** Unicode counts some apostrophes as letters, and the variant of an emoji as a mark. */
const NO_LETTERS = /[^\p{L}\p{M}\p{N}]|[\u02B9-\u02BF]|\p{Variation_Selector}/gu;

/** Without case, accents, blanks and apostrophes. */
function foldName(name: string): string {
	// Only via lower case do both ß and its capital become SS.
	const folded = name.normalize('NFKD').replace(ACCENTS, '').toLowerCase().toUpperCase();
	// E.g. "-" for a person with one name.
	return folded.replace(NO_LETTERS, '') || folded.trim();
}
