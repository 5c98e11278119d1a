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

/** Ids of the seed that tests, examples and the documentation rely on. They don't change. */
export const seedIds = {
	/** John Doe, the patient of the Order Management Guide's sample. */
	patient: 1234,
	/** Every field given. */
	otherPatient: 1235,
	/** Same first and last name as `otherPatient`, other address. */
	namesakePatient: 1236,
	/** Accents and an apostrophe in the name. */
	accentedPatient: 1237,
	/** No last name, no e-mail, no birth date. */
	sparsePatient: 1270,
	/** An address with nulls and missing parts. */
	partialAddressPatient: 1271,
	/** Neither address nor site. */
	addresslessPatient: 1272,
	archivedPatient: 1273,
	unknownPatient: 999999,

	site: 201,
	otherSite: 202,
	inactiveSite: 208,
	unknownSite: 999998,

	item: 301,
	otherItem: 302,
	/** `SCARCE_STOCK` pieces left: more are refused with "insufficient_inventory". */
	scarceItem: 322,
	/** Refused with "Order contains Items that are marked as non-orderable. Order cannot be placed." */
	nonOrderableItem: 323,
	/** Refused with "item_not_orderable". */
	itemNotOrderable: 324,
	unknownItem: 999997,

	/** The four kits of the guide's sample. */
	kit: 1000,
	kits: [1000, 1001, 1002, 1003],
	/** Its name is null. */
	namelessKit: 1009,
	loanerKit: 1010,
	archivedKit: 1011,
	unknownKit: 999996,

	/** Not in any packed kit. */
	device: 7011,
	/** In `packedKit`: returning both is refused. */
	deviceInPackedKit: 7001,
	packedKit: 8001,

	/** Placed, nothing more. */
	placedOrder: 5001,
	shippedOrder: 5008,
	deliveredOrder: 5011,
	voidedOrder: 5013,
	/** To a site. */
	siteOrder: 5003,
	/** Has the external order ID "demo-shared" too, as `otherSharedOrder` does. */
	sharedOrder: 5014,
	otherSharedOrder: 5015,
	/** External order IDs with commas, spaces, ampersands and accents. */
	oddExternalOrderIdsOrder: 5016,
	/** With devices and a packed kit. */
	orderWithDevices: 5024,
	/** A status no list of known ones has. */
	unknownStatusOrder: 5027,
	/** currentStatus, externalOrderIds, trackingNumbers and more are null. */
	nullsOrder: 5028,
	/** orderEvents, trackingNumbers, devices and more are missing. */
	missingFieldsOrder: 5029,
	/** To the patient whose address has nulls, with the nameless kit. */
	partialAddressOrder: 5030,
	unknownOrder: 999995,
} as const;

export const SCARCE_STOCK = 3;
export const DEFAULT_STOCK = 1_000_000;

/** The element at an index that starts again at the end. */
export function pickCyclic<T>(list: readonly T[], index: number): T {
	const element = list[index % list.length];
	if (element === undefined) throw new Error('Nothing to pick from');
	return element;
}

/** What a seed lists under an id; a seed that refers to something it doesn't have is a mistake. */
export function pickById<T>(entities: ReadonlyMap<number, T>, id: number): T {
	const entity = entities.get(id);
	if (entity === undefined) throw new Error(`The seed has no ${id}`);
	return entity;
}
