/** The statuses that Impilo documents. A new one may appear at any time, and passes through. */
export const KNOWN_STATUSES = [
	'availableForPickup',
	'awaitingShipment',
	'delivered',
	'onHold',
	'orderPlaced',
	'pendingAdditionalInformation',
	'pendingInventory',
	'reconfirmAddress',
	'returnIssued',
	'shipped',
	'unableToFulfill',
	'unsuccessfulDelivery',
	'voided',
] as const;

/** Impilo writes `orderPlaced` in some places and `ORDER_PLACED` in others. */
export function normalizeStatus(status: unknown): string {
	return typeof status === 'string' ? status.replace(/[_\s-]/g, '').toLowerCase() : '';
}

export function isVoided(order: { currentStatus?: unknown }): boolean {
	return normalizeStatus(order.currentStatus) === 'voided';
}
