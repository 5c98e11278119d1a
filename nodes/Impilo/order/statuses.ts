import type { INodePropertyOptions } from 'n8n-workflow';

import { normalizeStatus, type KNOWN_STATUSES } from '../api/orderStatus';
import { parseTexts } from '../run/fieldValues';

const STATUS_NAMES: Record<(typeof KNOWN_STATUSES)[number], string> = {
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

/** The order statuses to choose from, by name. */
export const STATUS_OPTIONS: INodePropertyOptions[] = Object.entries(STATUS_NAMES).map(
	([value, name]) => ({ name, value }),
);

/**
 * Reads order statuses: a list, or text with commas between.
 *
 * @param field its display name, for the refusal
 * @returns normalized, as `normalizeStatus` gives them
 * @throws InputRefusal
 */
export function parseStatuses(value: unknown, field: string): string[] {
	return parseTexts(value, field)
		.map(normalizeStatus)
		.filter((status) => status !== '');
}
