import type { Order } from '../entities';
import { Refusal } from '../refusals';
import { changeOrderStatus } from './orderStatus';

/**
 * Which statuses can be voided, and what is answered otherwise, isn't documented. The sandbox
 * refuses what can't be undone any more: an order that is voided, on its way or delivered.
 */
const NOT_VOIDABLE = new Set<string>(['voided', 'shipped', 'delivered']);

export function voidOrder(order: Order, now: Date, announce: (order: Order) => void): void {
	const status = order.currentStatus ?? '';
	if (NOT_VOIDABLE.has(status)) {
		throw new Refusal(400, `Order ${order.id} cannot be voided because it is ${status}`);
	}
	changeOrderStatus(order, 'voided', now, announce);
}
