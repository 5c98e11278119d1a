import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { findInstallation } from './install';
import {
	buildEnvironment,
	createTemporaryFolder,
	findFreePort,
	installPackage,
	type N8nProcess,
	removeFolder,
	startN8nProcess,
} from './n8nProcess';
import { logInAsOwner, publishWorkflow, type RestClient, unpublishWorkflow } from './rest';
import { startQueueServers } from './servers';
import { ENCLOSING_FOLDER, HOOK_FILE, PRELOADED_FILE } from './startN8n';

/** One process of n8n in queue mode. */
export interface QueueProcess {
	readonly url: string;
	/** Ends it at once, as a crash does. */
	kill(): Promise<void>;
	/** Starts it, with the environment it had and more; ends it before, if it runs. */
	restart(environment?: Record<string, string>): Promise<void>;
	/** The end of what it has printed. */
	log(): string;
}

/** A real n8n in queue mode: a main process, workers and webhook processors. */
export interface QueueN8n {
	readonly main: QueueProcess;
	readonly workers: readonly QueueProcess[];
	readonly webhookProcessors: readonly QueueProcess[];
	/** The internal API of the main process, logged in as the owner. */
	readonly rest: RestClient;
	readonly databaseUrl: string;
	/** Publishes a workflow, and waits until its triggers are registered. */
	activate(workflowId: string): Promise<void>;
	/** Takes a workflow back, and waits until its triggers have been unregistered. */
	deactivate(workflowId: string): Promise<void>;
	/** Ends all processes and servers, by their process IDs. */
	stop(): Promise<void>;
}

export interface QueueOptions {
	/** A built node package. */
	packageDirectory: string;
	workers: number;
	webhookProcessors: number;
}

/**
 * Starts n8n in queue mode with a node package in it, and sets up its owner.
 *
 * @throws Error when n8n, PostgreSQL or Redis isn't installed, the package isn't built, or one of them
 * doesn't start
 */
export async function startQueue(options: QueueOptions): Promise<QueueN8n> {
	const installation = findInstallation();
	const servers = await startQueueServers();
	const folders: string[] = [];
	const running = new Set<N8nProcess>();
	const shared: Record<string, string> = {
		...describeServers(servers.databaseUrl, servers.redisUrl),
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		// So that a worker that was killed is missed after seconds, not after a minute and a half.
		QUEUE_WORKER_LOCK_DURATION: '10000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
	};

	const startProcess = async (
		command: 'start' | 'worker' | 'webhook',
		givenPort?: number,
	): Promise<QueueProcess> => {
		const userFolder = await createTemporaryFolder();
		folders.push(userFolder);
		await installPackage(options.packageDirectory, userFolder);
		const port = givenPort ?? (await findFreePort());
		const url = `http://127.0.0.1:${port}`;
		const environment = {
			...buildEnvironment({
				installation,
				userFolder,
				port,
				taskBrokerPort: await findFreePort(),
				hookFile: HOOK_FILE,
				temporaryFolder: process.env[ENCLOSING_FOLDER] ?? userFolder,
			}),
			...shared,
			...(command === 'worker'
				? {
						// So that two executions at the same time are on two workers.
						N8N_CONCURRENCY_PRODUCTION_LIMIT: '1',
						QUEUE_HEALTH_CHECK_ACTIVE: 'true',
						QUEUE_HEALTH_CHECK_PORT: String(port),
						N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
					}
				: {}),
		};
		const launch = async (more: Record<string, string> = {}): Promise<N8nProcess> => {
			const launched = await startN8nProcess({
				installation,
				command,
				environment: { ...environment, ...more },
				workingDirectory: userFolder,
				url,
				nodeArguments: ['--require', PRELOADED_FILE],
				onReport: () => undefined,
			});
			running.add(launched);
			return launched;
		};
		let current = await launch();
		return {
			url,
			async kill() {
				await current.kill();
			},
			async restart(more) {
				await current.stop();
				running.delete(current);
				current = await launch(more);
			},
			log: () => current.log(),
		};
	};

	const stop = async (): Promise<void> => {
		await Promise.all([...running].map(async (each) => await each.stop()));
		await servers.stop();
		await Promise.all(folders.map(removeFolder));
	};
	try {
		const webhookPort = await findFreePort();
		shared.WEBHOOK_URL = `http://127.0.0.1:${webhookPort}/`;
		// It brings the database up to date, so the others have to wait for it.
		const main = await startProcess('start');
		const startMany = async (count: number, command: 'worker' | 'webhook') =>
			await Promise.all(
				Array.from(
					{ length: count },
					async (_, index) =>
						await startProcess(
							command,
							command === 'webhook' && index === 0 ? webhookPort : undefined,
						),
				),
			);
		const [workers, webhookProcessors] = await Promise.all([
			startMany(options.workers, 'worker'),
			startMany(options.webhookProcessors, 'webhook'),
		]);
		const rest = await logInAsOwner(main.url);
		return {
			main,
			workers,
			webhookProcessors,
			rest,
			databaseUrl: servers.databaseUrl,
			activate: async (workflowId) => await publishWorkflow(rest, workflowId),
			deactivate: async (workflowId) => await unpublishWorkflow(rest, workflowId),
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The environment variables by which n8n finds its servers. */
function describeServers(databaseUrl: string, redisUrl: string): Record<string, string> {
	const database = new URL(databaseUrl);
	const redis = new URL(redisUrl);
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: database.hostname,
		DB_POSTGRESDB_PORT: database.port || '5432',
		DB_POSTGRESDB_DATABASE: path.basename(database.pathname),
		DB_POSTGRESDB_USER: decodeURIComponent(database.username),
		DB_POSTGRESDB_PASSWORD: decodeURIComponent(database.password),
		QUEUE_BULL_REDIS_HOST: redis.hostname,
		QUEUE_BULL_REDIS_PORT: redis.port || '6379',
		QUEUE_BULL_REDIS_USERNAME: decodeURIComponent(redis.username),
		QUEUE_BULL_REDIS_PASSWORD: decodeURIComponent(redis.password),
		QUEUE_BULL_PREFIX: `test-${process.pid}`,
	};
}
