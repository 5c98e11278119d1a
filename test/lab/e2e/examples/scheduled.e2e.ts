import { SCARCE_STOCK, seedIds } from '../../../../sandbox';
import { Editor } from '../pages/editor';
import { importExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

const editor = new Editor(page, stage.n8n);

/** Nobody listens here: the port of the echo service of old. */
const UNREACHABLE_URL = 'http://127.0.0.1:7/webhook';

const MONITOR = 301;
/** What the second of Impilo's sites has of it. */
const OTHER_SITE_STOCK = 500;
const IMPILO_SITE = 'Impilo Example Warehouse East';

beforeEach(() => stage.sandbox.reset());

describe('an example with a schedule, run by the button', () => {
	it('reports the orders that have moved, counted by status', async () => {
		stage.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		stage.sandbox.setOrderStatus(seedIds.siteOrder, 'shipped');
		stage.sandbox.setOrderStatus(seedIds.shippedOrder, 'delivered');
		await editor.open(await importExample(stage, 'daily-status-report.json'));

		const { id, status } = await editor.runWorkflow();

		expect(status).toBe('success');
		const { items } = await stage.n8n.readExecution(id);
		const lines = items('Write report').map(({ json }) => String(json.line));
		expect(lines.sort()).toEqual([
			`delivered: 1 (${seedIds.shippedOrder})`,
			expect.stringMatching(/^shipped: 2 \((5001, 5003|5003, 5001)\)$/),
		]);
	});

	it('catches up with what an outage has kept from arriving, each event once', async () => {
		await post('webhook', { type: 'order.statusFull', url: UNREACHABLE_URL });
		await miss(seedIds.shippedOrder, 'unsuccessfulDelivery');
		await miss(seedIds.placedOrder, 'awaitingShipment');
		await editor.open(await importExample(stage, 'catch-up-after-an-outage.json'));

		expect(await readMessages(await editor.runWorkflow())).toEqual([
			expect.stringMatching(
				new RegExp(`^Order ${seedIds.shippedOrder} .* needs a look: unsuccessfulDelivery`),
			),
		]);

		await miss(seedIds.siteOrder, 'onHold');

		expect(await readMessages(await editor.runWorkflow())).toEqual([
			expect.stringMatching(new RegExp(`^Order ${seedIds.siteOrder} .* needs a look: onHold`)),
		]);
	});

	it('tells what is low in one message', async () => {
		const { sandbox } = stage;
		const left = (sandbox.stock?.get(MONITOR) ?? 0) - OTHER_SITE_STOCK;
		await post('order', {
			site: { id: seedIds.site },
			orderItems: [{ item: { id: MONITOR }, count: left - 7 }],
		});
		await editor.open(await importExample(stage, 'low-stock-alert.json'));

		expect(await readMessages(await editor.runWorkflow())).toEqual([
			[
				'Low at Impilo:',
				`- Blood Pressure Monitor (SKU-00301): 7 left at ${IMPILO_SITE}`,
				`- Spirometer, Limited Edition (SKU-00322): ${SCARCE_STOCK} left at ${IMPILO_SITE}`,
			].join('\n'),
		]);
	});

	it('sends nothing when all that is low cannot be ordered any more', async () => {
		const item = stage.sandbox.items.get(seedIds.scarceItem);
		if (item === undefined) throw new Error('The sandbox has no such item');
		item.orderable = false;
		await editor.open(await importExample(stage, 'low-stock-alert.json'));

		expect(await readMessages(await editor.runWorkflow())).toEqual([]);
	});
});

async function post(path: string, body: object): Promise<void> {
	const { sandbox } = stage;
	const response = await fetch(`${sandbox.url}/api/v3/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'impilo-api-key': sandbox.apiKey },
		body: JSON.stringify(body),
	});
	expect(response.status).toBe(201);
}

/** Moves an order, and waits until Impilo has given up telling about it. */
async function miss(orderId: number, orderStatus: string): Promise<void> {
	stage.sandbox.setOrderStatus(orderId, orderStatus);
	await stage.sandbox.webhooks.settled();
}

async function readMessages({ id }: { id: string }): Promise<unknown[]> {
	const execution = await stage.n8n.readExecution(id);
	expect(execution.status).toBe('success');
	return execution.items('Write message').map(({ json }) => json.message);
}
