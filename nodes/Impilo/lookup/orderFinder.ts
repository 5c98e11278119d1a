import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import { ImpiloFailure } from '../api/failure';
import { isVoided } from '../api/orderStatus';
import type { ImpiloOrder } from '../api/types';
import { findOrdersByExternalId } from './ordersByExternalId';
import type { OrderReference } from './orderReference';

export function noSuchOrder(id: number): Explanation {
	return {
		happened: `Impilo has no order ${id}`,
		remedy:
			'Check Order, and that Environment of the Credential is the one where the order was placed.',
	};
}

/**
 * Reads the order that is meant.
 *
 * @throws ImpiloFailure when there's none, or when several carry the external order ID
 */
export async function findOrder(
	client: ImpiloClient,
	reference: OrderReference,
): Promise<ImpiloOrder> {
	return reference.by === 'id'
		? await readOrder(client, reference.id)
		: await findOnlyOrder(client, reference.value);
}

/**
 * The ID of the order that is meant; an ID is taken as it is, without asking Impilo.
 *
 * @throws ImpiloFailure as `findOrder`
 */
export async function findOrderId(
	client: ImpiloClient,
	reference: OrderReference,
): Promise<number> {
	if (reference.by === 'id') return reference.id;
	const { id } = await findOnlyOrder(client, reference.value);
	if (typeof id === 'number') return id;
	throw new ImpiloFailure({
		happened: 'Impilo found the order, but did not say its ID',
		remedy: 'Set Order to By ID, and give the ID of the order.',
	});
}

export async function readOrder(client: ImpiloClient, id: number): Promise<ImpiloOrder> {
	const answer = await client.read({
		method: 'GET',
		path: `/order/${id}`,
		purpose: `read order ${id}`,
		notFound: noSuchOrder(id),
	});
	if (typeof answer === 'object' && answer !== null && 'id' in answer && answer.id === id) {
		return answer as ImpiloOrder;
	}
	throw new ImpiloFailure({
		happened: `Impilo answered with something else than order ${id}`,
		remedy:
			'Check Environment and Base URL of the Credential, and whether a proxy changes what Impilo answers.',
	});
}

/** A voided order counts only where there's no other: it's usually one that was placed again. */
async function findOnlyOrder(client: ImpiloClient, externalOrderId: string): Promise<ImpiloOrder> {
	const found = await findOrdersByExternalId(client, [externalOrderId]);
	const orders = found.get(externalOrderId) ?? [];
	const live = orders.filter((order) => !isVoided(order));
	const [order, ...others] = live.length > 0 ? live : orders;
	if (order === undefined) {
		throw new ImpiloFailure({
			happened: 'Impilo has no order with this external order ID',
			remedy:
				'Check Order: upper and lower case count. Check that Environment of the Credential is the one where the order was placed, too.',
		});
	}
	if (others.length > 0) {
		const ids = [order, ...others].map(({ id }) => id ?? 'unknown').join(', ');
		throw new ImpiloFailure({
			happened: `Impilo has ${others.length + 1} orders with this external order ID: ${ids}`,
			remedy: 'Set Order to By ID, and give the ID of the one that is meant.',
		});
	}
	return order;
}
