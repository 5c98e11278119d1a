import type { NewOrder } from '../../../../nodes/Impilo/order/create/newOrder';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';

/** What an item asks for: two of item 501, for site 31. */
export function askFor(changes: Partial<NewOrder> = {}): NewOrder {
	const { externalOrderIds = ['PO-1'] } = changes;
	return {
		itemIndex: 4,
		body: { site: { id: 31 }, orderItems: [{ item: { id: 501 }, count: 2 }] },
		keys: externalOrderIds,
		hasGeneratedKeys: false,
		externalOrderIds,
		hasEmptyIdExpression: false,
		ifExists: 'return',
		ifContentsDiffer: 'fail',
		ifPlacedTwice: 'void',
		personal: [],
		simplify: true,
		...changes,
	};
}

/** An order at Impilo, as it is asked for. */
export function orderOf(id: number, changes: Partial<ImpiloOrder> = {}): ImpiloOrder {
	return {
		id,
		currentStatus: 'orderPlaced',
		externalOrderIds: ['PO-1'],
		site: { id: 31 },
		orderItems: [{ item: { id: 501 }, count: 2 }],
		...changes,
	};
}
