import type { IDataObject } from 'n8n-workflow';

import type { ImpiloOrder } from '../api/types';
import { InputRefusal } from '../run/refusal';
import type { OrderRequest } from './orderRequest';

/** What to do where an order with the external order ID is there already. */
export const IF_EXISTS = ['return', 'create', 'fail'] as const;

export interface ReadyPlan {
	/** The item of the input, from 0. */
	itemIndex: number;
	request: OrderRequest;
	/** Gives the order's JSON as the Simplify switch of the item says. */
	present: (order: ImpiloOrder) => IDataObject;
	ifExists: (typeof IF_EXISTS)[number];
}

/** One item of a batch: ready to be sent, or refused. */
export type OrderPlan = ReadyPlan | { refusal: unknown };

/** The first item that has an external order ID, and what it asks for. */
export type FirstOfIds = Map<string, { itemIndex: number; asks: string }>;

/**
 * Refuses items that share an external order ID with an earlier one but ask for something else, as
 * when a spreadsheet has one row for each line of an order: only the first would be shipped.
 *
 * @param firstOf what is known of earlier plans of the batch; plans that are kept are added
 */
export function refuseContradictions(
	plans: readonly OrderPlan[],
	firstOf: FirstOfIds = new Map(),
): OrderPlan[] {
	return plans.map((plan) => {
		if ('refusal' in plan || plan.ifExists === 'create') return plan;
		const asks = describeRequest(plan.request);
		const { itemIndex, request } = plan;
		const { externalOrderIds } = request;
		const other = externalOrderIds
			.map((id) => firstOf.get(id))
			.find((first) => first !== undefined && first.asks !== asks);
		if (other !== undefined) return { refusal: refuseContradiction(other.itemIndex) };
		for (const id of externalOrderIds) {
			if (!firstOf.has(id)) firstOf.set(id, { itemIndex, asks });
		}
		return plan;
	});
}

function refuseContradiction(otherIndex: number): InputRefusal {
	return new InputRefusal(
		`External Order IDs has an ID that item ${otherIndex} has as well, and that item asks for something else`,
		'An external order ID stands for one order. Put everything that belongs to it into one item, e.g. with an Aggregate node before this one, or give each order an ID of its own.',
	);
}

/** Two requests with the same description ask for the same order, but for its external order IDs. */
function describeRequest({ patient, body }: OrderRequest): string {
	return JSON.stringify([patient, { ...body, externalOrderIds: undefined }]);
}
