import type { INodeExecutionData } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { readList } from '../api/pages';
import { readListInParts } from '../api/parts';
import { filtersField, readLimit, RETURN_ALL_FIELDS } from '../run/getMany';
import { showHints } from '../run/hints';
import type { Operation } from '../run/operation';
import { runItems } from '../run/runItems';
import { readSimplify, SIMPLIFY_FIELD } from '../run/simplify';
import { EXTERNAL_ORDER_ID } from './externalIds';
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
		const seen: SeenOrders = { statuses: new Set(), wanted: new Set(), unreadableTimes: 0 };
		const outputs = await runItems(run, async (itemIndex) => {
			const valueOf = run.valuesOf(itemIndex);
			const limit = readLimit(valueOf);
			const filters = await readOrderFilters(run, valueOf);
			for (const status of filters.statuses) seen.wanted.add(status);
			const simplify = readSimplify(valueOf);
			return await readOrders(run.client, filters, limit, simplify, seen);
		});
		showHints(run.context, hintsOfFilters(seen));
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
	const convert = (order: ImpiloOrder): INodeExecutionData | undefined => {
		checkFilters(order, patientId, wanted);
		return isPicked(order, filters, seen) ? { json: presentOrder(order, simplify) } : undefined;
	};
	const list = {
		path: '/order',
		query: { patientId },
		purpose: 'list orders',
		refusals: ORDER_REFUSALS,
	};
	const picks = statuses.length > 0 || changedAfterMs !== undefined;
	if (externalOrderIds.length === 0) return await readList(client, list, limit, convert, { picks });
	const ids = { name: EXTERNAL_ORDER_ID, values: externalOrderIds };
	return await readListInParts(client, list, ids, limit, convert, { picks });
}
