import { seedIds } from '../../../sandbox';
import { Chat } from '../pages/chat';
import { Editor } from '../pages/editor';
import { importExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

const editor = new Editor(page, stage.n8n);

beforeAll(async () => {
	stage.sandbox.reset();
	await editor.open(await importExample(stage, 'agent-where-is-my-order.json'));
});

describe('the example of an agent', () => {
	it('looks the order up by its number, and answers with its status', async () => {
		const [orderNumber] = stage.sandbox.orders.get(seedIds.shippedOrder)?.externalOrderIds ?? [];
		const chat = await Chat.open(page);

		const execution = await editor.watchExecution(
			async () => await chat.say(`Where is my order ${orderNumber}?`),
		);

		expect(execution.status).toBe('success');
		await chat.answer('Your order is at: shipped.').waitFor();
		const toolAnswer = stage.chatModel.toolAnswers.at(-1);
		expect(toolAnswer).toContain('"currentStatus":"shipped"');
		expect(toolAnswer).not.toMatch(/example street|dateOfBirth|firstName/i);
	});

	it('lets the model know when there is no such order', async () => {
		const chat = await Chat.open(page);

		await editor.watchExecution(async () => await chat.say('And where is PO-0000?'));

		await chat.answer('I could not find this order.').waitFor();
		expect(stage.chatModel.toolAnswers.at(-1)).toContain(
			'Impilo has no order with this external order ID',
		);
	});
});
