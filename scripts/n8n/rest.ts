import type {
	IConnections,
	INode,
	INodeExecutionData,
	IRunExecutionData,
	IWorkflowSettings,
} from 'n8n-workflow';
import { setTimeout as wait } from 'node:timers/promises';

/** The account that a new n8n is set up with. Not a secret: its n8n can only be reached from this machine. */
export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

export const OWNER: Owner = {
	email: 'owner@example.com',
	firstName: 'Owner',
	lastName: 'Example',
	password: 'Not-a-secret-1',
};

/** n8n's internal API, the one that its editor uses, as its owner. */
export interface RestClient {
	/**
	 * @param path below `/rest`, with a leading slash
	 * @returns what n8n gives as `data`
	 * @throws RestRefusal with status and answer
	 */
	request(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: object,
	): Promise<unknown>;
	/**
	 * Reads a file that the editor is served.
	 *
	 * @param path with a leading slash
	 * @returns its JSON
	 * @throws RestRefusal
	 */
	readFile(path: string): Promise<unknown>;
}

/** What n8n says instead of doing what it was asked for. */
export class RestRefusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/**
 * Logs in as the owner of an n8n, which a new one is set up with.
 *
 * @throws Error when there is an owner already, with another email address or password
 */
export async function logInAsOwner(url: string, owner = OWNER): Promise<RestClient> {
	const client = createRestClient(url);
	if (isNew(await client.request('GET', '/settings'))) {
		await client.request('POST', '/owner/setup', owner);
	} else {
		const { email, password } = owner;
		await client.request('POST', '/login', { emailOrLdapLoginId: email, password });
	}
	return client;
}

function createRestClient(url: string): RestClient {
	let cookie = '';
	const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
		const response = await fetch(`${url}${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			const { status } = response;
			const shown = text.slice(0, 500);
			throw new RestRefusal(status, `n8n answered ${status} to ${method} ${path}: ${shown}`);
		}
		const set = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		cookie = set?.split(';')[0] ?? cookie;
		return text === '' ? {} : JSON.parse(text);
	};
	return {
		async request(method, path, body) {
			const answer = await ask(method, `/rest${path}`, body);
			return typeof answer === 'object' && answer !== null && 'data' in answer
				? answer.data
				: undefined;
		},
		readFile: async (path) => await ask('GET', path),
	};
}

function isNew(settings: unknown): boolean {
	const { userManagement } = settings as { userManagement?: { showSetupOnFirstLoad?: boolean } };
	return userManagement?.showSetupOnFirstLoad === true;
}

/** Something that n8n has in its database. */
export interface Entity {
	id: string;
	/** Of a workflow: which version of it this is. */
	versionId: string | undefined;
}

/** @throws Error when n8n's answer isn't one thing with an ID */
export function readEntity(answer: unknown): Entity {
	if (typeof answer !== 'object' || answer === null || !('id' in answer)) {
		throw new Error(`n8n answered something without an ID: ${JSON.stringify(answer)}`);
	}
	const versionId = 'versionId' in answer ? answer.versionId : undefined;
	return {
		id: String(answer.id),
		versionId: typeof versionId === 'string' ? versionId : undefined,
	};
}

const SETTLED_WITHIN_MS = 30_000;
const POLL_MS = 50;

/**
 * Publishes a workflow and waits until its triggers are registered: n8n does that after its answer.
 *
 * @throws Error with what n8n says, when a trigger could not be registered
 */
export async function publishWorkflow(rest: RestClient, workflowId: string): Promise<void> {
	const { versionId } = readEntity(await rest.request('GET', `/workflows/${workflowId}`));
	await unlessUnknown(
		async () => await rest.request('POST', `/workflows/${workflowId}/activate`, { versionId }),
		async () => await setActive(rest, workflowId, true),
	);
	await waitUntilSettled(rest, workflowId, 'published');
}

/**
 * Takes a workflow back, and waits until its triggers have been unregistered.
 *
 * @throws Error when they have not been in time
 */
export async function unpublishWorkflow(rest: RestClient, workflowId: string): Promise<void> {
	await unlessUnknown(
		async () => await rest.request('POST', `/workflows/${workflowId}/deactivate`, {}),
		async () => await setActive(rest, workflowId, false),
	);
	await waitUntilSettled(rest, workflowId, 'not_published');
}

/** How n8n publishes before it had versions. */
async function setActive(rest: RestClient, workflowId: string, active: boolean): Promise<unknown> {
	const { versionId } = readEntity(await rest.request('GET', `/workflows/${workflowId}`));
	return await rest.request('PATCH', `/workflows/${workflowId}`, { active, versionId });
}

/** Does something else where an older n8n doesn't know what is asked for. */
export async function unlessUnknown<T>(
	ask: () => Promise<T>,
	orElse: () => Promise<T>,
): Promise<T> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof RestRefusal && error.status === 404) return await orElse();
		throw error;
	}
}

/**
 * Runs a workflow as the button in the editor does.
 *
 * @param triggerName the node to start from
 * @returns the ID of the execution
 * @throws Error with what n8n answers, where it doesn't run
 */
export async function runWorkflow(
	rest: RestClient,
	workflowId: string,
	triggerName: string,
): Promise<string> {
	const answer = await rest.request('POST', `/workflows/${workflowId}/run`, {
		// n8n 1.x doesn't look it up itself.
		workflowData: await rest.request('GET', `/workflows/${workflowId}`),
		triggerToStartFrom: { name: triggerName },
	});
	if (typeof answer !== 'object' || answer === null || !('executionId' in answer)) {
		throw new Error(`n8n did not run the workflow, but answered ${JSON.stringify(answer)}`);
	}
	return String(answer.executionId);
}

async function waitUntilSettled(
	rest: RestClient,
	workflowId: string,
	wanted: 'published' | 'not_published',
): Promise<void> {
	const deadline = Date.now() + SETTLED_WITHIN_MS;
	for (;;) {
		const answer = await unlessUnknown(
			async () => await rest.request('GET', `/workflows/${workflowId}/publication-status`),
			// Older ones have registered triggers when they answer.
			async () => ({ status: wanted }),
		);
		const status = readStatus(answer);
		if (status === wanted) return;
		const isFinal = status === 'failed' || status === 'partial';
		if (isFinal || Date.now() > deadline) {
			throw new Error(`The workflow is not ${wanted}, n8n says: ${JSON.stringify(answer)}`);
		}
		await wait(POLL_MS);
	}
}

function readStatus(answer: unknown): string {
	return typeof answer === 'object' && answer !== null && 'status' in answer
		? String(answer.status)
		: 'unknown';
}

/** An execution as n8n has saved it. */
export interface SavedExecution {
	status: string;
	data: IRunExecutionData;
	/**
	 * The items that the last run of a node gave.
	 *
	 * @param output from 0
	 */
	items(nodeName: string, output?: number): INodeExecutionData[];
}

/**
 * Reads the answer of n8n's REST API for one execution.
 *
 * @throws Error when it isn't one
 */
export function readSavedExecution(answer: unknown): SavedExecution {
	if (
		typeof answer !== 'object' ||
		answer === null ||
		!('data' in answer) ||
		typeof answer.data !== 'string'
	) {
		throw new Error('n8n has not saved the data of this execution');
	}
	const data = unflatten(answer.data) as IRunExecutionData;
	return {
		status: 'status' in answer ? String(answer.status) : 'unknown',
		data,
		items: (nodeName, output = 0) =>
			data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [],
	};
}

/**
 * Undoes the format of the npm package flatted, in which n8n saves run data: a list whose first entry
 * is the value, and in which each text stands for an entry of the list, by its number.
 */
function unflatten(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const revived = new Set<object>();
	const resolve = (reference: unknown): unknown => {
		if (typeof reference !== 'string') return reference;
		const entry = entries[Number(reference)];
		return typeof entry === 'object' && entry !== null ? revive(entry) : entry;
	};
	const revive = (entry: object): object => {
		if (revived.has(entry)) return entry;
		revived.add(entry);
		for (const [key, reference] of Object.entries(entry)) {
			Object.assign(entry, { [key]: resolve(reference) });
		}
		return entry;
	};
	return resolve('0');
}

/** A workflow as n8n exports and imports it. */
export interface Workflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
}

/** Connects nodes one after the other. */
export function connectInLine(nodes: readonly INode[]): IConnections {
	const connections: IConnections = {};
	nodes.forEach((node, index) => {
		const next = nodes[index + 1];
		if (next === undefined) return;
		connections[node.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	});
	return connections;
}
