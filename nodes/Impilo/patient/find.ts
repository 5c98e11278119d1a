import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import type { Findings, ValueSearch } from '../api/findByValues';
import { findByValues, fold } from '../api/findByValues';
import type { GateOptions } from '../api/gate';
import { isGiven } from '../api/json';
import type { ImpiloPatient } from './patient';

/** Case doesn't matter in an email address. */
export function foldEmail(email: string): string {
	return email.trim().toLowerCase();
}

/**
 * Finds the patients who have an email address. As Impilo may search for parts of it, patients with only
 * a longer one are left out.
 *
 * @returns the patients, if there are any, under the folded address
 * @throws ImpiloFailure also if Impilo returns somebody whose address has nothing to do with it: it
 * ignores the filter
 */
export async function findPatientsByEmail(
	client: ImpiloClient,
	email: string,
): Promise<Findings<ImpiloPatient>> {
	const asked = foldEmail(email);
	return await findByValues<ImpiloPatient>(
		client,
		{ path: '/patient', purpose: 'look up patients by email', personal: [email] },
		{
			name: 'email',
			values: [asked],
			valuesOf: emailsOf,
			isHarmless: (patient) => emailsOf(patient).every((there) => there.includes(asked)),
			ignoredFilter: {
				happened: 'Impilo returned patients with other email addresses than the one asked for',
				remedy:
					'It seems to ignore the filter, so they were not used. Report it to Impilo; until it is fixed, use patient IDs instead of email addresses.',
			},
		},
	);
}

function emailsOf({ email }: ImpiloPatient): string[] {
	return isGiven(email) ? [foldEmail(email)] : [];
}

/**
 * Finds the patients who have any of the given external identifiers, many a request.
 *
 * @returns the patients of each identifier that has any, archived ones included, and the identifiers that
 * couldn't be looked up
 * @throws ImpiloFailure for what concerns all identifiers, also if Impilo returns a patient with none of
 * them: it ignores the filter, and the node might use somebody else
 */
export async function findPatientsByIdentifier(
	client: ImpiloClient,
	externalIdentifiers: readonly string[],
	passage: GateOptions = {},
): Promise<Findings<ImpiloPatient>> {
	return await searchIdentifiers(
		client,
		externalIdentifiers,
		{ valuesOf: identifiersOf, writtenOtherwise: explainOtherCase },
		passage,
	);
}

/**
 * As `findPatientsByIdentifier`, with those whose external identifier Impilo takes for the same although
 * it's written differently.
 */
export async function findPatientsLike(
	client: ImpiloClient,
	externalIdentifiers: readonly string[],
): Promise<Findings<ImpiloPatient>> {
	return await searchIdentifiers(client, externalIdentifiers, {
		valuesOf: (patient) => {
			const there = identifiersOf(patient).map(fold);
			return externalIdentifiers.filter((asked) => there.includes(fold(asked)));
		},
	});
}

async function searchIdentifiers(
	client: ImpiloClient,
	values: readonly string[],
	matching: Pick<ValueSearch<ImpiloPatient>, 'valuesOf' | 'writtenOtherwise'>,
	passage: GateOptions = {},
): Promise<Findings<ImpiloPatient>> {
	return await findByValues<ImpiloPatient>(
		client,
		{
			...passage,
			path: '/patient',
			purpose: 'look up patients by external identifier',
			personal: values,
		},
		{
			name: 'externalIdentifier',
			values,
			ignoredFilter: IGNORED_FILTER,
			whyUnclear: explainHiddenIdentifier,
			...matching,
		},
	);
}

const IGNORED_FILTER: Explanation = {
	happened: 'Impilo returned patients with other external identifiers than those asked for',
	remedy:
		'It seems to ignore the filter, or upper and lower case, so they were not used. Report it to Impilo; until it is fixed, use patient IDs instead of external identifiers.',
};

function nameOf({ id }: ImpiloPatient): string {
	return isGiven(id) ? `patient ${id}` : 'a patient without an ID';
}

function explainHiddenIdentifier(hidden: ImpiloPatient): Explanation | undefined {
	if (identifiersOf(hidden).length > 0) return undefined;
	return {
		happened: `Impilo returned ${nameOf(hidden)} for this external identifier, but did not show the external identifier`,
		remedy:
			'It may be the right one or not, so it was not used. Look at the patient at Impilo, and report it to Impilo; until it is fixed, use patient IDs instead of external identifiers.',
	};
}

function explainOtherCase(other: ImpiloPatient): Explanation {
	const patient = nameOf(other);
	return {
		happened: `Impilo ignores upper and lower case, and has ${patient} with this external identifier, written differently`,
		remedy: `If you mean ${patient}, write the external identifier as it is there. Otherwise choose one that differs in more than upper and lower case, accents or spaces.`,
	};
}

export function identifiersOf({ externalIdentifier }: ImpiloPatient): string[] {
	return isGiven(externalIdentifier) ? [String(externalIdentifier).trim()] : [];
}
