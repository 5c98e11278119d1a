import type { IDataObject } from 'n8n-workflow';

import { InputRefusal } from '../../fields/refusal';
import { ItemReader, SharedKeys } from '../../run/itemReader';
import type { ValueOf } from '../../run/parameters';
import type { OperationRun } from '../../run/runItems';
import { readSimplify } from '../../run/simplify';
import type { PatientForm } from '../fields';
import { readPatientForm } from '../fields';

/** What to do where a patient with the external identifier exists. */
export type IfExists = 'return' | 'update' | 'fail';

/** The patient of one item, after every check that can be made without Impilo. */
export interface PatientToSave {
	/** The item of the input, from 0. */
	itemIndex: number;
	/** As Impilo takes it. */
	body: IDataObject;
	/** The client's own ID; without it, the patient can't be told from another. */
	externalIdentifier?: string;
	ifExists: IfExists;
	/** Values that must not appear in any message. */
	personal: readonly string[];
	/** Whether the output is the simplified patient. */
	simplify: boolean;
}

/**
 * Reads the patients of a batch, and refuses those that contradict an earlier one with the same
 * external identifier, as when a spreadsheet has several rows for a patient.
 *
 * @param readIfExists may throw InputRefusal
 */
export function openPatientReader(
	{ itemCount, valuesOf }: OperationRun,
	form: PatientForm,
	readIfExists: (valueOf: ValueOf) => IfExists,
): ItemReader<PatientToSave> {
	const sharedIdentifiers = new SharedKeys();
	return new ItemReader(itemCount, (itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const { body, personal } = readPatientForm(form, valueOf);
		const { externalIdentifier } = body;
		const patient: PatientToSave = {
			itemIndex,
			body,
			externalIdentifier: typeof externalIdentifier === 'string' ? externalIdentifier : undefined,
			ifExists: readIfExists(valueOf),
			personal,
			simplify: readSimplify(valueOf),
		};
		const other = sharedIdentifiers.take(itemIndex, keysOf(patient), JSON.stringify(body));
		if (other === undefined) return patient;
		throw new InputRefusal(
			'External Identifier',
			`is the same as in item ${other}, and that item has other values for the patient`,
			'An external identifier stands for one patient. Put everything about a patient into one item, or give each patient an own identifier.',
		);
	});
}

/** What a patient is looked up by: the external identifier, if there is one. */
export function keysOf({ externalIdentifier }: PatientToSave): string[] {
	return externalIdentifier === undefined ? [] : [externalIdentifier];
}
