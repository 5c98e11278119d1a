import type { INodeProperties } from 'n8n-workflow';

import { parseChoice } from '../fields/values';
import type { Operation } from '../run/operation';
import type { ValueOf } from '../run/parameters';
import { SIMPLIFY_FIELD } from '../run/simplify';
import { CREATE_FORM } from './fields';
import type { IfExists } from './save';
import { savePatients } from './save';

const IF_EXISTS: INodeProperties = {
	displayName: 'If External Identifier Exists',
	name: 'ifExists',
	type: 'options',
	default: 'return',
	description: 'What to do when Impilo already has a patient with the External Identifier',
	options: [
		{ name: 'Fail', value: 'fail', description: 'Create nothing, and name the existing patient' },
		{
			name: 'Return the Existing Patient',
			value: 'return',
			description: 'Create and change nothing, and continue with the existing patient',
		},
		{
			name: 'Update the Existing Patient',
			value: 'update',
			description: 'Update the existing patient with the fields filled here',
		},
	],
};

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create patient',
		description: 'Create a patient, once for each external identifier',
	},
	fields: [
		...CREATE_FORM.shown.map(({ property }) => property),
		IF_EXISTS,
		CREATE_FORM.collection,
		SIMPLIFY_FIELD,
	],
	execute: async (run) => await savePatients(run, CREATE_FORM, readIfExists),
};

/** @throws InputRefusal */
function readIfExists(valueOf: ValueOf): IfExists {
	const { name, displayName } = IF_EXISTS;
	return parseChoice(valueOf(name), ['return', 'update', 'fail'], displayName) ?? 'return';
}
