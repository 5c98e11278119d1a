import type { INodeParameters, INodeProperties, NodeParameterValue } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/Impilo/resources';
import { Editor } from './pages/editor';
import { saveWorkflow } from './setup/exampleWorkflow';
import { page, stage } from './setup/given';

/** What a form shows where something in it isn't as it should be. */
const MISHAPS = /\[object Object\]|undefined|unknown|NaN|not supported/i;

const ADDRESS = ['Line One', 'City', 'State', 'Zip Code', 'Country'].map(
	(part) => `Address ${part}`,
);
const LIST = ['Return All', 'Limit', 'Filters', 'Simplify'];
const ORDER = [
	'Ship To',
	'Patient',
	'Specify Contents',
	'Order Kits',
	'Order Items',
	'External Order IDs',
	'If External Order ID Exists',
	'Returns',
	'Additional Fields',
	'Simplify',
];
const NEW_PATIENT = ['First Name', 'Last Name', 'External Identifier', ...ADDRESS];

/** The fields that each operation shows at first, by resource and operation. */
const FIELDS: Record<string, Record<string, string[]>> = {
	device: {
		associate: ['Device', 'Patient'],
		disassociate: ['Device', 'Patient'],
		get: ['Device', 'Simplify'],
		getAll: LIST,
		validate: ['Device Identifier', 'Simplify'],
	},
	event: { getMissed: ['Since', 'Webhook URL', 'Event Types', 'Order Statuses'] },
	inventory: { getAll: ['Where', ...LIST] },
	item: { get: ['Item', 'Simplify'], getAll: LIST },
	kit: { get: ['Kit', 'Simplify'], getAll: LIST },
	order: {
		check: ORDER,
		create: ORDER,
		get: ['Order', 'Simplify'],
		getAll: LIST,
		getSummary: ['Order', 'Put Output File in Field'],
		void: ['Order'],
	},
	patient: {
		create: [...NEW_PATIENT, 'If External Identifier Exists', 'Additional Fields', 'Simplify'],
		disenroll: ['Patient', 'Archive', 'Create Returns'],
		get: ['Patient', 'Simplify'],
		getAll: LIST,
		update: ['Patient', 'Update Fields', 'Simplify'],
		upsert: [...NEW_PATIENT, 'Additional Fields', 'Simplify'],
	},
	return: {
		create: ['From', 'Patient', 'Returns', 'Additional Fields', 'Simplify'],
		get: ['Return', 'Simplify'],
		getAll: LIST,
		void: ['Return'],
	},
	site: {
		create: ['Name', ...ADDRESS, 'Additional Fields', 'Simplify'],
		get: ['Site', 'Simplify'],
		getAll: LIST,
		update: ['Site', 'Update Fields', 'Simplify'],
	},
	supportTicket: {
		addNote: ['Support Ticket', 'Note', 'Simplify'],
		assign: ['Support Ticket', 'Assignee', 'Simplify'],
		close: ['Support Ticket', 'Simplify'],
		create: ['Ticket Type', 'Note', 'Additional Fields', 'Simplify'],
		get: ['Support Ticket', 'Simplify'],
		getAll: LIST,
		reopen: ['Support Ticket', 'Simplify'],
	},
};

const OPERATIONS = RESOURCES.flatMap((resource) =>
	resource.operations.map(({ option, fields }) => ({
		name: `${resource.option.name}: ${option.name}`,
		resource: resource.option,
		operation: option,
		// Those that always show.
		collections: fields.filter(
			({ type, displayOptions }) => type === 'collection' && displayOptions === undefined,
		),
	})),
);

function listAdded({ options = [] }: INodeProperties): INodeProperties[] {
	return options.filter((option) => 'type' in option);
}

/** What is in a collection when everything has been added to it. */
function addAll(collection: INodeProperties): INodeParameters {
	return Object.fromEntries(
		listAdded(collection).map((field) => [field.name, field.default as NodeParameterValue]),
	);
}

const NODES_IN_ROW = 7;
const TRIGGER = 'Something happens';

let editor: Editor;
const mishaps: string[] = [];

beforeAll(async () => {
	page.on('pageerror', (error) => mishaps.push(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') mishaps.push(message.text());
	});
	editor = new Editor(page, stage.n8n);
	const workflowId = await saveWorkflow(stage, {
		name: 'Panels',
		nodes: [
			...OPERATIONS.map(({ name, resource, operation, collections }, index) => ({
				id: `panel-${index}`,
				name,
				type: 'n8n-nodes-impilo.impilo',
				typeVersion: 1,
				position: findPlace(index),
				parameters: {
					resource: resource.value,
					operation: operation.value,
					...Object.fromEntries(collections.map((field) => [field.name, addAll(field)])),
				},
			})),
			{
				id: 'panel-trigger',
				name: TRIGGER,
				type: 'n8n-nodes-impilo.impiloTrigger',
				typeVersion: 1,
				position: findPlace(OPERATIONS.length),
				parameters: { orderStatuses: ['shipped', 'onHold'] },
				webhookId: '6a6e2b0e-6f55-4a52-b1f9-2b0f4b1f8f11',
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await editor.open(workflowId);
	await editor.fitToScreen();
});

beforeEach(() => {
	mishaps.length = 0;
});

// So that one that fails doesn't lie over the next.
afterEach(async () => await editor.closeNode());

describe('the form of a node', () => {
	it('is looked at for each operation', () => {
		const looked = Object.entries(FIELDS).flatMap(([resource, operations]) =>
			Object.keys(operations).map((operation) => `${resource} ${operation}`),
		);
		const offered = OPERATIONS.map(({ resource, operation }) =>
			[resource.value, operation.value].join(' '),
		);

		expect(looked.sort()).toEqual(offered.sort());
	});

	it.each(OPERATIONS)(
		'of $name shows its fields',
		async ({ name, resource, operation, collections }) => {
			const view = await editor.openNode(name);

			expect(await view.readChoice('resource')).toBe(resource.name);
			expect(await view.readChoice('operation')).toBe(operation.name);
			const added = collections.flatMap(listAdded).map(({ displayName }) => displayName);
			for (const field of [...(FIELDS[resource.value]?.[operation.value] ?? []), ...added]) {
				await view.parameters.getByText(field, { exact: true }).first().waitFor();
			}
			expect(await view.parameters.innerText()).not.toMatch(MISHAPS);
			await editor.closeNode();
			expect(mishaps).toEqual([]);
		},
	);

	it('of the trigger shows the events and statuses by their names', async () => {
		const view = await editor.openNode(TRIGGER);

		for (const text of ['Any Order Status Change', 'Shipped', 'On Hold']) {
			await view.parameters.getByText(text, { exact: true }).first().waitFor();
		}
		expect(await view.parameters.innerText()).not.toMatch(MISHAPS);
		await editor.closeNode();
		expect(mishaps).toEqual([]);
	});
});

/** In rows: what is outside of the window can't be opened. */
function findPlace(index: number): [number, number] {
	return [(index % NODES_IN_ROW) * 240, Math.floor(index / NODES_IN_ROW) * 200];
}
