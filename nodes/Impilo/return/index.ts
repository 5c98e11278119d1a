import type { INodeListSearchItems, INodePropertyOptions } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { ensureDone } from '../api/ensure';
import { isGiven } from '../api/json';
import { listRequest, readPage } from '../api/pages';
import { isId } from '../fields/id';
import { findOrderId, parseOrderReference, pickOrder } from '../order/reference';
import { isVoided } from '../order/statuses';
import { choiceFilter, dayFilter, flagFilter, idFilter, searchFilter } from '../run/filterKinds';
import { getOperation } from '../run/getOperation';
import { listOperation } from '../run/listOperation';
import { LIST_PAGE, listEntry, searchExactly } from '../run/listSearch';
import type { Operation, Resource } from '../run/operation';
import { forEachItem } from '../run/operation';
import { create } from './create';
import type { ImpiloReturn } from './return';
import {
	findReturnId,
	getReturn,
	pickReturn,
	readReturn,
	returnRequest,
	simplifyReturn,
} from './return';

const RETURN = pickReturn({ required: true });

const get = getOperation({
	name: 'return',
	description: 'Get a return by its ID',
	field: RETURN,
	read: getReturn,
	simplify: simplifyReturn,
});

/** The statuses that Impilo documents. A new one may appear at any time, and passes through. */
const STATUSES: INodePropertyOptions[] = [
	{ name: 'Arrived', value: 'arrived' },
	{ name: 'Completed', value: 'completed' },
	{ name: 'In Transit', value: 'inTransit' },
	{ name: 'Outbound', value: 'outbound' },
	{ name: 'Pending Return', value: 'pendingReturn' },
	{ name: 'Receiving', value: 'receiving' },
	{ name: 'RMA Placed', value: 'rmaPlaced' },
	{ name: 'Voided', value: 'voided' },
];

const getAll = listOperation<ImpiloReturn>({
	name: 'return',
	by: 'status, order, text or last update',
	filters: [
		idFilter(
			pickOrder({
				displayName: 'Related Order',
				name: 'relatedOrderId',
				description: 'Only returns that belong to this order',
			}),
			'relatedOrderId',
			async (client, value, field) =>
				await findOrderId(client, parseOrderReference(value, field), field),
			({ relatedOrderId }) => relatedOrderId,
			true,
		),
		searchFilter(
			{
				displayName: 'Search',
				name: 'searchString',
				placeholder: 'e.g. 4001',
				description: 'Only returns in which Impilo finds this text',
			},
			'searchString',
		),
		flagFilter(
			{
				displayName: 'Standalone',
				name: 'standalone',
				description:
					'Whether to return only returns that belong to no order, or only those that belong to one',
			},
			'standalone',
			({ relatedOrderId }) => (isGiven(relatedOrderId) ? false : undefined),
		),
		choiceFilter(
			{
				displayName: 'Status',
				name: 'status',
				default: 'rmaPlaced',
				description: 'Only returns in this status',
				options: STATUSES,
			},
			'status',
			'status',
			({ currentStatus }) => currentStatus,
		),
		dayFilter(
			{
				displayName: 'Updated Before',
				name: 'lastUpdatedBefore',
				placeholder: 'e.g. 2026-01-31',
				description: 'Only returns that have not changed since this day, as year-month-day',
			},
			'lastUpdatedBefore',
		),
	],
	simplify: simplifyReturn,
});

const voidReturn: Operation = {
	option: {
		name: 'Void',
		value: 'void',
		action: 'Void return',
		description: 'Cancel a return for good',
	},
	fields: [RETURN],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const id = await findReturnId(client, valuesOf(itemIndex)(RETURN.name));
		await ensureDone(
			client,
			{
				method: 'DELETE',
				path: `/return/${id}`,
				purpose: `void return ${id}`,
				notFound: returnRequest(id).notFound,
			},
			async () => isVoided(await readReturn(client, id)),
		);
		return [{ json: { id, voided: true } }];
	}),
};

const LIST = listRequest('return');

function toEntry({
	id,
	currentStatus,
	relatedOrderId,
}: ImpiloReturn): INodeListSearchItems | undefined {
	const order = isGiven(relatedOrderId) ? `order ${relatedOrderId}` : '';
	return listEntry(id, [`Return ${id}`, currentStatus, order]);
}

/** By ID or that of the order, which Impilo is asked for; otherwise by status or part of an ID. */
const searchReturns = searchExactly({
	list: LIST,
	read: readReturn,
	readNamed: readOfOrder,
	toEntry,
});

async function readOfOrder(client: ImpiloClient, text: string): Promise<ImpiloReturn[]> {
	if (!isId(text)) return [];
	const id = Number(text);
	const list = { ...LIST, query: { relatedOrderId: id } };
	const { content } = await readPage<ImpiloReturn>(client, list, 1, LIST_PAGE);
	return content.filter(({ relatedOrderId }) => relatedOrderId === id);
}

export const returnResource: Resource = {
	option: { name: 'Return', value: 'return' },
	operations: [create, get, getAll, voidReturn],
	defaultOperation: 'getAll',
	searches: { searchReturns },
};
