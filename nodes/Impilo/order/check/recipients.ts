import type { IDataObject } from 'n8n-workflow';

import type { Explanation } from '../../api/failure';
import { isObject } from '../../api/json';
import { normalizeWord } from '../../api/words';
import { identifiersOf } from '../../patient/find';
import type { ImpiloPatient } from '../../patient/patient';
import type { PatientReference } from '../../patient/reference';
import { choosePatient } from '../../patient/reference';
import { UNKNOWN_PATIENT } from '../../patient/refusals';
import type { NewOrder } from '../create/newOrder';
import type { Catalogue } from './catalogue';
import { referencesOfNewPatient } from './catalogue';
import type { Findings } from './findings';
import { findingsOf, NO_FINDINGS, problemFound, warningFound } from './findings';

export interface Recipient {
	findings: Findings;
	/** The existing patient. */
	patient?: ImpiloPatient;
}

const PATIENT = 'Patient';
const SITE = 'Site';

/**
 * Checks who gets an order.
 *
 * @throws ImpiloFailure if Impilo couldn't be asked
 */
export function checkRecipient(order: NewOrder, catalogue: Catalogue): Recipient {
	const { body, patient } = order;
	if (patient !== undefined) return checkPatient(patient, catalogue);
	if (body.site !== undefined) {
		return {
			findings: checkSite(body.site.id, catalogue, 'Under Site, choose another one.'),
		};
	}
	return { findings: findingsOf(checkNewPatient(order, catalogue), checkAddress(order)) };
}

function checkPatient(reference: PatientReference, catalogue: Catalogue): Recipient {
	const found = findPatient(reference, catalogue);
	return 'happened' in found
		? { findings: problemFound(PATIENT, found) }
		: { patient: found, findings: checkEnrolment(found) };
}

function findPatient(
	reference: PatientReference,
	catalogue: Catalogue,
): ImpiloPatient | Explanation {
	if (reference.by !== 'id') return choosePatient(reference, catalogue.patientsNamed(reference));
	const { id } = reference;
	return (
		catalogue.patient(id) ?? {
			happened: `Impilo has no patient ${id}`,
			remedy: UNKNOWN_PATIENT.remedy,
		}
	);
}

/** Devices shouldn't go to people who have left. */
function checkEnrolment({ archived, enrolled }: ImpiloPatient): Findings {
	const remedy =
		'Choose another patient under Patient, or change Enrolled or Archived of this one with the operation Update. Impilo itself may still accept the order.';
	if (archived === true)
		return problemFound(PATIENT, { happened: 'The patient is archived', remedy });
	if (enrolled === false) {
		return problemFound(PATIENT, { happened: 'The patient is not enrolled', remedy });
	}
	return NO_FINDINGS;
}

function checkSite(id: number, catalogue: Catalogue, remedy: string): Findings {
	const site = catalogue.site(id);
	if (site === undefined) {
		return problemFound(SITE, {
			happened: `Impilo has no site ${id}`,
			remedy: `${remedy} Check that the credential has the Environment where the site is.`,
		});
	}
	if (site.active !== false) return NO_FINDINGS;
	return problemFound(SITE, {
		happened: `Site ${id} is not active`,
		remedy: `${remedy} Or ask Impilo to activate this one.`,
	});
}

function checkNewPatient({ body }: NewOrder, catalogue: Catalogue): Findings {
	const { externalIdentifier, siteId } = referencesOfNewPatient(body.patient);
	const site =
		siteId === undefined
			? NO_FINDINGS
			: checkSite(siteId, catalogue, 'Under Patient Fields, choose another Site.');
	if (externalIdentifier === undefined) return findingsOf(site, NO_IDENTIFIER);
	const alike = catalogue.patientsLike(externalIdentifier);
	if (alike.length === 0) return site;
	const same = alike.filter((patient) => identifiersOf(patient).includes(externalIdentifier));
	const [duplicates, how] = same.length > 0 ? [same, ''] : [alike, ', written differently'];
	const ids = duplicates.map(({ id }) => id ?? 'unknown').join(', ');
	const duplicate = warningFound(
		`Impilo already has a patient with the external identifier of the new patient${how}: patient ${ids}. Create would create another one: to ship to the existing patient, set Ship To to Patient.`,
	);
	return findingsOf(site, duplicate);
}

const NO_IDENTIFIER = warningFound(
	"The new patient has no external identifier, so the node cannot tell whether Impilo already has this patient, and each order would create another one. Under Patient Fields, add External Identifier with the patient's ID in your own system.",
);

const NAMES_OF_US = ['us', 'usa', 'u.s.', 'u.s.a.', 'unitedstates', 'unitedstatesofamerica'];
const US_ZIP_CODE = /^\d{5}(-?\d{4})?$/;
/** In Puerto Rico they begin with two zeros. */
const US_ZIP_CODE_WITHOUT_ZEROS = /^\d{3,4}(-\d{4})?$/;

/** Spreadsheets remove leading zeros. */
function checkAddress({ body }: NewOrder): Findings {
	const { address }: IDataObject = body.patient ?? {};
	if (!isObject(address) || !NAMES_OF_US.includes(normalizeWord(address.country))) {
		return NO_FINDINGS;
	}
	const zipCode = String(address.zipCode);
	if (US_ZIP_CODE.test(zipCode)) return NO_FINDINGS;
	return warningFound(
		US_ZIP_CODE_WITHOUT_ZEROS.test(zipCode)
			? 'Address Zip Code is too short for the US: it seems to have lost its leading zero, as happens in spreadsheets. Enter five digits, e.g. 02134.'
			: 'Address Zip Code is not a US zip code. Enter five digits, e.g. 02134, or nine, e.g. 02134-1234, or correct Address Country.',
	);
}
