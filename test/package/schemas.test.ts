import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { loadOutputSchema } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import { RESOURCES } from '../../nodes/Impilo/resources';
import { seedIds } from '../../sandbox';
import { IMPILO, startImpilo, type ImpiloRig } from '../engine/impiloRun';

const NODE_FOLDER = resolve(__dirname, '..', '..', 'nodes', 'Impilo');

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

describe('the schemas of the output, which the editor shows before the node has run', () => {
	let rig: ImpiloRig;

	beforeAll(async () => {
		rig = await startImpilo();
	});

	afterAll(async () => await rig.stop());

	/** Runs the operation, and fills in what can't be there at once, e.g. a site beside a patient. */
	async function runOne(parameters: IDataObject): Promise<IDataObject> {
		const run = await rig.runImpilo(parameters as never);
		expect(run.error?.message).toBeUndefined();
		return run.items(IMPILO)[0]?.json ?? {};
	}

	function filled(order: IDataObject): IDataObject {
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
		// Same names as there are, whatever was null or empty.
		const known = Object.entries(sample).filter(([name]) => name in order);
		return { ...order, ...Object.fromEntries(known) };
	}

	it('are there for every operation, and for the trigger', () => {
		const operations = RESOURCES.flatMap((resource) =>
			resource.operations.map(({ option }) => `${resource.option.value}/${option.value}.json`),
		);
		const schemas = readdirSync(join(NODE_FOLDER, '__schema__', 'v1.0.0'), { recursive: true });

		expect(schemas.filter((file) => String(file).endsWith('.json')).sort()).toEqual(
			operations.sort(),
		);
		expect(readSchema()).toEqual(readSchema('event', 'getMissed'));
	});

	it.each([
		['get', { operation: 'get', orderId: { __rl: true, mode: 'id', value: seedIds.shippedOrder } }],
		['getAll', { operation: 'getAll', limit: 1 }],
		[
			'create',
			{
				operation: 'create',
				recipient: 'patient',
				patientId: { __rl: true, mode: 'id', value: seedIds.patient },
				contents: 'fields',
				orderKits: { kit: [{ kitId: { __rl: true, mode: 'id', value: seedIds.kit }, count: 1 }] },
			},
		],
		['getSummary', { operation: 'getSummary', orderId: { __rl: true, mode: 'id', value: 5001 } }],
		['void', { operation: 'void', orderId: { __rl: true, mode: 'id', value: 5001 } }],
	])('say what %s gives', async (operation, parameters) => {
		const output = await runOne({ resource: 'order', ...parameters });
		expect({ ...schemaOf(filled(output)), version: 1 }).toEqual(readSchema('order', operation));
	});

	it('say what Get Missed gives', async () => {
		const order = await runOne({
			resource: 'order',
			operation: 'get',
			simplify: false,
			orderId: { __rl: true, mode: 'id', value: seedIds.shippedOrder },
		});
		rig.sandbox.webhooks.addLog({
			webhookType: 'order.statusFull',
			payload: JSON.stringify({ id: 'event-1', type: 'order.statusFull', payload: order }),
			lastResponseStatus: null,
		});
		const event = await runOne({
			resource: 'event',
			operation: 'getMissed',
			events: ['order.statusFull'],
			since: '2020-01-01',
		});
		expect({ ...schemaOf(filled(event)), version: 1 }).toEqual(readSchema('event', 'getMissed'));
	});
});
