import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Credentials } from 'n8n-core';

/**
 * Makes n8n-core usable without an n8n installation: quiet, without telemetry, and with nothing
 * left on the disk. Imported for its effect by every module that uses n8n-core.
 */
function prepareEngine(): void {
	const userFolder = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
	process.env.N8N_USER_FOLDER = userFolder;
	process.env.N8N_ENCRYPTION_KEY = 'n8n-engine-harness';
	process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
	process.env.N8N_LOG_LEVEL ??= 'silent';
	try {
		// Asking for the cipher makes n8n-core write its settings file, the only one it ever writes
		// here. Provoked now, the folder can go at once, so not even a killed process leaves it.
		new Credentials({ id: null, name: '' }, '');
	} finally {
		rmSync(userFolder, { recursive: true, force: true });
	}
}

prepareEngine();
