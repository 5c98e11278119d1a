import type { Order } from '../entities';

/** The one way an order's status changes: where webhook deliveries will be triggered from. */
export function changeOrderStatus(order: Order, status: string, now: Date): void {
	order.currentStatus = status;
	order.orderEvents = [
		...(order.orderEvents ?? []),
		{ name: status, eventTimestamp: now.toISOString() },
	];
}
