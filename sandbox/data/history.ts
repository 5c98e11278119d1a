import type { OrderEvent, OrderStatus } from '../entities';

/** When the first seeded order was placed; each one after it comes `ORDER_INTERVAL_MS` later. */
const FIRST_ORDER_AT = Date.UTC(2025, 8, 1, 12);
const ORDER_INTERVAL_MS = 60_000;
const EVENT_INTERVAL_MS = 6 * 60 * 60 * 1000;

/** How an order plausibly got to where it is. */
const PATHS: Record<OrderStatus, OrderStatus[]> = {
	orderPlaced: ['orderPlaced'],
	awaitingShipment: ['orderPlaced', 'awaitingShipment'],
	pendingInventory: ['orderPlaced', 'pendingInventory'],
	pendingAdditionalInformation: ['orderPlaced', 'pendingAdditionalInformation'],
	reconfirmAddress: ['orderPlaced', 'awaitingShipment', 'reconfirmAddress'],
	onHold: ['orderPlaced', 'onHold'],
	unableToFulfill: ['orderPlaced', 'pendingInventory', 'unableToFulfill'],
	shipped: ['orderPlaced', 'awaitingShipment', 'shipped'],
	availableForPickup: ['orderPlaced', 'awaitingShipment', 'shipped', 'availableForPickup'],
	unsuccessfulDelivery: ['orderPlaced', 'awaitingShipment', 'shipped', 'unsuccessfulDelivery'],
	delivered: ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered'],
	returnIssued: ['orderPlaced', 'awaitingShipment', 'shipped', 'delivered', 'returnIssued'],
	voided: ['orderPlaced', 'voided'],
};

/** Has the parcel left, so that the order has a tracking number? */
export function hasShipped(status: OrderStatus): boolean {
	return PATHS[status].includes('shipped');
}

/** The events of the seed's nth order. */
export function createHistory(status: OrderStatus, index: number): OrderEvent[] {
	const placedAt = FIRST_ORDER_AT + index * ORDER_INTERVAL_MS;
	return PATHS[status].map((name, step) => ({
		name,
		eventTimestamp: new Date(placedAt + step * EVENT_INTERVAL_MS).toISOString(),
	}));
}
