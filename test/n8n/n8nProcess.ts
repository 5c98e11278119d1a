import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

import type { Installation } from './installation';
import type { Report, Request } from './reports';

const READY_WITHIN_MS = 120_000;
const READINESS_POLL_MS = 100;
/** n8n lets running executions finish before it ends. */
const STOP_WITHIN_MS = 10_000;
/** Of what n8n has printed, so much is kept. */
const LOG_LENGTH = 100_000;

/** A running n8n, as the operating system sees it. */
export interface N8nProcess {
	readonly pid: number;
	/** Resolves when it has ended, by itself or not. */
	readonly ended: Promise<void>;
	/** The end of what n8n has printed. */
	log(): string;
	send(request: Request): void;
	/** Ends it by its process ID, and waits until it has ended. May be called again. */
	stop(): Promise<void>;
}

export interface N8nProcessOptions {
	installation: Installation;
	environment: NodeJS.ProcessEnv;
	/** Also where n8n would look for a `.env` file. */
	workingDirectory: string;
	url: string;
	/** For n8n's Node.js, e.g. `--max-old-space-size=512`. */
	nodeArguments: string[];
	onReport: (report: Report) => void;
}

/**
 * Starts n8n and waits until it takes requests.
 *
 * @throws Error with what n8n has printed, when it ends or isn't ready in time
 */
export async function startN8nProcess(options: N8nProcessOptions): Promise<N8nProcess> {
	const { installation, nodeArguments } = options;
	const child = spawn(installation.node, [...nodeArguments, installation.n8n, 'start'], {
		cwd: options.workingDirectory,
		env: options.environment,
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	});
	let log = '';
	const keep = (text: string) => {
		log = (log + text).slice(-LOG_LENGTH);
	};
	child.stdout?.setEncoding('utf8').on('data', keep);
	child.stderr?.setEncoding('utf8').on('data', keep);
	child.on('message', (message) => options.onReport(message as Report));
	let hasEnded = false;
	const ended = new Promise<void>((resolve) => {
		const end = () => {
			hasEnded = true;
			resolve();
		};
		child.once('exit', end);
		child.once('error', (error) => {
			keep(error.message);
			end();
		});
	});
	const stop = async (): Promise<void> => {
		if (!hasEnded) child.kill('SIGTERM');
		const late = AbortSignal.timeout(STOP_WITHIN_MS);
		await Promise.race([ended, once(late, 'abort')]);
		if (!hasEnded) child.kill('SIGKILL');
		await ended;
	};

	const isReady = await waitUntilReady(options.url, () => hasEnded);
	const { pid } = child;
	if (!isReady || pid === undefined) {
		await stop();
		throw new Error(`n8n did not start. It has printed:\n${log}`);
	}
	return { pid, ended, log: () => log, send: (request) => void child.send(request), stop };
}

async function waitUntilReady(url: string, hasEnded: () => boolean): Promise<boolean> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (!hasEnded() && Date.now() < deadline) {
		const isReady = await fetch(`${url}/healthz/readiness`).then(
			async (response) => {
				await response.text();
				return response.ok;
			},
			() => false,
		);
		if (isReady) return true;
		await wait(READINESS_POLL_MS);
	}
	return false;
}
