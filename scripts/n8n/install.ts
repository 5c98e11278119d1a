import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const INSTALL_COMMAND = 'npm run n8n:install';

/** Where n8n is installed: next to its package.json. */
export const INSTALL_DIRECTORY = __dirname;

/** Where n8n and its own Node.js are. */
export interface Installation {
	/** The Node.js that runs n8n, which may be newer than the one that runs this. */
	node: string;
	/** n8n's command line. */
	n8n: string;
	n8nVersion: string;
}

/**
 * Finds an installed n8n.
 *
 * @param directory with a node_modules; by default what N8N_DIRECTORY says, and otherwise this one
 * @throws Error that names the command to run, where it's not installed
 */
export function findInstallation(
	directory = process.env.N8N_DIRECTORY ?? INSTALL_DIRECTORY,
): Installation {
	const packages = path.join(directory, 'node_modules');
	const node = path.join(packages, 'node', 'bin', 'node');
	const n8n = path.join(packages, 'n8n', 'bin', 'n8n');
	const database = path.join(packages, 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
	if (![node, n8n, database].every((file) => existsSync(file))) {
		throw new Error(
			`n8n is not installed here, or not completely. Run: ${INSTALL_COMMAND}\n(once; it takes some five minutes and 3 GB in scripts/n8n/node_modules)`,
		);
	}
	const n8nVersion = readVersion(path.join(packages, 'n8n', 'package.json')) ?? 'unknown';
	return { node, n8n, n8nVersion };
}

/**
 * How far an n8n is installed: not at all; begun, and interrupted; in another version than the lock
 * file asks for; without its compiled parts; or ready to be started.
 */
export type InstallState = 'missing' | 'interrupted' | 'outdated' | 'uncompiled' | 'ready';

const PROBE_WITHIN_MS = 30_000;

/**
 * @param directory with n8n's package.json and lock file
 * @param canLoadDatabase whether this Node.js can load this module; what an interrupted compiler has
 * left may be there, and be of no use
 */
export function readInstallState(
	directory: string,
	canLoadDatabase: (node: string, module: string) => boolean = loads,
): InstallState {
	const packages = path.join(directory, 'node_modules');
	if (!existsSync(packages)) return 'missing';
	// npm writes it when all packages are there.
	if (!existsSync(path.join(packages, '.package-lock.json'))) return 'interrupted';
	const wanted = readVersion(path.join(directory, 'package-lock.json'), (lock) =>
		pick(pick(lock, 'packages'), 'node_modules/n8n'),
	);
	const there = readVersion(path.join(packages, 'n8n', 'package.json'));
	if (there === undefined) return 'interrupted';
	if (there !== wanted) return 'outdated';
	try {
		const { node } = findInstallation(directory);
		return canLoadDatabase(node, path.join(packages, 'sqlite3')) ? 'ready' : 'uncompiled';
	} catch {
		return 'uncompiled';
	}
}

function loads(node: string, module: string): boolean {
	const { status } = spawnSync(node, ['-e', `require(${JSON.stringify(module)})`], {
		stdio: 'ignore',
		timeout: PROBE_WITHIN_MS,
	});
	return status === 0;
}

function readVersion(
	file: string,
	find: (content: unknown) => unknown = (content) => content,
): string | undefined {
	try {
		const version = pick(find(JSON.parse(readFileSync(file, 'utf8'))), 'version');
		return typeof version === 'string' ? version : undefined;
	} catch {
		return undefined;
	}
}

function pick(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[key]
		: undefined;
}

export interface InstallOptions {
	/** With n8n's package.json and lock file. */
	directory: string;
	/** Gets all that npm prints. */
	logFile: string;
	/** Stops it; the next installation starts over with what has been downloaded. */
	signal: AbortSignal;
	tell: (line: string) => void;
}

/**
 * Makes a folder with everything that `installN8n` needs for another version of n8n.
 *
 * @param directory kept as it is, where it's for this version already
 * @throws Error with what npm says, e.g. that there is no such version
 */
export async function prepareVersion(
	version: string,
	directory: string,
	signal: AbortSignal,
): Promise<void> {
	const manifest = JSON.stringify(
		{
			private: true,
			dependencies: { n8n: version, node: NODE_FOR_OLDER },
			overrides: OVERRIDES_FOR_OLDER,
		},
		null,
		'\t',
	);
	const manifestFile = path.join(directory, 'package.json');
	const lockFile = path.join(directory, 'package-lock.json');
	if (existsSync(lockFile) && readFileSync(manifestFile, 'utf8') === manifest) return;
	await mkdir(directory, { recursive: true });
	await rm(lockFile, { force: true });
	await writeFile(manifestFile, manifest);
	const { isDone, output } = await runNpm(
		['install', '--package-lock-only', '--ignore-scripts'],
		directory,
		signal,
	);
	if (!isDone) throw new Error(`n8n ${version} can't be installed. npm says:\n${output}`);
}

/** Runs n8n from 1.85 on, and the TypeScript that is loaded into it. */
const NODE_FOR_OLDER = '22.23.3';

const OVERRIDES_FOR_OLDER = {
	linkedom: '0.18.13',
	'msgpackr-extract': '3.0.4',
	// n8n 1.x names one that isn't at npm, but on a server of its own.
	xlsx: '0.18.5',
};

const TOLD_EVERY_MS = 30_000;

const WHY: Record<Exclude<InstallState, 'ready'>, string> = {
	missing:
		'Installing n8n, with its own Node.js. Only this first time: it takes 5 to 10 minutes and 3 GB.',
	interrupted: 'The installation of n8n was interrupted. Installing it again.',
	outdated: 'Another version of n8n is installed than the one needed. Installing that one.',
	uncompiled: 'n8n is installed, but not yet compiled. Compiling it.',
};

const COMMANDS: Record<InstallStep, readonly string[]> = {
	packages: ['ci', '--ignore-scripts', '--no-progress'],
	compile: ['rebuild', '--ignore-scripts=false', '--foreground-scripts', 'node', 'sqlite3'],
};

/**
 * Makes sure that n8n is installed: does what is missing, which is nothing the second time.
 *
 * @throws Error that says what went wrong and how to go on
 */
export async function installN8n(options: InstallOptions): Promise<void> {
	const { directory, tell } = options;
	const state = readInstallState(directory);
	if (state === 'ready') return;
	tell(WHY[state]);
	if (state !== 'uncompiled') await runStep('packages', options);
	await runStep('compile', options);
	if (readInstallState(directory) !== 'ready') {
		throw new Error(
			`npm has installed n8n, but it can't be started.\nDelete ${path.join(directory, 'node_modules')}, and run npm start again. npm's output is in ${options.logFile}`,
		);
	}
}

async function runStep(step: InstallStep, options: InstallOptions): Promise<void> {
	const { directory, logFile, signal, tell } = options;
	const startedAt = Date.now();
	const timer = setInterval(() => {
		const minutes = (Date.now() - startedAt) / 60_000;
		tell(`  ${step === 'compile' ? 'compiling' : 'downloading'}, ${minutes.toFixed(1)} minutes`);
	}, TOLD_EVERY_MS);
	try {
		const { isDone, output } = await runNpm(COMMANDS[step], directory, signal);
		await mkdir(path.dirname(logFile), { recursive: true });
		await writeFile(logFile, output);
		if (!isDone) throw new Error(explainInstallFailure(step, output, logFile));
	} finally {
		clearInterval(timer);
	}
}

/** The two parts of an installation: getting the packages, and compiling what n8n's database needs. */
export type InstallStep = 'packages' | 'compile';

/** What went wrong and how to go on, by what npm has printed. The first match counts. */
const REASONS: ReadonlyArray<{ step?: InstallStep; sign: RegExp; explanation: string }> = [
	{
		sign: /\bENOSPC\b|no space left on device/i,
		explanation: 'The disk is full: n8n takes 3 GB. Make room, and run npm start again.',
	},
	{
		step: 'compile',
		sign: /find Python|not find any Python|not found: make|make: (command )?not found|spawn make ENOENT|(g\+\+|c\+\+|cc1plus|clang\+\+)[^\n]*not found|No Xcode|find VS/i,
		explanation: `A part of n8n has to be compiled here, and the tools for that are missing. Install them, and run npm start again:
  Debian, Ubuntu   sudo apt-get install python3 make g++
  Fedora           sudo dnf install python3 make gcc-c++
  macOS            xcode-select --install`,
	},
	{
		sign: /\b(EAI_AGAIN|EAI_FAIL|ENOTFOUND|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b|network request to \S+ failed/,
		explanation:
			'npm could not get everything over the network. Check the connection (behind a proxy: npm config set https-proxy <address>), and run npm start again: what has been downloaded is used again.',
	},
	{
		sign: /\b(EACCES|EPERM)\b/,
		explanation:
			'npm may not write here. Make sure that this folder and the npm cache (npm config get cache) belong to you, and run npm start again.',
	},
	{
		sign: /\bEINTEGRITY\b/,
		explanation:
			'A downloaded package is damaged. Run npm cache clean --force, and then npm start again.',
	},
];

const UNKNOWN = 'Run npm start again.';
const LAST_LINES = 8;

/**
 * Says what went wrong in an installation, and how to go on.
 *
 * @param output what npm has printed
 * @param logFile where all of it is
 */
export function explainInstallFailure(step: InstallStep, output: string, logFile: string): string {
	const reason = REASONS.find(
		(entry) => (entry.step === undefined || entry.step === step) && entry.sign.test(output),
	);
	if (reason !== undefined) {
		return `n8n could not be installed.\n${reason.explanation}\nnpm's output is in ${logFile}`;
	}
	const errors = output.split('\n').filter((line) => /\b(ERR!|error)\b/.test(line));
	const lastLines = errors.slice(-LAST_LINES).join('\n');
	return `n8n could not be installed. npm says:\n${lastLines}\n${UNKNOWN}\nnpm's output is in ${logFile}`;
}

/** How an npm command has ended. */
export interface NpmResult {
	/** Whether it did what it was asked for. */
	isDone: boolean;
	/** What it has printed, on both channels. */
	output: string;
}

/**
 * Runs the npm that runs this, or the one in the PATH.
 *
 * @param signal ends npm, and everything it has started
 */
export async function runNpm(
	args: readonly string[],
	directory: string,
	signal: AbortSignal,
): Promise<NpmResult> {
	signal.throwIfAborted();
	const script = process.env.npm_execpath;
	const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
	const child = spawn(command, [...first, ...args], {
		cwd: directory,
		stdio: ['ignore', 'pipe', 'pipe'],
		// In its own process group, so that its compilers end with it.
		detached: true,
	});
	let output = '';
	const keep = (text: string): void => {
		output += text;
	};
	child.stdout.setEncoding('utf8').on('data', keep);
	child.stderr.setEncoding('utf8').on('data', keep);
	child.once('error', (error) => keep(error.message));
	const kill = (): void => {
		try {
			if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
		} catch {
			// It has ended by itself.
		}
	};
	// npm would first undo its work, which takes long, and the next `npm ci` starts over anyway.
	signal.addEventListener('abort', kill, { once: true });
	process.once('exit', kill);
	await once(child, 'close').catch(() => undefined);
	signal.removeEventListener('abort', kill);
	process.removeListener('exit', kill);
	signal.throwIfAborted();
	return { isDone: child.exitCode === 0, output };
}
