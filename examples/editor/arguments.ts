import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm start [-- --port <number>]

Opens n8n's editor with the Impilo node in it, a sandbox of Impilo, and the example workflows. The
first time, it installs n8n, which takes some minutes and 3 GB.

  --port <number>  where n8n listens on 127.0.0.1; default: PORT, or 5678

With IMPILO_API_KEY set, Impilo's staging (or the address in IMPILO_BASE_URL) takes the place of the
sandbox.

Everything you make in the editor is kept in .n8n-local. Delete that folder to begin anew.`;

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
