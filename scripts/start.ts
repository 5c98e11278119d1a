import path from 'node:path';

import {
	demandFreePort,
	demandNoOther,
	furnish,
	openTarget,
	readArguments,
	readNotes,
	type Target,
	USAGE,
	writeNotes,
} from './editor';
import { startN8n, type N8n } from './n8n';
import { INSTALL_DIRECTORY, installN8n, runNpm } from './n8n/install';

const ROOT = path.join(__dirname, '..');
const EXAMPLES_DIRECTORY = path.join(ROOT, 'examples');
const LOCAL_DIRECTORY = path.join(ROOT, '.n8n-local');
/**
 * n8n's user folder: what is made in the editor stays in it from one start to the next. One for each
 * Impilo, so that nothing that is active in the sandbox goes on against staging.
 */
const USER_FOLDER = path.join(LOCAL_DIRECTORY, process.env.IMPILO_API_KEY ? 'staging' : 'sandbox');
const NOTES_FILE = path.join(USER_FOLDER, 'editor.json');
const INSTALL_LOG = path.join(LOCAL_DIRECTORY, 'install.log');
const N8N_LOG = path.join(USER_FOLDER, 'n8n.log');

/** Settings for n8n that only whoever starts it can know. */
const PASSED_ON = [
	'N8N_WEBHOOK_URL',
	'WEBHOOK_URL',
	'GENERIC_TIMEZONE',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'NODE_EXTRA_CA_CERTS',
];

const PARENT_CHECKED_EVERY_MS = 500;

/** Without it, n8n opens with its assistant. */
const WORKFLOWS_PATH = '/home/workflows';

const tell = (line: string): void => console.log(line);

async function run(port: number, signal: AbortSignal): Promise<void> {
	const notes = await readNotes(NOTES_FILE);
	await demandNoOther(notes.running);
	await demandFreePort(port);
	await installN8n({ directory: INSTALL_DIRECTORY, logFile: INSTALL_LOG, signal, tell });
	await build(signal);

	let target: Target | undefined;
	let n8n: N8n | undefined;
	try {
		target = await openTarget(process.env, notes.sandboxPort);
		notes.sandboxPort = target.sandboxPort ?? notes.sandboxPort;
		notes.running = { pid: process.pid, url: `http://127.0.0.1:${port}` };
		await writeNotes(NOTES_FILE, notes);
		tell('Starting n8n …');
		n8n = await startN8n({
			packageDirectory: ROOT,
			port,
			userFolder: USER_FOLDER,
			environment: {
				...pickSettings(process.env),
				N8N_LOG_OUTPUT: 'console,file',
				N8N_LOG_FILE_LOCATION: N8N_LOG,
			},
		});
		signal.throwIfAborted();
		const imported = await furnish(n8n, target, EXAMPLES_DIRECTORY, notes);
		await writeNotes(NOTES_FILE, notes);
		tell(describe(n8n, target, imported));
		await Promise.race([n8n.ended, aborted(signal)]);
		if (!signal.aborted) throw new Error(`n8n has ended by itself. It has printed:\n${n8n.log()}`);
	} finally {
		if (n8n !== undefined) tell('\nStopping n8n …');
		const ended = await Promise.allSettled([n8n?.stop(), target?.stop()]);
		if (notes.running?.pid === process.pid) {
			await writeNotes(NOTES_FILE, { ...notes, running: undefined });
		}
		for (const end of ended) if (end.status === 'rejected') throw end.reason;
	}
}

async function build(signal: AbortSignal): Promise<void> {
	tell('Building the node …');
	for (const script of ['clean', 'build']) {
		const { isDone, output } = await runNpm(['run', script], ROOT, signal);
		if (!isDone) throw new Error(`The node can't be built:\n${output}`);
	}
}

function pickSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
	return Object.fromEntries(
		PASSED_ON.flatMap((name) => {
			const value = environment[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}

function describe({ url, version, owner }: N8n, target: Target, imported: number): string {
	const examples = imported === 0 ? '' : `\nImported ${imported} example workflows.`;
	const isSandbox = target.sandboxPort !== undefined;
	const { baseUrl, apiKey } = target.credential;
	// Not the key to an Impilo.
	const practice = isSandbox
		? `\nTo practise with a credential of your own: Environment Custom, Base URL ${baseUrl}, API Key ${apiKey}.`
		: '';
	const fromHere = (file: string): string => path.relative(process.cwd(), file);
	return `${examples}
n8n ${version} is running, with the Impilo node and ${target.description}.

  Open      ${url}${WORKFLOWS_PATH}
  Email     ${owner.email}
  Password  ${owner.password}

The credential "${target.name}" leads there. n8n can only be reached from this machine.${practice}
What you make is kept in ${fromHere(USER_FOLDER)}${isSandbox ? "; the sandbox's data is not" : ''}. n8n's log is ${fromHere(N8N_LOG)}.
Ctrl-C stops everything.`;
}

function stopOnDemand(stop: () => void): void {
	// Each time: whoever is impatient mustn't leave anything behind.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
	// npm may be ended in a way that it can't hand on.
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) stop();
	}, PARENT_CHECKED_EVERY_MS);
	watch.unref();
	// Whoever reads this may be gone as well.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

async function main(): Promise<void> {
	const chosen = readArguments(process.argv.slice(2), process.env);
	if (chosen === undefined) {
		tell(USAGE);
		return;
	}
	const stopping = new AbortController();
	stopOnDemand(() => stopping.abort());
	try {
		await run(chosen.port, stopping.signal);
	} catch (error) {
		if (!stopping.signal.aborted) throw error;
	}
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
});
