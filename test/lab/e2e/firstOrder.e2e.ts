import { Editor } from './pages/editor';
import type { Effort } from './pages/mouse';
import { Mouse } from './pages/mouse';
import type { NodeView } from './pages/nodeView';
import { removeAddedCredentials } from './setup/addedCredentials';
import { page, stage } from './setup/given';

/** Where the editor asks for the credentials that there are. */
const CREDENTIALS = /\/rest\/credentials(\/for-workflow)?(\?|$)/;

let editor: Editor;
let mouse: Mouse;
const efforts: Record<string, Effort> = {};

beforeAll(async () => {
	stage.sandbox.reset();
	editor = new Editor(page, stage.n8n);
	mouse = await Mouse.watch(page);
});

afterAll(async () => {
	process.stdout.write(`From an empty canvas to the first order: ${JSON.stringify(efforts)}\n`);
	await removeAddedCredentials(stage);
});

async function placeOrder(view: NodeView, externalOrderId: string): Promise<void> {
	await view.picker('patientId').pick('patient-1235', 'patient-1235');
	const kit = await view.addLine('orderKits');
	await kit.pick('diabetes', 'Diabetes Starter Kit');
	await view.fill('externalOrderIds', externalOrderId);

	const { status } = await editor.runNode(view);

	expect(status).toBe('success');
	const placed = stage.sandbox.orders
		.list()
		.filter(({ externalOrderIds }) => externalOrderIds?.includes(externalOrderId));
	expect(placed).toHaveLength(1);
}

describe('from an empty canvas to the first order', () => {
	it('it takes few clicks, and no scrolling, where n8n has a credential', async () => {
		await editor.openNew();
		const view = await editor.addAction('Impilo', 'Create order');
		await placeOrder(view, 'E2E-FIRST-1');

		const effort = await mouse.read();

		efforts['with a credential'] = effort;
		expect(effort).toEqual({ clicks: 11, scrolls: 0 });
	});

	it('it takes a few more, where the credential has to be made', async () => {
		await page.route(CREDENTIALS, async (route) => {
			if (route.request().method() === 'GET') await route.fulfill({ json: { data: [] } });
			else await route.continue();
		});
		await editor.openNew();
		const view = await editor.addAction('Impilo', 'Create order');
		const dialog = await view.createFirstCredential();
		await page.unroute(CREDENTIALS);
		await dialog.chooseEnvironment('Custom');
		await dialog.fill('baseUrl', stage.sandbox.url);
		await dialog.fill('apiKey', stage.sandbox.apiKey);
		await dialog.save();
		await dialog.isClosed();
		await placeOrder(view, 'E2E-FIRST-2');

		const effort = await mouse.read();

		efforts['with a new credential'] = effort;
		expect(effort).toEqual({ clicks: 17, scrolls: 0 });
	});
});
