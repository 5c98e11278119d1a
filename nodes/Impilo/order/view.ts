import type { IDataObject } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { listOf } from '../api/json';
import { readTimestamp } from '../api/timestamp';
import { present } from '../run/simplify';
import type { ImpiloOrder, ImpiloOrderEvent } from './order';

export interface OrderLine {
	id: number | null;
	name: string | null;
	count: number | null;
}

/** An order with Simplify on: nothing in it tells who the patient is but the ID. */
export interface SimplifiedOrder {
	id: number | null;
	currentStatus: string | null;
	externalOrderIds: string[];
	patientId: number | null;
	siteId: number | null;
	orderItems: OrderLine[];
	orderKits: OrderLine[];
	trackingNumbers: Array<{ carrier: string | null; value: string | null }>;
	shippingOption: string | null;
	lastEvent: { name: string | null; eventTimestamp: string | null } | null;
}

/** Simplifies an order; whatever Impilo left out is null, or an empty list. */
export function simplifyOrder(order: ImpiloOrder): SimplifiedOrder {
	const lastEvent = findLastEvent(order);
	return {
		id: order.id ?? null,
		currentStatus: order.currentStatus ?? null,
		externalOrderIds: listOf(order.externalOrderIds),
		patientId: order.patient?.id ?? null,
		siteId: order.site?.id ?? null,
		orderItems: listOf(order.orderItems).map(({ item, count }) => toLine(item, count)),
		orderKits: listOf(order.orderKits).map(({ kit, count }) => toLine(kit, count)),
		trackingNumbers: listOf(order.trackingNumbers).map(({ carrier, value }) => ({
			carrier: carrier ?? null,
			value: value ?? null,
		})),
		shippingOption: order.shippingOption ?? null,
		lastEvent: lastEvent && {
			name: lastEvent.name ?? null,
			eventTimestamp: lastEvent.eventTimestamp ?? null,
		},
	};
}

/**
 * The latest event of an order. In which order they are listed isn't documented, so the times decide,
 * and the last of the list where there are no readable times.
 */
export function findLastEvent(order: ImpiloOrder): ImpiloOrderEvent | null {
	let last: ImpiloOrderEvent | null = null;
	let lastMs = -Infinity;
	for (const event of listOf(order.orderEvents)) {
		const ms = readTimestamp(event.eventTimestamp) ?? -Infinity;
		if (ms >= lastMs) {
			last = event;
			lastMs = ms;
		}
	}
	return last;
}

function toLine(
	part: Maybe<{ id?: Maybe<number>; name?: Maybe<string> }>,
	count: Maybe<number>,
): OrderLine {
	return { id: part?.id ?? null, name: part?.name ?? null, count: count ?? null };
}

/** An order as the output's JSON: with Simplify off, as Impilo sent it. */
export function presentOrder(order: ImpiloOrder, simplify: boolean): IDataObject {
	return present(order, simplify, simplifyOrder);
}
