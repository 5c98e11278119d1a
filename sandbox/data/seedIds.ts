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
