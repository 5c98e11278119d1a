import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

import type { BrowserContext, Page } from 'playwright-core';

import type { Workflow } from '../../../scripts/n8n';
import { Chat } from './pages/chat';
import { Editor } from './pages/editor';
import { putAwayNotices } from './pages/notices';
import { PublicForm } from './pages/publicForm';
import { importExample, readExample, readSample, saveWorkflow } from './setup/exampleWorkflow';
import { page as formPage, stage } from './setup/given';
import { openContext, type Theme } from './setup/session';

const PICTURES_FOLDER = path.join(__dirname, '..', '..', '..', 'docs', 'images');
const VIEWPORT = { width: 1200, height: 860 };
/** With room for JSON in the output. */
const WIDE_VIEWPORT = { width: 1360, height: 900 };
const LOW_VIEWPORT = { width: 1000, height: 400 };
const FORM_VIEWPORT = { width: 800, height: 340 };
const LARGEST_PICTURE_BYTES = 150_000;

const SHOP = 'orders-from-a-shops-export.json';
const SAMPLE = 'orders-from-a-shops-export.csv';

const TICKET: Workflow = {
	name: 'A device that needs help',
	nodes: [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'ticket',
			name: 'Create support ticket',
			type: 'n8n-nodes-impilo.impilo',
			typeVersion: 1,
			position: [220, 0],
			parameters: {
				resource: 'supportTicket',
				operation: 'create',
				ticketType: 'deviceTechnicalSupport',
				note: 'The cuff no longer inflates.',
				additionalFields: {
					deviceId: { __rl: true, mode: 'identifier', value: 'SN-7001' },
					patientId: { __rl: true, mode: 'externalIdentifier', value: '1234abcd' },
				},
			},
		},
	],
	connections: { Start: { main: [[{ node: 'Create support ticket', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};

const THEMES: Theme[] = ['light', 'dark'];

async function takePicture(page: Page, name: string): Promise<void> {
	const file = path.join(PICTURES_FOLDER, `${name}.png`);
	await page.evaluate('document.fonts.ready.then(() => undefined)');
	await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
	expect(statSync(file).size).toBeLessThan(LARGEST_PICTURE_BYTES);
}

it('the last page of a form, which looks the same in each theme', async () => {
	const workflowId = await importExample(stage, SHOP);
	await stage.n8n.activate(workflowId);
	const trigger = readExample(SHOP).nodes.find(({ type }) => type.endsWith('.formTrigger'));
	const form = new PublicForm(formPage, `${stage.n8n.url}/form/${String(trigger?.webhookId)}`);
	await formPage.setViewportSize(FORM_VIEWPORT);
	await form.open();
	await form.attach(SAMPLE, 'text/csv', readSample(SAMPLE));
	await form.submitForFile('Some rows are refused');
	await takePicture(formPage, 'refused-rows');
	await stage.n8n.deactivate(workflowId);
});

describe.each(THEMES)("the README's pictures, %s", (theme) => {
	let context: BrowserContext;
	let page: Page;
	let editor: Editor;

	beforeAll(async () => {
		stage.sandbox.reset();
		mkdirSync(PICTURES_FOLDER, { recursive: true });
		context = await openContext(stage, { theme, viewport: VIEWPORT });
		page = await context.newPage();
		editor = new Editor(page, stage.n8n);
	});

	afterAll(async () => await context.close());

	const picture = async (name: string): Promise<void> => {
		await takePicture(page, `${name}-${theme}`);
	};

	it('a workflow', async () => {
		await editor.open(await importExample(stage, 'bulk-orders-from-a-spreadsheet.json'));
		await editor.fitToScreen();
		await picture('bulk-orders');
	});

	it('the form, its lists, and a refusal', async () => {
		await editor.openNew();
		const view = await editor.addAction('Impilo', 'Create order');
		const patient = view.picker('patientId');
		await patient.open();
		await patient.search('sam', /sam/i);
		await picture('pick-a-patient');
		await patient.choose('patient-1235');
		const kit = await view.addLine('orderKits');
		await kit.pick('hypertension starter', 'Hypertension Starter Kit');
		await view.fill('externalOrderIds', 'PO-2026-0117');

		await editor.runNode(view);
		await view.readTable();
		await view.scrollTo('recipient');
		await putAwayNotices(page);
		await picture('create-an-order');

		await view.fill('externalOrderIds', 'PO-2026-0118');
		const item = await view.addLine('orderItems');
		await item.pick('spirometer', 'Spirometer, Limited Edition');
		await view.fillInLine('orderItems', 'count', '40');
		await editor.runNode(view);
		await view.readRefusal();
		await view.scrollTo('contents');
		await putAwayNotices(page);
		await picture('refusal');
	});

	it('an order that is checked', async () => {
		await page.setViewportSize(WIDE_VIEWPORT);
		await editor.openNew();
		const view = await editor.addAction('Impilo', 'Check order before placing it');
		await view.picker('patientId').pick('patient-1265', 'patient-1265');
		const kit = await view.addLine('orderKits');
		await kit.pick('hypertension starter', 'Hypertension Starter Kit');
		const item = await view.addLine('orderItems');
		await item.pick('spirometer', 'Spirometer, Limited Edition');
		await view.fillInLine('orderItems', 'count', '40');
		await view.fill('externalOrderIds', 'PO-2026-0119');

		await editor.runNode(view);
		await view.showAs('json');
		await view.scrollTo('recipient');
		await putAwayNotices(page);
		await picture('check-an-order');
		await view.showAs('table');
		await page.setViewportSize(VIEWPORT);
	});

	it("a patient's chain", async () => {
		await editor.open(await importExample(stage, 'enroll-and-ship-the-starter-kit.json'));
		await editor.fitToScreen();
		await picture('patient-chain');
	});

	it('the trigger while it listens', async () => {
		await editor.open(await importExample(stage, 'tell-when-a-delivery-fails.json'));
		await editor.openNode('When an order is stuck');
		const listen = page.getByTestId('trigger-execute-button').first();
		await listen.click();
		await page.getByText('Listening for test event').waitFor();
		await picture('trigger');
		await listen.click();
	});

	it('the panel in which nodes are searched for', async () => {
		await page.setViewportSize(LOW_VIEWPORT);
		await editor.openNew();
		const panel = await editor.openNodePanel();
		await panel.find('blood pressure', 'Impilo');
		await picture('find-the-node');
		await page.setViewportSize(VIEWPORT);
	});

	it('a support ticket', async () => {
		await editor.open(await saveWorkflow(stage, TICKET));
		const view = await editor.openNode('Create support ticket');
		await editor.runNode(view);
		await view.readTable();
		await putAwayNotices(page);
		await picture('support-ticket');
	});

	it('an order that waits for a person', async () => {
		const { nodes, ...workflow } = readExample('agent-that-places-orders.json');
		const withoutNote = nodes.filter(({ name }) => name !== 'Note');
		await editor.open(await saveWorkflow(stage, { ...workflow, nodes: withoutNote }));
		const chat = await Chat.open(page);
		await chat.enlarge(80);
		await chat.say('Please send 2 of kit 1000 to patient 1234abcd, order number PO-2026-0120.');
		await chat.review.getByRole('button', { name: 'Decline' }).scrollIntoViewIfNeeded();
		await editor.fitToScreen();
		await picture('review');
		await editor.watchExecution(async () => await chat.answerReview('Decline'));
	});
});
