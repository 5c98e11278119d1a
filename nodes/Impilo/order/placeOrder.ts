import type { ExplainedRequest, ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { GateClosed } from '../api/gate';
import { isVoided } from '../api/orderStatus';
import type { Outcome } from '../api/outcome';
import { findSuccess } from '../api/outcome';
import { judge } from '../api/retry';
import type { CreateOrderBody, ImpiloOrder } from '../api/types';
import { findOrdersByExternalId } from '../lookup/ordersByExternalId';

/** An order is posted once, and after losses that were looked into, so many times more. */
const MAX_REPEATED_POSTS = 3;

/** An order that is ready to be sent. */
export interface ReadyOrder {
	body: CreateOrderBody;
	externalOrderIds: readonly string[];
	/** Values that must not appear in any message. */
	personal: readonly string[];
	/** Whether running the workflow again would find the order instead of placing another. */
	isSafeToRepeat: boolean;
}

/** Where what Impilo says has to do with the order, and there is something to change in it. */
const REFUSAL_STATUSES = [400, 401, 403, 404, 409, 422];

/** The one case that a person may have to look into: nobody can tell whether Impilo has the order. */
export class DoubtfulOrder extends ImpiloFailure {
	constructor(reason: unknown, order: ReadyOrder) {
		const failure = reason instanceof ImpiloFailure ? reason : undefined;
		const isRefusal = failure?.status !== undefined && REFUSAL_STATUSES.includes(failure.status);
		super(
			{
				happened: `It is not known whether Impilo has placed this order. ${describeReason(reason)}`,
				remedy: [
					isRefusal ? failure.remedy : '',
					order.isSafeToRepeat ? SAFE_TO_REPEAT : NOT_SAFE_TO_REPEAT,
				]
					.filter((part) => part !== '')
					.join(' '),
			},
			{ status: failure?.status, apiMessage: failure?.apiMessage },
		);
	}
}

function describeReason(reason: unknown): string {
	if (reason instanceof GateClosed) return 'The execution was stopped before that was certain';
	return reason instanceof Error ? reason.message : 'It could not be looked up';
}

const SAFE_TO_REPEAT =
	'Run the workflow again later: the order has an external order ID, so it is looked up first and not placed twice.';

const NOT_SAFE_TO_REPEAT =
	'Look at Impilo whether the order is there before you run this item again. To make repeats safe, fill External Order IDs with something that stays the same for this order, e.g. the ID of the row or the form entry, and set If External Order ID Exists to Return the Existing Order.';

/**
 * Places one order, exactly once as far as it can be known.
 *
 * When the answer is lost, Impilo may or may not have the order. Its external order IDs tell: found,
 * it's the result; not found, it's posted again. Without external order IDs there is no way to tell,
 * and it's never posted again; nor is it where Impilo has said yes in words that can't be read.
 *
 * @param known IDs, as text, of orders that carried these external order IDs before
 * @throws ImpiloFailure when Impilo refuses, DoubtfulOrder when it can't be told what became of it
 */
export async function placeOrder(
	client: ImpiloClient,
	order: ReadyOrder,
	known: ReadonlySet<string>,
): Promise<ImpiloOrder> {
	const request: ExplainedRequest = {
		method: 'POST',
		path: '/order',
		body: order.body,
		purpose: 'place the order',
		personal: order.personal,
	};
	let outcome = await client.change(request);
	for (let lookUps = 1; ; lookUps++) {
		const placed = readPlacedOrder(outcome);
		if (placed !== undefined) return placed;
		const verdict = judge(outcome);
		const mayBePlaced = verdict === 'ambiguous' || verdict === 'done' || verdict === 'stopped';
		const failure = client.explain(outcome, request);
		// What becomes of a repeated post says nothing of the one before it.
		if (!mayBePlaced) throw lookUps === 1 ? failure : new DoubtfulOrder(failure, order);
		if (order.externalOrderIds.length === 0 || verdict === 'stopped') {
			throw new DoubtfulOrder(failure, order);
		}

		const waits = client.checkWaits(outcome, lookUps);
		if (waits === undefined) throw new DoubtfulOrder(failure, order);
		const found = await orDoubt(lookForOrder(client, order, known, waits), order);
		if (found !== undefined) return found;
		if (lookUps > MAX_REPEATED_POSTS) throw new DoubtfulOrder(failure, order);
		if (verdict === 'ambiguous') {
			client.disturbances.repeats++;
			outcome = await orDoubt(client.change(request), order);
		}
	}
}

/** After a post that may have been carried out, whatever stops the next step leaves the order in doubt. */
async function orDoubt<T>(step: Promise<T>, order: ReadyOrder): Promise<T> {
	return await step.catch((reason: unknown) => {
		throw new DoubtfulOrder(reason, order);
	});
}

/** Looks soon, and again much later, before it's taken for certain that the order isn't there. */
async function lookForOrder(
	client: ImpiloClient,
	order: ReadyOrder,
	known: ReadonlySet<string>,
	waitsMs: readonly number[],
): Promise<ImpiloOrder | undefined> {
	for (const waitMs of waitsMs) {
		await client.pause(waitMs);
		const found = await findOwnOrder(client, order, known);
		if (found !== undefined) return found;
	}
	return undefined;
}

function readPlacedOrder(outcome: Outcome): ImpiloOrder | undefined {
	const body = findSuccess(outcome)?.body;
	const isOrder = typeof body === 'object' && body !== null && 'id' in body && isId(body.id);
	return isOrder ? (body as ImpiloOrder) : undefined;
}

function isId(value: unknown): boolean {
	return (
		(typeof value === 'number' || typeof value === 'string') && /^[1-9]\d*$/.test(String(value))
	);
}

async function findOwnOrder(
	client: ImpiloClient,
	order: ReadyOrder,
	known: ReadonlySet<string>,
): Promise<ImpiloOrder | undefined> {
	const found = await findOrdersByExternalId(client, order.externalOrderIds);
	return [...found.values()]
		.flat()
		.find((candidate) => !known.has(String(candidate.id)) && !isVoided(candidate));
}
