import { parseRequiredText, refuseBadEmail } from '../run/fieldValues';
import { readLocator } from './locator';
import { parseThingId } from './thingId';

/** How the user named a patient. */
export type PatientReference =
	{ by: 'id'; id: number } | { by: 'externalIdentifier' | 'email'; value: string };

/**
 * Reads the Patient field.
 *
 * @throws InputRefusal
 */
export function parsePatientReference(parameter: unknown, field = 'Patient'): PatientReference {
	const { mode, value } = readLocator(parameter);
	if (mode !== 'externalIdentifier' && mode !== 'email') {
		return { by: 'id', id: parseThingId(value, 'patient', field) };
	}
	const text = parseRequiredText(value, field);
	if (mode === 'email') refuseBadEmail(text, field);
	return { by: mode, value: text };
}
