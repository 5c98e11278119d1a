import { seedIds } from '../../sandbox';
import { startSandboxRig, type SandboxRig } from './sandboxRig';

const IMPILO = 'n8n-nodes-impilo.impilo';

let rig: SandboxRig;

beforeAll(async () => {
	rig = await startSandboxRig();
});

afterAll(async () => await rig?.stop());

describe('the node in a running n8n', () => {
	it('places an order, and gives one that is refused to the error output', async () => {
		const webhookPath = 'place-orders';
		const workflowId = await rig.saveWorkflow(webhookPath, [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2.1,
				webhookId: webhookPath,
				parameters: { httpMethod: 'POST', path: webhookPath, options: {} },
			},
			{
				name: 'Split out',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'body.orders', options: {} },
			},
			{
				name: 'Place orders',
				type: IMPILO,
				onError: 'continueErrorOutput',
				parameters: {
					resource: 'order',
					operation: 'create',
					recipient: 'patient',
					patientId: { __rl: true, mode: 'id', value: String(seedIds.patient) },
					contents: 'json',
					contentsJson: '={{ { "orderItems": [{ "id": $json.item, "count": 1 }] } }}',
					externalOrderIds: '={{ $json.number }}',
				},
			},
		]);
		await rig.n8n.activate(workflowId);

		const { id } = await rig.n8n.executeByWebhook(workflowId, webhookPath, {
			orders: [
				{ number: 'LIVE-1', item: seedIds.nonOrderableItem },
				{ number: 'LIVE-2', item: seedIds.item },
			],
		});

		const execution = await rig.n8n.readExecution(id);
		expect(execution.status).toBe('success');
		const placed = rig.sandbox.orders
			.list()
			.filter(({ externalOrderIds }) => externalOrderIds?.some((text) => text.startsWith('LIVE-')));
		expect(placed).toMatchObject([{ externalOrderIds: ['LIVE-2'] }]);
		expect(execution.items('Place orders')).toMatchObject([
			{
				json: { id: placed[0]?.id, currentStatus: 'orderPlaced', patientId: seedIds.patient },
				pairedItem: { item: 1 },
			},
		]);
		expect(execution.items('Place orders', 1)).toMatchObject([
			{
				json: {
					number: 'LIVE-1',
					error: expect.stringContaining('cannot be ordered'),
					details: { httpCode: expect.anything() },
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('gets the event that Impilo could not deliver while n8n was stopped', async () => {
		const workflowId = await rig.saveWorkflow('receive-orders', [
			{
				name: 'Impilo Trigger',
				type: 'n8n-nodes-impilo.impiloTrigger',
				webhookId: '5a4cf2d0-8a3e-4c2e-8a53-0d7f3a2b9c12',
				parameters: { events: ['order.statusFull'], options: {} },
			},
		]);
		const catchUpId = await rig.saveWorkflow('catch-up', [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				name: 'Get missed',
				type: IMPILO,
				parameters: {
					resource: 'event',
					operation: 'getMissed',
					events: ['order.statusFull'],
					since: '={{ $now.minus(1, "hour") }}',
					simplify: true,
				},
			},
		]);
		await rig.n8n.activate(workflowId);
		const received = rig.n8n.waitForExecution({ workflowId });
		rig.sandbox.setOrderStatus(seedIds.placedOrder, 'awaitingShipment');
		await received;

		await rig.n8n.shutDown();
		rig.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		await rig.sandbox.webhooks.settled();
		const missed = rig.sandbox.webhooks.logs.at(-1);
		expect(missed).toMatchObject({ lastResponseStatus: null, retryAttempts: 3 });
		await rig.n8n.restart();

		const { id } = await rig.n8n.execute(catchUpId, 'Start');
		const execution = await rig.n8n.readExecution(id);
		expect(execution.status).toBe('success');
		expect(execution.items('Get missed').map(({ json }) => json)).toMatchObject([
			{
				id: seedIds.placedOrder,
				currentStatus: 'shipped',
				event: 'order.statusFull',
				eventId: (JSON.parse(missed?.payload ?? '{}') as { id: string }).id,
			},
		]);
	});
});
