import { setTimeout as wait } from 'node:timers/promises';

import type { ExecutionChoice, FinishedExecution } from './executions';
import {
	logInAsOwner,
	OWNER,
	publishWorkflow,
	readEntity,
	readSavedExecution,
	type RestClient,
	runWorkflow,
	type SavedExecution,
	unlessUnknown,
	unpublishWorkflow,
	type Workflow,
} from './rest';

/** An execution that has come to its end, as any n8n tells it. */
export type EndedExecution = Pick<FinishedExecution, 'id' | 'workflowId' | 'status'>;

/** Any n8n that runs, with what its internal API can do. */
export interface RunningN8n<Execution extends EndedExecution = EndedExecution> {
	/** Without a slash at the end. */
	readonly url: string;
	readonly version: string;
	/** The internal API, logged in as the owner, for what the methods below don't cover. */
	readonly rest: RestClient;

	/** @returns its ID and name, as a node refers to it */
	createCredential(credential: {
		name: string;
		type: string;
		data: object;
	}): Promise<{ id: string; name: string }>;
	/** @returns its ID */
	createWorkflow(workflow: Workflow): Promise<string>;
	/**
	 * Publishes a workflow, and waits until its triggers are registered and its webhooks take calls.
	 *
	 * @throws Error with what n8n says, when a trigger could not be registered
	 */
	activate(workflowId: string): Promise<void>;
	/** Takes a workflow back, and waits until its triggers have been unregistered. */
	deactivate(workflowId: string): Promise<void>;

	/**
	 * Runs a workflow as the button in the editor does, and waits for its end.
	 *
	 * @param triggerName the node to start from
	 */
	execute(workflowId: string, triggerName: string, timeoutMs?: number): Promise<Execution>;
	/** Calls the webhook of an active workflow, and waits for the end of the execution. */
	executeByWebhook(
		workflowId: string,
		webhookPath: string,
		body: object,
		timeoutMs?: number,
	): Promise<Execution>;
	/** Waits for the end of an execution by its ID, or of the next one of a workflow. */
	waitForExecution(choice: ExecutionChoice, timeoutMs?: number): Promise<Execution>;
	/** Reads the items of an execution that n8n has saved. */
	readExecution(executionId: string): Promise<SavedExecution>;
	/** Leaves nothing behind. May be called again. */
	stop(): Promise<void>;
}

/** What any n8n can do by its internal API. */
export function driveN8n<Execution extends EndedExecution>(
	url: string,
	rest: RestClient,
	waitForExecution: RunningN8n<Execution>['waitForExecution'],
): Omit<RunningN8n<Execution>, 'version' | 'stop'> {
	return {
		url,
		rest,
		async createCredential(credential) {
			const { id } = readEntity(await rest.request('POST', '/credentials', credential));
			return { id, name: credential.name };
		},
		async createWorkflow(workflow) {
			// n8n 1.x takes nothing for granted.
			const inactive = { active: false, ...workflow };
			return readEntity(await rest.request('POST', '/workflows', inactive)).id;
		},
		activate: async (workflowId) => await publishWorkflow(rest, workflowId),
		deactivate: async (workflowId) => await unpublishWorkflow(rest, workflowId),
		async execute(workflowId, triggerName, timeoutMs) {
			const executionId = await runWorkflow(rest, workflowId, triggerName);
			return await waitForExecution({ executionId }, timeoutMs);
		},
		async executeByWebhook(workflowId, webhookPath, body, timeoutMs) {
			const execution = waitForExecution({ workflowId }, timeoutMs);
			// So that a refused call doesn't leave this one unhandled.
			execution.catch(() => undefined);
			await callWebhook(`${url}/webhook/${webhookPath}`, body);
			return await execution;
		},
		waitForExecution,
		async readExecution(executionId) {
			return readSavedExecution(await rest.request('GET', `/executions/${executionId}`));
		},
	};
}

async function callWebhook(url: string, body: object): Promise<void> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`The webhook answered ${response.status}: ${text}`);
}

/** Where an n8n that somebody else has started is, and its owner's login. */
export interface N8nAddress {
	url: string;
	email: string;
	password: string;
}

/**
 * Drives an n8n that runs already, and knows of its executions only what its API says. One that is new
 * is set up with this login.
 *
 * @returns what deletes its workflows and credentials when it's stopped, and leaves the n8n running
 * @throws Error when there is no n8n, or it has another login
 */
export async function connectN8n({ url, email, password }: N8nAddress): Promise<RunningN8n> {
	const rest = await logInAsOwner(url, { ...OWNER, email, password });
	const driven = driveN8n(url, rest, waitByAsking(rest));
	const workflowIds: string[] = [];
	const credentialIds: string[] = [];
	const { versionCli } = (await rest.request('GET', '/settings')) as { versionCli?: string };
	return {
		...driven,
		version: versionCli ?? 'unknown',
		async createWorkflow(workflow) {
			const id = await driven.createWorkflow(workflow);
			workflowIds.push(id);
			return id;
		},
		async createCredential(credential) {
			const created = await driven.createCredential(credential);
			credentialIds.push(created.id);
			return created;
		},
		async stop() {
			const failures: unknown[] = [];
			const attempt = async (step: () => Promise<unknown>): Promise<void> => {
				await step().catch((failure: unknown) => failures.push(failure));
			};
			for (const id of workflowIds.splice(0)) {
				await attempt(async () => await driven.deactivate(id));
				await attempt(
					async () =>
						await unlessUnknown(
							async () => await rest.request('POST', `/workflows/${id}/archive`, {}),
							async () => undefined,
						),
				);
				await attempt(async () => await rest.request('DELETE', `/workflows/${id}`));
			}
			for (const id of credentialIds.splice(0)) {
				await attempt(async () => await rest.request('DELETE', `/credentials/${id}`));
			}
			if (failures.length > 0) throw failures[0];
		},
	};
}

const ASKED_EVERY_MS = 250;
const DEFAULT_TIMEOUT_MS = 60_000;
const NOT_ENDED = ['new', 'running', 'waiting', 'unknown'];

/** The next execution of a workflow is the first that hasn't been given yet. */
function waitByAsking(rest: RestClient): RunningN8n['waitForExecution'] {
	const given = new Set<string>();
	const list = async (choice: ExecutionChoice): Promise<EndedExecution[]> => {
		if ('executionId' in choice) {
			return [(await rest.request('GET', `/executions/${choice.executionId}`)) as EndedExecution];
		}
		const filter = encodeURIComponent(JSON.stringify({ workflowId: choice.workflowId }));
		const answer = await rest.request('GET', `/executions?limit=100&filter=${filter}`);
		return (answer as { results: EndedExecution[] }).results.filter(({ id }) => !given.has(id));
	};
	return async (choice, timeoutMs = DEFAULT_TIMEOUT_MS) => {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const ended = (await list(choice)).filter(({ status }) => !NOT_ENDED.includes(status));
			const [first] = ended.sort((one, other) => Number(one.id) - Number(other.id));
			if (first !== undefined) {
				given.add(first.id);
				return first;
			}
			if (Date.now() > deadline) {
				throw new Error(
					`After ${timeoutMs} ms, no execution of ${JSON.stringify(choice)} has finished`,
				);
			}
			await wait(ASKED_EVERY_MS);
		}
	};
}
