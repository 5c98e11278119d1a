import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { INodeExecutionData } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../../sandbox';
import { startQueue, type QueueN8n, type QueueProcess } from '../../../scripts/n8n';
import { INSTALL_DIRECTORY } from '../../../scripts/n8n/install';
import { readEntity, readSavedExecution } from '../../../scripts/n8n/rest';
import { buildWorkflow, type NodePart } from '../n8n/sandboxRig';

/** n8n in queue mode with the built package, and a sandbox. */
export interface QueueRig {
	readonly n8n: QueueN8n;
	readonly sandbox: Sandbox;
	/** Saves a workflow of nodes one after the other, with the credential in those of Impilo. */
	saveWorkflow(name: string, parts: readonly NodePart[]): Promise<string>;
	/** The executions of a workflow, as they are now. */
	listExecutions(workflowId: string): Promise<Execution[]>;
	/** Waits until so many executions of a workflow have been started, and none goes on. */
	waitUntilIdle(workflowId: string, atLeast?: number): Promise<Execution[]>;
	/** What a node of an execution gave. */
	itemsOf(execution: Execution, nodeName: string): Promise<INodeExecutionData[]>;
	stop(): Promise<void>;
}

export interface Execution {
	id: string;
	status: string;
}

/** What is used of n8n's own client of PostgreSQL. */
interface Database {
	connect(): Promise<void>;
	query(sql: string, values: unknown[]): Promise<{ rows: Array<Record<string, unknown>> }>;
	end(): Promise<void>;
}

const PACKAGE_DIRECTORY = path.join(__dirname, '..', '..', '..');
/** A webhook processor that is killed may have saved an execution, and not handed it to a worker: it never begins. */
const LEFT_BEHIND_AFTER_MS = 20_000;
const GOING_ON = ['new', 'running', 'waiting'];
const POLL_MS = 250;
const IDLE_WITHIN_MS = 150_000;

export async function startQueueRig(): Promise<QueueRig> {
	const sandbox = await startSandbox({ inventory: 'unlimited' });
	try {
		const n8n = await startQueue({
			packageDirectory: PACKAGE_DIRECTORY,
			workers: 2,
			webhookProcessors: 2,
		});
		const { rest } = n8n;
		const name = 'Impilo sandbox';
		const data = { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey };
		const credential = readEntity(
			await rest.request('POST', '/credentials', { name, type: 'impiloApi', data }),
		);

		const database = await openDatabase(n8n.databaseUrl);
		const listExecutions = async (workflowId: string): Promise<Execution[]> => {
			const { rows } = await database.query(
				'SELECT id, status FROM execution_entity WHERE "workflowId" = $1 ORDER BY id',
				[workflowId],
			);
			return rows.map(({ id, status }) => ({ id: String(id), status: String(status) }));
		};
		return {
			n8n,
			sandbox,
			async saveWorkflow(workflowName, parts) {
				const credentials = { impiloApi: { id: credential.id, name } };
				const workflow = buildWorkflow(workflowName, parts, credentials);
				return readEntity(await rest.request('POST', '/workflows', workflow)).id;
			},
			listExecutions,
			async waitUntilIdle(workflowId, atLeast = 0) {
				const deadline = Date.now() + IDLE_WITHIN_MS;
				let before = '';
				let changedAt = Date.now();
				for (;;) {
					const executions = await listExecutions(workflowId);
					const now = JSON.stringify(executions);
					if (now !== before) changedAt = Date.now();
					before = now;
					const goingOn = executions.filter(({ status }) => GOING_ON.includes(status));
					const areLeftBehind =
						goingOn.every(({ status }) => status === 'new') &&
						Date.now() - changedAt > LEFT_BEHIND_AFTER_MS;
					const isIdle = goingOn.length === 0 || areLeftBehind;
					if (executions.length >= atLeast && isIdle) return executions;
					if (Date.now() > deadline) {
						throw new Error(
							`${executions.length} of ${atLeast} executions were started, and ${goingOn.length} go on`,
						);
					}
					await wait(POLL_MS);
				}
			},
			async itemsOf({ id }, nodeName) {
				const { rows } = await database.query(
					'SELECT data FROM execution_data WHERE "executionId" = $1',
					[id],
				);
				return readSavedExecution(rows[0]).items(nodeName);
			},
			async stop() {
				await database.end();
				await n8n.stop();
				await sandbox.stop();
			},
		};
	} catch (error) {
		await sandbox.stop();
		throw error;
	}
}

/** What n8n answers about executions depends on pages and filters: the database tells which there are. */
async function openDatabase(connectionString: string): Promise<Database> {
	const requireOfN8n = createRequire(path.join(INSTALL_DIRECTORY, 'package.json'));
	const { Client } = requireOfN8n('pg') as {
		Client: new (options: { connectionString: string }) => Database;
	};
	const database = new Client({ connectionString });
	await database.connect();
	return database;
}

/**
 * Calls a webhook at one of the processors.
 *
 * @param webhookPath below `/webhook/`
 * @returns the status of the answer; undefined where there was none
 */
export async function callWebhook(
	{ url }: QueueProcess,
	webhookPath: string,
	body: object,
	headers: Record<string, string> = {},
): Promise<number | undefined> {
	try {
		const response = await fetch(`${url}/webhook/${webhookPath}`, {
			method: 'POST',
			// A socket that is kept open ends with a processor that is killed.
			headers: { 'content-type': 'application/json', connection: 'close', ...headers },
			body: JSON.stringify(body),
		});
		await response.text();
		return response.status;
	} catch {
		return undefined;
	}
}
