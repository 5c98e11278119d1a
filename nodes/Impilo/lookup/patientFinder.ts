import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import { ImpiloFailure } from '../api/failure';
import type { ImpiloPatient } from '../api/types';
import type { PatientReference } from './patientReference';

/** Finds patients by what the user calls them; the same reference is asked for only once. */
export class PatientFinder {
	private readonly found = new Map<string, Promise<number>>();

	constructor(private readonly client: ImpiloClient) {}

	/**
	 * @returns the patient's ID at Impilo
	 * @throws ImpiloFailure when there's no such patient, or more than one
	 */
	async findId(reference: PatientReference): Promise<number> {
		if (reference.by === 'id') return reference.id;
		const key = `${reference.by}:${normalize(reference.by, reference.value)}`;
		const known = this.found.get(key);
		if (known) return await known;
		const search = this.search(reference.by, reference.value);
		this.found.set(key, search);
		return await search;
	}

	private async search(by: 'externalIdentifier' | 'email', value: string): Promise<number> {
		const answer = await this.client.read({
			...(by === 'email'
				? { method: 'POST', path: '/patient/find-by-email', body: { email: value } }
				: { method: 'GET', path: `/patient/identifier/${encodeURIComponent(value)}` }),
			purpose: 'find the patient',
			notFound: noSuchPatient(by),
			personal: [value],
		});
		const [patient, ...others] = readPatients(answer);
		if (patient === undefined) throw new ImpiloFailure(noSuchPatient(by));
		if (others.length > 0) {
			throw new ImpiloFailure({
				happened: `Impilo has ${others.length + 1} patients with this ${FIELD_WORDS[by]}`,
				remedy: 'Set Patient to By ID, and give the ID of the one that is meant.',
			});
		}
		const answered = by === 'email' ? patient.email : patient.externalIdentifier;
		const isStranger =
			typeof answered === 'string' && normalize(by, answered) !== normalize(by, value);
		if (typeof patient.id !== 'number' || isStranger) {
			throw new ImpiloFailure({
				happened: `Impilo answered with another patient than the one with this ${FIELD_WORDS[by]}`,
				remedy: 'Set Patient to By ID, and tell Impilo about it.',
			});
		}
		return patient.id;
	}
}

/** Case says nothing in an email address, but may tell two external identifiers apart. */
function normalize(by: 'externalIdentifier' | 'email', value: string): string {
	return by === 'email' ? value.trim().toLowerCase() : value.trim();
}

const FIELD_WORDS = { externalIdentifier: 'external identifier', email: 'email address' };

function noSuchPatient(by: 'externalIdentifier' | 'email'): Explanation {
	return {
		happened: `Impilo has no patient with this ${FIELD_WORDS[by]}`,
		remedy:
			'Check the value of Patient, and that Environment of the Credential is the one where the patient is. For somebody new, set Ship To to New Patient.',
	};
}

/** The answer is documented as one patient; a list of them is understood as well. */
function readPatients(answer: unknown): ImpiloPatient[] {
	if (typeof answer !== 'object' || answer === null) return [];
	const list =
		'content' in answer && Array.isArray(answer.content) ? (answer.content as unknown[]) : answer;
	const entries: unknown[] = Array.isArray(list) ? list : [list];
	return entries.filter(
		(entry): entry is ImpiloPatient => typeof entry === 'object' && entry !== null,
	);
}
