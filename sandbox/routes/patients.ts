import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Patient } from '../entities';
import { parseJson } from '../json';
import { cutPage, MAX_PAGE_SIZE, readPageRequest, sortEntities } from '../pages';
import { Query, splitTarget } from '../queries';
import { refuse, refuseUnknown } from '../refusals';
import type { SandboxState } from '../state';

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
