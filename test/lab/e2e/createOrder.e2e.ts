import codex from '../../../nodes/Impilo/Impilo.node.json';
import { seedIds } from '../../../sandbox';
import { Editor } from './pages/editor';
import type { NodeView } from './pages/nodeView';
import { page, stage } from './setup/given';

const SHIPS = 'With a credential for Production, this ships devices.';
const EXTERNAL_ORDER_ID = 'E2E-1';
/** As long as the node quotes Impilo at most. */
const LONG_WORDS = 'Impilo says at length what it does not like. '.repeat(20).slice(0, 500);
const SMALL_WINDOW = { width: 1280, height: 720 };
const SCARCE_ITEM = 'Spirometer, Limited Edition';

let editor: Editor;
let view: NodeView;

beforeAll(async () => {
	stage.sandbox.reset();
	editor = new Editor(page, stage.n8n);
	await editor.openNew();
	view = await editor.addAction('Impilo', 'Create order');
});

/** All orders with an external order ID, as the sandbox has them. */
function ordersOf(externalOrderId: string) {
	return stage.sandbox.orders
		.list()
		.filter(({ externalOrderIds }) => externalOrderIds?.includes(externalOrderId));
}

describe('Create', () => {
	it('says before the first run that devices are shipped, and what to do instead', async () => {
		await view.output.getByText(SHIPS).waitFor();
	});

	it('leads to the documentation that the codex names', async () => {
		// test/package/links.test.ts shows that it is there.
		const [page] = codex.resources.primaryDocumentation;
		expect((await view.docsAddress())?.split('?')[0]).toBe(page?.url);
	});

	it('lets pick a patient and a kit from lists with a search', async () => {
		const patient = view.picker('patientId');
		await patient.open();
		await patient.search('sam sample', /Sam Sample/);
		expect(await patient.names()).toEqual([
			'Sam Sample · patient-1235',
			'Sam Sample · patient-1236',
		]);
		await patient.choose('patient-1235');
		expect(await patient.chosen()).toBe('Sam Sample · patient-1235');

		const kit = await view.addLine('orderKits');
		await kit.pick('diabetes', 'Diabetes Starter Kit');
		expect(await kit.chosen()).toBe('Diabetes Starter Kit · ID 1001');
	});

	it('places the order, and shows it', async () => {
		await view.fill('externalOrderIds', EXTERNAL_ORDER_ID);

		const execution = await editor.runNode(view);

		expect(execution.status).toBe('success');
		const [order, ...others] = ordersOf(EXTERNAL_ORDER_ID);
		expect(others).toEqual([]);
		expect(order).toMatchObject({
			patient: { id: seedIds.otherPatient },
			orderKits: [{ kit: { id: 1001 }, count: 1 }],
		});
		await view.output.getByText('1 item', { exact: true }).waitFor();
		expect(await view.output.getByText(SHIPS).isVisible()).toBe(false);
		expect(await view.readTable()).toMatchObject([
			{ id: String(order?.id), currentStatus: 'orderPlaced', patientId: '1235' },
		]);
	});

	it('gives the same order again when it is run again, and says so', async () => {
		const [placed] = ordersOf(EXTERNAL_ORDER_ID);

		const execution = await editor.runNode(view);

		expect(execution.status).toBe('success');
		await view.output.getByText('1 item got an order that already existed at Impilo').waitFor();
		expect(await view.readTable()).toMatchObject([{ id: String(placed?.id) }]);
		expect(ordersOf(EXTERNAL_ORDER_ID)).toHaveLength(1);
	});

	it('shows what happened and how to fix it when Impilo refuses', async () => {
		await view.fill('externalOrderIds', 'E2E-REFUSED');
		const item = await view.addLine('orderItems');
		await item.pick('spirometer', SCARCE_ITEM);
		await view.fillInLine('orderItems', 'count', '99999');

		const execution = await editor.runNode(view);

		expect(execution.status).toBe('error');
		const { message, description } = await view.readRefusal();
		expect(message).toMatch(/^No fulfillment site has enough in stock/);
		expect(description).toMatch(/^Lower Count under Order Items or Order Kits/);
		expect(description).toContain('Impilo said: "insufficient_inventory"');
		expect(ordersOf('E2E-REFUSED')).toEqual([]);
	});

	it('shows the longest refusal without scrolling in a small window', async () => {
		const match = { method: 'POST', path: '/api/v3/order' };
		const body = { message: LONG_WORDS };
		const fault = stage.sandbox.misbehave({ kind: 'status', status: 400, body, match });
		await page.setViewportSize(SMALL_WINDOW);

		await editor.runNode(view);

		const { message, description } = await view.readRefusal();
		expect(message).toContain(LONG_WORDS.trim());
		expect(description).toMatch(/^Change what Impilo names/);
		expect(await view.isRefusalInSight()).toBe(true);
		fault.remove();
	});
});
