import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { findOrder, ORDER_FIELD, readOrderReference } from './reference';
import { presentOrder } from './view';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get order',
		description: 'Get an order by its ID or an external order ID',
	},
	fields: [ORDER_FIELD, SIMPLIFY_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const valueOf = valuesOf(itemIndex);
		const reference = readOrderReference(valueOf);
		const simplify = readSimplify(valueOf);
		return [{ json: presentOrder(await findOrder(client, reference), simplify) }];
	}),
};
