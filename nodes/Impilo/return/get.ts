import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findReturnId, pickReturn, readReturn } from './reference';
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
		const simplify = readSimplify(valueOf);
		const id = await findReturnId(client, valueOf('returnId'));
		return [{ json: present(await readReturn(client, id), simplify, simplifyReturn) }];
	}),
};
