/** A simplified order without any data: Impilo may leave out anything. */
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
