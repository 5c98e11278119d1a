import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { ListRequest } from '../api/pages';
import { LARGEST_PAGE, readAll, readSome } from '../api/pages';
import type { ImpiloOrder } from '../api/types';
import { pickPatient } from '../lookup/locator';
import { splitExternalOrderIds } from '../lookup/ordersByExternalId';
import { PatientFinder } from '../lookup/patientFinder';
import { parseCount } from '../run/fieldValues';
import { runItems } from '../run/runItems';
import type { Operation } from '../run/operation';
import type { OrderFilters, SeenOrders } from './orderFilters';
import { checkFilters, hintsOfFilters, isPicked, readFilters } from './orderFilters';
import { presentOrder, SIMPLIFY_FIELD } from './simplify';
import { STATUS_OPTIONS } from './statuses';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many orders',
		description: 'Get many orders, all or by patient, external order ID, status or last change',
	},
	fields: [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'External Order IDs',
					name: 'externalOrderIds',
					type: 'string',
					default: '',
					placeholder: 'e.g. PO-2026-0117, PO-2026-0118',
					description:
						'Only orders that carry one of these IDs: text with commas between, or an expression that gives a list',
				},
				pickPatient({ description: 'Only orders for this patient' }),
				{
					displayName: 'Status Changed After',
					name: 'statusChangedAfter',
					type: 'dateTime',
					default: '',
					description:
						'Only orders whose last event is later than this. Impilo has no such filter: the node reads all orders that the other filters leave, and picks these. An order without events is left out.',
				},
				{
					displayName: 'Statuses',
					name: 'statuses',
					type: 'multiOptions',
					default: [],
					description:
						'Only orders that are in one of these statuses. Impilo has no such filter: the node reads all orders that the other filters leave, and picks these.',
					options: STATUS_OPTIONS,
				},
			],
		},
		SIMPLIFY_FIELD,
	],
	execute: async ({ context, client, itemCount, concurrency }) => {
		const patients = new PatientFinder(client);
		const seen: SeenOrders = { statuses: new Set(), wanted: new Set(), unreadableTimes: 0 };
		const outputs = await runItems(context, itemCount, {
			concurrency,
			gate: client.gate,
			work: async (itemIndex) => {
				const returnAll = context.getNodeParameter('returnAll', itemIndex, false) === true;
				const limit = returnAll
					? Infinity
					: parseCount(
							context.getNodeParameter('limit', itemIndex, 50),
							'Limit',
							'Give how many orders to return at most, or switch on Return All.',
						);
				const filters = await readFilters(context, itemIndex, patients);
				for (const status of filters.statuses) seen.wanted.add(status);
				return await readOrders(client, filters, limit, presentOrder(context, itemIndex), seen);
			},
		});
		context.addExecutionHints(...hintsOfFilters(seen));
		return outputs;
	},
};

async function readOrders(
	client: ImpiloClient,
	filters: OrderFilters,
	limit: number,
	present: (order: ImpiloOrder) => IDataObject,
	seen: SeenOrders,
): Promise<INodeExecutionData[]> {
	const { patientId, externalOrderIds, statuses, changedAfterMs } = filters;
	const picksHere = statuses.length > 0 || changedAfterMs !== undefined;
	const size = picksHere ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE);
	const wanted = new Set(externalOrderIds);
	// An order may carry IDs of several requests.
	const given = new Set<unknown>();
	const convert = (order: ImpiloOrder): INodeExecutionData | undefined => {
		checkFilters(order, patientId, wanted);
		const isGiven = typeof order.id === 'number' && given.has(order.id);
		return isPicked(order, filters, seen) && !isGiven ? { json: present(order) } : undefined;
	};

	const results: INodeExecutionData[] = [];
	const idLists =
		externalOrderIds.length > 0 ? splitExternalOrderIds(externalOrderIds) : [undefined];
	for (const ids of idLists) {
		const query = { patientId, externalOrderId: ids && [...ids] };
		const list: ListRequest = { path: '/order', query, purpose: 'list orders' };
		const missing = limit - results.length;
		if (missing === 0) break;
		const found =
			limit === Infinity
				? await readAll(client, list, LARGEST_PAGE, convert)
				: await readSome(client, list, size, missing, convert);
		for (const item of found) {
			results.push(item);
			if (idLists.length > 1) given.add(item.json.id);
		}
	}
	return results;
}
