import { Editor } from './pages/editor';
import { saveWorkflow } from './setup/exampleWorkflow';
import { page, stage } from './setup/given';

/** What a form shows where something in it isn't as it should be. */
const MISHAPS = /\[object Object\]|undefined|unknown|NaN|not supported/i;

const OPERATIONS: Array<[name: string, parameters: Record<string, string>, fields: string[]]> = [
	['Create', { resource: 'order', operation: 'create' }, ['Ship To', 'External Order IDs']],
	['Get', { resource: 'order', operation: 'get' }, ['Order', 'Simplify']],
	['Get many', { resource: 'order', operation: 'getAll' }, ['Return All', 'Filters']],
	['Get summary PDF', { resource: 'order', operation: 'getSummary' }, ['Order']],
	['Void', { resource: 'order', operation: 'void' }, ['Order']],
	['Get missed', { resource: 'event', operation: 'getMissed' }, ['Events', 'Since', 'Webhook URL']],
];
const TRIGGER = 'Something happens';

let editor: Editor;
const mishaps: string[] = [];

beforeAll(async () => {
	page.on('pageerror', (error) => mishaps.push(error.message));
	editor = new Editor(page, stage.n8n);
	const workflowId = await saveWorkflow(stage, {
		name: 'Panels',
		nodes: [
			...OPERATIONS.map(([name, parameters], index) => ({
				id: `panel-${index}`,
				name,
				type: 'n8n-nodes-impilo.impilo',
				typeVersion: 1,
				position: [index * 200, 0] as [number, number],
				parameters,
			})),
			{
				id: 'panel-trigger',
				name: TRIGGER,
				type: 'n8n-nodes-impilo.impiloTrigger',
				typeVersion: 1,
				position: [0, 300],
				parameters: { orderStatuses: ['shipped', 'onHold'] },
				webhookId: '6a6e2b0e-6f55-4a52-b1f9-2b0f4b1f8f11',
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await editor.open(workflowId);
});

beforeEach(() => {
	mishaps.length = 0;
});

describe('the form of a node', () => {
	it.each(OPERATIONS)('of %s shows its fields', async (name, _parameters, fields) => {
		const view = await editor.openNode(name);

		for (const field of fields) {
			await view.parameters.getByText(field, { exact: true }).first().waitFor();
		}
		expect(await view.parameters.innerText()).not.toMatch(MISHAPS);
		await view.close();
		expect(mishaps).toEqual([]);
	});

	it('of the trigger shows the events and statuses by their names', async () => {
		const view = await editor.openNode(TRIGGER);

		for (const text of ['Order Status With Full Order', 'Shipped', 'On Hold']) {
			await view.parameters.getByText(text, { exact: true }).first().waitFor();
		}
		expect(await view.parameters.innerText()).not.toMatch(MISHAPS);
		await view.close();
		expect(mishaps).toEqual([]);
	});
});
