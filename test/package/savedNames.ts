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
const TICKET_TYPES = [
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
];
export const FROM_LIST = { mode: 'list', value: '' };

/** Names in the order of the form. */
const names = (text: string): string[] => text.trim().split(/\s+/);

const ADDRESS = 'addressLineOne addressCity addressState addressZipCode addressCountry';
const MORE_ADDRESS = 'addressLineThree addressLineTwo addressNote';
const MORE_OF_PATIENT = `${MORE_ADDRESS} dateOfBirth email phoneNumber sex siteId`;
const empty = (text: string) => Object.fromEntries(names(text).map((name) => [name, '']));

/** Of an operation on one thing that is picked. */
const onOne = (
	name: string,
	ways: string[],
	simplify: { simplify?: boolean } = {},
): SavedNames => ({
	fields: [name, ...Object.keys(simplify)],
	modes: { [name]: ways },
	defaults: { [name]: FROM_LIST, ...simplify },
});
const getOne = (name: string, ways: string[]) => onOne(name, ways, { simplify: true });

const getMany = (filters: string, modes?: SavedNames['modes']): SavedNames => ({
	fields: names('returnAll limit filters simplify'),
	choices: { filters: names(filters) },
	modes,
	defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
});

const update = (
	name: string,
	ways: string[],
	updateFields: string,
	modes?: SavedNames['modes'],
): SavedNames => ({
	fields: [name, ...names('updateFields simplify')],
	modes: { [name]: ways, ...modes },
	choices: { updateFields: names(updateFields) },
	defaults: { [name]: FROM_LIST, updateFields: {}, simplify: true },
});

const DEVICE_AND_PATIENT: SavedNames = {
	fields: ['deviceId', 'patientId'],
	modes: { deviceId: PICK_DEVICE, patientId: PICK_PATIENT },
	defaults: { deviceId: FROM_LIST, patientId: FROM_LIST },
};

const NEW_ORDER: SavedNames = {
	fields: names(`
		recipient patientId siteId firstName lastName ${ADDRESS} patientFields contents orderKits
		orderItems contentsJson externalOrderIds combineItems ifExists returns additionalFields simplify
	`),
	choices: {
		recipient: ['patient', 'newPatient', 'site'],
		contents: ['fields', 'json'],
		ifExists: ['create', 'fail', 'return'],
		patientFields: names(`externalIdentifier ${MORE_OF_PATIENT}`),
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
		associate: DEVICE_AND_PATIENT,
		disassociate: DEVICE_AND_PATIENT,
		get: getOne('deviceId', PICK_DEVICE),
		getAll: getMany('identifiers itemId patientId siteId statuses', {
			itemId: PICK_ITEM,
			patientId: PICK_PATIENT,
			siteId: PICK_NAMED,
		}),
		validate: {
			fields: ['deviceIdentifier', 'simplify'],
			defaults: { deviceIdentifier: '', simplify: true },
		},
	},
	event: {
		getMissed: {
			fields: names('since webhookUrl events orderStatuses simplify'),
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
			fields: names('scope returnAll limit filters simplify'),
			choices: {
				scope: ['everywhere', 'impilo', 'own'],
				filters: ['maxNewCount', 'itemId', 'siteId'],
			},
			modes: { itemId: PICK_ITEM, siteId: PICK_NAMED },
			defaults: { scope: 'everywhere', returnAll: false, limit: 50, filters: {}, simplify: true },
		},
	},
	item: {
		get: getOne('itemId', PICK_ITEM),
		getAll: getMany('itemClasses itemSizes model name orderable readingTypes sku'),
	},
	kit: {
		get: getOne('kitId', PICK_NAMED),
		getAll: getMany('archived itemId name', { itemId: PICK_ITEM }),
	},
	order: {
		check: NEW_ORDER,
		create: NEW_ORDER,
		get: getOne('orderId', PICK_ORDER),
		getAll: getMany('externalOrderIds patientId statusChangedAfter statuses', {
			patientId: PICK_PATIENT,
		}),
		getSummary: {
			fields: ['orderId', 'binaryPropertyName'],
			modes: { orderId: PICK_ORDER },
			defaults: { binaryPropertyName: 'data' },
		},
		void: onOne('orderId', PICK_ORDER),
	},
	patient: {
		create: {
			fields: names(
				`firstName lastName externalIdentifier ${ADDRESS} ifExists additionalFields simplify`,
			),
			choices: {
				ifExists: ['fail', 'return', 'update'],
				additionalFields: names(MORE_OF_PATIENT),
			},
			modes: { siteId: PICK_NAMED },
			defaults: {
				...empty(`firstName lastName externalIdentifier ${ADDRESS}`),
				ifExists: 'return',
				additionalFields: {},
				simplify: true,
			},
		},
		upsert: {
			fields: names(`externalIdentifier firstName lastName ${ADDRESS} additionalFields simplify`),
			choices: { additionalFields: names(MORE_OF_PATIENT) },
			modes: { siteId: PICK_NAMED },
			defaults: {
				...empty(`externalIdentifier firstName lastName ${ADDRESS}`),
				additionalFields: {},
				simplify: true,
			},
		},
		disenroll: {
			fields: ['patientId', 'archive', 'createReturns'],
			modes: { patientId: PICK_PATIENT },
			defaults: { patientId: FROM_LIST, archive: false, createReturns: false },
		},
		get: getOne('patientId', PICK_PATIENT),
		getAll: getMany(
			'archived bornFrom bornTo country email enrolled externalIdentifiers name postalCode siteId',
			{ siteId: PICK_NAMED },
		),
		update: update(
			'patientId',
			PICK_PATIENT,
			`firstName lastName externalIdentifier ${ADDRESS} ${MORE_OF_PATIENT} enrolled archived`,
			{ siteId: PICK_NAMED },
		),
	},
	return: {
		create: {
			fields: names('returnFrom patientId siteId returns additionalFields simplify'),
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
		get: getOne('returnId', PICK_BY_ID),
		getAll: getMany('relatedOrderId searchString standalone status lastUpdatedBefore', {
			relatedOrderId: PICK_ORDER,
		}),
		void: onOne('returnId', PICK_BY_ID),
	},
	site: {
		create: {
			fields: names(`name ${ADDRESS} additionalFields simplify`),
			choices: { additionalFields: names(`active ${MORE_ADDRESS} phoneNumber`) },
			defaults: { ...empty(`name ${ADDRESS}`), additionalFields: {}, simplify: true },
		},
		get: getOne('siteId', PICK_NAMED),
		getAll: getMany('name'),
		update: update('siteId', PICK_NAMED, `active name phoneNumber ${ADDRESS} ${MORE_ADDRESS}`),
	},
	supportTicket: {
		addNote: {
			fields: ['supportTicketId', 'note', 'simplify'],
			modes: { supportTicketId: PICK_BY_ID },
			defaults: { supportTicketId: FROM_LIST, note: '', simplify: true },
		},
		assign: {
			fields: ['supportTicketId', 'assigneeEmail', 'simplify'],
			modes: { supportTicketId: PICK_BY_ID },
			defaults: { supportTicketId: FROM_LIST, assigneeEmail: '', simplify: true },
		},
		close: {
			fields: ['supportTicketId', 'simplify'],
			modes: { supportTicketId: PICK_BY_ID },
			defaults: { supportTicketId: FROM_LIST, simplify: true },
		},
		create: {
			fields: ['ticketType', 'note', 'additionalFields', 'simplify'],
			choices: {
				ticketType: TICKET_TYPES,
				additionalFields: ['deviceId', 'orderId', 'patientId', 'siteId'],
			},
			modes: {
				deviceId: PICK_DEVICE,
				orderId: PICK_ORDER,
				patientId: PICK_PATIENT,
				siteId: PICK_NAMED,
			},
			defaults: { ticketType: 'generalInquiry', note: '', additionalFields: {}, simplify: true },
		},
		get: {
			fields: ['supportTicketId', 'simplify'],
			modes: { supportTicketId: PICK_BY_ID },
			defaults: { supportTicketId: FROM_LIST, simplify: true },
		},
		getAll: {
			fields: ['returnAll', 'limit', 'filters', 'simplify'],
			choices: {
				filters: [
					'assigneeEmail',
					'createdAfter',
					'open',
					'patientId',
					'ticketType',
					'updatedAfter',
				],
			},
			modes: { patientId: PICK_PATIENT },
			defaults: { returnAll: false, limit: 50, filters: {}, simplify: true },
		},
		reopen: {
			fields: ['supportTicketId', 'simplify'],
			modes: { supportTicketId: PICK_BY_ID },
			defaults: { supportTicketId: FROM_LIST, simplify: true },
		},
	},
};
