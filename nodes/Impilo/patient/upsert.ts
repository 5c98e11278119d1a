import type { Operation } from '../run/operation';
import { SIMPLIFY_FIELD } from '../run/simplify';
import { UPSERT_FORM } from './fields';
import { savePatients } from './save';

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update patient',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	fields: [
		...UPSERT_FORM.shown.map(({ property }) => property),
		UPSERT_FORM.collection,
		SIMPLIFY_FIELD,
	],
	execute: async (run) => await savePatients(run, UPSERT_FORM, () => 'update'),
};
