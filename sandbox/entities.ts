/**
 * What the API answers with, as the Order Management Guide's sample responses show it.
 * Any field of an order may be null or missing, so only its id is certain.
 */

export interface Address {
	lineOne?: string | null;
	lineTwo?: string | null;
	lineThree?: string | null;
	city?: string | null;
	state?: string | null;
	zipCode?: string | null;
	country?: string | null;
	note?: string | null;
}

export interface Site {
	id: number;
	name: string;
	active: boolean;
	address: Address | null;
	phoneNumber: string | null;
}

export interface Patient {
	id: number;
	firstName: string | null;
	lastName: string | null;
	address: Address | null;
	email: string | null;
	phoneNumber: string | null;
	dateOfBirth: string | null;
	sex: string | null;
	externalIdentifier: string | null;
	archived: boolean;
	enrolled: boolean;
	site: Site | null;
}

export interface Item {
	id: number;
	name: string;
	manufacturer: { id: number; name: string };
	model: string;
	sku: string;
	orderable: boolean;
}

export interface Kit {
	id: number;
	name: string | null;
	archived: boolean;
	kitItems: Array<{ count: number; drivesExternalIdentifier: boolean; item: Item }>;
}

export interface Device {
	id: number;
	externalIdentifier: string | null;
	currentStatus: string | null;
	currentPatient: Patient | null;
	site: Site | null;
	item: Item;
	deviceEvents: Array<{ type: string; eventTimestamp: string }>;
	deviceIdentifiers: Array<{ type: string; value: string }>;
	disabledReadings: boolean;
	lastHealthCheck: string | null;
	used: boolean;
}

export interface PackedKit {
	id: number;
	externalIdentifier: string | null;
	kit: Kit;
	devices: Device[];
}

export interface OrderEvent {
	name: string;
	eventTimestamp: string;
}

export interface OrderNote {
	note: string;
	createdAt: string;
	createdBy: { id: number; email: string; firstName: string; lastName: string };
}

export interface Order {
	id: number;
	currentStatus?: string | null;
	externalOrderIds?: string[] | null;
	patient?: Patient | null;
	site?: Site | null;
	orderItems?: Array<{ count: number; item: Item }> | null;
	orderKits?: Array<{ count: number; kit: Kit }> | null;
	returnItems?: Array<{ id: number; count: number }> | null;
	returnDevices?: Array<{ id: number }> | null;
	returnPackedKits?: Array<{ id: number; quantity: number }> | null;
	devices?: Device[] | null;
	packedKits?: PackedKit[] | null;
	trackingNumbers?: Array<{ carrier: string; value: string }> | null;
	orderEvents?: OrderEvent[] | null;
	orderNotes?: OrderNote[] | null;
	emailLabel?: boolean | null;
	shippingOption?: string | null;
}

/** The statuses Impilo documents. A new one may appear at any time. */
export const KNOWN_ORDER_STATUSES = [
	'orderPlaced',
	'awaitingShipment',
	'pendingInventory',
	'pendingAdditionalInformation',
	'reconfirmAddress',
	'onHold',
	'unableToFulfill',
	'shipped',
	'availableForPickup',
	'unsuccessfulDelivery',
	'delivered',
	'returnIssued',
	'voided',
] as const;

export type OrderStatus = (typeof KNOWN_ORDER_STATUSES)[number];
