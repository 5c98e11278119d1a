import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

import { findInstallation } from '../../../scripts/n8n/install';
import { ENCLOSING_FOLDER } from '../../../scripts/n8n/startN8n';

/**
 * Gives all tests one temporary folder, which goes with this process however it ends. An n8n that runs
 * ends by itself when this process is gone, and takes the folder along.
 *
 * @throws Error that names the command to run, where n8n isn't installed
 */
export default function prepare(): void {
	if (!process.env.N8N_URL) findInstallation();
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-live-'));
	process.env.TMPDIR = folder;
	process.env[ENCLOSING_FOLDER] = folder;
	process.once('exit', () => removeUnlessInUse(folder));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => process.exit(128 + constants.signals[signal]));
	}
}

function removeUnlessInUse(folder: string): void {
	try {
		rmSync(folder, { recursive: true, force: true });
	} catch {
		// An n8n that still writes into it removes it at its own end.
	}
}
