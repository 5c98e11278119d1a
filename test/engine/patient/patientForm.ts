import type { INodeParameters } from 'n8n-workflow';

import type { Patient, ReceivedRequest, Sandbox } from '../../../sandbox';
import { NEW_PATIENT } from '../create/orderForm';

/** The values that no message, hint or description may contain. */
export const PERSONAL = /Quillon|Testperson|Nowhere|Fictionburg|Z0Z 0Z9/;

/** What the required fields of `NEW_PATIENT` send. */
export const WIRE_PATIENT = {
	firstName: 'Quillon',
	lastName: 'Testperson-Zyx',
	address: {
		lineOne: '77 Nowhere Lane',
		city: 'Fictionburg',
		state: 'ZZ',
		zipCode: 'Z0Z 0Z9',
		country: 'XX',
	},
};

export const createForm = (parameters: INodeParameters = {}): INodeParameters => ({
	resource: 'patient',
	operation: 'create',
	...NEW_PATIENT,
	...parameters,
});

export const upsertForm = (parameters: INodeParameters = {}): INodeParameters => ({
	resource: 'patient',
	operation: 'upsert',
	...NEW_PATIENT,
	...parameters,
});

/** The form of many items: each takes its external identifier from its input's `ref`. */
export const createByRef = (parameters: INodeParameters = {}): INodeParameters =>
	createForm({ externalIdentifier: '={{ $json.ref }}', ...parameters });

export const POST_PATIENT = { method: 'POST', path: '/api/v3/patient' };
export const LIST_PATIENTS = { method: 'GET', path: '/api/v3/patient' };

const requestsOf = (
	{ requests }: Sandbox,
	{ method, path }: { method: string; path: string },
): ReceivedRequest[] =>
	requests.filter((request) => request.method === method && request.path === path);

export const createsOf = (sandbox: Sandbox): ReceivedRequest[] => requestsOf(sandbox, POST_PATIENT);
export const listsOf = (sandbox: Sandbox): ReceivedRequest[] => requestsOf(sandbox, LIST_PATIENTS);
export const patchesOf = ({ requests }: Sandbox): ReceivedRequest[] =>
	requests.filter(({ method }) => method === 'PATCH');

/** The IDs of the patients with an external identifier. */
export const idsWith = (sandbox: Sandbox, externalIdentifier: string): number[] =>
	[...sandbox.patients.values()]
		.filter((patient) => patient.externalIdentifier === externalIdentifier)
		.map(({ id }) => id);

/** A patient as the sandbox holds it; one that isn't there fails the test. */
export function patientOf(sandbox: Sandbox, id: number): Patient {
	const patient = sandbox.patients.get(id);
	if (patient === undefined) throw new Error(`No patient ${id}`);
	return patient;
}

/** A patient of an earlier or another run, straight into the sandbox. */
export function plantPatient(sandbox: Sandbox, id: number, changes: Partial<Patient>): Patient {
	const patient = { ...patientOf(sandbox, 1235), ...changes, id };
	sandbox.patients.set(id, patient);
	return patient;
}
