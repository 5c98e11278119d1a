import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Report, Request } from './executions';
import type { Installation } from './install';

/** On a busy machine, the migrations of a new database alone have taken two minutes. */
const READY_WITHIN_MS = 300_000;
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
	/** As `stop`, but at once: n8n can't finish anything. */
	kill(): Promise<void>;
}

export interface N8nProcessOptions {
	installation: Installation;
	/** Of n8n's command line; default: `start`. */
	command?: 'start' | 'worker' | 'webhook';
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
	const { installation, nodeArguments, command = 'start' } = options;
	const child = spawn(installation.node, [...nodeArguments, installation.n8n, command], {
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

	const kill = async (): Promise<void> => {
		if (!hasEnded) child.kill('SIGKILL');
		await ended;
	};

	// n8n 1.x says that it's ready a little before it takes requests.
	const proofs =
		command === 'start' ? ['/healthz/readiness', '/rest/settings'] : ['/healthz/readiness'];
	const isReady = await waitUntilReady(
		proofs.map((path) => `${options.url}${path}`),
		() => hasEnded,
	);
	const { pid } = child;
	if (!isReady || pid === undefined) {
		await stop();
		throw new Error(`n8n did not start. It has printed:\n${log}`);
	}
	return { pid, ended, log: () => log, send: (request) => void child.send(request), stop, kill };
}

async function waitUntilReady(
	proofs: readonly string[],
	hasEnded: () => boolean,
): Promise<boolean> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (!hasEnded() && Date.now() < deadline) {
		const answers = await Promise.all(proofs.map(answersWell));
		if (answers.every((isGood) => isGood)) return true;
		await wait(READINESS_POLL_MS);
	}
	return false;
}

async function answersWell(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		await response.text();
		return response.ok;
	} catch {
		return false;
	}
}

export interface N8nEnvironment {
	installation: Installation;
	userFolder: string;
	port: number;
	/** For the process that would run Code nodes. */
	taskBrokerPort: number;
	/** Loaded by n8n into its process. */
	hookFile: string;
	/** Goes when n8n ends because whoever started it is gone; empty for none. */
	temporaryFolder: string;
}

/** Of the environment of this process n8n gets only these: its settings must not leak in. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/** The environment variables that keep an n8n to itself: nothing shared, and no call to the outside. */
export function buildEnvironment(settings: N8nEnvironment): NodeJS.ProcessEnv {
	const environment: NodeJS.ProcessEnv = {};
	for (const name of INHERITED) environment[name] = process.env[name];
	return {
		...environment,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: settings.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(settings.port),
		N8N_RUNNERS_BROKER_PORT: String(settings.taskBrokerPort),
		EXTERNAL_HOOK_FILES: settings.hookFile,
		REMOVE_FOLDER_WITHOUT_STARTER: settings.temporaryFolder,
		DB_TYPE: 'sqlite',
		N8N_SECURE_COOKIE: 'false',
		N8N_LOG_LEVEL: 'warn',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		// Both would ask n8n's own servers for lists; an n8n that lacks the first doesn't start with its name.
		N8N_DISABLED_MODULES: hasModule(settings.installation, 'mcp-registry') ? 'mcp-registry' : '',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	};
}

function hasModule({ n8n }: Installation, name: string): boolean {
	return existsSync(path.join(path.dirname(n8n), '..', 'dist', 'modules', name));
}

interface Manifest {
	name: string;
	files: string[];
}

/** Makes an empty folder for one n8n that is to leave nothing behind. */
export async function createTemporaryFolder(): Promise<string> {
	return await mkdtemp(path.join(tmpdir(), 'n8n-'));
}

/**
 * Puts a node package into the user folder of an n8n, as if it had been installed from the Community
 * Nodes page: n8n then loads it under its published name. An earlier one makes way.
 *
 * @param packageDirectory a built package
 * @throws Error when the package isn't built
 */
export async function installPackage(packageDirectory: string, userFolder: string): Promise<void> {
	const manifest = readManifest(
		JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8')),
	);
	const target = path.join(userFolder, '.n8n', 'nodes', 'node_modules', manifest.name);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	for (const file of ['package.json', ...manifest.files]) {
		try {
			await cp(path.join(packageDirectory, file), path.join(target, file), { recursive: true });
		} catch {
			throw new Error(`The package has no ${file} to install in n8n. Run: npm run build`);
		}
	}
}

/** Removes the folder with everything that n8n has put into it. */
export async function removeFolder(userFolder: string): Promise<void> {
	await rm(userFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function readManifest(value: unknown): Manifest {
	if (
		typeof value !== 'object' ||
		value === null ||
		!('name' in value) ||
		!('files' in value) ||
		!Array.isArray(value.files)
	) {
		throw new Error("The package's package.json needs a name and files");
	}
	return { name: String(value.name), files: value.files.map(String) };
}

const HOST = '127.0.0.1';

/** Finds a port of this machine that nobody listens on. */
export async function findFreePort(): Promise<number> {
	const server = createServer();
	return await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, HOST, () => {
			const address = server.address();
			const port = typeof address === 'object' && address !== null ? address.port : undefined;
			server.close(() => {
				if (port === undefined) reject(new Error('This machine gave no free port'));
				else resolve(port);
			});
		});
	});
}
