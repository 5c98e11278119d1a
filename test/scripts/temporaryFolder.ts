import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for the tests of a file; it goes when they have run. */
export function useTemporaryFolder(): () => string {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'editor-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));
	return () => folder;
}

/** Writes files with their folders; what isn't a text is written as JSON. */
export function writeFiles(folder: string, files: Record<string, unknown>): void {
	for (const [name, content] of Object.entries(files)) {
		const file = path.join(folder, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	}
}
