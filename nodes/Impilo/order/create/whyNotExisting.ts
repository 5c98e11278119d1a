import type { Explanation } from '../../api/failure';
import type { ImpiloOrder } from '../order';
import { compareOrder, compareRecipient } from './comparison';
import type { NewOrder } from './newOrder';

/**
 * Why an item can't have the order that exists.
 *
 * @param order with the ID of an existing patient in its body, if that's needed
 * @param live the orders with the item's external order IDs, the oldest first
 * @param nameOf what messages call an order, e.g. "order 5031"
 * @returns undefined if it can, or if there is none
 */
export function whyNotExisting(
	order: NewOrder,
	live: readonly ImpiloOrder[],
	nameOf: (existing: ImpiloOrder) => string = nameOrder,
): Explanation | undefined {
	const [existing, ...others] = live;
	if (existing === undefined || order.ifExists === 'create') return undefined;
	if (order.ifExists === 'fail') {
		return {
			happened: `An order with this external order ID already exists: ${nameOf(existing)}`,
			remedy:
				'Remove the item, give it another external order ID, or set If External Order ID Exists to Return the Existing Order.',
		};
	}
	if (others.length > 0) {
		return {
			happened: `The external order IDs of this item belong to different orders: ${live.map((each) => each.id ?? nameOf(each)).join(', ')}`,
			remedy: 'Give each order its own external order IDs.',
		};
	}
	const comparison = compareOrder(order, existing);
	if (comparison.is === 'otherRecipient') {
		return {
			happened: `The external order ID of this item belongs to ${nameOf(existing)}, which goes to another recipient`,
			remedy: 'Check Ship To and External Order IDs: one of the two belongs to another order.',
		};
	}
	if (comparison.is === 'otherContents' && order.ifContentsDiffer === 'fail') {
		return {
			happened: `The external order ID of this item belongs to ${nameOf(existing)}, which has other contents: ${comparison.actual}. This item asks for ${comparison.requested}`,
			remedy:
				'If that order is wrong, void it and run the item again. If this item is another order, give it its own external order ID. To continue with the existing order as it is, set If Contents Differ under Options to Return the Existing Order.',
		};
	}
	return undefined;
}

/** Whether the order can only be compared once the ID of the item's patient is known. */
export function needsPatientId(order: NewOrder, existing: ImpiloOrder): boolean {
	const { patient, ifExists } = order;
	return (
		ifExists === 'return' &&
		patient !== undefined &&
		patient.by !== 'id' &&
		compareRecipient(order, existing) === 'unknown'
	);
}

export function nameOrder({ id }: ImpiloOrder): string {
	return `order ${id ?? 'without an ID'}`;
}
