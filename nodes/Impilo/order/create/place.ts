import { changeOnce, UncertainChange } from '../../api/changeOnce';
import type { ImpiloClient } from '../../api/client';
import { UncertainCreation } from '../../api/createOnce';
import { allFound } from '../../api/findByValues';
import { isObject } from '../../api/json';
import type { KnownIds } from '../../run/ledger';
import { findOrdersByExternalId } from '../externalIds';
import type { ImpiloOrder } from '../order';
import { ORDER_REFUSALS } from '../refusals';
import { isVoided } from '../statuses';
import type { NewOrder } from './form';

/** An order is posted once, and up to three more times after lost answers that were looked into. */
const MAX_POSTS = 4;

/** The statuses of refusals that are about the order, so that their remedy helps. */
const REFUSAL_STATUSES = [400, 401, 403, 404, 409, 422];

/** Nobody can tell whether Impilo has the order: the one case that a person may have to look into. */
export class DoubtfulOrder extends UncertainCreation {
	constructor(cause: UncertainChange, order: NewOrder) {
		const { message, status, apiMessage } = cause;
		const remedies = [
			status !== undefined && REFUSAL_STATUSES.includes(status) ? cause.remedy : '',
			isSafeToRepeat(order) ? SAFE_TO_REPEAT : NOT_SAFE_TO_REPEAT,
		];
		super(
			{
				happened: `It is not known whether Impilo has placed this order. ${message}`,
				remedy: remedies.filter((remedy) => remedy !== '').join(' '),
			},
			{ status, apiMessage },
		);
	}
}

const SAFE_TO_REPEAT =
	'Run the workflow again later: the order has an external order ID, so it is looked up first and not placed twice.';

const NOT_SAFE_TO_REPEAT =
	'Check at Impilo whether the order is there before you run this item again. To make repeats safe, fill External Order IDs with something that stays the same for this order, e.g. the ID of the row or the form entry, and set If External Order ID Exists to Return the Existing Order.';

/** Whether a new execution would find the order instead of placing another. */
export function isSafeToRepeat({ externalOrderIds, ifExists, isGenerated }: NewOrder): boolean {
	return externalOrderIds.length > 0 && ifExists !== 'create' && !isGenerated;
}

/** An order that is there now, and whether Impilo said so itself in answer to placing it. */
export interface PlacedOrder {
	order: ImpiloOrder;
	/** False where it was found after a lost answer: another run may have placed it. */
	isCertain: boolean;
}

/**
 * Places one order, exactly once as far as that can be known. After a lost answer its external order
 * IDs tell whether Impilo has it; without one, it's never posted again.
 *
 * @param order complete, an existing patient included
 * @param known IDs, as text, of orders that carried these external order IDs before
 * @throws ImpiloFailure when Impilo refuses, DoubtfulOrder when nobody can tell whether it was placed
 */
export async function placeOrder(
	client: ImpiloClient,
	order: NewOrder,
	known: KnownIds,
): Promise<PlacedOrder> {
	const { body, externalOrderIds, personal } = order;
	const findPlaced = async (): Promise<PlacedOrder | undefined> => {
		const found = allFound(await findOrdersByExternalId(client, externalOrderIds));
		const placed = [...found.values()]
			.flat()
			.find((candidate) => !known.has(String(candidate.id)) && !isVoided(candidate));
		return placed && { order: placed, isCertain: false };
	};
	try {
		return await changeOnce(client, {
			request: {
				method: 'POST',
				path: '/order',
				body,
				purpose: 'place the order',
				refusals: ORDER_REFUSALS,
				personal,
			},
			read: readPlacedOrder,
			find: externalOrderIds.length > 0 ? findPlaced : undefined,
			maxSends: MAX_POSTS,
			isHarmlessTwice: false,
		});
	} catch (failure) {
		throw failure instanceof UncertainChange ? new DoubtfulOrder(failure, order) : failure;
	}
}

function readPlacedOrder(body: unknown): PlacedOrder | undefined {
	return isObject(body) && /^[1-9]\d*$/.test(String(body.id))
		? { order: body, isCertain: true }
		: undefined;
}
