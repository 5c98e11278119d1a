import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { ImpiloApi } from '../../../credentials/ImpiloApi.credentials';
import { ImpiloTrigger } from '../../../nodes/Impilo/ImpiloTrigger.node';
import { startSandbox, type Sandbox, type WebhookType } from '../../../sandbox';
import { openTrigger, packageFromClasses, type NodeSource, type TriggerRig } from '../harness';

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

export interface ImpiloTriggerRig {
	readonly sandbox: Sandbox;
	/** Saves a workflow of the trigger alone, whose hooks are called once where they fail. */
	open(parameters?: INodeParameters, settings?: TriggerSettings): Promise<TriggerRig>;
	/** Stops all triggers, and gives the sandbox its beginning back. */
	reset(): Promise<void>;
	stop(): Promise<void>;
}

let nodesMade = 0;

/** A sandbox of its own, that tries each delivery once. */
export async function startImpiloTriggers(): Promise<ImpiloTriggerRig> {
	const sandbox = await startSandbox({ webhooks: { retryDelaysMs: [] } });
	const loadedPackage = packageFromClasses({
		nodes: [new ImpiloTrigger()],
		credentials: [new ImpiloApi()],
	});
	const triggers: TriggerRig[] = [];
	const close = async () => {
		await Promise.all(triggers.splice(0).map(async (trigger) => await trigger.stop()));
	};
	return {
		sandbox,
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
				activationAttempts: 1,
			});
			triggers.push(trigger);
			return trigger;
		},
		async reset() {
			await close();
			sandbox.reset();
		},
		async stop() {
			await close();
			await sandbox.stop();
		},
	};
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
	/** JSON unless it's text or bytes; none where it is undefined. */
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
