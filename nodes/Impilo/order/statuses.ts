import type { INodePropertyOptions } from 'n8n-workflow';

import { normalizeWord } from '../api/words';
import { parseTexts } from '../fields/values';

/** The statuses that Impilo documents, by name. A new one may appear at any time, and passes through. */
const STATUS_NAMES: Record<string, string> = {
	availableForPickup: 'Available for Pickup',
	awaitingShipment: 'Awaiting Shipment',
	delivered: 'Delivered',
	onHold: 'On Hold',
	orderPlaced: 'Order Placed',
	pendingAdditionalInformation: 'Pending Additional Information',
	pendingInventory: 'Pending Inventory',
	reconfirmAddress: 'Reconfirm Address',
	returnIssued: 'Return Issued',
	shipped: 'Shipped',
	unableToFulfill: 'Unable to Fulfill',
	unsuccessfulDelivery: 'Unsuccessful Delivery',
	voided: 'Voided',
};

export const STATUS_OPTIONS: INodePropertyOptions[] = Object.entries(STATUS_NAMES).map(
	([value, name]) => ({ name, value }),
);

export function isVoided(order: { currentStatus?: unknown }): boolean {
	return normalizeWord(order.currentStatus) === 'voided';
}

/**
 * Reads order statuses: a list, or text separated by commas.
 *
 * @param field its display name, for the refusal
 * @returns normalized, as `normalizeWord` gives them
 * @throws InputRefusal
 */
export function parseStatuses(value: unknown, field: string): string[] {
	return parseTexts(value, field)
		.map(normalizeWord)
		.filter((status) => status !== '');
}
