import { InputRefusal } from '../run/refusal';
import type { OrderRequest } from './orderRequest';

/** What to do where an order with the external order ID is there already. */
export const IF_EXISTS = ['return', 'create', 'fail'] as const;

export interface ReadyPlan {
	request: OrderRequest;
	ifExists: (typeof IF_EXISTS)[number];
}

/** One item of a batch: ready to be sent, or refused. */
export type OrderPlan = ReadyPlan | { refusal: unknown };

/**
 * Refuses items that share an external order ID with an earlier one but ask for something else, as
 * when a spreadsheet has one row for each line of an order: only the first would be shipped.
 */
export function refuseContradictions(plans: readonly OrderPlan[]): OrderPlan[] {
	const firstOf = new Map<string, { itemIndex: number; asks: string }>();
	return plans.map((plan, itemIndex) => {
		if ('refusal' in plan || plan.ifExists === 'create') return plan;
		const asks = describeRequest(plan.request);
		for (const id of plan.request.externalOrderIds) {
			const first = firstOf.get(id);
			if (first === undefined) {
				firstOf.set(id, { itemIndex, asks });
			} else if (first.asks !== asks) {
				return {
					refusal: new InputRefusal(
						`External Order IDs has an ID that item ${first.itemIndex} has as well, with another recipient or other contents`,
						'An external order ID stands for one order. Put everything that belongs to it into one item, e.g. with an Aggregate node before this one, or give each order an ID of its own.',
					),
				};
			}
		}
		return plan;
	});
}

/** Two requests with the same description ship the same things to the same place. */
function describeRequest({ patient, body }: OrderRequest): string {
	return JSON.stringify([
		patient,
		body.patient,
		body.site,
		body.orderItems,
		body.orderKits,
		body.returnItems,
		body.returnDevices,
		body.returnPackedKits,
	]);
}
