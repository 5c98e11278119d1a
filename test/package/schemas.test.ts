import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadOutputSchema } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { isObject } from '../../nodes/Impilo/api/json';
import { RESOURCES } from '../../nodes/Impilo/resources';
import { seedIds } from '../../sandbox';
import { IMPILO, startImpilo, type ImpiloRig } from '../engine/impiloRun';

const NODE_FOLDER = resolve(__dirname, '..', '..', 'nodes', 'Impilo');
const SCHEMA_FOLDER = join(NODE_FOLDER, '__schema__', 'v1.0.0');

const OPERATIONS = RESOURCES.flatMap(({ option, operations }) =>
	operations.map((operation): [string, string] => [option.value, operation.option.value]),
);

const byId = (value: number): INodeParameters => ({ __rl: true, mode: 'id', value });

const ADDRESS = {
	addressLineOne: '1 Example Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: '62701',
	addressCountry: 'US',
};

const NEW_PATIENT = { ...ADDRESS, firstName: 'Nathan', lastName: 'Smith' };

/** Parameters with which an operation gives an item, by resource and operation. */
const EXAMPLES: Record<string, Record<string, INodeParameters>> = {
	device: {
		associate: { deviceId: byId(seedIds.deviceAtSite), patientId: byId(seedIds.patient) },
		disassociate: {
			deviceId: byId(seedIds.deviceWithPatient),
			patientId: byId(seedIds.patientWithDevice),
		},
		get: { deviceId: byId(seedIds.gatewayAtSite) },
		getAll: { limit: 1 },
		validate: { deviceIdentifier: seedIds.deviceAtSiteIdentifier },
	},
	event: {
		getMissed: { events: ['order.statusFull'], since: '2020-01-01' },
	},
	inventory: {
		getAll: { scope: 'impilo', limit: 1 },
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
		check: {
			recipient: 'patient',
			patientId: byId(seedIds.archivedPatient),
			contents: 'fields',
			orderItems: { item: [{ itemId: byId(seedIds.nonOrderableItem), count: 1 }] },
			orderKits: { kit: [{ kitId: byId(seedIds.kit), count: 1 }] },
			returns: {
				returnDevices: [{ deviceId: byId(seedIds.device) }],
				returnItems: [{ itemId: byId(seedIds.item), count: 1 }],
				returnPackedKits: [{ packedKitId: seedIds.packedKit, quantity: 1 }],
			},
			externalOrderIds: `demo-${seedIds.shippedOrder}`,
			ifExists: 'fail',
			additionalFields: { emailLabel: true, shippingOption: 'standard' },
		},
		create: {
			recipient: 'patient',
			patientId: byId(seedIds.patient),
			contents: 'fields',
			orderKits: { kit: [{ kitId: byId(seedIds.kit), count: 1 }] },
		},
		get: { orderId: byId(seedIds.shippedOrder) },
		getAll: { limit: 1 },
		getSummary: { orderId: byId(5001) },
		void: { orderId: byId(5001) },
	},
	patient: {
		create: { ...NEW_PATIENT, externalIdentifier: 'MRN-1' },
		disenroll: { patientId: byId(seedIds.otherPatient), archive: true },
		get: { patientId: byId(seedIds.patient) },
		getAll: { limit: 1 },
		update: { patientId: byId(seedIds.patient), updateFields: { firstName: 'Jane' } },
		upsert: { ...NEW_PATIENT, externalIdentifier: 'MRN-2' },
	},
	return: {
		create: {
			returnFrom: 'patient',
			patientId: byId(seedIds.patient),
			returns: { returnItems: [{ itemId: byId(seedIds.item), count: 1 }] },
			additionalFields: { emailLabel: true },
		},
		get: { returnId: byId(seedIds.orderReturn) },
		getAll: { limit: 1 },
		void: { returnId: byId(seedIds.placedReturn) },
	},
	site: {
		create: { ...ADDRESS, name: 'Springfield Clinic' },
		get: { siteId: byId(seedIds.site) },
		getAll: { limit: 1 },
		update: { siteId: byId(seedIds.site), updateFields: { name: 'Springfield Clinic' } },
	},
};

function readSchema(resource?: string, operation?: string): object | undefined {
	return loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, resource, operation });
}

/** The schema of a value in which nothing is missing. */
function schemaOf(value: unknown): object {
	if (value === null || value === undefined) throw new Error('There has to be a sample for it');
	if (Array.isArray(value)) return { type: 'array', items: schemaOf(value[0]) };
	if (typeof value === 'object' && value !== null) {
		const properties = Object.entries(value).map(([name, entry]) => [name, schemaOf(entry)]);
		return { type: 'object', properties: Object.fromEntries(properties) };
	}
	return { type: Number.isInteger(value) ? 'integer' : typeof value };
}

const LINE = { id: 1, name: 'A name', count: 1 };

/** Nothing has all of these at once, e.g. an order a site beside a patient. */
const SAMPLE: Record<string, unknown> = {
	addressLineTwo: 'Suite 100',
	dateOfBirth: '1980-01-31',
	email: 'nathan@example.com',
	lastHealthCheck: '2026-01-31T08:00:00Z',
	orderItems: [LINE],
	orderKits: [LINE],
	patientId: 1,
	phoneNumber: '+1 555 0100',
	relatedOrderId: 1,
	returnDevices: [{ id: 1, name: 'A name', identifier: 'SN-1' }],
	returnItems: [LINE],
	shippingOption: 'standard',
	siteId: 1,
	trackingNumbers: [{ carrier: 'ups', value: '1Z', url: 'https://www.ups.com' }],
	warnings: ['Something to know'],
};

/** Gives a value to whatever is null or an empty list. */
function fillIn(output: IDataObject): IDataObject {
	const filled = Object.entries(output).map(([name, value]) => {
		const isMissing = value === null || (Array.isArray(value) && value.length === 0);
		if (isMissing) return [name, SAMPLE[name] ?? value];
		return [name, isObject(value) ? fillIn(value) : value];
	});
	return Object.fromEntries(filled);
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
