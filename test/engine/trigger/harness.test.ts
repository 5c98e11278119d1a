import {
	NodeApiError,
	NodeConnectionTypes,
	UserError,
	type IDataObject,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { gzipSync } from 'node:zlib';

import { NO_OP_TYPE, openTrigger, packageFromClasses, type TriggerRig } from '../harness';

const NODE = 'Parcel Trigger';
const STATIC_KEY = `node:${NODE}`;

type HookName = 'checkExists' | 'create' | 'delete';

interface HookCall {
	hook: HookName;
	mode: string;
	activation: string;
	url?: string;
	event: unknown;
	apiKey: unknown;
	staticData: IDataObject;
}

/** Remembers its hook in the static data; what its hooks and `webhook()` do can be replaced. */
class ParcelTrigger implements INodeType {
	readonly calls: HookCall[] = [];

	readonly hooks: Record<HookName, (this: IHookFunctions) => boolean | Promise<boolean>> = {
		checkExists() {
			return this.getWorkflowStaticData('node').hookId !== undefined;
		},
		create() {
			this.getWorkflowStaticData('node').hookId = 'hook-1';
			return true;
		},
		delete() {
			delete this.getWorkflowStaticData('node').hookId;
			return true;
		},
	};

	handle: (this: IWebhookFunctions) => IWebhookResponseData | Promise<IWebhookResponseData> =
		function () {
			return { workflowData: [this.helpers.returnJsonArray(this.getBodyData())] };
		};

	description: INodeTypeDescription = {
		name: 'parcelTrigger',
		displayName: NODE,
		group: ['trigger'],
		version: 2,
		description: 'Starts the workflow on parcel events',
		defaults: { name: NODE },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'parcelApi', required: true }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [{ displayName: 'Event', name: 'event', type: 'string', default: 'sent' }],
	};

	webhookMethods = {
		default: {
			checkExists: this.observe('checkExists'),
			create: this.observe('create'),
			delete: this.observe('delete'),
		},
	};

	webhook = this.answer();

	private observe(hook: HookName): (this: IHookFunctions) => Promise<boolean> {
		const { calls, hooks } = this;
		return async function () {
			const { apiKey } = await this.getCredentials('parcelApi');
			calls.push({
				hook,
				mode: this.getMode(),
				activation: this.getActivationMode(),
				url: this.getNodeWebhookUrl('default'),
				event: this.getNodeParameter('event'),
				apiKey,
				staticData: { ...this.getWorkflowStaticData('node') },
			});
			return await hooks[hook].call(this);
		};
	}

	private answer(): (this: IWebhookFunctions) => Promise<IWebhookResponseData> {
		const read = () => this.handle;
		return async function () {
			return await read().call(this);
		};
	}
}

let rig: TriggerRig | undefined;
let trigger: ParcelTrigger;

beforeEach(() => {
	trigger = new ParcelTrigger();
});

afterEach(async () => {
	await rig?.stop();
	rig = undefined;
});

async function open(options: Partial<Parameters<typeof openTrigger>[0]> = {}): Promise<TriggerRig> {
	const loadedPackage = packageFromClasses({
		nodes: [trigger],
		credentials: [
			{
				name: 'parcelApi',
				displayName: 'Parcel API',
				properties: [{ displayName: 'Key', name: 'apiKey', type: 'string', default: '' }],
			},
		],
	});
	rig = await openTrigger({
		package: loadedPackage,
		node: { name: NODE, type: 'n8n-nodes-impilo.parcelTrigger', typeVersion: 2 },
		nodes: [{ name: 'After', type: NO_OP_TYPE }],
		credentials: { parcelApi: { apiKey: 'first' } },
		...options,
	});
	return rig;
}

async function post(
	url: string,
	body: string | Buffer = '{"id":1}',
	headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<{ status: number; body: unknown; headers: Headers }> {
	const response = await fetch(url, { method: 'POST', body, headers });
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
	return {
		status: response.status,
		body: isJson ? JSON.parse(text) : text,
		headers: response.headers,
	};
}

const hookNames = () => trigger.calls.map(({ hook }) => hook);

describe('activation', () => {
	it('asks checkExists, then creates, and saves the static data', async () => {
		const { activate, url, staticData } = await open();
		expect(staticData).toEqual({});
		await activate();
		expect(trigger.calls).toEqual([
			expect.objectContaining({
				hook: 'checkExists',
				mode: 'trigger',
				activation: 'activate',
				url,
			}),
			expect.objectContaining({ hook: 'create', mode: 'trigger', event: 'sent', apiKey: 'first' }),
		]);
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: { hookId: 'hook-1' } });
	});

	it('creates nothing that exists', async () => {
		const { activate } = await open();
		await activate();
		await activate('init');
		expect(hookNames()).toEqual(['checkExists', 'create', 'checkExists']);
		expect(trigger.calls[2]?.activation).toBe('init');
	});

	it('deletes at deactivation, with the saved static data', async () => {
		const { activate, deactivate } = await open();
		await activate();
		await deactivate();
		expect(trigger.calls.at(-1)).toMatchObject({
			hook: 'delete',
			mode: 'internal',
			activation: 'update',
			staticData: { hookId: 'hook-1' },
		});
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: {} });
	});

	it('tells the node the public URL, and listens on loopback', async () => {
		const { activate, url } = await open({ publicUrl: 'https://n8n.example.com/' });
		await activate();
		expect(trigger.calls[0]?.url).toMatch(
			/^https:\/\/n8n\.example\.com\/webhook\/[-\w]+\/webhook$/,
		);
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/webhook\/[-\w]+\/webhook$/);
		expect((await post(url)).status).toBe(200);
	});

	it('sees changed credentials at the next call', async () => {
		const opened = await open();
		await opened.activate();
		opened.credentials = { parcelApi: { apiKey: 'second' } };
		await opened.deactivate();
		expect(trigger.calls.map(({ apiKey }) => apiKey)).toEqual(['first', 'first', 'second']);
	});

	it('tries a rejected create five times, deletes after each, and saves what is left', async () => {
		const { activate } = await open();
		let attempts = 0;
		trigger.hooks.create = function () {
			const staticData = this.getWorkflowStaticData('node');
			staticData.attempts = attempts += 1;
			throw new UserError(`no ${attempts}`);
		};
		await expect(activate()).rejects.toThrow('no 5');
		expect(hookNames().slice(0, 6)).toEqual([
			'checkExists',
			'create',
			'delete',
			'checkExists',
			'create',
			'delete',
		]);
		expect(trigger.calls).toHaveLength(15);
		expect(trigger.calls[2]?.staticData).toEqual({ attempts: 1 });
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: { attempts: 5 } });
	});

	it('answers no webhook of a failed activation, unless delete failed too', async () => {
		const { activate, url, swallowed } = await open({ activationAttempts: 1 });
		trigger.hooks.create = () => {
			throw new UserError('refused');
		};
		await expect(activate()).rejects.toThrow('refused');
		expect((await post(url)).status).toBe(404);
		trigger.hooks.delete = () => {
			throw new UserError('gone');
		};
		await expect(activate()).rejects.toThrow('refused');
		expect((await post(url)).status).toBe(200);
		expect(swallowed).toEqual([expect.objectContaining({ message: 'gone' })]);
	});

	it('deactivates even if delete fails, after three attempts', async () => {
		const { activate, deactivate, url, swallowed } = await open();
		await activate();
		trigger.hooks.delete = () => {
			throw new Error('unreachable');
		};
		await deactivate();
		expect(hookNames().slice(2)).toEqual(['delete', 'delete', 'delete']);
		expect(swallowed).toEqual([expect.objectContaining({ message: 'unreachable' })]);
		expect((await post(url)).status).toBe(404);
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: { hookId: 'hook-1' } });
	});

	it('calls a delete that refuses with a user error only once', async () => {
		const { activate, deactivate } = await open();
		await activate();
		trigger.hooks.delete = () => {
			throw new UserError('never');
		};
		await deactivate();
		expect(hookNames().slice(2)).toEqual(['delete']);
	});

	it('replaces the webhook when other parameters are published, and only then', async () => {
		const { activate, publish } = await open();
		await activate();
		await publish({});
		expect(trigger.calls).toHaveLength(2);
		await publish({ event: 'lost' });
		expect(trigger.calls.slice(2)).toEqual([
			expect.objectContaining({ hook: 'delete', event: 'sent' }),
			expect.objectContaining({ hook: 'checkExists', event: 'lost', activation: 'update' }),
			expect.objectContaining({ hook: 'create', event: 'lost' }),
		]);
	});

	it('stays registered over a restart, without a call to the hooks', async () => {
		const { activate, restart, url } = await open();
		await activate();
		restart();
		expect((await post(url)).status).toBe(200);
		expect(trigger.calls).toHaveLength(2);
	});

	it('answers deliveries while create still runs', async () => {
		const { activate, url } = await open();
		const answers: number[] = [];
		trigger.hooks.create = async () => {
			answers.push((await post(url)).status);
			return true;
		};
		await activate();
		expect(answers).toEqual([200]);
	});

	it('keeps what hooks and webhook() log', async () => {
		const { activate, url, logs } = await open();
		trigger.hooks.create = function () {
			this.logger.info('made', { hook: 'hook-1' });
			return true;
		};
		trigger.handle = function () {
			this.logger.warn('odd');
			return { webhookResponse: 'ok' };
		};
		await activate();
		await post(url);
		expect(logs).toEqual([
			{ level: 'info', message: 'made', metadata: { hook: 'hook-1' } },
			{ level: 'warn', message: 'odd' },
		]);
	});
});

describe('deliveries', () => {
	it('start the workflow with the items of webhook()', async () => {
		const { activate, url, settled } = await open();
		await activate();
		const answer = await post(url);
		expect(answer).toMatchObject({ status: 200, body: 'firstEntryJson' });
		expect(answer.headers.get('content-security-policy')).toContain('sandbox');
		await settled();
		expect(rig?.executions).toHaveLength(1);
		expect(rig?.executions[0]).toMatchObject({ status: 'success', data: { mode: 'webhook' } });
		expect(rig?.executions[0]?.items('After')).toEqual([
			{ json: { id: 1 }, pairedItem: { item: 0 } },
		]);
	});

	it('are answered as the description says', async () => {
		const [webhook] = trigger.description.webhooks ?? [];
		Object.assign(webhook ?? {}, { responseData: '', responseCode: '={{ 202 }}' });
		const { activate, url } = await open();
		await activate();
		expect(await post(url)).toMatchObject({
			status: 202,
			body: { message: 'Workflow was started' },
		});
		trigger.handle = () => ({ workflowData: [[{ json: {} }]], webhookResponse: { got: true } });
		expect(await post(url)).toMatchObject({ status: 202, body: { got: true } });
	});

	it.each([
		['nothing', {}, { message: 'Webhook call received' }],
		['text', { webhookResponse: 'thanks' }, 'thanks'],
		['an object', { webhookResponse: { ok: true } }, { ok: true }],
	])('that return %s start nothing', async (_what, result, body) => {
		const { activate, url, settled } = await open();
		await activate();
		trigger.handle = () => result;
		expect(await post(url)).toMatchObject({ status: 200, body });
		await settled();
		expect(rig?.executions).toEqual([]);
	});

	it.each([true, false])(
		'can be answered by the node (starting the workflow: %s)',
		async (starts) => {
			const { activate, url, settled } = await open();
			await activate();
			trigger.handle = function () {
				const response = this.getResponseObject();
				const { headersSent } = response;
				response.status(401).setHeader('X-Reason', 'signature').send({ headersSent });
				return { noWebhookResponse: true, ...(starts ? { workflowData: [[{ json: {} }]] } : {}) };
			};
			const answer = await post(url);
			expect(answer).toMatchObject({ status: 401, body: { headersSent: false } });
			expect(answer.headers.get('x-reason')).toBe('signature');
			await settled();
			expect(rig?.executions).toHaveLength(starts ? 1 : 0);
		},
	);

	it('lose their connection when node and n8n both answer', async () => {
		const { activate, url } = await open();
		await activate();
		trigger.handle = function () {
			this.getResponseObject().writeHead(200).write('half');
			return {};
		};
		await expect(post(url)).rejects.toThrow();
	});

	it.each([
		['an error', () => new Error('secret')],
		['a 401', () => new NodeApiError({ ...NODE_STUB }, { message: 'secret' }, { httpCode: '401' })],
	])(
		'of which webhook() throws %s are answered 500, and show in an execution',
		async (_what, make) => {
			const { activate, url, settled, swallowed } = await open();
			await activate();
			trigger.handle = function () {
				this.getWorkflowStaticData('node').seen = true;
				throw make();
			};
			expect(await post(url)).toMatchObject({
				status: 500,
				body: { code: 0, message: 'Workflow Webhook Error: Workflow could not be started!' },
			});
			await settled();
			expect(swallowed).toHaveLength(1);
			expect(rig?.executions).toHaveLength(1);
			expect(rig?.executions[0]).toMatchObject({
				status: 'error',
				error: { message: expect.any(String) },
			});
			expect(rig?.staticData).toEqual({ [STATIC_KEY]: { hookId: 'hook-1' } });
		},
	);

	it('are answered 404 without an active workflow, and for other methods', async () => {
		const { activate, deactivate, url } = await open();
		expect(await post(url)).toMatchObject({ status: 404, body: { code: 404 } });
		await activate();
		expect((await fetch(url)).status).toBe(404);
		expect((await post(`${url}/more`)).status).toBe(404);
		await deactivate();
		expect((await post(url)).status).toBe(404);
	});
});

const NODE_STUB = {
	id: '1',
	name: NODE,
	type: 'n8n-nodes-impilo.parcelTrigger',
	typeVersion: 2,
	position: [0, 0] as [number, number],
	parameters: {},
};

describe('static data', () => {
	function count(this: IWebhookFunctions): IWebhookResponseData {
		const data = this.getWorkflowStaticData('node');
		data.count = Number(data.count ?? 0) + 1;
		return {};
	}

	it('are saved before the answer, and read anew for each delivery', async () => {
		const { activate, url } = await open();
		await activate();
		trigger.handle = count;
		await post(url);
		await post(url);
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: { hookId: 'hook-1', count: 2 } });
	});

	it('of simultaneous deliveries overwrite each other', async () => {
		const { activate, url } = await open();
		await activate();
		let waiting = 0;
		let release = () => {};
		const both = new Promise<void>((resolve) => (release = resolve));
		trigger.handle = async function () {
			waiting += 1;
			if (waiting === 2) release();
			await both;
			return count.call(this);
		};
		await Promise.all([post(url), post(url)]);
		expect(rig?.staticData).toMatchObject({ [STATIC_KEY]: { count: 1 } });
	});

	it('of a failed delivery are not saved', async () => {
		const { activate, url } = await open();
		await activate();
		trigger.handle = function () {
			count.call(this);
			throw new Error('secret');
		};
		await post(url);
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: { hookId: 'hook-1' } });
	});

	it('that are changed inside are saved too', async () => {
		const opened = await open();
		opened.staticData = { [STATIC_KEY]: { hookId: 'hook-1', seen: ['a'] } };
		await opened.activate();
		trigger.handle = function () {
			(this.getWorkflowStaticData('node').seen as string[]).push('b');
			return {};
		};
		await post(opened.url);
		expect(opened.staticData).toMatchObject({ [STATIC_KEY]: { seen: ['a', 'b'] } });
	});

	it('can be replaced by the test', async () => {
		const opened = await open();
		opened.staticData = { [STATIC_KEY]: { hookId: 'known' } };
		await opened.activate();
		expect(hookNames()).toEqual(['checkExists']);
	});
});

describe('bodies', () => {
	async function received(
		body: string | Buffer,
		headers: Record<string, string>,
	): Promise<{ status: number; body: unknown }> {
		const { activate, url } = await open();
		await activate();
		trigger.handle = function () {
			const { rawBody, contentType } = this.getRequestObject() as unknown as {
				rawBody?: Buffer;
				contentType?: string;
			};
			return {
				webhookResponse: {
					body: this.getBodyData() ?? null,
					raw: rawBody?.toString() ?? null,
					contentType,
					signature: this.getHeaderData()['x-signature'],
				},
			};
		};
		return await post(url, body, headers);
	}

	it.each([
		['application/json; charset=utf-8', '\uFEFF{"a":1}', { a: 1 }],
		['application/json', '[1]', [1]],
		['application/json', '', null],
		['application/x-www-form-urlencoded', 'a=1&b=x%20y', { a: '1', b: 'x y' }],
		['text/plain', 'hello', 'hello'],
		['application/xml', '<a><b>1</b></a>', { a: { b: '1' } }],
	])('of type %s are parsed: %j', async (type, body, expected) => {
		const answer = await received(body, { 'content-type': type, 'x-signature': 'abc' });
		expect(answer).toMatchObject({ status: 200, body: { body: expected, signature: 'abc' } });
		expect(answer.body).toMatchObject({ raw: body, contentType: type.split(';')[0] });
	});

	it('that are compressed are read', async () => {
		const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
		expect(await received(gzipSync('{"a":1}'), headers)).toMatchObject({
			body: { body: { a: 1 }, raw: '{"a":1}' },
		});
	});

	it('of other types are left to the node', async () => {
		const answer = await received('x', { 'content-type': 'application/octet-stream' });
		expect(answer.body).toMatchObject({ body: null, raw: null });
	});

	it('that are malformed JSON are answered 422, without the node', async () => {
		const answer = await received('{"a":', { 'content-type': 'application/json' });
		expect(answer).toMatchObject({
			status: 422,
			body: { code: 422, message: 'Failed to parse request body' },
		});
		expect(rig?.executions).toEqual([]);
	});

	it('that are too large are answered 500', async () => {
		const answer = await received(Buffer.alloc(16 * 1024 * 1024 + 1, '1'), {
			'content-type': 'application/json',
		});
		expect(answer).toMatchObject({
			status: 500,
			body: { code: 0, message: 'There was a problem executing the workflow' },
		});
	});
});

describe('the test webhook', () => {
	it('lives beside the production webhook, on static data of its own', async () => {
		const { activate, activateTest, testUrl, url } = await open();
		await activate();
		trigger.calls.length = 0;
		await activateTest();
		expect(trigger.calls).toEqual([
			expect.objectContaining({
				hook: 'checkExists',
				mode: 'manual',
				activation: 'manual',
				url: testUrl,
				staticData: {},
			}),
			expect.objectContaining({ hook: 'create', url: testUrl }),
		]);
		expect(testUrl).toBe(url.replace('/webhook/', '/webhook-test/'));
		expect((await post(url)).status).toBe(200);
		expect(rig?.staticData).toEqual({ [STATIC_KEY]: { hookId: 'hook-1' } });
	});

	it('ends with the first delivery that starts the workflow', async () => {
		const { activateTest, testUrl, settled } = await open();
		await activateTest();
		const start = trigger.handle;
		trigger.handle = function () {
			this.getWorkflowStaticData('node').seen = true;
			return {};
		};
		await post(testUrl);
		await settled();
		expect(hookNames()).toEqual(['checkExists', 'create']);
		trigger.handle = start;
		expect((await post(testUrl)).status).toBe(200);
		await settled();
		expect(trigger.calls.at(-1)).toMatchObject({
			hook: 'delete',
			mode: 'internal',
			url: testUrl,
			staticData: { hookId: 'hook-1', seen: true },
		});
		expect(rig?.executions.map(({ data }) => data.mode)).toEqual(['manual']);
		expect((await post(testUrl)).status).toBe(404);
		expect(rig?.staticData).toEqual({});
	});

	it('can be stopped', async () => {
		const { activateTest, deactivateTest, testUrl } = await open();
		await activateTest();
		await deactivateTest();
		expect(trigger.calls.at(-1)).toMatchObject({
			hook: 'delete',
			staticData: { hookId: 'hook-1' },
		});
		expect((await post(testUrl)).status).toBe(404);
	});

	it('is forgotten when n8n is restarted', async () => {
		const { activateTest, restart, testUrl } = await open();
		await activateTest();
		restart();
		expect((await post(testUrl)).status).toBe(404);
		expect(hookNames()).toEqual(['checkExists', 'create']);
	});

	it('is deleted at once when create fails, and not tried again', async () => {
		const { activateTest, testUrl } = await open();
		trigger.hooks.create = function () {
			this.getWorkflowStaticData('node').half = true;
			throw new UserError('refused');
		};
		await expect(activateTest()).rejects.toThrow('refused');
		expect(hookNames()).toEqual(['checkExists', 'create', 'delete']);
		expect(trigger.calls[2]?.staticData).toEqual({ half: true });
		expect((await post(testUrl)).status).toBe(404);
	});
});

it('refuses a node without a webhook', async () => {
	await expect(open({ node: { name: 'Plain', type: NO_OP_TYPE } })).rejects.toThrow(
		'n8n-nodes-base.noOp has no webhooks',
	);
});
