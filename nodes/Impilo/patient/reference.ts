import type { INodeProperties } from 'n8n-workflow';

import type { IdRequest } from '../api/byId';
import { readById, updateById } from '../api/byId';
import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import { ImpiloFailure } from '../api/failure';
import { allFound } from '../api/findByValues';
import type { GateOptions } from '../api/gate';
import type { Maybe } from '../api/json';
import { isObject } from '../api/json';
import type { Personal } from '../api/request';
import type { Reference } from '../fields/locator';
import { locator } from '../fields/locator';
import { idFilter } from '../run/filterKinds';
import type { Filter } from '../run/filters';
import { findPatientsByEmail, findPatientsByIdentifier, foldEmail } from './find';
import type { ImpiloPatient } from './patient';
import { personalTextsOf } from './patient';
import { PATIENT_REFUSALS } from './refusals';

/** What can identify a patient instead of the ID. */
type NamedBy = 'externalIdentifier' | 'email';

/** How the user identified a patient. */
export type PatientReference = Reference<NamedBy>;

/** By something other than the ID. */
export type NamedReference = Exclude<PatientReference, { by: 'id' }>;

const { pick, parse, suggestOtherMode } = locator<NamedBy>(
	'patient',
	{ displayName: 'Patient', name: 'patientId', description: 'The patient at Impilo' },
	'searchPatients',
	{ externalIdentifier: 'e.g. MRN-20481', email: 'e.g. nathan@example.com' },
);

export { pick as pickPatient, parse as parsePatientReference };

/** A filter for what belongs to a patient. */
export function patientFilter<T>(
	query: string,
	patientIdOf: (entity: T) => Maybe<number>,
	field: Partial<INodeProperties>,
): Filter<T> {
	const find = async (client: ImpiloClient, value: unknown, label: string): Promise<number> =>
		await findPatientId(client, parse(value, label));
	return idFilter(pick(field), query, find, patientIdOf, true);
}

/** A patient whom Impilo has found. */
type FoundPatient = ImpiloPatient & { id: number };

/** The searches of each run, by what was looked for. */
const searches = new WeakMap<ImpiloClient, Map<string, Promise<FoundPatient>>>();

/**
 * Finds the ID of a patient. A run asks Impilo for each patient only once.
 *
 * @returns the patient's ID at Impilo
 * @throws ImpiloFailure if there is no such patient, or more than one
 */
export async function findPatientId(
	client: ImpiloClient,
	reference: PatientReference,
): Promise<number> {
	if (reference.by === 'id') return reference.id;
	return (await searchOnce(client, reference)).id;
}

/**
 * As `findPatientId`, for requests that Impilo may refuse in words about the patient.
 *
 * @returns also what must not appear in any message about the patient
 * @throws ImpiloFailure
 */
export async function identifyPatient(
	client: ImpiloClient,
	reference: PatientReference,
): Promise<{ id: number; personal: Personal[] }> {
	if (reference.by === 'id') {
		const { id } = reference;
		// Most requests are not refused, and need none of it.
		return { id, personal: [async () => personalTextsOf(await readPatient(client, id))] };
	}
	const patient = await searchOnce(client, reference);
	return { id: patient.id, personal: personalTextsOf(patient) };
}

/**
 * Finds a patient. A run asks Impilo for each external identifier or email address only once.
 *
 * @throws ImpiloFailure if there is no such patient, or more than one
 */
export async function findPatient(
	client: ImpiloClient,
	reference: PatientReference,
): Promise<ImpiloPatient> {
	return reference.by === 'id'
		? await readPatient(client, reference.id)
		: await searchOnce(client, reference);
}

function patientRequest(id: number): IdRequest {
	return {
		name: 'patient',
		id,
		notFound: {
			happened: `Impilo has no patient ${id}`,
			remedy: 'Check Patient, and that the credential has the Environment where the patient is.',
		},
		refusals: PATIENT_REFUSALS,
	};
}

/**
 * Reads one patient by the ID at Impilo.
 *
 * @throws ImpiloFailure if there's none
 */
export async function readPatient(
	client: ImpiloClient,
	id: number,
	passage: GateOptions = {},
): Promise<ImpiloPatient> {
	return await readById<ImpiloPatient>(client, { ...patientRequest(id), ...passage });
}

/**
 * Changes a patient.
 *
 * @param body what is to change; an address is whole
 * @param personal what must not appear in any message
 * @returns the patient as Impilo has it afterwards
 * @throws ImpiloFailure
 */
export async function updatePatient(
	client: ImpiloClient,
	id: number,
	body: object,
	personal: readonly Personal[],
): Promise<ImpiloPatient> {
	return await updateById<ImpiloPatient>(client, { ...patientRequest(id), personal }, body);
}

async function searchOnce(client: ImpiloClient, reference: NamedReference): Promise<FoundPatient> {
	const { by, value } = reference;
	const ofRun = searches.get(client) ?? new Map<string, Promise<FoundPatient>>();
	searches.set(client, ofRun);
	const key = `${by}:${normalize(by, value)}`;
	const search = ofRun.get(key) ?? searchPatient(client, reference);
	ofRun.set(key, search);
	return await search;
}

async function searchPatient(
	client: ImpiloClient,
	reference: NamedReference,
): Promise<FoundPatient> {
	const { by, value } = reference;
	const listed =
		by === 'email'
			? await findPatientsByEmail(client, value)
			: await findPatientsByIdentifier(client, [value]);
	const found =
		allFound(listed).get(normalize(by, value)) ?? (await askForPatient(client, reference));
	const patient = choosePatient(reference, found);
	if ('happened' in patient) throw new ImpiloFailure(patient);
	return patient;
}

/**
 * Asks for a single patient, if the list has nobody: the list may compare differently, and not have the
 * newest. Whether the value is unique isn't documented, and of several, Impilo silently returns one here.
 *
 * @throws ImpiloFailure also if there's none
 */
export async function askForPatient(
	client: ImpiloClient,
	{ by, value }: NamedReference,
): Promise<ImpiloPatient[]> {
	const answer = await client.read({
		...(by === 'email'
			? { method: 'POST', path: '/patient/find-by-email', body: { email: value } }
			: { method: 'GET', path: `/patient/identifier/${encodeURIComponent(value)}` }),
		purpose: 'find the patient',
		notFound: noSuchPatient(by, value),
		personal: [value],
	});
	return readPatients(answer);
}

/**
 * Decides whom a reference means.
 *
 * @param found whom Impilo has for it
 * @returns the patient, or why it's nobody
 */
export function choosePatient(
	{ by, value }: NamedReference,
	found: readonly ImpiloPatient[],
): FoundPatient | Explanation {
	const [patient, ...others] = found;
	if (patient === undefined) return noSuchPatient(by, value);
	const isOther = ({ [by]: there }: ImpiloPatient): boolean =>
		typeof there === 'string' && normalize(by, there) !== normalize(by, value);
	if (found.some(isOther)) {
		return {
			happened: `Impilo returned a patient who does not have this ${WORDS[by]}`,
			remedy: 'Set Patient to By ID, and report it to Impilo.',
		};
	}
	if (others.length > 0) {
		const ids = found.map(({ id }) => id ?? 'unknown').join(', ');
		return {
			happened: `Impilo has ${found.length} patients with this ${WORDS[by]}: ${ids}`,
			remedy: 'Set Patient to By ID, and enter the ID of the right one.',
		};
	}
	const { id } = patient;
	if (typeof id === 'number') return { ...patient, id };
	return {
		happened: 'Impilo found the patient, but did not return the ID',
		remedy: 'Set Patient to By ID, and report it to Impilo.',
	};
}

/** Two external identifiers may differ only in case. */
function normalize(by: NamedBy, value: string): string {
	return by === 'email' ? foldEmail(value) : value.trim();
}

const WORDS = { externalIdentifier: 'external identifier', email: 'email address' };

function noSuchPatient(by: NamedBy, value: string): Explanation {
	const otherWay = suggestOtherMode(value, by);
	const remedy =
		'Check the value of Patient, and that the credential has the Environment where the patient is. A new patient has to be created first.';
	return {
		happened: `Impilo has no patient with this ${WORDS[by]}`,
		remedy: otherWay === '' ? remedy : `${otherWay} ${remedy}`,
	};
}

/** The answer is documented as one patient; a list is accepted as well. */
function readPatients(answer: unknown): ImpiloPatient[] {
	const list = isObject(answer) && Array.isArray(answer.content) ? answer.content : answer;
	const entries: unknown[] = Array.isArray(list) ? list : [list];
	return entries.filter(isObject);
}
