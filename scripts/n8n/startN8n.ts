import path from 'node:path';

import { buildEnvironment } from './n8nProcess';
import { readEntity } from './rest';
import { FinishedExecutions, type ExecutionChoice } from './executions';
import { findFreePort } from './n8nProcess';
import { findInstallation, type Installation } from './install';
import { startN8nProcess, type N8nProcess } from './n8nProcess';
import { publishWorkflow, runWorkflow, unpublishWorkflow } from './rest';
import type { FinishedExecution, Report, Vitals } from './executions';
import { logInAsOwner, OWNER, type Owner, type RestClient } from './rest';
import { readSavedExecution, type SavedExecution } from './rest';
import { createTemporaryFolder, installPackage, removeFolder } from './n8nProcess';
import type { Workflow } from './rest';

export interface N8nOptions {
	/** A built node package: its package.json, and what that names under `files`. */
	packageDirectory: string;
	/** Default: any free port of 127.0.0.1. */
	port?: number;
	/** Environment variables to add to those that isolate n8n. */
	environment?: Record<string, string>;
	/** For n8n's Node.js, e.g. `--max-old-space-size=512`. */
	nodeArguments?: string[];
	/** Kept when n8n is stopped, with everything in it. Default: a temporary one. */
	userFolder?: string;
	/** Default: the n8n of this folder. */
	installation?: Installation;
}

/** A real n8n on this machine, with its own database and user folder. */
export interface N8n {
	/** `http://127.0.0.1:<port>`, without a slash at the end. */
	readonly url: string;
	/** Another one after a restart. */
	readonly pid: number;
	readonly version: string;
	/** To log in with in the editor. */
	readonly owner: Owner;
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
	execute(workflowId: string, triggerName: string, timeoutMs?: number): Promise<FinishedExecution>;
	/** Calls the webhook of an active workflow, and waits for the end of the execution. */
	executeByWebhook(
		workflowId: string,
		webhookPath: string,
		body: object,
		timeoutMs?: number,
	): Promise<FinishedExecution>;
	/** Waits for the end of an execution by its ID, or of the next one of a workflow. */
	waitForExecution(choice: ExecutionChoice, timeoutMs?: number): Promise<FinishedExecution>;
	/** All executions that have finished so far. */
	listFinished(): FinishedExecution[];
	/** Reads the items of an execution that n8n has saved. */
	readExecution(executionId: string): Promise<SavedExecution>;

	/**
	 * Frees the memory that n8n doesn't use, so that what comes next can be measured.
	 *
	 * @param thoroughly gives up compiled code and spare pages as well: for measuring memory, not time,
	 * as n8n is slow for a while after it
	 */
	collectGarbage(thoroughly?: boolean): Promise<void>;
	/**
	 * How n8n's process is doing; one call at a time.
	 *
	 * @throws Error when n8n ends before it answers
	 */
	readVitals(): Promise<Vitals>;
	/** The end of what n8n has printed. */
	log(): string;
	/** Resolves when the process that runs now has ended, by itself or not. */
	readonly ended: Promise<void>;
	/** Ends n8n's process, and keeps everything for a restart. */
	shutDown(): Promise<void>;
	/** Starts n8n again, at the same address and with what it had; ends it before, if it runs. */
	restart(): Promise<void>;
	/** Ends n8n, and removes its user folder if it's a temporary one. May be called again. */
	stop(): Promise<void>;
}

/** Names the folder that contains temporary user folders, and is removed with them. */
export const ENCLOSING_FOLDER = 'N8N_ENCLOSING_FOLDER';

export const HOOK_FILE = path.join(__dirname, 'executionReporter.ts');
export const PRELOADED_FILE = path.join(__dirname, 'endWithStarter.ts');

/**
 * Starts a real n8n with a node package in it, and sets up its owner.
 *
 * @throws Error when n8n isn't installed, the package isn't built, or n8n doesn't start
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const installation = options.installation ?? findInstallation();
	const userFolder = options.userFolder ?? (await createTemporaryFolder());
	const isTemporary = options.userFolder === undefined;
	const finished = new FinishedExecutions();
	let announceCollected: () => void = () => undefined;
	let announceVitals: (vitals: Vitals) => void = () => undefined;
	const onReport = (report: Report): void => {
		if (report.kind === 'executionFinished') finished.add(report.execution);
		else if (report.kind === 'vitals') announceVitals(report.vitals);
		else announceCollected();
	};
	let n8nProcess: N8nProcess | undefined;
	const stop = async (): Promise<void> => {
		await n8nProcess?.stop();
		if (isTemporary) await removeFolder(userFolder);
	};
	try {
		await installPackage(options.packageDirectory, userFolder);
		const port = options.port ?? (await findFreePort());
		const url = `http://127.0.0.1:${port}`;
		const environment = {
			...buildEnvironment({
				installation,
				userFolder,
				port,
				taskBrokerPort: await findFreePort(),
				hookFile: HOOK_FILE,
				temporaryFolder: isTemporary ? (process.env[ENCLOSING_FOLDER] ?? userFolder) : '',
			}),
			...options.environment,
		};
		const launch = async (): Promise<N8nProcess> =>
			await startN8nProcess({
				installation,
				environment,
				workingDirectory: userFolder,
				url,
				nodeArguments: ['--require', PRELOADED_FILE, ...(options.nodeArguments ?? [])],
				onReport,
			});
		let running = await launch();
		n8nProcess = running;
		const rest = await logInAsOwner(url);
		const waitForExecution: N8n['waitForExecution'] = async (choice, timeoutMs) =>
			await finished.waitFor(choice, timeoutMs);
		return {
			url,
			get pid() {
				return running.pid;
			},
			version: installation.n8nVersion,
			owner: OWNER,
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
			listFinished: () => finished.list(),
			async readExecution(executionId) {
				return readSavedExecution(await rest.request('GET', `/executions/${executionId}`));
			},
			async collectGarbage(thoroughly = false) {
				const collected = new Promise<void>((resolve) => {
					announceCollected = resolve;
				});
				running.send({ kind: 'collectGarbage', thoroughly });
				await orEnded(collected, running);
			},
			async readVitals() {
				const vitals = new Promise<Vitals>((resolve) => {
					announceVitals = resolve;
				});
				running.send({ kind: 'readVitals' });
				return await orEnded(vitals, running);
			},
			log: () => running.log(),
			get ended() {
				return running.ended;
			},
			shutDown: async () => await running.stop(),
			async restart() {
				await running.stop();
				running = await launch();
				n8nProcess = running;
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** @throws Error when the process ends before it answers */
async function orEnded<T>(answer: Promise<T>, { ended }: N8nProcess): Promise<T> {
	return await Promise.race([
		answer,
		ended.then((): never => {
			throw new Error('n8n has ended');
		}),
	]);
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
