import type { Route } from 'playwright-core';

import { seedIds } from '../../../../sandbox';
import { Chat } from '../pages/chat';
import { Editor } from '../pages/editor';
import { importExample, readExample, saveWorkflow } from '../setup/exampleWorkflow';
import { page, stage } from '../setup/given';

const EXAMPLE = 'agent-that-places-orders.json';

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
	const PATIENT = '1234abcd';
	let chat: Chat;

	beforeAll(async () => {
		stage.sandbox.reset();
		await editor.open(await importExample(stage, EXAMPLE));
		chat = await Chat.open(page);
	});

	it('checks an order, tells the model nothing of the patient, and waits for a person', async () => {
		await chat.say(`Please send 2 of kit 1000 to patient ${PATIENT}, order number PO-AGENT-1.`);

		for (const value of ['patient: 1234abcd', 'kit_id: 1000', 'count: 2']) {
			await chat.review.getByText(value).waitFor();
		}
		const toolAnswer = stage.chatModel.toolAnswers.at(-1);
		expect(toolAnswer).toContain('"canBePlaced":true');
		expect(toolAnswer).not.toMatch(/example street|dateOfBirth|firstName/i);
		expect(listChanges()).toEqual([]);
	});

	it('places it when the person approves', async () => {
		await editor.watchExecution(async () => await chat.answerReview('Approve'));

		const [order, ...others] = listPlaced('PO-AGENT');
		expect(others).toEqual([]);
		expect(order).toMatchObject({
			patient: { id: seedIds.patient },
			orderKits: [{ kit: { id: 1000 }, count: 2 }],
			externalOrderIds: ['PO-AGENT-1'],
		});
		await chat.answer(`${order?.id} is placed.`).waitFor();
	});

	it.each([
		['Place order', `send 1 of kit 1000 to patient ${PATIENT}, order number PO-AGENT-2`],
		['Void order', 'void order PO-AGENT-1'],
		['Disenroll patient', `disenroll patient ${PATIENT}`],
	])('sends nothing when the person declines %s', async (tool, wish) => {
		const before = listChanges();
		await chat.say(`Please ${wish}.`);
		await chat.review.getByText(tool, { exact: true }).waitFor();

		await editor.watchExecution(async () => await chat.answerReview('Decline'));

		expect(stage.chatModel.toolAnswers.at(-1)).toContain(`User rejected the tool call to ${tool}`);
		expect(listChanges()).toEqual(before);
	});

	it('learns from the check what to change', async () => {
		await editor.watchExecution(
			async () =>
				await chat.say(`Now send 1 of kit 1011 to patient ${PATIENT}, order number PO-AGENT-3.`),
		);

		await chat.answer('It cannot be placed. Choose another kit', false).waitFor();
		expect(listPlaced('PO-AGENT')).toHaveLength(1);
	});

	it('places an order once without an order number, though it is approved three times at once and the answer is lost', async () => {
		const workflow = readExample(EXAMPLE);
		const nodes = workflow.nodes.map((node) =>
			node.name === 'Place order'
				? { ...node, parameters: { ...node.parameters, externalOrderIds: '' }, retryOnFail: true }
				: node,
		);
		await editor.open(await saveWorkflow(stage, { ...workflow, nodes }));
		chat = await Chat.open(page);
		const match = { method: 'POST', path: '/api/v3/order' };
		stage.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1, match });
		const approveTwiceMore = async (route: Route): Promise<void> => {
			const request = route.request();
			const once = async () =>
				await page.request.get(request.url(), { headers: request.headers() });
			await Promise.all([route.continue(), once(), once()]);
		};
		await page.route(/webhook-waiting/, approveTwiceMore, { times: 1 });
		const { length } = listChanges();
		await chat.say(`Please send 3 of kit 1000 to patient ${PATIENT}, order number PO-4.`);

		await editor.watchExecution(async () => await chat.answerReview('Approve'));

		const [order, ...others] = listPlaced('n8n-');
		expect(others).toEqual([]);
		await chat.answer(`${order?.id} is placed.`).waitFor();
		expect(listChanges().slice(length)).toEqual(['POST /api/v3/order']);
	});

	it.each([
		['Void order', 'void order PO-AGENT-1', /^DELETE .*order\/\d+$/],
		['Disenroll patient', `disenroll patient ${PATIENT}`, /^POST .*patient\/disenroll\/1234$/],
	])('carries out %s when the person approves', async (tool, wish, change) => {
		const { length } = listChanges();
		await chat.say(`Please ${wish}.`);
		await chat.review.getByText(tool, { exact: true }).waitFor();

		await editor.watchExecution(async () => await chat.answerReview('Approve'));

		expect(listChanges().slice(length)).toEqual([expect.stringMatching(change)]);
	});
});

/** The orders that have an external order ID with this beginning. */
function listPlaced(beginning: string) {
	return stage.sandbox.orders
		.list()
		.filter(({ externalOrderIds }) => externalOrderIds?.some((id) => id.startsWith(beginning)));
}

/** What was asked of Impilo other than to tell something. */
function listChanges(): string[] {
	return stage.sandbox.requests
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);
}
