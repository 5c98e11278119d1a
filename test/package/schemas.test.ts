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

/** Parameters with which an operation gives an item, by resource and operation. */
const EXAMPLES: Record<string, Record<string, INodeParameters>> = {
	event: {
		getMissed: { events: ['order.statusFull'], since: '2020-01-01' },
	},
	order: {
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

/** An order never has all of these at once, e.g. a site beside a patient. */
function fillIn(output: IDataObject): IDataObject {
	const line = { id: 1, name: 'A name', count: 1 };
	const sample = {
		patientId: 1,
		siteId: 1,
		orderItems: [line],
		orderKits: [line],
		trackingNumbers: [{ carrier: 'UPS', value: '1Z' }],
		shippingOption: 'standard',
		externalOrderIds: ['PO-1'],
	};
	const known = Object.entries(sample).filter(([name]) => name in output);
	return { ...output, ...Object.fromEntries(known) };
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
