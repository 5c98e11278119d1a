import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findPatient, parsePatientReference, pickPatient } from './reference';
import { simplifyPatient } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get patient',
		description: 'Get a patient by ID, external identifier or email',
	},
	fields: [pickPatient({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const reference = parsePatientReference(valueOf('patientId'));
		const simplify = readSimplify(valueOf);
		const patient = await findPatient(client, reference);
		// A copy: items may share a patient, and later nodes may change the JSON of each.
		return [{ json: { ...present(patient, simplify, simplifyPatient) } }];
	}),
};
