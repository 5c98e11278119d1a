import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { address, isBlank, readPatientAddress, text } from './addresses';
import { type Address, type Patient, type Site, pickById, pickCyclic, seedIds } from './entities';
import { matchAny, matchExactly, matchPart, matchRange, matchText } from './filters';
import { type Query, answerList, findEntity, sortEntities } from './lists';
import { readFullName } from './patientNames';
import { refuse, refuseUnknown } from './refusals';
import { readBody } from './requests';
import { returnEverythingOf } from './returns';
import type { SandboxState } from './state';
import { type World, addPatient, readAge } from './world';

export const id = z.number().int();

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

/** The id is Impilo's to give, and ignored. Whether the two flags can be sent isn't documented. */
const patientBody = patientRequest.omit({ id: true }).extend({
	archived: z.boolean().optional(),
	enrolled: z.boolean().optional(),
});

const FIRST_NAMES = ['Ada', 'Ben', 'Cleo', 'Dara', 'Eli', 'Faye', 'Gus', 'Hana', 'Ira'];
const LAST_NAMES = ['Example', 'Sample', 'Fictional', 'Placeholder', 'Invented'];
const SEXES = ['female', 'male', 'other', 'unknown'];
const PATIENTS = 40;
/** Sites with patients: the inactive one has none. */
const SITES_WITH_PATIENTS = 7;

/** The special patients; all others follow a pattern. */
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
	[seedIds.archivedEnrolledPatient]: { archived: true },
	[seedIds.notEnrolledPatient]: { enrolled: false },
	[seedIds.britishPatient]: {
		address: createForeignAddress('Exampleton', 'Kent', 'EX4 3PL', 'GB'),
		dateOfBirth: '2001-12-31',
	},
	[seedIds.canadianPatient]: {
		address: createForeignAddress('Sampleford', 'ON', 'X1X 1X1', 'CA'),
		dateOfBirth: '1931-01-01',
	},
	[seedIds.nullsPatient]: {
		email: null,
		phoneNumber: null,
		dateOfBirth: null,
		sex: null,
		externalIdentifier: null,
		site: null,
	},
	[seedIds.patientWithoutIdentifier]: { externalIdentifier: null },
};

export function createPatients(sites: ReadonlyMap<number, Site>): Map<number, Patient> {
	const patients = Array.from({ length: PATIENTS }, (_, index): Patient => {
		const id = seedIds.patient + index;
		return {
			...createPatient(sites, id, index),
			...PARTICULARS[id],
		};
	});
	return new Map(patients.map((patient) => [patient.id, patient]));
}

function createPatient(sites: ReadonlyMap<number, Site>, id: number, index: number): Patient {
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
		phoneNumber: `+1-202-555-01${String(index % 100).padStart(2, '0')}`,
		dateOfBirth: `19${String(40 + (index % 60)).padStart(2, '0')}-0${1 + (index % 9)}-15`,
		sex: pickCyclic(SEXES, index),
		externalIdentifier: `patient-${id}`,
		archived: false,
		enrolled: true,
		site: pickById(sites, seedIds.site + (index % SITES_WITH_PATIENTS)),
	};
}

function createForeignAddress(
	city: string,
	state: string,
	zipCode: string,
	country: string,
): Address {
	return {
		lineOne: '1 Invented Lane',
		lineTwo: null,
		lineThree: null,
		city,
		state,
		zipCode,
		country,
		note: null,
	};
}

/** Patients like those of the seed, with the external identifiers `seeded-patient-<n>` from 1 on. */
export function seedManyPatients(world: World, count: number, firstNumber: number): void {
	for (let number = firstNumber; number < firstNumber + count; number += 1) {
		const id = world.nextPatientId;
		world.nextPatientId += 1;
		const patient = createPatient(world.sites, id, number);
		world.patients.set(id, { ...patient, externalIdentifier: `seeded-patient-${number}` });
	}
}

/**
 * Checks a patient that is new, also with an order, in the order of the Create Order reference.
 * Nothing is stored yet: the rest of the order may still be refused.
 */
export function readNewPatient(world: World, request: PatientRequest): Omit<Patient, 'id'> {
	checkFirstName(request);
	checkLastName(request);
	const address = demandAddress(request.address);
	const site = findPatientSite(world, request.site);
	return {
		firstName: request.firstName ?? null,
		lastName: request.lastName ?? null,
		address: readPatientAddress(address),
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

/** Only what is given is checked, as for a new patient; null removes what is optional. */
function readPatientChange(
	world: World,
	{ address, site, ...change }: z.output<typeof patientBody>,
): Partial<Patient> {
	if (change.firstName !== undefined) checkFirstName(change);
	if (change.lastName !== undefined) checkLastName(change);
	return {
		...change,
		// As a whole: whether Impilo merges the two addresses isn't documented.
		...(address === undefined ? {} : { address: readPatientAddress(demandAddress(address)) }),
		...(site === undefined ? {} : { site: findPatientSite(world, site) }),
	};
}

function checkFirstName({ firstName }: Pick<PatientRequest, 'firstName'>): void {
	if (isBlank(firstName)) throw refuse('Must provide a non-blank string for firstName.');
}

function checkLastName({ lastName }: Pick<PatientRequest, 'lastName'>): void {
	if (isBlank(lastName)) throw refuse('Must provide a non-blank string for lastName.');
}

function demandAddress(address: Address | null | undefined): Address {
	if (!address) throw refuse('Must provide an Address for Patient.');
	return address;
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

const findByEmailRequest = z.object({ email: z.string() });

/** That both are required is assumed: a client that leaves one out may mean either. */
const disenrollRequest = z.object({ archive: z.boolean(), createReturns: z.boolean() });

const SORT_KEYS: Record<string, (patient: Patient) => string | number> = {
	firstName: (patient) => patient.firstName ?? '',
	lastName: (patient) => patient.lastName ?? '',
	patientId: (patient) => patient.id,
};

interface PatientPath {
	Params: { patientId: string };
}

/** Nothing says that external identifiers and e-mail addresses are unique, so they needn't be. */
export function addPatientRoutes(app: FastifyInstance, state: SandboxState): void {
	const find = (patientId: string) => findEntity(state.world.patients, 'Patient', patientId);
	const change = (patient: Patient, by: Partial<Patient>) => {
		Object.assign(patient, by);
		state.announce.patientUpdated(patient);
		return patient;
	};

	app.get('/api/v3/patient', async (request) =>
		answerList(request, state.world.patients.values(), {
			createFilter: createPatientFilter,
			sort: (patients, query) => sortEntities(patients, query, SORT_KEYS),
			readAge: (patient) => readAge(state.world, patient, state.now()),
		}),
	);

	app.post('/api/v3/patient', async (request) => {
		const { archived = false, enrolled = true, ...body } = readBody(patientBody, request.body);
		const fields = { ...readNewPatient(state.world, body), archived, enrolled };
		const patient = addPatient(state.world, fields, state.now());
		state.announce.patientCreated(patient);
		return patient;
	});

	app.get<PatientPath>('/api/v3/patient/:patientId', async (request) =>
		find(request.params.patientId),
	);

	app.patch<PatientPath>('/api/v3/patient/:patientId', async (request) => {
		const patient = find(request.params.patientId);
		return change(patient, readPatientChange(state.world, readBody(patientBody, request.body)));
	});

	// What isn't given becomes null, except that leaving out enrolled or archived changes neither.
	app.put<PatientPath>('/api/v3/patient/:patientId', async (request) => {
		const patient = find(request.params.patientId);
		const body = readBody(patientBody, request.body);
		const { archived = patient.archived, enrolled = patient.enrolled } = body;
		return change(patient, { ...readNewPatient(state.world, body), archived, enrolled });
	});

	app.post<PatientPath>('/api/v3/patient/disenroll/:patientId', async (request, reply) => {
		const patient = find(request.params.patientId);
		const { archive, createReturns } = readBody(disenrollRequest, request.body);
		change(patient, { enrolled: false, archived: archive || patient.archived });
		if (createReturns) returnEverythingOf(state, patient);
		return reply.code(201).send();
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
		const { email } = readBody(findByEmailRequest, request.body);
		const hasEmail = matchText(email);
		const patient = listPatients(state).find((candidate) => hasEmail(candidate.email));
		if (!patient) throw refuseUnknown('Patient', email);
		return patient;
	});
}

function listPatients(state: SandboxState): Patient[] {
	return [...state.world.patients.values()];
}

/** Repeated parameters match any of the values; all different parameters have to match. */
function createPatientFilter(query: Query): (patient: Patient) => boolean {
	const hasId = matchAny(query.readIntegers('id'));
	const isOfSite = matchAny(query.readIntegers('siteId'));
	const hasExternalIdentifier = matchAny(query.readTexts('externalIdentifier'));
	const hasName = matchPart(query.readText('name'));
	const hasEmail = matchText(query.readText('email'));
	const isArchived = matchExactly(query.readBoolean('archived'));
	const isEnrolled = matchExactly(query.readBoolean('enrolled'));
	const isBornThen = matchRange(query.readDate('dateOfBirthMin'), query.readDate('dateOfBirthMax'));
	const hasPostalCode = matchText(query.readText('postalCode'));
	const hasCountry = matchText(query.readText('country'));
	return (patient) =>
		hasId(patient.id) &&
		isOfSite(patient.site?.id) &&
		hasExternalIdentifier(patient.externalIdentifier) &&
		hasName(readFullName(patient)) &&
		hasEmail(patient.email) &&
		isArchived(patient.archived) &&
		isEnrolled(patient.enrolled) &&
		isBornThen(patient.dateOfBirth) &&
		hasPostalCode(patient.address?.zipCode) &&
		hasCountry(patient.address?.country);
}
