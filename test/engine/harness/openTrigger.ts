import type { IDataObject, INodeParameters, WorkflowActivateMode } from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { MemoryCredentialsHelper, type CredentialData } from './credentialsHelper';
import type { LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import type { LogEntry } from './recordedLogs';
import { SavedWorkflow } from './savedWorkflow';
import { LiveWebhook, TestWebhook } from './triggerWebhooks';
import { WebhookExecutions, type CreateCallData } from './webhookExecutions';
import { listenOnLoopback } from './webhookServer';
import type { WorkflowRun } from './workflowRun';
import type { NodeSource } from './workflowSource';

export interface OpenTriggerOptions {
	package: LoadedPackage;
	/** The trigger node, which must have a webhook. */
	node: NodeSource;
	/** Given to the trigger; of each type the data given here. */
	credentials?: CredentialData;
	/** Where the node is told that n8n is, such as `https://n8n.example.com/`; by default where it is. */
	publicUrl?: string;
}

/**
 * A workflow that starts with a webhook trigger, in an n8n of its own. `executions`,
 * `staticData` and `credentials` are read anew at each access.
 */
export interface TriggerRig {
	/** Where the production webhook listens, whatever the public URL. */
	readonly url: string;
	/** Where the editor's test webhook listens. */
	readonly testUrl: string;
	/** The executions that ended, in the order in which they started; complete after `settled`. */
	readonly executions: WorkflowRun[];
	/** What the trigger's hooks and `webhook()` wrote with `this.logger`. */
	readonly logs: LogEntry[];
	/**
	 * The errors that reach no user, in n8n only reported or logged: what `webhook()` threw, what a
	 * `delete` threw, why a request couldn't be handled.
	 */
	readonly swallowed: unknown[];
	/**
	 * A copy of what is saved with the workflow, with the node's own data under `node:<its name>`.
	 * Every hook and every request works on a copy of its own, and saves it if it changed.
	 */
	staticData: IDataObject;
	/** What hooks, requests and executions find from now on; types can't be added. */
	credentials: CredentialData;
	/**
	 * Calls `checkExists`, then `create` if that answers false. n8n 2.41 does this when the user
	 * publishes the workflow (`activate`), older versions also whenever they start (`init`).
	 *
	 * @param mode what the node's `getActivationMode` says; `activate` by default
	 * @throws what the hooks threw
	 */
	activate(mode?: WorkflowActivateMode): Promise<void>;
	/** Calls `delete` if it was activated. Never rejects: what `delete` threw is in `swallowed`. */
	deactivate(): Promise<void>;
	/**
	 * The user publishes the active workflow with other parameters of the trigger: `delete` is called
	 * with the old ones, then it is activated with the new.
	 *
	 * @throws what the hooks threw
	 */
	publish(parameters: INodeParameters): Promise<void>;
	/**
	 * The editor begins to wait for a test event.
	 *
	 * @throws what the hooks threw
	 */
	activateTest(): Promise<void>;
	/** Lets something happen before n8n accepts an execution; if it throws, n8n can't. */
	beforeStart(action: () => Promise<void>): void;
	/** The editor stops waiting. Never rejects. */
	deactivateTest(): Promise<void>;
	/** Resolves when every execution and everything after a test event has ended. */
	settled(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * Saves a workflow that starts with a webhook trigger, not active yet, and listens on loopback for
 * its webhooks. Hooks, `webhook()` and executions run in n8n's engine.
 *
 * @throws UserError or UnrecognizedNodeTypeError when the workflow itself is wrong
 */
export async function openTrigger(options: OpenTriggerOptions): Promise<TriggerRig> {
	const { package: loadedPackage, node, credentials = {} } = options;
	const types = new PackageNodeTypes(loadedPackage);
	const saved = new SavedWorkflow(types, node, Object.keys(credentials));
	const server = await listenOnLoopback();
	const baseUrl = options.publicUrl ?? server.origin;
	const known = { credentials };
	const createCallData: CreateCallData = (mode) => {
		const credentialsHelper = new MemoryCredentialsHelper(loadedPackage, known.credentials);
		const additionalData = {
			...createAdditionalData({ credentialsHelper, mode }),
			instanceBaseUrl: baseUrl,
			webhookBaseUrl: `${baseUrl}webhook`,
			webhookTestBaseUrl: `${baseUrl}webhook-test`,
		};
		return { additionalData, credentialsHelper };
	};
	const logs: LogEntry[] = [];
	const swallowed: unknown[] = [];
	const executions = new WebhookExecutions(saved, createCallData);
	const surroundings = { createCallData, executions, logs, swallowed };
	const live = new LiveWebhook(saved, surroundings);
	const test = new TestWebhook(saved, surroundings);
	server.serve({
		webhook: async (...call) => await executions.track(live.handle(...call)),
		'webhook-test': async (...call) => await executions.track(test.handle(...call)),
	});
	return {
		url: `${server.origin}webhook/${live.path}`,
		testUrl: `${server.origin}webhook-test/${test.path}`,
		get executions() {
			return executions.finished;
		},
		logs,
		swallowed,
		get staticData() {
			return saved.staticData;
		},
		set staticData(data) {
			saved.staticData = data;
		},
		get credentials() {
			return known.credentials;
		},
		set credentials(data) {
			known.credentials = data;
		},
		activate: async (mode = 'activate') => await live.activate(mode),
		deactivate: async () => await live.deactivate(),
		publish: async (parameters) => {
			await live.deactivate();
			saved.setParameters(parameters);
			await live.activate('update');
		},
		activateTest: async () => await test.activate(),
		deactivateTest: async () => await test.deactivate(),
		beforeStart: (action) => {
			executions.beforeStart = action;
		},
		settled: async () => await executions.settled(),
		stop: async () => await server.close(),
	};
}
