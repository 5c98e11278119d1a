import type { ImpiloClient } from '../api/client';
import { ensureDone } from '../api/ensure';
import type { GateOptions } from '../api/gate';
import type { Operation } from '../run/operation';
import { forEachItem } from '../run/operation';
import { findOrderId, noSuchOrder, ORDER_FIELD, readOrder, readOrderReference } from './reference';
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
		await ensureVoided(client, id);
		return [{ json: { id, voided: true } }];
	}),
};

/**
 * Voids an order. Succeeds if it is already void.
 *
 * @throws ImpiloFailure
 */
export async function ensureVoided(
	client: ImpiloClient,
	id: number,
	passage: GateOptions = {},
): Promise<void> {
	await ensureDone(
		client,
		{
			...passage,
			method: 'DELETE',
			path: `/order/${id}`,
			purpose: `void order ${id}`,
			notFound: noSuchOrder(id),
		},
		async () => isVoided(await readOrder(client, id, passage)),
	);
}
