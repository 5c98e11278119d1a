import { seedIds } from '../../../../sandbox';
import { Chat } from '../pages/chat';
import { Editor } from '../pages/editor';
import { importExample } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

const editor = new Editor(page, stage.n8n);

describe('the example of an agent that answers', () => {
	beforeAll(async () => {
		stage.sandbox.reset();
		await editor.open(await importExample(stage, 'agent-where-is-my-order.json'));
	});

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

describe('the example of an agent that places orders', () => {
	const WISH = 'Please send 2 of kit 1000 to patient 1234abcd, order number PO-AGENT-1.';
	const ASKED = 'It can be placed. Shall I place it?';

	beforeAll(async () => {
		stage.sandbox.reset();
		await editor.open(await importExample(stage, 'agent-that-places-orders.json'));
	});

	function listPlaced() {
		return stage.sandbox.orders
			.list()
			.filter(({ externalOrderIds }) => externalOrderIds?.some((id) => id.startsWith('PO-AGENT')));
	}

	it('checks an order, tells the model nothing of the patient, and asks', async () => {
		const chat = await Chat.open(page);

		const execution = await editor.watchExecution(async () => await chat.say(WISH));

		expect(execution.status).toBe('success');
		await chat.answer(ASKED).waitFor();
		const toolAnswer = stage.chatModel.toolAnswers.at(-1);
		expect(toolAnswer).toContain('"canBePlaced":true');
		expect(toolAnswer).not.toMatch(/example street|dateOfBirth|firstName/i);
		expect(listPlaced()).toEqual([]);
	});

	it('places it when the person agrees', async () => {
		const chat = await Chat.open(page);

		await editor.watchExecution(async () => await chat.say('Yes'));

		const [order, ...others] = listPlaced();
		expect(others).toEqual([]);
		expect(order).toMatchObject({
			patient: { id: seedIds.patient },
			orderKits: [{ kit: { id: 1000 }, count: 2 }],
			externalOrderIds: ['PO-AGENT-1'],
		});
		await chat.answer(`Order ${order?.id} is placed.`).waitFor();
	});

	it('learns from the check what to change', async () => {
		const chat = await Chat.open(page);

		await editor.watchExecution(
			async () =>
				await chat.say('Now send 1 of kit 1011 to patient 1234abcd, order number PO-AGENT-2.'),
		);

		await chat.answer('It cannot be placed. Choose another kit', false).waitFor();
		expect(listPlaced()).toHaveLength(1);
	});
});
