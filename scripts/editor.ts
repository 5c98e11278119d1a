import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Sandbox, scaleRetryDelays, startSandbox } from '../sandbox';
import type { N8n, Workflow } from './n8n';

export const USAGE = `Usage: npm start [-- --port <number>]

Opens n8n's editor with the Impilo node in it, a sandbox of Impilo, and the example workflows. The
first time, it installs n8n, which takes some minutes and 3 GB.

  --port <number>  where n8n listens on 127.0.0.1; default: PORT, or 5678

With IMPILO_API_KEY set, Impilo's staging (or the address in IMPILO_BASE_URL) takes the place of the
sandbox.

Everything you make in the editor is kept in .n8n-local. Delete that folder to start over.`;

/** n8n's own. */
const DEFAULT_PORT = 5678;
const LAST_PORT = 65_535;

export interface EditorArguments {
	port: number;
}

/**
 * Reads what the user has asked for.
 *
 * @returns undefined where only the usage is wanted
 * @throws TypeError for an unknown option, Error for a port that can't be
 */
export function readArguments(
	args: readonly string[],
	environment: NodeJS.ProcessEnv,
): EditorArguments | undefined {
	const { values } = parseArgs({
		args: [...args],
		options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
	});
	if (values.help) return undefined;
	if (values.port !== undefined) return { port: readPort('--port', values.port) };
	if (environment.PORT) return { port: readPort('PORT', environment.PORT) };
	return { port: DEFAULT_PORT };
}

function readPort(source: string, text: string): number {
	const port = /^\d+$/.test(text) ? Number(text) : 0;
	if (port >= 1 && port <= LAST_PORT) return port;
	throw new Error(`${source} takes a number from 1 to ${LAST_PORT}, not "${text}".`);
}

/** What one start of the editor has to know of those before. */
export interface Notes {
	credentialId?: string;
	/** Files of the examples that have been imported, also if they were deleted in the editor since. */
	importedExamples: string[];
	sandboxPort?: number;
	/** Whoever has the editor open, or had it when it was ended by force. */
	running?: { pid: number; url: string };
}

/** @returns nothing noted where there is no such file, or not a readable one */
export async function readNotes(file: string): Promise<Notes> {
	try {
		const { credentialId, importedExamples, sandboxPort, running } = JSON.parse(
			await readFile(file, 'utf8'),
		) as Partial<Notes>;
		return { credentialId, importedExamples: importedExamples ?? [], sandboxPort, running };
	} catch {
		return { importedExamples: [] };
	}
}

export async function writeNotes(file: string, notes: Notes): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, `${JSON.stringify(notes, null, '\t')}\n`);
}

const ANSWER_WITHIN_MS = 2_000;

/** @throws Error where the editor is already open: two n8n must not share a database */
export async function demandNoOther(running: Notes['running']): Promise<void> {
	if (running === undefined || !isAlive(running.pid)) return;
	// Another program may have the process ID by now.
	const answers = await fetch(`${running.url}/healthz`, {
		signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
	}).then(
		({ ok }) => ok,
		() => false,
	);
	if (!answers) return;
	throw new Error(
		`The editor is already open, at ${running.url} (process ${running.pid}). Stop it there with Ctrl-C to start it again.`,
	);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

const HOST = '127.0.0.1';

/** Whether something could listen on this port of this machine now. */
export async function isPortFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, HOST, () => server.close(() => resolve(true)));
	});
}

/** @throws Error that says how to choose another one, where the port is in use */
export async function demandFreePort(port: number): Promise<void> {
	if (await isPortFree(port)) return;
	throw new Error(
		`Port ${port} is in use, perhaps by an n8n that runs already, or may not be used.\nChoose another one: npm start -- --port ${port === 5678 ? 5680 : 5678}`,
	);
}

/** The Impilo that the credential leads to. */
export interface Target {
	description: string;
	/** The credential's name in n8n. */
	name: string;
	credential: { environment: 'staging' | 'custom'; baseUrl: string; apiKey: string };
	/** Undefined where there is no sandbox. */
	sandboxPort: number | undefined;
	stop(): Promise<void>;
}

/** Slow enough to be watched. */
const ORDERS_MOVE_EVERY_MS = 20_000;
/** Turns Impilo's 15, 30 and 60 minutes into seconds. */
const WEBHOOK_MINUTE_MS = 1_000;

/**
 * Starts a sandbox, unless the environment names another Impilo with IMPILO_API_KEY.
 *
 * @param lastPort where the sandbox was the last time: if it can be there again, the credentials that
 * lead to it stay right
 */
export async function openTarget(
	environment: NodeJS.ProcessEnv,
	lastPort: number | undefined,
): Promise<Target> {
	const { IMPILO_API_KEY: apiKey, IMPILO_BASE_URL: baseUrl = '' } = environment;
	if (apiKey) {
		return {
			description: baseUrl === '' ? "Impilo's staging" : baseUrl,
			name: baseUrl === '' ? 'Impilo staging' : 'Impilo custom',
			credential: { environment: baseUrl === '' ? 'staging' : 'custom', baseUrl, apiKey },
			sandboxPort: undefined,
			stop: async () => {},
		};
	}
	const sandbox = await startAt(lastPort);
	return {
		description: `a sandbox at ${sandbox.url}, with invented data`,
		name: 'Impilo sandbox',
		credential: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
		sandboxPort: sandbox.port,
		stop: async () => await sandbox.stop(),
	};
}

async function startAt(lastPort = 0): Promise<Sandbox> {
	return await startSandbox({
		port: (await isPortFree(lastPort)) ? lastPort : 0,
		moveOrdersEveryMs: ORDERS_MOVE_EVERY_MS,
		webhooks: { retryDelaysMs: scaleRetryDelays(WEBHOOK_MINUTE_MS) },
	});
}

/** A credential as a node refers to it. */
export interface CredentialReference {
	id: string;
	name: string;
}

/** The files of the example workflows, by name. */
export async function listExamples(directory: string): Promise<string[]> {
	const names = await readdir(directory);
	return names.filter((name) => name.endsWith('.json')).sort();
}

export async function readExample(directory: string, file: string): Promise<Workflow> {
	return JSON.parse(await readFile(path.join(directory, file), 'utf8')) as Workflow;
}

const IMPILO_PREFIX = 'n8n-nodes-impilo.';

/** The workflow with a credential in its Impilo nodes, and HTTP Request nodes that ask Impilo, in place of whichever they have. */
export function assignCredential(workflow: Workflow, credential: CredentialReference): Workflow {
	const nodes = workflow.nodes.map((node) =>
		node.type.startsWith(IMPILO_PREFIX) ||
		node.parameters.nodeCredentialType === 'impiloApi' ||
		node.credentials?.impiloApi !== undefined
			? { ...node, credentials: { ...node.credentials, impiloApi: credential } }
			: node,
	);
	const { name, connections, settings } = workflow;
	return { name, nodes, connections, settings };
}

/**
 * Gives n8n the credential, and the examples that it hasn't been given yet. There is one credential,
 * which leads to the target of the moment, so that workflows needn't be changed with it.
 *
 * @param notes brought up to date
 * @returns how many examples were imported
 */
export async function furnish(
	n8n: N8n,
	{ name, credential: data }: Target,
	examplesDirectory: string,
	notes: Notes,
): Promise<number> {
	const credential = await provideCredential(n8n, notes.credentialId, {
		name,
		type: 'impiloApi',
		data,
	});
	notes.credentialId = credential.id;
	const known = new Set(notes.importedExamples);
	const fresh = (await listExamples(examplesDirectory)).filter((file) => !known.has(file));
	for (const file of fresh) {
		const workflow = await readExample(examplesDirectory, file);
		await n8n.createWorkflow(assignCredential(workflow, credential));
		notes.importedExamples.push(file);
	}
	return fresh.length;
}

async function provideCredential(
	n8n: N8n,
	id: string | undefined,
	credential: Parameters<N8n['createCredential']>[0],
): Promise<CredentialReference> {
	const credentials = await n8n.rest.request('GET', '/credentials');
	const isThere =
		id !== undefined && (credentials as Array<{ id?: unknown }>).some((entry) => entry.id === id);
	if (!isThere) return await n8n.createCredential(credential);
	await n8n.rest.request('PATCH', `/credentials/${id}`, credential);
	return { id, name: credential.name };
}
