import type { ExplainedRequest, ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { isVoided } from '../api/orderStatus';
import type { Outcome } from '../api/outcome';
import { findSuccess } from '../api/outcome';
import { backOffMs, judge } from '../api/retry';
import type { CreateOrderBody, ImpiloOrder } from '../api/types';
import { findOrdersByExternalId } from '../lookup/ordersByExternalId';

/** An order is posted once, and after losses that were looked into, so many times more. */
export const MAX_REPEATED_POSTS = 3;

/** An order that is ready to be sent. */
export interface ReadyOrder {
	body: CreateOrderBody;
	externalOrderIds: readonly string[];
	/** Values that must not appear in any message. */
	personal: readonly string[];
}

/**
 * Places one order, exactly once as far as it can be known.
 *
 * When the answer is lost, Impilo may or may not have the order. Its external order IDs tell: found,
 * it's the result; not found, it's posted again. Without external order IDs there is no way to tell,
 * and it's never posted again.
 *
 * @param known IDs of orders that carried these external order IDs before
 * @throws ImpiloFailure
 */
export async function placeOrder(
	client: ImpiloClient,
	order: ReadyOrder,
	known: ReadonlySet<number>,
): Promise<ImpiloOrder> {
	const request: ExplainedRequest = {
		method: 'POST',
		path: '/order',
		body: order.body,
		purpose: 'place the order',
		personal: order.personal,
	};
	for (let posts = 1; ; posts++) {
		const outcome = await client.change(request);
		const placed = readPlacedOrder(outcome);
		if (placed !== undefined) return placed;
		const verdict = judge(outcome);
		// A success without an order in it is a lost answer as well.
		const isAmbiguous = verdict === 'ambiguous' || verdict === 'done' || verdict === 'stopped';
		if (!isAmbiguous) throw client.explain(outcome, request);
		if (order.externalOrderIds.length === 0 || verdict === 'stopped') {
			throw doubt(client.explain(outcome, request), order);
		}

		// Impilo may still be at work on it: what is looked up too early isn't there yet.
		await client.pause(backOffMs(posts, client.random()));
		const found = await findOwnOrder(client, order, known);
		if (found !== undefined) return found;
		if (posts > MAX_REPEATED_POSTS) throw doubt(client.explain(outcome, request), order);
		client.disturbances.repeats++;
	}
}

function readPlacedOrder(outcome: Outcome): ImpiloOrder | undefined {
	const body = findSuccess(outcome)?.body;
	const isOrder =
		typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'number';
	return isOrder ? (body as ImpiloOrder) : undefined;
}

async function findOwnOrder(
	client: ImpiloClient,
	order: ReadyOrder,
	known: ReadonlySet<number>,
): Promise<ImpiloOrder | undefined> {
	const found = await findOrdersByExternalId(client, order.externalOrderIds);
	return [...found.values()]
		.flat()
		.find(({ id, ...rest }) => typeof id === 'number' && !known.has(id) && !isVoided(rest));
}

/** The one case that a person has to look into: says so, and how to be spared it next time. */
function doubt(failure: ImpiloFailure, order: ReadyOrder): ImpiloFailure {
	const remedy =
		order.externalOrderIds.length > 0
			? 'Run the workflow again later: as the order has an external order ID, it is looked up first and not placed twice.'
			: 'Look at Impilo whether the order is there before you run this item again. To make repeats safe, fill External Order IDs with something that stays the same for this order, e.g. the ID of the row or the form entry.';
	return new ImpiloFailure(
		{
			happened: `It is not known whether Impilo has placed this order. ${failure.message}`,
			remedy,
		},
		{ status: failure.status, apiMessage: failure.apiMessage },
	);
}
