import type { Patient, Site } from '../entities';
import { refuse } from '../refusals';
import type { World } from '../world';
import type { PatientRequest } from './orderRequest';

/**
 * Checks a patient that comes with an order, in the order of the Create Order reference.
 * Nothing is stored yet: the rest of the order may still be refused.
 */
export function readNewPatient(world: World, request: PatientRequest): Omit<Patient, 'id'> {
	if (isBlank(request.firstName)) throw refuse('Must provide a non-blank string for firstName.');
	if (isBlank(request.lastName)) throw refuse('Must provide a non-blank string for lastName.');
	const { address } = request;
	if (!address) throw refuse('Must provide an Address for Patient.');
	const site = findPatientSite(world, request.site);
	if (isBlank(address.lineOne)) throw refuse('Must provide a Line One value in the Address.');
	if (isBlank(address.city)) throw refuse('Must provide a City value in the Address.');
	if (isBlank(address.state)) throw refuse('Must provide a State value in the Address.');
	if (isBlank(address.country)) throw refuse('Must provide a Country value in the Address.');
	if (isBlank(address.zipCode)) throw refuse('Must provide a Zip Code value in the Address.');
	return {
		firstName: request.firstName ?? null,
		lastName: request.lastName ?? null,
		address: {
			lineOne: address.lineOne,
			lineTwo: address.lineTwo ?? null,
			lineThree: address.lineThree ?? null,
			city: address.city,
			state: address.state,
			zipCode: address.zipCode,
			country: address.country,
			note: address.note ?? null,
		},
		email: request.email ?? null,
		phoneNumber: request.phoneNumber ?? null,
		dateOfBirth: request.dateOfBirth ?? null,
		sex: request.sex ?? 'unknown',
		externalIdentifier: request.externalIdentifier ?? null,
		archived: false,
		enrolled: true,
		site,
	};
}

function findPatientSite(world: World, request: PatientRequest['site']): Site | null {
	if (!request) return null;
	const siteId = request.id ?? undefined;
	if (siteId === undefined) throw refuse('Unable to find the Site provided.');
	const site = world.sites.get(siteId);
	if (!site) throw refuse('Site {id} not found', siteId);
	if (!site.active) throw refuse('Site {id} not active', siteId);
	return site;
}

function isBlank(text: string | null | undefined): boolean {
	return (text ?? '').trim() === '';
}
