import type { INodeParameters } from 'n8n-workflow';

import { Editor } from './pages/editor';
import type { NodeView } from './pages/nodeView';
import { saveWorkflow } from './setup/exampleWorkflow';
import { page, stage } from './setup/given';

let editor: Editor;

beforeAll(() => {
	stage.sandbox.reset();
	editor = new Editor(page, stage.n8n);
});

async function openSaved(type: string, parameters: INodeParameters = {}): Promise<NodeView> {
	const name = 'Saved';
	const node = { id: 'saved', name, typeVersion: 1, position: [0, 0] as [number, number] };
	const workflowId = await saveWorkflow(stage, {
		name: 'First minutes',
		nodes: [{ ...node, type: `n8n-nodes-impilo.${type}`, parameters }],
		connections: {},
		settings: { executionOrder: 'v1' },
	});
	await editor.open(workflowId);
	return await editor.openNode(name);
}

describe('a new patient', () => {
	it('is asked for before anything is sent, and what can be added begins with what matters', async () => {
		await editor.openNew();
		const view = await editor.addAction('Impilo', 'Create order');
		await view.choose('recipient', 'New Patient');
		await view.execute();

		await view.issues.nth(6).waitFor();
		expect(await view.issues.count()).toBe(7);
		expect(stage.sandbox.requests).toEqual([]);
		expect((await view.listAddable()).slice(0, 3)).toEqual([
			'External Identifier',
			'Address Line Two',
			'Address Line Three',
		]);
	});
});

describe('the ways to pick one', () => {
	it.each([
		['patient', 'patientId', ['Own ID', 'Email', 'By ID']],
		['order', 'orderId', ['Own ID']],
		['device', 'deviceId', ['Serial']],
		['item', 'itemId', ['By SKU']],
		['site', 'siteId', ['Name']],
	])('of a %s have names that are not cut', async (resource, field, ways) => {
		const view = await openSaved('impilo', { resource, operation: 'get' });
		const picker = view.picker(field);
		for (const way of ways) {
			await picker.chooseWay(way);
			expect({ way, chosen: await picker.chosenWay() }).toEqual({
				way,
				chosen: { name: way, isCut: false },
			});
		}
	});
});

it('an AI tool begins with Check', async () => {
	const view = await openSaved('impiloTool');

	expect(await view.readChoice('resource')).toBe('Order');
	expect(await view.readChoice('operation')).toBe('Check');
});

it('a trigger says how to get an event, before and while it listens', async () => {
	await editor.openNew();
	const panel = await editor.openNodePanel();
	await (await panel.find('Impilo', 'Impilo')).click();
	await panel.entry('On new Impilo event').click();
	const view = await editor.shownNode();
	const hint = view.output.getByText(
		'To receive an event while the node is listening, place an order',
	);
	await hint.waitFor();
	await view.parameters.getByText('Leave empty for all statuses').waitFor();

	await page.getByTestId('trigger-execute-button').first().click();
	await page.getByText('Listening for test event').waitFor();
	expect(await hint.isVisible()).toBe(true);
	await view.close();
	await page.getByText('Waiting for an event, e.g. an order that is placed at Impilo').waitFor();
});
