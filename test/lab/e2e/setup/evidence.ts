import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Page } from 'playwright-core';

/** What failed tests leave behind; not part of the repository. */
const EVIDENCE_FOLDER = path.join(__dirname, '..', 'evidence');

/** Removes what an earlier run has left. */
export function forgetEvidence(): void {
	rmSync(EVIDENCE_FOLDER, { recursive: true, force: true });
}

/**
 * Keeps what could be seen when a test failed.
 *
 * @param log what n8n has printed
 * @returns where it is, from the current folder
 */
export async function keepEvidence(
	testName: string,
	pages: readonly Page[],
	log: string,
): Promise<string[]> {
	mkdirSync(EVIDENCE_FOLDER, { recursive: true });
	const name = testName.replace(/[^a-z0-9]+/gi, '-').slice(0, 100);
	const logFile = path.join(EVIDENCE_FOLDER, `${name}.log`);
	writeFileSync(logFile, log);
	const files = [logFile];
	for (const [index, page] of pages.entries()) {
		const file = path.join(EVIDENCE_FOLDER, `${name}${index === 0 ? '' : `-${index + 1}`}.png`);
		const isTaken = await page.screenshot({ path: file, timeout: 5_000 }).then(
			() => true,
			() => false,
		);
		if (isTaken) files.unshift(file);
	}
	return files.map((file) => path.relative(process.cwd(), file));
}
