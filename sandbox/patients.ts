import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Patient, type Site, pickById, pickCyclic, seedIds } from './entities';
import { MAX_PAGE_SIZE, Query, cutPage, readPageRequest, sortEntities, splitTarget } from './lists';
import { refuse, refuseUnknown } from './refusals';
import { parseJson } from './requests';
import type { SandboxState } from './state';
import type { World } from './world';

export const id = z.number().int();
const text = z.string().nullish();

const address = z.object({
	lineOne: text,
	lineTwo: text,
	lineThree: text,
	city: text,
	state: text,
	zipCode: text,
	country: text,
	note: text,
});

export const patientRequest = z.object({
	id: id.nullish(),
	firstName: text,
	lastName: text,
	address: address.nullish(),
	email: text,
	phoneNumber: text,
	dateOfBirth: z
		.string()
		.regex(/^\d{4}-\d{2}-\d{2}$/)
		.nullish(),
	sex: z.enum(['other', 'female', 'male', 'unknown']).nullish(),
	externalIdentifier: text,
	site: z.object({ id: id.nullish() }).nullish(),
});

export type PatientRequest = z.output<typeof patientRequest>;

const FIRST_NAMES = ['Ada', 'Ben', 'Cleo', 'Dara', 'Eli', 'Faye', 'Gus', 'Hana', 'Ira'];
const LAST_NAMES = ['Example', 'Sample', 'Fictional', 'Placeholder', 'Invented'];
const SEXES = ['female', 'male', 'other', 'unknown'];
const PATIENTS = 40;
/** Sites with patients: the inactive one has none. */
const SITES_WITH_PATIENTS = 7;

/** What is particular about some of the patients; everyone else is made by rule. */
const PARTICULARS: Record<number, Partial<Patient>> = {
	[seedIds.patient]: {
		firstName: 'John',
		lastName: 'Doe',
		email: 'john.doe@example.com',
		dateOfBirth: '1980-01-01',
		sex: 'unknown',
		externalIdentifier: '1234abcd',
	},
	[seedIds.otherPatient]: { firstName: 'Sam', lastName: 'Sample' },
	[seedIds.namesakePatient]: { firstName: 'Sam', lastName: 'Sample', email: 'sam.2@example.com' },
	[seedIds.accentedPatient]: { firstName: 'Zoë', lastName: "O'Exámple-Ñandú" },
	[seedIds.sparsePatient]: { lastName: null, email: null, dateOfBirth: null, phoneNumber: null },
	[seedIds.partialAddressPatient]: {
		address: {
			lineOne: '71 Example Street',
			lineTwo: null,
			city: null,
			state: 'CA',
			zipCode: null,
		},
	},
	[seedIds.addresslessPatient]: { address: null, site: null, externalIdentifier: null },
	[seedIds.archivedPatient]: { archived: true, enrolled: false },
};

export function createPatients(sites: ReadonlyMap<number, Site>): Map<number, Patient> {
	const patients = Array.from({ length: PATIENTS }, (_, index): Patient => {
		const id = seedIds.patient + index;
		const firstName = pickCyclic(FIRST_NAMES, index);
		const lastName = pickCyclic(LAST_NAMES, index);
		return {
			id,
			firstName,
			lastName,
			address: {
				lineOne: `${index + 1} Example Street`,
				lineTwo: index % 3 === 0 ? `Apt ${index + 1}` : null,
				lineThree: null,
				city: 'Sampleton',
				state: 'CA',
				zipCode: `9001${index % 10}`,
				country: 'US',
				note: index % 5 === 0 ? 'Ring twice' : null,
			},
			email: `${firstName}.${lastName}.${id}@example.com`.toLowerCase(),
			phoneNumber: `+1-202-555-01${String(index).padStart(2, '0')}`,
			dateOfBirth: `19${String(40 + index).padStart(2, '0')}-0${1 + (index % 9)}-15`,
			sex: pickCyclic(SEXES, index),
			externalIdentifier: `patient-${id}`,
			archived: false,
			enrolled: true,
			site: pickById(sites, seedIds.site + (index % SITES_WITH_PATIENTS)),
			...PARTICULARS[id],
		};
	});
	return new Map(patients.map((patient) => [patient.id, patient]));
}

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

const findByEmailRequest = z.object({ email: z.string() });

const SORT_KEYS: Record<string, (patient: Patient) => string | number> = {
	firstName: (patient) => patient.firstName ?? '',
	lastName: (patient) => patient.lastName ?? '',
	patientId: (patient) => patient.id,
};

export function addPatientRoutes(app: FastifyInstance, state: SandboxState): void {
	app.get('/api/v3/patient', async (request) => {
		const query = new Query(splitTarget(request.url).query);
		const page = readPageRequest(query, MAX_PAGE_SIZE, request.faultPlan.clampSize);
		const matching = listPatients(state).filter(createPatientFilter(query));
		return cutPage(sortEntities(matching, query, SORT_KEYS), page);
	});

	app.get<{ Params: { patientId: string } }>('/api/v3/patient/:patientId', async (request) => {
		const { patientId } = request.params;
		const patient = state.world.patients.get(Number(patientId));
		if (!patient) throw refuseUnknown('Patient', patientId);
		return patient;
	});

	app.get<{ Params: { externalIdentifier: string } }>(
		'/api/v3/patient/identifier/:externalIdentifier',
		async (request) => {
			const { externalIdentifier } = request.params;
			const patient = listPatients(state).find(
				(candidate) => candidate.externalIdentifier === externalIdentifier,
			);
			if (!patient) throw refuseUnknown('Patient', externalIdentifier);
			return patient;
		},
	);

	app.post('/api/v3/patient/find-by-email', async (request) => {
		const body = findByEmailRequest.safeParse(parseJson(request.body));
		if (!body.success) throw refuse('Invalid data provided');
		const { email } = body.data;
		const patient = listPatients(state).find((candidate) => hasEmail(candidate, email));
		if (!patient) throw refuseUnknown('Patient', email);
		return patient;
	});
}

function listPatients(state: SandboxState): Patient[] {
	return [...state.world.patients.values()];
}

/** Repeated parameters mean any of the values; different parameters have to hold together. */
function createPatientFilter(query: Query): (patient: Patient) => boolean {
	const ids = query.readIntegers('id');
	const siteIds = query.readIntegers('siteId');
	const externalIdentifiers = query.readTexts('externalIdentifier');
	const name = query.readText('name')?.toLowerCase();
	const email = query.readText('email');
	const archived = query.readBoolean('archived');
	const enrolled = query.readBoolean('enrolled');
	return (patient) =>
		(ids.length === 0 || ids.includes(patient.id)) &&
		(siteIds.length === 0 || (patient.site !== null && siteIds.includes(patient.site.id))) &&
		(externalIdentifiers.length === 0 ||
			externalIdentifiers.includes(patient.externalIdentifier ?? '')) &&
		(name === undefined || readFullName(patient).toLowerCase().includes(name)) &&
		(email === undefined || hasEmail(patient, email)) &&
		(archived === undefined || patient.archived === archived) &&
		(enrolled === undefined || patient.enrolled === enrolled);
}

function readFullName({ firstName, lastName }: Patient): string {
	return [firstName, lastName].filter((name) => name !== null).join(' ');
}

function hasEmail(patient: Patient, email: string): boolean {
	return patient.email !== null && patient.email.toLowerCase() === email.toLowerCase();
}
