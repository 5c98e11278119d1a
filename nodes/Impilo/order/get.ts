import { findOrder } from '../lookup/orderFinder';
import { parseOrderReference } from '../lookup/orderReference';
import { pickOrder } from '../lookup/locator';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { presentOrder, SIMPLIFY_FIELD } from './simplify';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get order',
		description: 'Get one order by its ID or an external order ID',
	},
	fields: [pickOrder({ required: true }), SIMPLIFY_FIELD],
	execute: forEachItem(async ({ context, client }, itemIndex) => {
		const reference = parseOrderReference(context.getNodeParameter('orderId', itemIndex, ''));
		const present = presentOrder(context, itemIndex);
		return [{ json: present(await findOrder(client, reference)) }];
	}),
};
