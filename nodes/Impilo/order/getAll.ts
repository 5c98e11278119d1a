import type { INodeExecutionData } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { readList } from '../api/pages';
import { PatientFinder } from '../patient/reference';
import { filtersField, readLimit, RETURN_ALL_FIELDS } from '../run/getMany';
import type { Operation } from '../run/operation';
import { runItems } from '../run/runItems';
import { readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { splitExternalOrderIds } from './externalIds';
import type { OrderFilters, SeenOrders } from './filters';
import { checkFilters, hintsOfFilters, isPicked, ORDER_FILTERS, readOrderFilters } from './filters';
import type { ImpiloOrder } from './order';
import { ORDER_REFUSALS } from './refusals';
import { presentOrder } from './view';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many orders',
		description: 'Get many orders, all or by patient, external order ID, status or last change',
	},
	fields: [...RETURN_ALL_FIELDS, filtersField(ORDER_FILTERS), SIMPLIFY_FIELD],
	execute: async (run) => {
		const patients = new PatientFinder(run.client);
		const seen: SeenOrders = { statuses: new Set(), wanted: new Set(), unreadableTimes: 0 };
		const outputs = await runItems(run, async (itemIndex) => {
			const valueOf = run.valuesOf(itemIndex);
			const limit = readLimit(valueOf);
			const filters = await readOrderFilters(run.context, valueOf, patients);
			for (const status of filters.statuses) seen.wanted.add(status);
			const simplify = readSimplify(valueOf);
			return await readOrders(run.client, filters, limit, simplify, seen);
		});
		run.context.addExecutionHints(...hintsOfFilters(seen));
		return outputs;
	},
};

async function readOrders(
	client: ImpiloClient,
	filters: OrderFilters,
	limit: number,
	simplify: boolean,
	seen: SeenOrders,
): Promise<INodeExecutionData[]> {
	const { patientId, externalOrderIds, statuses, changedAfterMs } = filters;
	const wanted = new Set(externalOrderIds);
	// An order may carry IDs of several requests.
	const given = new Set<unknown>();
	const convert = (order: ImpiloOrder): INodeExecutionData | undefined => {
		checkFilters(order, patientId, wanted);
		const isGiven = typeof order.id === 'number' && given.has(order.id);
		return isPicked(order, filters, seen) && !isGiven
			? { json: presentOrder(order, simplify) }
			: undefined;
	};

	const results: INodeExecutionData[] = [];
	const idLists =
		externalOrderIds.length > 0 ? splitExternalOrderIds(externalOrderIds) : [undefined];
	const picks = statuses.length > 0 || changedAfterMs !== undefined || idLists.length > 1;
	for (const ids of idLists) {
		const query = { patientId, externalOrderId: ids && [...ids] };
		const list = { path: '/order', query, purpose: 'list orders', refusals: ORDER_REFUSALS };
		const missing = limit - results.length;
		if (missing === 0) break;
		for (const item of await readList(client, list, missing, convert, { picks })) {
			results.push(item);
			if (idLists.length > 1) given.add(item.json.id);
		}
	}
	return results;
}
