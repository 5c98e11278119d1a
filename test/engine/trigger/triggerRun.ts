import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ImpiloApi } from '../../../credentials/ImpiloApi.credentials';
import { ImpiloTrigger } from '../../../nodes/Impilo/ImpiloTrigger.node';
import { startSandbox, type Sandbox, type WebhookType } from '../../../sandbox';
import { openTrigger, packageFromClasses, type NodeSource, type TriggerRig } from '../harness';
import { withoutWaiting, type VirtualTime } from '../impiloRun';

/** The name of the node under test in every workflow. */
export const TRIGGER = 'Impilo Trigger';

export const FULL_ORDER = 'order.statusFull';

export const SECRET = 'a-secret-of-the-account-0123456789';

export interface TriggerSettings {
	publicUrl?: string;
	/** Nodes of one ID share what the process keeps in mind of them. */
	node?: Partial<NodeSource>;
	/** Over the credential that leads to the sandbox. */
	credential?: IDataObject;
}

export interface ImpiloTriggers {
	readonly sandbox: Sandbox;
	/** The node's clock, which waits nowhere. */
	readonly time: VirtualTime;
	/** Saves a workflow of the trigger alone, whose hooks are called once where they fail. */
	open(parameters?: INodeParameters, settings?: TriggerSettings): Promise<TriggerRig>;
	/** Opens and activates a trigger. */
	activate(parameters?: INodeParameters, settings?: TriggerSettings): Promise<TriggerRig>;
	/** Resolves when Impilo has delivered everything, and all that it started has ended. */
	settled(): Promise<void>;
}

let nodesMade = 0;

/**
 * Triggers at a sandbox, which tries each delivery once, for all tests of a file. Each test begins with
 * no trigger, the sandbox as it was, and the secret in the account.
 */
export function useImpiloTriggers({ hasSecret = true } = {}): ImpiloTriggers {
	let sandbox: Sandbox;
	let time: VirtualTime;
	const loadedPackage = packageFromClasses({
		nodes: [new ImpiloTrigger()],
		credentials: [new ImpiloApi()],
	});
	const opened: TriggerRig[] = [];
	const triggers: ImpiloTriggers = {
		get sandbox() {
			return sandbox;
		},
		get time() {
			return time;
		},
		async open(parameters = {}, { publicUrl, node = {}, credential = {} } = {}) {
			nodesMade += 1;
			const trigger = await openTrigger({
				package: loadedPackage,
				node: {
					id: `trigger-${nodesMade}`,
					...node,
					name: TRIGGER,
					type: 'n8n-nodes-impilo.impiloTrigger',
					parameters,
				},
				credentials: {
					impiloApi: {
						environment: 'custom',
						baseUrl: sandbox.url,
						apiKey: sandbox.apiKey,
						...credential,
					},
				},
				publicUrl,
			});
			opened.push(trigger);
			return trigger;
		},
		async activate(parameters, settings) {
			const trigger = await triggers.open(parameters, settings);
			await trigger.activate();
			return trigger;
		},
		async settled() {
			await sandbox.webhooks.settled();
			for (const trigger of opened) await trigger.settled();
		},
	};
	beforeAll(async () => {
		sandbox = await startSandbox({ webhooks: { retryDelaysMs: [] } });
	});
	beforeEach(() => {
		time = withoutWaiting();
		if (hasSecret) sandbox.webhooks.secret = SECRET;
	});
	afterEach(async () => {
		jest.restoreAllMocks();
		await Promise.all(opened.splice(0).map(async (trigger) => await trigger.stop()));
		sandbox.reset();
	});
	afterAll(async () => await sandbox.stop());
	return triggers;
}

/** The subscriptions at Impilo as "type url", sorted. */
export function subscribedTo({ webhooks }: Sandbox): string[] {
	return webhooks.subscriptions.map(({ type, url }) => `${type} ${url}`).sort();
}

/** What was asked of Impilo, as "GET /webhook 200". */
export function wireOf({ requests }: Sandbox): string[] {
	return requests.map(
		({ method, path, status }) => `${method} ${path.replace('/api/v3', '')} ${status ?? 'lost'}`,
	);
}

export function secretReadsOf({ requests }: Sandbox): number {
	return requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/webhook-secret'))
		.length;
}

/** What the trigger gave out, in the order in which the workflow was started. */
export function startedWith({ executions }: TriggerRig): IDataObject[] {
	return executions.flatMap((run) => run.items(TRIGGER).map(({ json }) => json));
}

/** Lets Impilo send an event, and waits for what comes of it; to what its deliveries were answered. */
export async function sendEvent(
	{ webhooks }: Sandbox,
	trigger: TriggerRig,
	type: WebhookType,
	payload: unknown,
	id?: string,
): Promise<Array<number | null>> {
	const before = webhooks.logs.length;
	webhooks.sendEvent(type, payload, id === undefined ? {} : { id });
	await webhooks.settled();
	await trigger.settled();
	return webhooks.logs.slice(before).map(({ lastResponseStatus }) => lastResponseStatus);
}

export interface Delivery {
	method?: string;
	/** JSON unless it's text or bytes; none if it is undefined. */
	body?: unknown;
	/** By default labelled as JSON and with the true secret. A list repeats the header. */
	headers?: Record<string, string | string[]>;
}

export interface DeliveryAnswer {
	status: number | undefined;
	text: string;
}

/** Delivers something as Impilo would, or as anybody could. */
export async function deliver(
	url: string,
	{
		method = 'POST',
		body,
		headers = { 'Content-Type': 'application/json', 'Impilo-Webhook-Secret': SECRET },
	}: Delivery,
): Promise<DeliveryAnswer> {
	const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
	const call = request(url, { method, headers });
	const answered = once(call, 'response');
	call.end(isRaw ? body : JSON.stringify(body));
	const [response] = await answered;
	return { status: response.statusCode, text: await text(response) };
}

/** A full-order event, whose ID is `id`. */
export function orderEvent(id: unknown, order: IDataObject = {}): IDataObject {
	return {
		id,
		type: FULL_ORDER,
		payload: { id: 5001, currentStatus: 'shipped', ...order },
	} as IDataObject;
}

/** Holds the first starts of the workflow until `takeOver` or `fail` is called; those after them pass. */
export function holdStarts(
	trigger: TriggerRig,
	count = 1,
): { areHeld: Promise<void>; takeOver: () => void; fail: () => void } {
	const held: Array<{ resolve: () => void; reject: (error: Error) => void }> = [];
	const areHeld = new Promise<void>((allHeld) => {
		trigger.beforeStart(async () => {
			if (held.length === count) return;
			await new Promise<void>((resolve, reject) => {
				held.push({ resolve, reject });
				if (held.length === count) allHeld();
			});
		});
	});
	return {
		areHeld,
		takeOver: () => held.forEach(({ resolve }) => resolve()),
		fail: () => held.forEach(({ reject }) => reject(new Error('no database'))),
	};
}
