import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadOutputSchema } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/Impilo/resources';
import { seedIds } from '../../sandbox';
import { IMPILO, startImpilo, type ImpiloRig } from '../engine/impiloRun';

const NODE_FOLDER = resolve(__dirname, '..', '..', 'nodes', 'Impilo');
const SCHEMA_FOLDER = join(NODE_FOLDER, '__schema__', 'v1.0.0');

const OPERATIONS = RESOURCES.flatMap(({ option, operations }) =>
	operations.map((operation): [string, string] => [option.value, operation.option.value]),
);

const byId = (value: number): INodeParameters => ({ __rl: true, mode: 'id', value });

const NEW_ORDER: INodeParameters = {
	recipient: 'patient',
	patientId: byId(seedIds.patient),
	contents: 'fields',
	orderKits: { kit: [{ kitId: byId(seedIds.kit), count: 1 }] },
	externalOrderIds: 'PO-1',
};
const ADDRESS: INodeParameters = {
	addressLineOne: '1 Example Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: '62701',
	addressCountry: 'US',
};
const NEW_PATIENT: INodeParameters = { firstName: 'Quillon', lastName: 'Testperson', ...ADDRESS };

/** Parameters with which an operation gives an item, by resource and operation. */
const EXAMPLES: Record<string, Record<string, INodeParameters>> = {
	device: {
		associate: {
			deviceId: byId(seedIds.deviceAtSite),
			patientId: byId(seedIds.patient),
		},
		disassociate: {
			deviceId: byId(seedIds.deviceWithPatient),
			patientId: byId(seedIds.patientWithDevice),
		},
		get: { deviceId: byId(seedIds.usedDeviceAtSite) },
		getAll: { limit: 1 },
		validate: { deviceIdentifier: seedIds.deviceAtSiteIdentifier },
	},
	event: {
		getMissed: { events: ['order.statusFull'], since: '2020-01-01' },
	},
	inventory: {
		getAll: { limit: 1, scope: 'impilo' },
	},
	item: {
		get: { itemId: byId(seedIds.item) },
		getAll: { limit: 1 },
	},
	kit: {
		get: { kitId: byId(seedIds.kit) },
		getAll: { limit: 1 },
	},
	order: {
		check: NEW_ORDER,
		create: NEW_ORDER,
		get: { orderId: byId(seedIds.shippedOrder) },
		getAll: { limit: 1 },
		getSummary: { orderId: byId(5001) },
		void: { orderId: byId(5001) },
	},
	patient: {
		create: NEW_PATIENT,
		disenroll: { patientId: byId(seedIds.otherPatient), archive: false, createReturns: false },
		get: { patientId: byId(seedIds.patient) },
		getAll: { limit: 1 },
		update: { patientId: byId(seedIds.patient), updateFields: { firstName: 'Quillon' } },
		upsert: { ...NEW_PATIENT, externalIdentifier: 'MRN-1' },
	},
	return: {
		create: {
			returnFrom: 'patient',
			patientId: byId(seedIds.patient),
			returns: { returnItems: [{ itemId: byId(seedIds.item), count: 1 }] },
			additionalFields: { shippingOption: 'standard' },
		},
		get: { returnId: byId(seedIds.inTransitReturn) },
		getAll: { limit: 1 },
		void: { returnId: byId(seedIds.placedReturn) },
	},
	site: {
		create: { name: 'Springfield Clinic', ...ADDRESS },
		get: { siteId: byId(seedIds.site) },
		getAll: { limit: 1 },
		update: { siteId: byId(seedIds.site), updateFields: { phoneNumber: '+1 555 0100' } },
	},
	supportTicket: {
		addNote: { supportTicketId: byId(seedIds.newTicket), note: 'x' },
		assign: { supportTicketId: byId(seedIds.newTicket), assigneeEmail: 'nurse@example.com' },
		close: { supportTicketId: byId(seedIds.openTicket) },
		create: { ticketType: 'other', note: 'x' },
		get: { supportTicketId: byId(seedIds.openTicket) },
		getAll: { limit: 1 },
		reopen: { supportTicketId: byId(seedIds.closedTicket) },
	},
};

const LINE = { id: 1, name: 'A name', count: 1 };
const DEVICE = {
	id: 1,
	externalIdentifier: 'x',
	itemId: 1,
	itemName: 'x',
	currentStatus: 'x',
	used: true,
	patientId: 1,
	siteId: 1,
	lastHealthCheck: 'x',
	identifiers: [{ type: 'x', value: 'x' }],
};

/** Values for what Impilo may leave out, by the names of the output's fields. */
const SAMPLE: Record<string, unknown> = {
	...DEVICE,
	addressLineTwo: 'x',
	assignee: 'nurse@example.com',
	dateOfBirth: '1980-01-31',
	device: DEVICE,
	deviceId: 1,
	devices: [{ id: 1, name: 'x', identifier: 'x' }],
	email: 'nathan@example.com',
	existingOrderId: 1,
	externalOrderIds: ['PO-1'],
	kitItems: [LINE],
	lastEvent: { name: 'x', eventTimestamp: 'x' },
	lastNote: 'x',
	orderId: 1,
	orderItems: [LINE],
	orderKits: [LINE],
	phoneNumber: 'x',
	problems: [{ field: 'x', message: 'x', howToFix: 'x' }],
	relatedOrderId: 1,
	returnDevices: [{ id: 1, name: 'x', identifier: 'x' }],
	returnItems: [LINE],
	shippingOption: 'standard',
	trackingNumbers: [{ carrier: 'UPS', value: '1Z', url: 'https://example.com' }],
	warnings: ['x'],
};

function readSchema(resource?: string, operation?: string): object | undefined {
	return loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, resource, operation });
}

/** The schema of a value in which nothing is missing. */
function schemaOf(value: unknown): object {
	if (Array.isArray(value)) return { type: 'array', items: schemaOf(value[0]) };
	if (typeof value === 'object' && value !== null) {
		const properties = Object.entries(value).map(([name, entry]) => [name, schemaOf(entry)]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	return { type: Number.isInteger(value) ? 'integer' : typeof value };
}

/** Nothing has all of its fields at once: an order has no site beside its patient. */
function fillIn(output: IDataObject): IDataObject {
	const filled = Object.entries(output).map(([name, value]) => {
		const isWhole = Array.isArray(value) ? value.length > 0 : value !== null;
		const isNested = typeof value === 'object' && name in SAMPLE;
		return [name, isWhole && !isNested ? value : SAMPLE[name]];
	});
	return Object.fromEntries(filled) as IDataObject;
}

describe('the schemas of the output, which the editor shows before the node has run', () => {
	let rig: ImpiloRig;

	beforeAll(async () => {
		rig = await startImpilo();
		const order = rig.sandbox.orders.get(seedIds.shippedOrder);
		rig.sandbox.webhooks.addLog({
			webhookType: 'order.statusFull',
			payload: JSON.stringify({ id: 'event-1', type: 'order.statusFull', payload: order }),
			lastResponseStatus: null,
		});
	});

	afterAll(async () => await rig.stop());

	it('are there for every operation of every resource, and for nothing else', () => {
		const files = readdirSync(SCHEMA_FOLDER, { recursive: true, encoding: 'utf8' });
		const schemas = files.filter((file) => file.endsWith('.json'));
		const expected = OPERATIONS.map(([resource, operation]) => join(resource, `${operation}.json`));

		expect(schemas.sort()).toEqual(expected.sort());
	});

	it.each(OPERATIONS)('say what %s: %s gives', async (resource, operation) => {
		const example = EXAMPLES[resource]?.[operation];
		expect(example).toBeDefined();

		const run = await rig.runImpilo({ ...example, resource, operation });
		expect(run.error?.message).toBeUndefined();
		const output = run.items(IMPILO)[0]?.json ?? {};
		expect({ ...schemaOf(fillIn(output)), version: 1 }).toEqual(readSchema(resource, operation));
	});

	it('say the same for the trigger and for Get Missed', () => {
		expect(readSchema()).toBeDefined();
		expect(readSchema()).toEqual(readSchema('event', 'getMissed'));
	});
});
