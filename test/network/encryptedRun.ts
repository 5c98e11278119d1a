import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox, type Sandbox } from '../../sandbox';
import { makeCertificates, type Certificates } from './certificates';
import { startRunner, type Runner } from './runner';

interface EncryptedRun {
	sandbox: Sandbox;
	certificates: Certificates;
	/** A process of n8n that trusts the authority of the certificates. */
	runner: Runner;
}

/** Starts all of it before the tests of a file, into `run`, and ends it after them. */
export function useEncryptedRun(): EncryptedRun {
	const run = {} as EncryptedRun;
	let folder: string;
	beforeAll(async () => {
		[run.sandbox, run.certificates] = await Promise.all([startSandbox(), makeCertificates()]);
		folder = mkdtempSync(join(tmpdir(), 'impilo-network-'));
		const authority = join(folder, 'authority.pem');
		writeFileSync(authority, run.certificates.authority);
		run.runner = await startRunner({ NODE_EXTRA_CA_CERTS: authority });
	}, 60_000);
	afterAll(async () => {
		await Promise.all([run.runner.stop(), run.sandbox.stop()]);
		rmSync(folder, { recursive: true });
	});
	return run;
}
