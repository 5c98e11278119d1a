import type { INodeProperties } from 'n8n-workflow';

import { readById } from '../api/byId';
import type { ImpiloClient } from '../api/client';
import type { Explanation } from '../api/failure';
import { ImpiloFailure } from '../api/failure';
import { allFound } from '../api/findByValues';
import type { GateOptions } from '../api/gate';
import type { Reference } from '../fields/locator';
import { locator } from '../fields/locator';
import type { ValueOf } from '../run/parameters';
import { findOrdersByExternalId } from './externalIds';
import type { ImpiloOrder } from './order';
import { isVoided } from './statuses';

/** How the user identified an order. */
export type OrderReference = Reference<'externalOrderId'>;

const { pick, parse, suggestOtherMode } = locator<'externalOrderId'>(
	'order',
	{ displayName: 'Order', name: 'orderId', description: 'The order at Impilo' },
	'searchOrders',
	{ externalOrderId: 'e.g. PO-2026-0117' },
);

export { pick as pickOrder, parse as parseOrderReference };

export const ORDER_FIELD: INodeProperties = pick({ required: true });

/**
 * Reads the Order field.
 *
 * @throws InputRefusal
 */
export function readOrderReference(valueOf: ValueOf): OrderReference {
	return parse(valueOf(ORDER_FIELD.name));
}

export function noSuchOrder(id: number): Explanation {
	return {
		happened: `Impilo has no order ${id}`,
		remedy: 'Check Order, and that the credential has the Environment where the order was placed.',
	};
}

/**
 * Reads the order that the user identified.
 *
 * @throws ImpiloFailure if there is none, or several have the external order ID
 */
export async function findOrder(
	client: ImpiloClient,
	reference: OrderReference,
): Promise<ImpiloOrder> {
	return reference.by === 'id'
		? await readOrder(client, reference.id)
		: await findOnlyOrder(client, reference.value, ORDER_FIELD.displayName);
}

/**
 * The ID of the order that the user identified. An ID is used as it is, without asking Impilo.
 *
 * @param field the display name, if it's another one
 * @throws ImpiloFailure as `findOrder`
 */
export async function findOrderId(
	client: ImpiloClient,
	reference: OrderReference,
	field = ORDER_FIELD.displayName,
): Promise<number> {
	if (reference.by === 'id') return reference.id;
	const { id } = await findOnlyOrder(client, reference.value, field);
	if (typeof id === 'number') return id;
	throw new ImpiloFailure({
		happened: 'Impilo found the order, but did not return its ID',
		remedy: `Set ${field} to By ID, and enter the ID of the order.`,
	});
}

/**
 * Reads one order by its ID at Impilo.
 *
 * @throws ImpiloFailure if there's none
 */
export async function readOrder(
	client: ImpiloClient,
	id: number,
	passage: GateOptions = {},
): Promise<ImpiloOrder> {
	return await readById<ImpiloOrder>(client, {
		...passage,
		name: 'order',
		id,
		notFound: noSuchOrder(id),
	});
}

/**
 * A voided order counts only if there is no other: it has usually been placed again. Of several voided
 * ones, the newest counts, so that voiding by external order ID can be repeated.
 */
async function findOnlyOrder(
	client: ImpiloClient,
	externalOrderId: string,
	field: string,
): Promise<ImpiloOrder> {
	const found = await findOrdersByExternalId(client, [externalOrderId]);
	const orders = allFound(found).get(externalOrderId) ?? [];
	const live = orders.filter((order) => !isVoided(order));
	const [order, ...others] = live.length > 0 ? live : orders.slice(-1);
	if (order === undefined) {
		throw new ImpiloFailure({
			happened: 'Impilo has no order with this external order ID',
			remedy:
				`${suggestOtherMode(externalOrderId, 'externalOrderId', field)} Check ${field}: upper and lower case matter. Also check that the credential has the Environment where the order was placed.`.trim(),
		});
	}
	if (others.length > 0) {
		const ids = [order, ...others].map(({ id }) => id ?? 'unknown').join(', ');
		throw new ImpiloFailure({
			happened: `Impilo has ${others.length + 1} orders with this external order ID: ${ids}`,
			remedy: `Set ${field} to By ID, and enter the ID of the right one.`,
		});
	}
	return order;
}
