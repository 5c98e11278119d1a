import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

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
