import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

import { forgetEvidence } from './evidence';
import { shareStage } from './sharedStage';
import { openStage } from './stage';

/**
 * Starts what all tests share. Everything temporary lies in one folder, which goes with this process
 * however it ends. Its n8n and its browser end by themselves when this process is gone.
 */
export default async function prepare(): Promise<void> {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-e2e-'));
	process.env.TMPDIR = folder;
	process.once('exit', () => remove(folder));
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => process.exit(128 + constants.signals[signal]));
	}
	forgetEvidence();
	try {
		shareStage(await openStage());
	} finally {
		// Once more, as the browser ends only now: what is told first to do something at the exit is first.
		process.once('exit', () => remove(folder));
	}
}

function remove(folder: string): void {
	try {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	} catch {
		// A browser still writes into it.
	}
}
