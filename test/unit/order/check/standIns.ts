import type { NewOrder, OrderBody } from '../../../../nodes/Impilo/order/create/newOrder';
import type { Catalogue } from '../../../../nodes/Impilo/order/check/catalogue';
import type { FilledOrder } from '../../../../nodes/Impilo/order/check/lines';

/** An order to patient 1234. */
export function orderOf(body: OrderBody, changes: Partial<NewOrder> = {}): NewOrder {
	return {
		itemIndex: 0,
		body,
		patient: { by: 'id', id: 1234 },
		externalOrderIds: [],
		keys: changes.externalOrderIds ?? [],
		hasGeneratedKeys: false,
		hasEmptyIdExpression: false,
		ifExists: 'return',
		ifContentsDiffer: 'fail',
		ifPlacedTwice: 'void',
		personal: [],
		simplify: true,
		...changes,
	};
}

export const filled = (body: OrderBody, changes: Partial<NewOrder> = {}): FilledOrder => ({
	order: orderOf(body, changes),
	isJson: false,
});

/** An Impilo that has patient 1234 and nothing else, but for what a test gives it. */
export function catalogueOf(known: Partial<Catalogue> = {}): Catalogue {
	return {
		ordersOf: () => [],
		patient: (id) => (id === 1234 ? { id } : undefined),
		patientsNamed: () => [],
		patientsLike: () => [],
		site: () => undefined,
		item: (id) => ({ id, name: 'Monitor' }),
		kit: () => undefined,
		device: () => undefined,
		stock: () => [],
		...known,
	};
}
