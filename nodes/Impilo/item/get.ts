import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findItemId, pickItem, readItem } from './reference';
import { simplifyItem } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get item',
		description: 'Get an item by its ID or SKU',
	},
	fields: [pickItem({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const simplify = readSimplify(valueOf);
		const id = await findItemId(client, valueOf('itemId'));
		return [{ json: present(await readItem(client, id), simplify, simplifyItem) }];
	}),
};
