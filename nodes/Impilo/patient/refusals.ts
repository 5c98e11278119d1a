import type { Explanation } from '../api/failure';
import type { KnownRefusal } from '../api/request';
import { addressRefusalsOf } from '../fields/addressRefusals';

/** Impilo's refusal of a patient that is unknown, or belongs to another account (Create Order reference). */
export const UNKNOWN_PATIENT: KnownRefusal = {
	status: 400,
	words: 'patient_does_not_exist',
	happened: 'Impilo does not know this patient',
	remedy:
		'Choose the patient again under Patient. Check that the credential has the Environment where the patient is, and that the patient belongs to your account.',
};

const UNKNOWN_SITE: Explanation = {
	happened: 'Impilo does not know this site',
	remedy:
		'Choose the site again under Site, and check that the credential has the Environment where the site is.',
};

/** Impilo's refusals of a site (Create Order reference). */
export const SITE_REFUSALS: readonly KnownRefusal[] = [
	{ status: 400, words: 'Site {id} not found', ...UNKNOWN_SITE },
	{
		status: 400,
		words: 'Site {id} not active',
		happened: 'The site is not active',
		remedy: 'Under Site, choose another one, or ask Impilo to activate this one.',
	},
	{ status: 400, words: 'Unable to find the Site provided.', ...UNKNOWN_SITE },
];

/**
 * What the Create Order reference says about a patient's data, wherever it's sent.
 *
 * @param whose what messages call the patient, e.g. "the new patient"
 */
const refusalsOf = (whose: string): KnownRefusal[] => {
	const subject = `${whose.charAt(0).toUpperCase()}${whose.slice(1)}`;
	return [
		{
			status: 400,
			words: 'Must provide a non-blank string for firstName.',
			happened: `${subject} has no first name`,
			remedy: 'Fill First Name.',
		},
		{
			status: 400,
			words: 'Must provide a non-blank string for lastName.',
			happened: `${subject} has no last name`,
			remedy: 'Fill Last Name.',
		},
		{
			status: 400,
			words: 'Must provide an Address for Patient.',
			happened: `${subject} has no address`,
			remedy:
				'Fill Address Line One, Address City, Address State, Address Zip Code and Address Country.',
		},
		...addressRefusalsOf(whose),
		...SITE_REFUSALS,
	];
};

/** What Impilo says about the patient whom an order creates, and about sites. */
export const NEW_PATIENT_REFUSALS: readonly KnownRefusal[] = refusalsOf('the new patient');

/** What Impilo says about a patient who is created or updated. */
export const PATIENT_REFUSALS: readonly KnownRefusal[] = [
	...refusalsOf('the patient'),
	{
		status: 400,
		words: 'Invalid JSON format',
		happened: 'Impilo could not read the patient',
		remedy: 'Something between n8n and Impilo changes what is sent: check for a proxy.',
	},
	{
		status: 400,
		words: 'Invalid data provided',
		happened: 'Impilo does not accept one of the values of the patient',
		remedy:
			'Check the values that come from data: Date of Birth, Email, Phone Number, External Identifier and the address.',
	},
];
