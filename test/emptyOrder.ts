/** A simplified order of which nothing is known: Impilo may leave out anything. */
export const EMPTY_ORDER = {
	id: null,
	currentStatus: null,
	externalOrderIds: [],
	patientId: null,
	siteId: null,
	orderItems: [],
	orderKits: [],
	devices: [],
	trackingNumbers: [],
	shippingOption: null,
	lastEvent: null,
};
