import { changeOnce } from '../api/changeOnce';
import type { ImpiloClient } from '../api/client';
import { ImpiloFailure } from '../api/failure';
import { MAX_TRIES } from '../api/retry';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { findOrderId, noSuchOrder, ORDER_FIELD, readOrder, readOrderReference } from './reference';
import { ORDER_REFUSALS } from './refusals';
import { isVoided } from './statuses';

export const voidOrder: Operation = {
	option: {
		name: 'Void',
		value: 'void',
		action: 'Void order',
		description: 'Cancel an order for good',
	},
	fields: [ORDER_FIELD],
	execute: forEachItem(async ({ client, valuesOf }, itemIndex) => {
		const id = await findOrderId(client, readOrderReference(valuesOf(itemIndex)));
		await makeVoid(client, id);
		return [{ json: { id, voided: true } }];
	}),
};

/** How Impilo refuses to void an order that can't be voided any more isn't documented. */
const REFUSED_FOR_ITS_STATUS = [400, 409, 410, 422];

/**
 * Voids an order. That it is void already is no failure: the answer to an earlier try may have been
 * lost, or n8n's Retry On Fail runs the node again.
 *
 * @throws ImpiloFailure
 */
export async function makeVoid(client: ImpiloClient, id: number): Promise<void> {
	const findVoided = async (): Promise<true | undefined> => {
		const order = await readOrder(client, id).catch(() => undefined);
		return order !== undefined && isVoided(order) ? true : undefined;
	};
	const change = changeOnce(client, {
		request: {
			method: 'DELETE',
			path: `/order/${id}`,
			purpose: `void order ${id}`,
			notFound: noSuchOrder(id),
			refusals: ORDER_REFUSALS,
		},
		read: () => true,
		find: findVoided,
		maxSends: MAX_TRIES,
		isHarmlessTwice: true,
	});
	await change.catch(async (failure: unknown) => {
		const mayBeVoid =
			failure instanceof ImpiloFailure && REFUSED_FOR_ITS_STATUS.includes(failure.status ?? 0);
		if (!mayBeVoid || !(await findVoided())) throw failure;
	});
}
