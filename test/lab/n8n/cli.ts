import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n, prepareVersion } from '../../../scripts/n8n/install';

const USAGE = `Usage: npm run test:n8n [-- --n8n <version>] [-- <suite> ...]

Tests the built package in a running n8n.

  --n8n    another version than the one of scripts/n8n, e.g. 1.123.0; it's installed into .n8n-local/n8n
  <suite>  part of a file's path, in place of all`;

const ROOT = path.join(__dirname, '..', '..', '..');
const OTHER_VERSIONS = path.join(ROOT, '.n8n-local', 'n8n');

async function run(signal: AbortSignal): Promise<void> {
	const { values, positionals } = parseArgs({
		options: { n8n: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
		allowPositionals: true,
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const environment = { ...process.env };
	if (values.n8n !== undefined) {
		environment.N8N_DIRECTORY = await install(values.n8n, signal);
		console.log(`n8n ${values.n8n}`);
	}
	const config = path.join(__dirname, 'jest.config.js');
	const jest = spawn(
		process.execPath,
		[require.resolve('jest/bin/jest'), '--config', config, ...positionals],
		{ cwd: ROOT, stdio: 'inherit', env: environment, signal, killSignal: 'SIGTERM' },
	);
	const [code] = await once(jest, 'exit');
	process.exitCode = typeof code === 'number' ? code : 1;
}

async function install(version: string, signal: AbortSignal): Promise<string> {
	const directory = path.join(OTHER_VERSIONS, version);
	await prepareVersion(version, directory, signal);
	await installN8n({
		directory,
		logFile: path.join(directory, 'install.log'),
		signal,
		tell: (line) => console.log(line),
	});
	return directory;
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
run(stopping.signal).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
