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

const PICK_PATIENT = ['list', 'id', 'externalIdentifier', 'email'];
const PICK_ORDER = ['list', 'id', 'externalOrderId'];
const PICK_DEVICE = ['list', 'id', 'identifier'];
const PICK_BY_ID = ['list', 'id'];
const PICK_ITEM = ['list', 'id', 'sku'];
const PICK_NAMED = ['list', 'id', 'name'];
export const FROM_LIST = { mode: 'list', value: '' };

const NEW_ORDER: SavedNames = {
	fields: [
		'recipient',
		'patientId',
		'siteId',
		'firstName',
		'lastName',
		'addressLineOne',
		'addressCity',
		'addressState',
		'addressZipCode',
		'addressCountry',
		'patientFields',
		'contents',
		'orderKits',
		'orderItems',
		'contentsJson',
		'externalOrderIds',
		'combineItems',
		'ifExists',
		'returns',
		'additionalFields',
		'simplify',
	],
	choices: {
		recipient: ['patient', 'newPatient', 'site'],
		contents: ['fields', 'json'],
		ifExists: ['create', 'fail', 'return'],
		patientFields: [
			'addressLineThree',
			'addressLineTwo',
			'addressNote',
			'dateOfBirth',
			'email',
			'externalIdentifier',
			'phoneNumber',
			'sex',
			'siteId',
		],
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
		deviceId: PICK_BY_ID,
		patientId: PICK_PATIENT,
		siteId: PICK_NAMED,
		itemId: PICK_ITEM,
		kitId: PICK_NAMED,
	},
	defaults: {
		recipient: 'patient',
		patientId: FROM_LIST,
		contents: 'fields',
		externalOrderIds: '',
		combineItems: false,
		ifExists: 'return',
		additionalFields: {},
		simplify: true,
	},
};

/** By resource and operation. */
export const SAVED_NAMES: Record<string, Record<string, SavedNames>> = {
	device: {
		associate: {
			fields: ['deviceId', 'patientId'],
			modes: { deviceId: PICK_DEVICE, patientId: PICK_PATIENT },
			defaults: { deviceId: FROM_LIST, patientId: FROM_LIST },
		},
		get: {
			fields: ['deviceId', 'simplify'],
			modes: { deviceId: PICK_DEVICE },
			defaults: { deviceId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: { filters: ['identifiers', 'itemId', 'patientId', 'siteId', 'statuses'] },
			modes: { itemId: PICK_ITEM, patientId: PICK_PATIENT, siteId: PICK_NAMED },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
		disassociate: {
			fields: ['deviceId', 'patientId'],
			modes: { deviceId: PICK_DEVICE, patientId: PICK_PATIENT },
			defaults: { deviceId: FROM_LIST, patientId: FROM_LIST },
		},
		validate: {
			fields: ['deviceIdentifier', 'simplify'],
			defaults: { deviceIdentifier: '', simplify: true },
		},
	},
	event: {
		getMissed: {
			fields: ['since', 'webhookUrl', 'events', 'orderStatuses', 'simplify'],
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
				filters: ['maxNewCount', 'itemId', 'siteId'],
			},
			modes: { itemId: PICK_ITEM, siteId: PICK_NAMED },
			defaults: { scope: 'everywhere', returnAll: false, limit: 50, filters: {}, simplify: true },
		},
	},
	item: {
		get: {
			fields: ['itemId', 'simplify'],
			modes: { itemId: PICK_ITEM },
			defaults: { itemId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: {
				filters: ['itemClasses', 'itemSizes', 'model', 'name', 'orderable', 'readingTypes', 'sku'],
			},
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
	},
	kit: {
		get: {
			fields: ['kitId', 'simplify'],
			modes: { kitId: PICK_NAMED },
			defaults: { kitId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: { filters: ['archived', 'itemId', 'name'] },
			modes: { itemId: PICK_ITEM },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
	},
	order: {
		check: NEW_ORDER,
		create: NEW_ORDER,
		get: {
			fields: ['orderId', 'simplify'],
			modes: { orderId: PICK_ORDER },
			defaults: { orderId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: { filters: ['externalOrderIds', 'patientId', 'statusChangedAfter', 'statuses'] },
			modes: { patientId: PICK_PATIENT },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
		getSummary: {
			fields: ['orderId', 'binaryPropertyName'],
			modes: { orderId: PICK_ORDER },
			defaults: { binaryPropertyName: 'data' },
		},
		void: {
			fields: ['orderId'],
			modes: { orderId: PICK_ORDER },
			defaults: { orderId: FROM_LIST },
		},
	},
	patient: {
		create: {
			fields: [
				'firstName',
				'lastName',
				'externalIdentifier',
				'addressLineOne',
				'addressCity',
				'addressState',
				'addressZipCode',
				'addressCountry',
				'ifExists',
				'additionalFields',
				'simplify',
			],
			choices: {
				ifExists: ['fail', 'return', 'update'],
				additionalFields: [
					'addressLineThree',
					'addressLineTwo',
					'addressNote',
					'dateOfBirth',
					'email',
					'phoneNumber',
					'sex',
					'siteId',
				],
			},
			modes: { siteId: PICK_NAMED },
			defaults: {
				firstName: '',
				lastName: '',
				externalIdentifier: '',
				addressLineOne: '',
				addressCity: '',
				addressState: '',
				addressZipCode: '',
				addressCountry: '',
				ifExists: 'return',
				additionalFields: {},
				simplify: true,
			},
		},
		upsert: {
			fields: [
				'externalIdentifier',
				'firstName',
				'lastName',
				'addressLineOne',
				'addressCity',
				'addressState',
				'addressZipCode',
				'addressCountry',
				'additionalFields',
				'simplify',
			],
			choices: {
				additionalFields: [
					'addressLineThree',
					'addressLineTwo',
					'addressNote',
					'dateOfBirth',
					'email',
					'phoneNumber',
					'sex',
					'siteId',
				],
			},
			modes: { siteId: PICK_NAMED },
			defaults: {
				externalIdentifier: '',
				firstName: '',
				lastName: '',
				addressLineOne: '',
				addressCity: '',
				addressState: '',
				addressZipCode: '',
				addressCountry: '',
				additionalFields: {},
				simplify: true,
			},
		},
		disenroll: {
			fields: ['patientId', 'archive', 'createReturns'],
			modes: { patientId: PICK_PATIENT },
			defaults: { patientId: FROM_LIST, archive: false, createReturns: false },
		},
		get: {
			fields: ['patientId', 'simplify'],
			modes: { patientId: PICK_PATIENT },
			defaults: { patientId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: {
				filters: [
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
			},
			modes: { siteId: PICK_NAMED },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
		update: {
			fields: ['patientId', 'updateFields', 'simplify'],
			modes: { patientId: PICK_PATIENT, siteId: PICK_NAMED },
			choices: {
				updateFields: [
					'addressCity',
					'addressCountry',
					'addressLineOne',
					'addressLineThree',
					'addressLineTwo',
					'addressNote',
					'addressState',
					'addressZipCode',
					'archived',
					'dateOfBirth',
					'email',
					'enrolled',
					'externalIdentifier',
					'firstName',
					'lastName',
					'phoneNumber',
					'sex',
					'siteId',
				],
			},
			defaults: { patientId: FROM_LIST, updateFields: {}, simplify: true },
		},
	},
	return: {
		create: {
			fields: ['returnFrom', 'patientId', 'siteId', 'returns', 'additionalFields', 'simplify'],
			choices: {
				returnFrom: ['patient', 'site'],
				additionalFields: ['emailLabel', 'shippingOption'],
			},
			modes: {
				patientId: PICK_PATIENT,
				siteId: PICK_NAMED,
				deviceId: PICK_BY_ID,
				itemId: PICK_ITEM,
			},
			groups: { returns: { returnDevices: ['deviceId'], returnItems: ['itemId', 'count'] } },
			defaults: {
				returnFrom: 'patient',
				patientId: FROM_LIST,
				returns: {},
				additionalFields: {},
				simplify: true,
			},
		},
		get: {
			fields: ['returnId', 'simplify'],
			modes: { returnId: PICK_BY_ID },
			defaults: { returnId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: {
				filters: ['relatedOrderId', 'searchString', 'standalone', 'status', 'lastUpdatedBefore'],
			},
			modes: { relatedOrderId: PICK_ORDER },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
		void: {
			fields: ['returnId'],
			modes: { returnId: PICK_BY_ID },
			defaults: { returnId: FROM_LIST },
		},
	},
	site: {
		create: {
			fields: [
				'name',
				'addressLineOne',
				'addressCity',
				'addressState',
				'addressZipCode',
				'addressCountry',
				'additionalFields',
				'simplify',
			],
			choices: {
				additionalFields: [
					'active',
					'addressLineThree',
					'addressLineTwo',
					'addressNote',
					'phoneNumber',
				],
			},
			defaults: {
				name: '',
				addressLineOne: '',
				addressCity: '',
				addressState: '',
				addressZipCode: '',
				addressCountry: '',
				additionalFields: {},
				simplify: true,
			},
		},
		get: {
			fields: ['siteId', 'simplify'],
			modes: { siteId: PICK_NAMED },
			defaults: { siteId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: { filters: ['name'] },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
		update: {
			fields: ['siteId', 'updateFields', 'simplify'],
			modes: { siteId: PICK_NAMED },
			choices: {
				updateFields: [
					'active',
					'addressCity',
					'addressCountry',
					'addressLineOne',
					'addressLineThree',
					'addressLineTwo',
					'addressNote',
					'addressState',
					'addressZipCode',
					'name',
					'phoneNumber',
				],
			},
			defaults: { siteId: FROM_LIST, updateFields: {}, simplify: true },
		},
	},
};
