/** Everything below that identifies the patient, or anybody else. */
export const PERSONAL_VALUES = [
	'Nathan',
	'Example-Surname',
	'12 Fictional Street',
	'Apartment 555',
	'Back Door',
	'Springfield-Nowhere',
	'ZZ-State',
	'99950',
	'Fictionland',
	'Ring twice',
	'1980-01-31',
	'nathan@example.com',
	'MRN-20481',
	'+1 555 0100',
	'Clerk-Forename',
	'clerk@example.com',
	'Clinic Somewhere',
];

const ADDRESS = {
	lineOne: '12 Fictional Street',
	lineTwo: 'Apartment 555',
	lineThree: 'Back Door',
	city: 'Springfield-Nowhere',
	state: 'ZZ-State',
	zipCode: '99950',
	country: 'Fictionland',
	note: 'Ring twice',
};

const SITE = {
	id: 31,
	active: true,
	name: 'Clinic Somewhere',
	phoneNumber: '+1 555 0100',
	address: ADDRESS,
};

/** A patient with every field that Impilo documents. */
export const FULL_PATIENT = {
	id: 1234,
	firstName: 'Nathan',
	lastName: 'Example-Surname',
	address: ADDRESS,
	archived: false,
	dateOfBirth: '1980-01-31',
	email: 'nathan@example.com',
	enrolled: true,
	externalIdentifier: 'MRN-20481',
	phoneNumber: '+1 555 0100',
	sex: 'unknown',
	site: SITE,
};

const ITEM = {
	id: 501,
	manufacturer: { id: 9, name: 'Acme Devices' },
	model: 'BP-1',
	name: 'Blood Pressure Cuff',
	orderable: true,
	sku: 'BP-1-M',
};

const KIT = {
	id: 1000,
	archived: false,
	kitItems: [{ count: 2, drivesExternalIdentifier: true, item: ITEM }],
	name: 'Starter Kit',
};

/** A device, of a patient, with every field that Impilo documents. */
export const FULL_DEVICE = {
	id: 71,
	currentPatient: FULL_PATIENT,
	currentStatus: 'inUse',
	deviceEvents: [{ eventTimestamp: '2026-01-03T08:00:00Z', type: 'assigned' }],
	deviceIdentifiers: [{ type: 'serial', value: 'SN-555' }],
	disabledReadings: false,
	externalIdentifier: 'DEV-1',
	item: ITEM,
	lastHealthCheck: '2026-01-03T08:00:00Z',
	site: SITE,
	used: true,
};

/** An order with every field that the guide's sample answer has. */
export const FULL_ORDER = {
	id: 42,
	currentStatus: 'shipped',
	devices: [FULL_DEVICE],
	emailLabel: true,
	externalOrderIds: ['PO-2026-0117', 'PO-2026-0118'],
	orderEvents: [
		{ name: 'shipped', eventTimestamp: '2026-01-03T08:00:00Z' },
		{ name: 'orderPlaced', eventTimestamp: '2026-01-01T08:00:00Z' },
	],
	orderItems: [{ count: 3, item: ITEM }],
	orderKits: [{ count: 2, kit: KIT }],
	orderNotes: [
		{
			createdAt: '2026-01-01T08:00:00Z',
			createdBy: {
				id: 5,
				email: 'clerk@example.com',
				firstName: 'Clerk-Forename',
				lastName: 'Example-Surname',
			},
			note: 'Ring twice',
		},
	],
	packedKits: [{ id: 81, externalIdentifier: 'PK-1', kit: KIT, devices: [FULL_DEVICE] }],
	patient: FULL_PATIENT,
	returnDevices: [{ id: 71 }],
	returnItems: [{ id: 501, count: 4 }],
	returnPackedKits: [{ id: 81, quantity: 5 }],
	shippingOption: 'standard',
	site: SITE,
	trackingNumbers: [{ carrier: 'usps', value: 'TRACK-555' }],
};

/** A return with every field that Impilo documents. */
export const FULL_RETURN = {
	id: 6001,
	currentStatus: 'inTransit',
	patient: FULL_PATIENT,
	site: SITE,
	relatedOrderId: 42,
	returnItems: [{ count: 4, item: ITEM }],
	returnDevices: [FULL_DEVICE],
	returnKits: [{ count: 1, kit: KIT }],
	returnEvents: [
		{ type: 'inTransit', eventTimestamp: '2026-02-03T08:00:00Z' },
		{ type: 'rmaPlaced', eventTimestamp: '2026-02-01T08:00:00Z' },
	],
	trackingNumbers: [{ carrier: 'ups', value: 'TRACK-777' }],
};
