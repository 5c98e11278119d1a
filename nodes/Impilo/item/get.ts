import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { present, readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { parseItemId, pickItem, readItem } from './reference';
import { simplifyItem } from './view';

export const get: Operation = {
	option: { name: 'Get', value: 'get', action: 'Get item', description: 'Get an item by its ID' },
	fields: [pickItem({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const id = parseItemId(valueOf('itemId'));
		const simplify = readSimplify(valueOf);
		return [{ json: present(await readItem(client, id), simplify, simplifyItem) }];
	}),
};
