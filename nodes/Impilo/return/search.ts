import type { INodeListSearchItems } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { isGiven } from '../api/json';
import type { ListRequest } from '../api/pages';
import { readPage } from '../api/pages';
import { isId, LIST_PAGE, listEntry, listPage, listSearch, lookThrough } from '../run/listSearch';
import { readReturn } from './reference';
import type { ImpiloReturn } from './return';

const LIST: ListRequest = { path: '/return', purpose: 'list returns' };

function toEntry({
	id,
	currentStatus,
	relatedOrderId,
}: ImpiloReturn): INodeListSearchItems | undefined {
	const order = isGiven(relatedOrderId) ? `order ${relatedOrderId}` : '';
	return listEntry(id, [`Return ${id}`, currentStatus, order]);
}

/** By ID or that of the order, which Impilo is asked for; otherwise by status or part of an ID. */
export const searchReturns = listSearch(async (client, filter, token) => {
	if (filter === '') return await listPage(client, LIST, token, toEntry);
	if (token === '1' && isId(filter)) {
		const exact = await readExactly(client, Number(filter));
		const results = exact.flatMap((orderReturn) => toEntry(orderReturn) ?? []);
		if (results.length > 0) return { results };
	}
	return await lookThrough(client, LIST, filter, token, toEntry);
});

async function readExactly(client: ImpiloClient, id: number): Promise<ImpiloReturn[]> {
	const list = { ...LIST, query: { relatedOrderId: id } };
	const [byId, { content }] = await Promise.all([
		readReturn(client, id).catch(() => undefined),
		readPage<ImpiloReturn>(client, list, 1, LIST_PAGE),
	]);
	const ofOrder = content.filter(({ relatedOrderId }) => relatedOrderId === id);
	return byId === undefined ? ofOrder : [byId, ...ofOrder];
}
