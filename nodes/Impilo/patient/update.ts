import { completeAddress, keepUnchangedParts } from '../fields/addressFields';
import type { FilledForm } from '../fields/formFields';
import { InputRefusal } from '../fields/refusal';
import { readNames } from '../run/names';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import type { ValueOf } from '../run/parameters';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { changePatient } from './changePatient';
import { readPatientForm, UPDATE_FORM } from './fields';
import { simplifyPatient } from './patient';
import { identifyPatient, parsePatientReference, pickPatient } from './reference';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update patient',
		description: 'Update a patient. Fields that are not filled stay as they are.',
	},
	fields: [pickPatient({ required: true }), UPDATE_FORM.collection, SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const reference = parsePatientReference(valueOf('patientId'));
		const { body: filled, personal } = readUpdate(valueOf);
		const simplify = readSimplify(valueOf);
		const fill = await readNames(client, filled);
		const body = fill(filled);
		const { id, personal: known } = await identifyPatient(client, reference);
		// Whether Impilo merges an address isn't documented, and no line of it may get lost.
		const patient = await changePatient(client, id, body, completeAddress, [...personal, ...known]);
		return [{ json: present(patient, simplify, simplifyPatient) }];
	}),
};

/** @throws InputRefusal also if nothing is filled */
function readUpdate(valueOf: ValueOf): FilledForm {
	const { body, personal } = readPatientForm(UPDATE_FORM, valueOf);
	const changes = keepUnchangedParts(body);
	if (Object.keys(changes).length > 0) return { body: changes, personal };
	throw new InputRefusal(
		UPDATE_FORM.collection.displayName,
		'contains nothing to change',
		'Add at least one field and fill it. If it comes from an expression, check that the data has a value for this item.',
	);
}
