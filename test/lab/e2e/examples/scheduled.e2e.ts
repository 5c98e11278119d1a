import { SCARCE_STOCK, seedIds, type Order } from '../../../../sandbox';
import { Editor } from '../pages/editor';
import { importExample, readExample, saveWorkflow } from '../setup/exampleWorkflow';
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

describe('the example of the first reading after a delivery', () => {
	const DAY_MS = 24 * 60 * 60 * 1000;

	/** Asks the sandbox rather than production. */
	async function open(): Promise<void> {
		const { nodes, ...example } = readExample('first-reading-after-a-delivery.json');
		for (const { parameters } of nodes) {
			const { url } = parameters;
			if (typeof url !== 'string') continue;
			parameters.url = url.replace('https://app.impiloplatform.com', stage.sandbox.url);
		}
		await editor.open(await saveWorkflow(stage, { ...example, nodes }));
	}

	/** An order of a starter kit, for a patient of the seed. */
	function deliver(orderId: number, patientId: number, daysAgo: number): Order {
		const { sandbox } = stage;
		const order = sandbox.setOrderStatus(orderId, 'delivered');
		const kit = sandbox.kits.get(seedIds.kit);
		if (!kit) throw new Error('The sandbox has no such kit');
		const eventTimestamp = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
		return Object.assign(order, {
			patient: sandbox.patients.get(patientId),
			orderKits: [{ count: 1, kit }],
			orderEvents: [{ name: 'delivered', eventTimestamp }],
		});
	}

	function newTickets() {
		const tickets = [...stage.sandbox.supportTickets.values()];
		return tickets.filter(({ id }) => id > seedIds.nullsTicket);
	}

	it('makes a ticket for who has sent no reading since, once, and tells of it', async () => {
		const { readings } = stage.sandbox;
		deliver(5001, 1235, 4);
		deliver(5002, 1236, 2);
		deliver(5004, 1237, 11);
		const withReading = deliver(5005, 1238, 5);
		const earlier = readings.get('blood-pressure')?.get(seedIds.reading);
		if (!earlier) throw new Error('The sandbox has no such reading');
		const { patient } = withReading;
		const readingTimestamp = new Date().toISOString();
		readings
			.get('blood-pressure')
			?.set(1, { ...earlier, id: 1, patient: patient ?? null, readingTimestamp });
		// A reading from before the delivery doesn't count.
		earlier.patient = stage.sandbox.patients.get(1235) ?? null;
		await open();

		expect(await readMessages(await editor.runWorkflow())).toEqual([
			'No first reading:\n- Patient 1235, order 5001: ticket 9005',
		]);
		expect(newTickets()).toEqual([
			expect.objectContaining({
				ticketType: 'patientSetup',
				patient: expect.objectContaining({ id: 1235 }),
				order: expect.objectContaining({ id: 5001 }),
				supportTicketNotes: [
					expect.objectContaining({
						note: 'No reading of blood pressure since order 5001 was delivered.',
					}),
				],
			}),
		]);

		expect(await readMessages(await editor.runWorkflow())).toEqual([]);
		expect(newTickets()).toHaveLength(1);
	});
});

describe('the example of a resupply every month', () => {
	/** In the zone of n8n. */
	const MONTH = '\\d{4}-\\d{2}';

	it('places an order for each patient of the site, once a month, and tells who is refused', async () => {
		const { sandbox } = stage;
		const ofSite = [...sandbox.patients.values()].filter(
			({ archived, enrolled, site }) => !archived && enrolled && site?.id === seedIds.otherSite,
		);
		expect(ofSite.length).toBeGreaterThan(1);
		const placed = () =>
			sandbox.orders
				.list()
				.flatMap(({ externalOrderIds }) => externalOrderIds ?? [])
				.filter((id) => id.startsWith('resupply-'));
		sandbox.refuseNext('patient_does_not_exist');
		await editor.open(await importExample(stage, 'resupply-every-month.json'));

		const { id } = await editor.runWorkflow();
		const { items } = await stage.n8n.readExecution(id);
		expect(items('Write message').map(({ json }) => json.message)).toEqual([
			expect.stringMatching(new RegExp(`^Resupply of ${MONTH}: ${ofSite.length - 1} orders`)),
		]);
		expect(items('Write what is refused').map(({ json }) => json.message)).toEqual([
			expect.stringMatching(/, refused:\n- Patient \d+: Impilo does not know this patient/),
		]);

		expect(await readMessages(await editor.runWorkflow())).toEqual([
			expect.stringMatching(new RegExp(`^Resupply of ${MONTH}: ${ofSite.length} orders`)),
		]);
		expect(placed().map((each) => each.replace(new RegExp(`-${MONTH}$`), ''))).toEqual(
			expect.arrayContaining(ofSite.map((patient) => `resupply-${patient.id}`)),
		);
		expect(placed()).toHaveLength(ofSite.length);
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
