import type { Patient, Site } from '../entities';
import { refuse } from '../refusals';
import type { World } from '../world';
import { readNewPatient } from './newPatient';
import type { OrderRequest } from './orderRequest';

export type Recipient =
	| { kind: 'patient'; patient: Patient }
	| { kind: 'newPatient'; patient: Omit<Patient, 'id'> }
	| { kind: 'site'; site: Site };

/** Who the order is for: exactly one of a patient and a site. */
export function resolveRecipient(world: World, request: OrderRequest): Recipient {
	const { patient } = request;
	const siteId = request.site?.id ?? undefined;
	if (patient && siteId !== undefined) {
		// The guide asks for exactly one, but no documented message speaks of two: the general one.
		throw refuse('invalid_order');
	}
	if (patient) return resolvePatient(world, patient);
	if (siteId !== undefined) return { kind: 'site', site: resolveSite(world, siteId) };
	// When "Patient required" is said isn't documented. Here: the field is there, and is null.
	if (patient === null && !request.site) throw refuse('Patient required');
	throw refuse('patient or site required');
}

function resolvePatient(world: World, request: NonNullable<OrderRequest['patient']>): Recipient {
	const patientId = request.id ?? undefined;
	if (patientId === undefined) {
		return { kind: 'newPatient', patient: readNewPatient(world, request) };
	}
	const patient = world.patients.get(patientId);
	if (!patient) throw refuse('patient_does_not_exist');
	return { kind: 'patient', patient };
}

/** "invalid_order - Customer or site validation failed" (Create Order reference). */
function resolveSite(world: World, siteId: number): Site {
	const site = world.sites.get(siteId);
	if (!site?.active) throw refuse('invalid_order');
	return site;
}
