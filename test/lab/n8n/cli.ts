import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n, prepareVersion } from '../../../scripts/n8n/install';

const USAGE = `Usage: npm run test:n8n [-- --n8n <version>] [-- <suite> ...]
       npm run test:n8n -- --url <address> --email <address> [<suite> ...]

Tests the built package in a running n8n.

  --n8n    another version than the one of scripts/n8n, e.g. 1.123.0; it's installed into .n8n-local/n8n
  --url    an n8n that runs already, with the package in it, in place of one that is started; it has to
           be on this machine, as it calls the sandbox, e.g. http://localhost:5678
  --email  its owner's; the password is taken from N8N_PASSWORD. A new n8n is set up with both.
  <suite>  part of a file's path, in place of all`;

const ROOT = path.join(__dirname, '..', '..', '..');
const OTHER_VERSIONS = path.join(ROOT, '.n8n-local', 'n8n');

async function run(signal: AbortSignal): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			n8n: { type: 'string' },
			url: { type: 'string' },
			email: { type: 'string' },
			help: { type: 'boolean', short: 'h', default: false },
		},
		allowPositionals: true,
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const environment = { ...process.env };
	// Not meant for these tests, if they are there.
	delete environment.N8N_URL;
	if (values.url !== undefined) {
		if (!values.email || !environment.N8N_PASSWORD) {
			throw new Error('--url takes the login of its owner: --email, and N8N_PASSWORD.');
		}
		environment.N8N_URL = values.url.replace(/\/+$/, '');
		environment.N8N_EMAIL = values.email;
	}
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
