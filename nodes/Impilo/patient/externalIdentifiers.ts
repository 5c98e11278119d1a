import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { findByValues } from '../api/findByValues';
import { isGiven } from '../api/json';
import type { ImpiloPatient } from './patient';

/**
 * Finds the patients who have any of the given external identifiers, many a request.
 *
 * @returns the patients of each identifier that has any, archived ones included, by ascending ID
 * @throws ImpiloFailure also when a patient comes back who has none of them: the filter is ignored
 * then, and a stranger could be taken for ours
 */
export async function findPatientsByIdentifier(
	client: ImpiloClient,
	externalIdentifiers: readonly string[],
): Promise<Map<string, ImpiloPatient[]>> {
	const list = {
		path: '/patient',
		purpose: 'look up patients by external identifier',
		personal: externalIdentifiers,
	};
	return await findByValues<ImpiloPatient>(client, list, {
		name: 'externalIdentifier',
		values: externalIdentifiers,
		valuesOf: identifiersOf,
		check: (patient, identifiers) => {
			if (identifiersOf(patient).some((identifier) => identifiers.has(identifier))) return;
			throw new ImpiloFailure({
				happened:
					'Impilo answered with patients of other external identifiers than those asked for',
				remedy:
					'It seems to ignore the filter, or not to tell upper and lower case apart, so nothing was done with them. Tell Impilo about it; until then, use patient IDs instead of external identifiers.',
			});
		},
	});
}

function identifiersOf({ externalIdentifier }: ImpiloPatient): string[] {
	return isGiven(externalIdentifier) ? [String(externalIdentifier).trim()] : [];
}
