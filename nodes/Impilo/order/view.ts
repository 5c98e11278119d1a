import type { IDataObject } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { listOf } from '../api/json';
import { present } from '../run/simplify';
import type { LastEvent } from './lastEvent';
import { findLast, simplifyLast } from './lastEvent';
import type { ImpiloOrder, ImpiloOrderEvent } from './order';
import type { TrackingNumber } from './tracking';
import { simplifyTracking } from './tracking';

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
	trackingNumbers: TrackingNumber[];
	shippingOption: string | null;
	lastEvent: LastEvent | null;
}

/** Simplifies an order; whatever Impilo left out is null, or an empty list. */
export function simplifyOrder(order: ImpiloOrder): SimplifiedOrder {
	return {
		id: order.id ?? null,
		currentStatus: order.currentStatus ?? null,
		externalOrderIds: listOf(order.externalOrderIds),
		patientId: order.patient?.id ?? null,
		siteId: order.site?.id ?? null,
		orderItems: listOf(order.orderItems).map(({ item, count }) => toLine(item, count)),
		orderKits: listOf(order.orderKits).map(({ kit, count }) => toLine(kit, count)),
		trackingNumbers: simplifyTracking(order.trackingNumbers),
		shippingOption: order.shippingOption ?? null,
		lastEvent: simplifyLast(order.orderEvents),
	};
}

/** The latest event of an order. */
export function findLastEvent(order: ImpiloOrder): ImpiloOrderEvent | null {
	return findLast(order.orderEvents);
}

/** A line with an item or a kit. */
export function toLine(
	part: Maybe<{ id?: Maybe<number>; name?: Maybe<string> }>,
	count: Maybe<number>,
): OrderLine {
	return { id: part?.id ?? null, name: part?.name ?? null, count: count ?? null };
}

/** An order as the output's JSON: with Simplify off, as Impilo sent it. */
export function presentOrder(order: ImpiloOrder, simplify: boolean): IDataObject {
	return present(order, simplify, simplifyOrder);
}
