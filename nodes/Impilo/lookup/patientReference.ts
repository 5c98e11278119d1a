import { InputRefusal } from '../run/refusal';
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
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text === '') {
		throw new InputRefusal(
			`${field} is empty`,
			'Choose a patient, or say how to find the patient.',
		);
	}
	if (mode === 'email' && !text.includes('@')) {
		throw new InputRefusal(
			`${field} is not an email address`,
			'Give the address that Impilo has for the patient, e.g. nathan@example.com.',
		);
	}
	return { by: mode, value: text };
}
