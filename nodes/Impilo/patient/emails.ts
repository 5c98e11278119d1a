import type { ImpiloClient } from '../api/client';
import type { Findings } from '../api/findByValues';
import { findByValues } from '../api/findByValues';
import { isGiven } from '../api/json';
import type { ImpiloPatient } from './patient';

/** Case doesn't matter in an email address. */
export function foldEmail(email: string): string {
	return email.trim().toLowerCase();
}

/**
 * Finds the patients who have an email address. As Impilo may look for parts of it, who only has a
 * longer one is left out.
 *
 * @returns the patients, if there are any, under the folded address
 * @throws ImpiloFailure also when somebody comes back whose address has nothing to do with it: the
 * filter is ignored then
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
				happened: 'Impilo answered with patients of other email addresses than the one asked for',
				remedy:
					'It seems to ignore the filter, so nothing was done with them. Tell Impilo about it; until then, use patient IDs instead of email addresses.',
			},
		},
	);
}

function emailsOf({ email }: ImpiloPatient): string[] {
	return isGiven(email) ? [foldEmail(email)] : [];
}
