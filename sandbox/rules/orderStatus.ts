import type { Order } from '../entities';
import { createTrackingNumber } from '../trackingNumber';

const CARRIER = 'usps';

/**
 * The one way an order's status changes; `announce` tells the webhooks. An order that ships gets a
 * tracking number, unless it has one.
 */
export function changeOrderStatus(
	order: Order,
	status: string,
	now: Date,
	announce: (order: Order) => void,
): void {
	order.currentStatus = status;
	order.orderEvents = [
		...(order.orderEvents ?? []),
		{ name: status, eventTimestamp: now.toISOString() },
	];
	if (status === 'shipped' && !order.trackingNumbers?.length) {
		order.trackingNumbers = [createTrackingNumber(order.id, CARRIER)];
	}
	announce(order);
}
