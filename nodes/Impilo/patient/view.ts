import type { ImpiloPatient } from './patient';

/** A patient with Simplify on. */
export interface SimplifiedPatient {
	id: number | null;
	firstName: string | null;
	lastName: string | null;
	externalIdentifier: string | null;
	email: string | null;
	phoneNumber: string | null;
	dateOfBirth: string | null;
	siteId: number | null;
	enrolled: boolean | null;
	archived: boolean | null;
}

/** Simplifies a patient; whatever Impilo left out is null. */
export function simplifyPatient(patient: ImpiloPatient): SimplifiedPatient {
	return {
		id: patient.id ?? null,
		firstName: patient.firstName ?? null,
		lastName: patient.lastName ?? null,
		externalIdentifier: patient.externalIdentifier ?? null,
		email: patient.email ?? null,
		phoneNumber: patient.phoneNumber ?? null,
		dateOfBirth: patient.dateOfBirth ?? null,
		siteId: patient.site?.id ?? null,
		enrolled: patient.enrolled ?? null,
		archived: patient.archived ?? null,
	};
}
