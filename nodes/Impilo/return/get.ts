import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { parseReturnId, pickReturn, readReturn } from './reference';
import { simplifyReturn } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get return',
		description: 'Get a return by its ID',
	},
	fields: [pickReturn({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const id = parseReturnId(valueOf('returnId'));
		const simplify = readSimplify(valueOf);
		return [{ json: present(await readReturn(client, id), simplify, simplifyReturn) }];
	}),
};
