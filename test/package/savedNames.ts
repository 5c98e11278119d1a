/** What the fields of an operation, or of the trigger, are called in saved workflows. */
export interface SavedNames {
	fields: string[];
	/** The choices of a field, and the fields of a collection, by their names, in any order. */
	choices?: Record<string, string[]>;
	/** The groups of a fixed collection, and the fields of each. */
	groups?: Record<string, Record<string, string[]>>;
	/** The ways to pick one thing, wherever in the form. */
	modes?: Record<string, string[]>;
	defaults: Record<string, unknown>;
}

export const FROM_LIST = { mode: 'list', value: '' };

const PICK_BY_ID = ['list', 'id'];
const PICK_DEVICE = ['list', 'id', 'identifier'];
const PICK_ORDER = ['list', 'id', 'externalOrderId'];
const PICK_PATIENT = ['list', 'id', 'externalIdentifier', 'email'];

const OPTIONAL_ADDRESS = ['addressLineThree', 'addressLineTwo', 'addressNote'];
const REQUIRED_ADDRESS = [
	'addressLineOne',
	'addressCity',
	'addressState',
	'addressZipCode',
	'addressCountry',
];
const OPTIONAL_OF_PATIENT = [
	...OPTIONAL_ADDRESS,
	'dateOfBirth',
	'email',
	'phoneNumber',
	'sex',
	'siteId',
];

const FILTERED = { returnAll: false, limit: 50, filters: {}, simplify: true };

/** Get Many, with the filters and the ways to pick what they are about. */
function listNames(filters: string[], modes: Record<string, string[]> = {}): SavedNames {
	return {
		fields: ['returnAll', 'limit', 'filters', 'simplify'],
		choices: { filters },
		modes,
		defaults: FILTERED,
	};
}

/** An operation on one thing that is picked. */
function pickNames(field: string, modes: string[], others: string[] = []): SavedNames {
	return {
		fields: [field, ...others],
		modes: { [field]: modes },
		defaults: {
			[field]: FROM_LIST,
			...(others.includes('simplify') ? { simplify: true } : {}),
		},
	};
}

const DEVICE_AND_PATIENT: SavedNames = {
	fields: ['deviceId', 'patientId'],
	modes: { deviceId: PICK_DEVICE, patientId: PICK_PATIENT },
	defaults: { deviceId: FROM_LIST, patientId: FROM_LIST },
};

const ORDER_FORM: SavedNames = {
	fields: [
		'recipient',
		'patientId',
		'siteId',
		'firstName',
		'lastName',
		...REQUIRED_ADDRESS,
		'patientFields',
		'contents',
		'orderItems',
		'orderKits',
		'returns',
		'contentsJson',
		'externalOrderIds',
		'ifExists',
		'additionalFields',
		'simplify',
	],
	choices: {
		recipient: ['patient', 'newPatient', 'site'],
		contents: ['fields', 'json'],
		ifExists: ['create', 'fail', 'return'],
		patientFields: [...OPTIONAL_OF_PATIENT, 'externalIdentifier'],
		additionalFields: ['emailLabel', 'orderNotes', 'shippingOption'],
	},
	groups: {
		orderItems: { item: ['itemId', 'count'] },
		orderKits: { kit: ['kitId', 'count'] },
		returns: {
			returnDevices: ['deviceId'],
			returnItems: ['itemId', 'count'],
			returnPackedKits: ['packedKitId', 'quantity'],
		},
	},
	modes: {
		patientId: PICK_PATIENT,
		siteId: PICK_BY_ID,
		itemId: PICK_BY_ID,
		kitId: PICK_BY_ID,
		deviceId: PICK_BY_ID,
	},
	defaults: {
		recipient: 'patient',
		patientId: FROM_LIST,
		contents: 'fields',
		externalOrderIds: '',
		ifExists: 'return',
		additionalFields: {},
		simplify: true,
	},
};

/** By resource and operation. */
export const SAVED_NAMES: Record<string, Record<string, SavedNames>> = {
	device: {
		associate: DEVICE_AND_PATIENT,
		disassociate: DEVICE_AND_PATIENT,
		get: pickNames('deviceId', PICK_DEVICE, ['simplify']),
		getAll: listNames(['identifiers', 'itemId', 'patientId', 'siteId', 'statuses'], {
			itemId: PICK_BY_ID,
			patientId: PICK_PATIENT,
			siteId: PICK_BY_ID,
		}),
		validate: {
			fields: ['deviceIdentifier', 'simplify'],
			defaults: { deviceIdentifier: '', simplify: true },
		},
	},
	event: {
		getMissed: {
			fields: ['events', 'orderStatuses', 'since', 'webhookUrl', 'simplify'],
			defaults: {
				events: ['order.statusFull'],
				orderStatuses: [],
				since: '',
				webhookUrl: '',
				simplify: true,
			},
		},
	},
	inventory: {
		getAll: {
			fields: ['scope', 'returnAll', 'limit', 'filters', 'simplify'],
			choices: {
				scope: ['everywhere', 'impilo', 'own'],
				filters: ['itemId', 'maxNewCount', 'siteId'],
			},
			modes: { itemId: PICK_BY_ID, siteId: PICK_BY_ID },
			defaults: { scope: 'everywhere', ...FILTERED },
		},
	},
	item: {
		get: pickNames('itemId', PICK_BY_ID, ['simplify']),
		getAll: listNames([
			'itemClasses',
			'itemSizes',
			'model',
			'name',
			'orderable',
			'readingTypes',
			'sku',
		]),
	},
	kit: {
		get: pickNames('kitId', PICK_BY_ID, ['simplify']),
		getAll: listNames(['archived', 'itemId', 'name'], { itemId: PICK_BY_ID }),
	},
	order: {
		check: ORDER_FORM,
		create: ORDER_FORM,
		get: pickNames('orderId', PICK_ORDER, ['simplify']),
		getAll: listNames(['externalOrderIds', 'patientId', 'statusChangedAfter', 'statuses'], {
			patientId: PICK_PATIENT,
		}),
		getSummary: {
			fields: ['orderId', 'binaryPropertyName'],
			modes: { orderId: PICK_ORDER },
			defaults: { orderId: FROM_LIST, binaryPropertyName: 'data' },
		},
		void: pickNames('orderId', PICK_ORDER),
	},
	patient: {
		create: {
			fields: [
				'firstName',
				'lastName',
				'externalIdentifier',
				...REQUIRED_ADDRESS,
				'ifExists',
				'additionalFields',
				'simplify',
			],
			choices: {
				ifExists: ['fail', 'return', 'update'],
				additionalFields: OPTIONAL_OF_PATIENT,
			},
			modes: { siteId: PICK_BY_ID },
			defaults: {
				externalIdentifier: '',
				ifExists: 'return',
				additionalFields: {},
				simplify: true,
			},
		},
		disenroll: {
			fields: ['patientId', 'archive', 'createReturns'],
			modes: { patientId: PICK_PATIENT },
			defaults: { patientId: FROM_LIST, archive: false, createReturns: false },
		},
		get: pickNames('patientId', PICK_PATIENT, ['simplify']),
		getAll: listNames(
			[
				'archived',
				'bornFrom',
				'bornTo',
				'country',
				'email',
				'enrolled',
				'externalIdentifiers',
				'name',
				'postalCode',
				'siteId',
			],
			{ siteId: PICK_BY_ID },
		),
		update: {
			fields: ['patientId', 'updateFields', 'simplify'],
			choices: {
				updateFields: [
					...REQUIRED_ADDRESS,
					...OPTIONAL_OF_PATIENT,
					'externalIdentifier',
					'firstName',
					'lastName',
				],
			},
			modes: { patientId: PICK_PATIENT, siteId: PICK_BY_ID },
			defaults: { patientId: FROM_LIST, updateFields: {}, simplify: true },
		},
		upsert: {
			fields: [
				'externalIdentifier',
				'firstName',
				'lastName',
				...REQUIRED_ADDRESS,
				'additionalFields',
				'simplify',
			],
			choices: { additionalFields: OPTIONAL_OF_PATIENT },
			modes: { siteId: PICK_BY_ID },
			defaults: { externalIdentifier: '', additionalFields: {}, simplify: true },
		},
	},
	return: {
		create: {
			fields: ['returnFrom', 'patientId', 'siteId', 'returns', 'additionalFields', 'simplify'],
			choices: {
				returnFrom: ['patient', 'site'],
				additionalFields: ['emailLabel', 'shippingOption'],
			},
			groups: { returns: { returnDevices: ['deviceId'], returnItems: ['itemId', 'count'] } },
			modes: {
				patientId: PICK_PATIENT,
				siteId: PICK_BY_ID,
				deviceId: PICK_BY_ID,
				itemId: PICK_BY_ID,
			},
			defaults: {
				returnFrom: 'patient',
				patientId: FROM_LIST,
				returns: {},
				additionalFields: {},
				simplify: true,
			},
		},
		get: pickNames('returnId', PICK_BY_ID, ['simplify']),
		getAll: listNames(
			['lastUpdatedBefore', 'relatedOrderId', 'searchString', 'standalone', 'status'],
			{ relatedOrderId: PICK_ORDER },
		),
		void: pickNames('returnId', PICK_BY_ID),
	},
	site: {
		create: {
			fields: ['name', ...REQUIRED_ADDRESS, 'additionalFields', 'simplify'],
			choices: { additionalFields: ['active', ...OPTIONAL_ADDRESS, 'phoneNumber'] },
			defaults: { name: '', additionalFields: {}, simplify: true },
		},
		get: pickNames('siteId', PICK_BY_ID, ['simplify']),
		getAll: listNames(['name']),
		update: {
			fields: ['siteId', 'updateFields', 'simplify'],
			choices: {
				updateFields: ['active', ...REQUIRED_ADDRESS, ...OPTIONAL_ADDRESS, 'name', 'phoneNumber'],
			},
			modes: { siteId: PICK_BY_ID },
			defaults: { siteId: FROM_LIST, updateFields: {}, simplify: true },
		},
	},
};
