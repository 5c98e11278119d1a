import type { KnownRefusal } from '../api/request';

/** What Impilo says of a patient that it doesn't know, or that isn't the account's (Create Order reference). */
export const UNKNOWN_PATIENT: KnownRefusal = {
	status: 400,
	words: 'patient_does_not_exist',
	happened: 'Impilo does not know this patient',
	remedy:
		'Choose the patient again under Patient. Check that Environment of the credential is the one where the patient is, and that the patient belongs to your account.',
};
