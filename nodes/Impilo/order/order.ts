import type { IDataObject } from 'n8n-workflow';

import type { Maybe } from '../api/json';
import { isGiven, listOf } from '../api/json';
import { readTimestamp } from '../api/timestamp';
import type { ImpiloDevice } from '../device/device';
import { toDeviceLine } from '../device/device';
import type { ImpiloItem } from '../item/item';
import type { ImpiloKit } from '../kit/kit';
import type { ImpiloPatient } from '../patient/patient';
import { present } from '../run/simplify';
import type { ImpiloSite } from '../site/site';
import type { ImpiloTrackingNumber } from './tracking';
import { simplifyTracking } from './tracking';

export interface ImpiloOrderEvent {
	name?: Maybe<string>;
	eventTimestamp?: Maybe<string>;
}

/** A line of what an order ships or takes back, in any shape that Impilo uses. */
export interface ImpiloOrderLine {
	/** Of the item, device or packed kit to return. */
	id?: Maybe<number>;
	item?: Maybe<ImpiloItem>;
	kit?: Maybe<ImpiloKit>;
	count?: Maybe<number>;
	quantity?: Maybe<number>;
}

/** The fields of an order that the node reads (Order Management Guide). */
export interface ImpiloOrder {
	id?: Maybe<number>;
	/** Thirteen are known, e.g. `orderPlaced`; a new one may appear at any time. */
	currentStatus?: Maybe<string>;
	externalOrderIds?: Maybe<Array<Maybe<string>>>;
	patient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	orderItems?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	orderKits?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	returnItems?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	returnDevices?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	returnPackedKits?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	orderEvents?: Maybe<Array<Maybe<ImpiloOrderEvent>>>;
	trackingNumbers?: Maybe<Array<Maybe<ImpiloTrackingNumber>>>;
	shippingOption?: Maybe<string>;
	packedKits?: Maybe<Array<Maybe<{ devices?: Maybe<Array<Maybe<ImpiloDevice>>> }>>>;
	devices?: Maybe<Array<Maybe<ImpiloDevice>>>;
}

interface OrderLine {
	id: number | null;
	name: string | null;
	count: number | null;
}

/**
 * Simplifies an order: only the ID identifies the patient. Whatever Impilo left out is null, or an empty
 * list.
 */
export function simplifyOrder(order: ImpiloOrder) {
	return {
		id: order.id ?? null,
		currentStatus: order.currentStatus ?? null,
		externalOrderIds: listOf(order.externalOrderIds),
		patientId: order.patient?.id ?? null,
		siteId: order.site?.id ?? null,
		orderItems: listOf(order.orderItems).map(({ item, count }) => toLine(item, count)),
		orderKits: listOf(order.orderKits).map(({ kit, count }) => toLine(kit, count)),
		devices: listDevices(order).map(toDeviceLine),
		trackingNumbers: simplifyTracking(order.trackingNumbers),
		shippingOption: order.shippingOption ?? null,
		lastEvent: simplifyLast(order.orderEvents),
	};
}

/** What was shipped, also in packed kits: whether Impilo lists those among the devices isn't documented. */
function listDevices({ devices, packedKits }: ImpiloOrder): ImpiloDevice[] {
	const loose = listOf(devices);
	const packed = listOf(packedKits).flatMap((kit) => listOf(kit.devices));
	const isLoose = ({ id }: ImpiloDevice) => isGiven(id) && loose.some((device) => device.id === id);
	return [...loose, ...packed.filter((device) => !isLoose(device))];
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

/** Something that happened to an order or a return. */
interface HistoryEvent {
	/** Of an order's event. */
	name?: Maybe<string>;
	/** Of a return's event. */
	type?: Maybe<string>;
	eventTimestamp?: Maybe<string>;
}

/** The latest event with Simplify on. */
interface LastEvent {
	name: string | null;
	eventTimestamp: string | null;
}

/**
 * Finds the latest event by its time, as the order of the list isn't documented; without readable times,
 * the last one.
 */
function findLast<E extends HistoryEvent>(events: Maybe<Array<Maybe<E>>>): E | null {
	let last: E | null = null;
	let lastMs = -Infinity;
	for (const event of listOf(events)) {
		const ms = readTimestamp(event.eventTimestamp) ?? -Infinity;
		if (ms >= lastMs) {
			last = event;
			lastMs = ms;
		}
	}
	return last;
}

/** The latest event, simplified. */
export function simplifyLast(events: Maybe<Array<Maybe<HistoryEvent>>>): LastEvent | null {
	const last = findLast(events);
	return (
		last && {
			name: last.name ?? last.type ?? null,
			eventTimestamp: last.eventTimestamp ?? null,
		}
	);
}
