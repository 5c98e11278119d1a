import type { INodeTypeDescription } from 'n8n-workflow';

import { Impilo } from '../../../nodes/Impilo/Impilo.node';
import { seedIds } from '../../../sandbox';
import { say } from '../../network/answers';
import { makeCertificates } from '../../network/certificates';
import { startServer } from '../../network/hostileServer';
import { openMcpSession } from './mcpSession';
import { itWithOwnN8n, startSandboxRig, type NodePart, type SandboxRig } from './sandboxRig';

const IMPILO = 'n8n-nodes-impilo.impilo';

const SPLIT_OUT: NodePart = {
	name: 'Split out',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'body.orders', options: {} },
};

/** Places the same order for each item; without an external order ID, the node makes one. */
const PLACE_WITHOUT_ID: NodePart = {
	name: 'Place orders',
	type: IMPILO,
	parameters: {
		resource: 'order',
		operation: 'create',
		recipient: 'patient',
		patientId: { __rl: true, mode: 'id', value: String(seedIds.patient) },
		contents: 'json',
		contentsJson: JSON.stringify({ orderItems: [{ id: seedIds.item, count: 1 }] }),
	},
};

const webhook = (path: string): NodePart => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	webhookId: path,
	parameters: { httpMethod: 'POST', path, options: {} },
});

let rig: SandboxRig;

beforeAll(async () => {
	rig = await startSandboxRig();
});

afterAll(async () => await rig?.stop());

/** The external order IDs that the node has made in a workflow, in the order of the orders. */
const listGeneratedIds = (workflowId: string): string[] =>
	rig.sandbox.orders
		.list()
		.flatMap(({ externalOrderIds }) => externalOrderIds ?? [])
		.filter((id) => id.startsWith(`n8n-${workflowId}-`));

/** All nodes that this n8n has. */
async function listNodeTypes(): Promise<INodeTypeDescription[]> {
	return (await rig.n8n.rest.readFile('/types/nodes.json')) as INodeTypeDescription[];
}

/** As "order: Create". */
function operationsOf(type: INodeTypeDescription | undefined): string[] {
	const lists = type?.properties.filter(({ name }) => name === 'operation') ?? [];
	return lists.flatMap(({ displayOptions, options = [] }) =>
		options.map(({ name }) => `${String(displayOptions?.show?.resource)}: ${name}`),
	);
}

describe('the node in a running n8n', () => {
	it('is in the panel of nodes, with all its operations, and the trigger', async () => {
		const types = await listNodeTypes();

		const node = types.find(({ name }) => name === IMPILO);
		// n8n adds one for calls that the node doesn't know.
		const offered = operationsOf(node).filter((name) => !name.endsWith(': Custom API Call'));
		expect(offered).toEqual(operationsOf(new Impilo().description));
		expect(types.map(({ name }) => name)).toEqual(
			expect.arrayContaining([`${IMPILO}Tool`, `${IMPILO}Trigger`]),
		);
	});

	it('places an order, and gives one that is refused to the error output', async () => {
		const webhookPath = 'place-orders';
		const workflowId = await rig.saveWorkflow(webhookPath, [
			webhook(webhookPath),
			SPLIT_OUT,
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

	it('a sub-workflow that is called twice in one execution places two orders', async () => {
		const placingId = await rig.saveWorkflow('place-one', [
			{
				name: 'When called',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
			},
			PLACE_WITHOUT_ID,
		]);
		// n8n 1.x runs it as it is saved, and refuses to publish it.
		if (!rig.n8n.version.startsWith('1.')) await rig.n8n.activate(placingId);
		const webhookPath = 'call-twice';
		const callingId = await rig.saveWorkflow(webhookPath, [
			webhook(webhookPath),
			SPLIT_OUT,
			{
				name: 'Call',
				type: 'n8n-nodes-base.executeWorkflow',
				typeVersion: 1.2,
				parameters: {
					workflowId: { __rl: true, mode: 'id', value: placingId },
					workflowInputs: { mappingMode: 'defineBelow', value: {} },
					mode: 'each',
					options: {},
				},
			},
		]);
		await rig.n8n.activate(callingId);

		const { id } = await rig.n8n.executeByWebhook(callingId, webhookPath, { orders: [{}, {}] });

		const execution = await rig.n8n.readExecution(id);
		expect(execution.status).toBe('success');
		const ids = listGeneratedIds(placingId);
		expect(new Set(ids).size).toBe(2);
		expect(execution.items('Call').map(({ json }) => json.externalOrderIds)).toEqual(
			ids.map((externalOrderId) => [externalOrderId]),
		);
	});

	it('each call by way of the MCP Server Trigger places an order of its own', async () => {
		const tool = { ...PLACE_WITHOUT_ID, name: 'Place', type: `${IMPILO}Tool` };
		const server: NodePart = {
			name: 'Server',
			type: '@n8n/n8n-nodes-langchain.mcpTrigger',
			typeVersion: 2,
			webhookId: 'mcp-orders',
			parameters: { path: 'mcp-orders' },
		};
		// Not in n8n 1.85.
		if (!(await listNodeTypes()).some(({ name }) => name === server.type)) return;
		const workflowId = await rig.saveWorkflow('mcp-orders', [server, tool], {
			[tool.name]: { ai_tool: [[{ node: server.name, type: 'ai_tool', index: 0 }]] },
		});
		await rig.n8n.activate(workflowId);
		const session = await openMcpSession(`${rig.n8n.url}/mcp/mcp-orders`);

		const answers = await Promise.all(
			[1, 2, 3].map(async () => await session.callTool(tool.name, {})),
		);

		const ids = listGeneratedIds(workflowId);
		expect(new Set(ids).size).toBe(3);
		for (const id of ids) expect(answers.join()).toContain(id);
	});

	it('gives its key to no HTTP Request node that ignores certificates', async () => {
		const pretender = await startServer(say(200, '{}'), (await makeCertificates()).selfSigned);
		const baseUrl = `https://localhost:${pretender.port}`;
		const impiloApi = await rig.n8n.createCredential({
			name: 'Impilo elsewhere',
			type: 'impiloApi',
			data: { environment: 'custom', baseUrl, apiKey: 'not-a-secret' },
		});
		const ignoring = { allowUnauthorizedCerts: true };
		const nodes = [2, 3, 4.2, 4.3].map((typeVersion) => ({
			name: `Version ${typeVersion}`,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion,
			credentials: { impiloApi },
			onError: 'continueRegularOutput' as const,
			parameters: {
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'impiloApi',
				url: `${baseUrl}/api/v3/order`,
				...(typeVersion === 2 ? { ...ignoring, options: {} } : { options: ignoring }),
			},
		}));
		const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} };
		const workflowId = await rig.saveWorkflow('ignore-certificates', [start, ...nodes]);

		const { id } = await rig.n8n.execute(workflowId, start.name);
		await pretender.stop();

		const execution = await rig.n8n.readExecution(id);
		for (const { name } of nodes) {
			expect(JSON.stringify(execution.items(name))).toContain(
				"where Impilo's certificate is checked",
			);
		}
		expect(pretender.requests).toEqual([]);
	});

	itWithOwnN8n('gets the event that Impilo could not deliver while n8n was stopped', async () => {
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

		await rig.ownN8n.shutDown();
		rig.sandbox.setOrderStatus(seedIds.placedOrder, 'shipped');
		await rig.sandbox.webhooks.settled();
		const missed = rig.sandbox.webhooks.logs.at(-1);
		expect(missed).toMatchObject({ lastResponseStatus: null, retryAttempts: 3 });
		await rig.ownN8n.restart();

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
