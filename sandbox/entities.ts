/**
 * The API's answers, as in the sample responses of the Order Management Guide. Any field of an order may
 * be null or missing, so only its id is certain.
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

/** What the routes of items add to an item; within an order, a kit or a device it isn't shown. */
export interface ItemDetails {
	itemClass: ItemClass | null;
	itemClassType: string | null;
	size: ItemSize | null;
	dimensions: { length: number; width: number; height: number; unit: 'in' | 'cm' } | null;
	readingType: ReadingType | null;
	/** Null for what isn't tracked piece by piece, such as test strips. */
	deviceIdentifierType: IdentifierType | null;
	/** Documented as a list of objects, without their fields: the name is a guess. */
	certifications: Array<{ name: string }> | null;
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
	createdBy: User;
}

export interface TrackingNumber {
	carrier: string;
	value: string;
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
	trackingNumbers?: TrackingNumber[] | null;
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

export interface Return {
	id: number;
	patient: Patient | null;
	site: Site | null;
	currentStatus: string | null;
	returnItems: Array<{ count: number; item: Item }> | null;
	returnDevices: Device[] | null;
	/** "Kits related to items expected on this return"; the shape is a guess, that of an order. */
	returnKits: Array<{ count: number; kit: Kit }> | null;
	returnEvents: Array<{ type: string; eventTimestamp: string }> | null;
	trackingNumbers: TrackingNumber[] | null;
	relatedOrderId: number | null;
}

export const KNOWN_RETURN_STATUSES = [
	'rmaPlaced',
	'pendingReturn',
	'outbound',
	'inTransit',
	'arrived',
	'receiving',
	'completed',
	'voided',
] as const;

export type ReturnStatus = (typeof KNOWN_RETURN_STATUSES)[number];

export const TICKET_TYPES = [
	'addressConfirmation',
	'alert',
	'clinicalSupport',
	'customerDeviceInquiry',
	'deviceClaim',
	'deviceTechnicalSupport',
	'engagement',
	'generalInquiry',
	'labOrder',
	'mobileSupport',
	'operations',
	'other',
	'patientEngagement',
	'patientEnrollment',
	'patientJourney',
	'patientSetup',
	'returnMerchandiseAuthorization',
	'returnToSender',
	'technicalSupport',
] as const;

export type TicketType = (typeof TICKET_TYPES)[number];

/** Somebody of the account's organization. */
export interface User {
	id: number;
	email: string;
	firstName: string;
	lastName: string;
}

/** Whoever the sandbox's API key belongs to. */
export const AUTHOR: User = {
	id: 1,
	email: 'coordinator@example.com',
	firstName: 'Care',
	lastName: 'Example',
};

export interface SupportTicket {
	id: number;
	ticketType: string | null;
	/** `needsIntake`, `open` or `closed`. */
	currentStatus: string | null;
	open: boolean | null;
	patient: Patient | null;
	order: Order | null;
	device: Device | null;
	site: Site | null;
	supportTicketNotes: Array<{ note: string; createdAt: string; createdBy: User }> | null;
	supportTicketEvents: Array<{ eventType: string; createdAt: string }> | null;
	assignedTeam: string | null;
	assignee: User | null;
	createdBy: User | null;
	createdAt: string | null;
	lastUpdated: string | null;
}

export const READING_KINDS = [
	'blood-glucose',
	'blood-oxygen',
	'blood-pressure',
	'heart-rate',
	'heart-rate-variability',
	'peak-flow',
	'sleep-mat-activity',
	'sleep-mat-duration',
	'temperature',
	'weight',
] as const;

export type ReadingKind = (typeof READING_KINDS)[number];

/** Beside these, each kind has its values, and their units. */
export interface Reading {
	id: number;
	readingTimestamp: string;
	manual: boolean;
	deviceTimeZoneOffset: number | null;
	patientTimeZoneOffset: number | null;
	patient: Patient | null;
	item: Item | null;
	device: Device | null;
	[value: string]: unknown;
}

export const KNOWN_DEVICE_STATUSES = [
	'initiated',
	'awaitingShipment',
	'available',
	'withPatient',
	'availableAtSite',
	'delivered',
	'used',
	'refurbishing',
	'packedAtSite',
	'packed',
	'receivedInError',
	'decommissioned',
	'shipped',
	'availableRepacked',
	'returnedManufacturer',
] as const;

export type DeviceStatus = (typeof KNOWN_DEVICE_STATUSES)[number];

export const IDENTIFIER_TYPES = ['simCardNumber', 'macAddress', 'iccid', 'serial', 'imei'] as const;

export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

export const ITEM_SIZES = ['standard', 'small', 'medium', 'large', 'extraLarge'] as const;

export type ItemSize = (typeof ITEM_SIZES)[number];

export const ITEM_CLASSES = [
	'wearable',
	'glucose',
	'miscellaneous',
	'circulatory',
	'packaging',
	'lab',
	'body',
	'familyPlanning',
	'cpap',
	'connectivity',
	'generalHealth',
	'service',
	'thermometer',
	'power',
	'respiratory',
	'info',
] as const;

export type ItemClass = (typeof ITEM_CLASSES)[number];

export const READING_TYPES = [
	'bloodPressure',
	'bloodGlucose',
	'continuousBloodGlucose',
	'spo2',
	'heartRate',
	'heartRateVariability',
	'temperature',
	'weight',
	'peakFlow',
	'sleepMatActivity',
	'sleepMatDuration',
] as const;

export type ReadingType = (typeof READING_TYPES)[number];

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
	/** Archived, but still enrolled. */
	archivedEnrolledPatient: 1264,
	/** Not enrolled, and not archived. */
	notEnrolledPatient: 1265,
	/** In Great Britain. */
	britishPatient: 1266,
	/** In Canada. */
	canadianPatient: 1267,
	/** Everything is null except the names, the address, and whether archived or enrolled. */
	nullsPatient: 1268,
	/** No external identifier, everything else given. */
	patientWithoutIdentifier: 1269,
	unknownPatient: 999999,

	site: 201,
	otherSite: 202,
	inactiveSite: 208,
	/** Impilo's own: they only appear in the inventory. */
	impiloSite: 291,
	otherImpiloSite: 292,
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
	/** With `patientWithDevice`, in no return. */
	deviceWithPatient: 7012,
	patientWithDevice: 1245,
	/** Available at `siteWithDevices`, to assign to a patient. */
	deviceAtSite: 7016,
	deviceAtSiteIdentifier: 'SN-7016',
	/** Available at the same site, used before. */
	usedDeviceAtSite: 7017,
	siteWithDevices: 201,
	/** Available at another site, with an IMEI and an ICCID. */
	gatewayAtSite: 7018,
	/** Available at Impilo: it can't be assigned to a patient. */
	deviceAtImpilo: 7020,
	/** No status, patient, site or identifiers. */
	nullsDevice: 7025,
	unknownDevice: 999994,

	/** Placed, from a patient: it can be voided. */
	placedReturn: 4001,
	/** On its way: it can't be voided any more. */
	inTransitReturn: 4002,
	completedReturn: 4003,
	voidedReturn: 4004,
	/** Belongs to `returnIssuedOrder`. */
	orderReturn: 4005,
	/** Of a site. */
	siteReturn: 4006,
	/** Everything but its id is null. */
	nullsReturn: 4007,
	unknownReturn: 999993,

	/** About a patient and a device, assigned, with two notes. */
	openTicket: 9001,
	/** About a patient and an order. */
	closedTicket: 9002,
	/** About a site, needs intake. */
	newTicket: 9003,
	/** Everything but its id is null. */
	nullsTicket: 9004,
	unknownTicket: 999992,

	/** Of `patient`, of blood pressure. */
	reading: 9501,

	/** Placed, nothing more. */
	placedOrder: 5001,
	shippedOrder: 5008,
	deliveredOrder: 5011,
	/** With a returned item, in `orderReturn`. */
	returnIssuedOrder: 5012,
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
	/** A status that isn't in the list of known ones. */
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

/** The element at an index, which wraps around. */
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
