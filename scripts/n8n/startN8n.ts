import path from 'node:path';

import { FinishedExecutions, type FinishedExecution, type Report, type Vitals } from './executions';
import { findInstallation, type Installation } from './install';
import {
	buildEnvironment,
	createTemporaryFolder,
	findFreePort,
	installPackage,
	type N8nProcess,
	removeFolder,
	startN8nProcess,
} from './n8nProcess';
import { logInAsOwner, OWNER, type Owner } from './rest';
import { driveN8n, type RunningN8n } from './runningN8n';

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
export interface N8n extends RunningN8n<FinishedExecution> {
	/** Another one after a restart. */
	readonly pid: number;
	/** To log in with in the editor. */
	readonly owner: Owner;

	/** All executions that have finished so far. */
	listFinished(): FinishedExecution[];

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
		return {
			...driveN8n(
				url,
				rest,
				async (choice, timeoutMs) => await finished.waitFor(choice, timeoutMs),
			),
			get pid() {
				return running.pid;
			},
			version: installation.n8nVersion,
			owner: OWNER,
			listFinished: () => finished.list(),
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
