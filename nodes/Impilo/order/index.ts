import type { INodeListSearchItems } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { listRequest, readPage } from '../api/pages';
import { getOperation } from '../run/getOperation';
import { LIST_PAGE, listEntry, searchExactly } from '../run/listSearch';
import type { Resource } from '../run/operation';
import { check } from './check';
import { create } from './create';
import { externalIdsOf } from './externalIds';
import { getAll } from './getAll';
import { getSummary } from './getSummary';
import type { ImpiloOrder } from './order';
import { simplifyOrder } from './order';
import { findOrder, ORDER_FIELD, parseOrderReference, readOrder } from './reference';
import { voidOrder } from './void';

const get = getOperation({
	name: 'order',
	description: 'Get an order by its ID or an external order ID',
	field: ORDER_FIELD,
	read: async (client, parameter) => await findOrder(client, parseOrderReference(parameter)),
	simplify: simplifyOrder,
});

const LIST = listRequest('order');

function toEntry(order: ImpiloOrder): INodeListSearchItems | undefined {
	const externalIds = externalIdsOf(order).join(', ');
	return listEntry(order.id, [`Order ${order.id}`, externalIds, order.currentStatus]);
}

/** By ID or a whole external order ID, which Impilo is asked for; otherwise by status or part of an ID. */
const searchOrders = searchExactly({
	list: LIST,
	read: readOrder,
	readNamed: readByExternalId,
	toEntry,
});

async function readByExternalId(client: ImpiloClient, text: string): Promise<ImpiloOrder[]> {
	const list = { ...LIST, query: { externalOrderId: [text] } };
	const { content } = await readPage<ImpiloOrder>(client, list, 1, LIST_PAGE);
	return content.filter((order) => externalIdsOf(order).includes(text));
}

export const order: Resource = {
	option: { name: 'Order', value: 'order' },
	operations: [check, create, get, getAll, getSummary, voidOrder],
	defaultOperation: 'create',
	defaultToolOperation: 'check',
	searches: { searchOrders },
};
