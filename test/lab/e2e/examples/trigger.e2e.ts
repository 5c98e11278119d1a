import { seedIds } from '../../../../sandbox';
import { Editor } from '../pages/editor';
import { importExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

const editor = new Editor(page, stage.n8n);

beforeAll(() => stage.sandbox.reset());

describe('the example that tells when a delivery fails', () => {
	it('starts for an order that is stuck, and not for one that moves on', async () => {
		const { n8n, sandbox } = stage;
		const workflowId = await importExample(stage, 'tell-when-a-delivery-fails.json');
		await editor.open(workflowId);
		await n8n.activate(workflowId);
		try {
			expect(sandbox.webhooks.subscriptions).toMatchObject([{ type: 'order.statusFull' }]);

			const execution = await editor.watchExecution(async () => {
				sandbox.setOrderStatus(seedIds.placedOrder, 'awaitingShipment');
				await sandbox.webhooks.settled();
				sandbox.setOrderStatus(seedIds.shippedOrder, 'unsuccessfulDelivery');
			});

			expect(execution.status).toBe('success');
			const { items } = await n8n.readExecution(execution.id);
			expect(items('Write message').map(({ json }) => json.message)).toEqual([
				expect.stringMatching(
					new RegExp(`^Order ${seedIds.shippedOrder} .* needs a look: unsuccessfulDelivery`),
				),
			]);
		} finally {
			await n8n.deactivate(workflowId);
		}
		expect(sandbox.webhooks.subscriptions).toEqual([]);
	});
});
