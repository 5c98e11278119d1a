import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Manifest {
	name: string;
	files: string[];
}

/**
 * Makes a folder for one n8n, with a node package in it as if it had been installed from the
 * Community Nodes page: n8n then loads it under its published name.
 *
 * @param packageDirectory a built package
 * @throws Error when the package isn't built
 */
export async function createUserFolder(packageDirectory: string): Promise<string> {
	const manifest = readManifest(
		JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8')),
	);
	const userFolder = await mkdtemp(path.join(tmpdir(), 'n8n-'));
	const target = path.join(userFolder, '.n8n', 'nodes', 'node_modules', manifest.name);
	await mkdir(target, { recursive: true });
	for (const file of ['package.json', ...manifest.files]) {
		try {
			await cp(path.join(packageDirectory, file), path.join(target, file), { recursive: true });
		} catch {
			await removeUserFolder(userFolder);
			throw new Error(`The package has no ${file} to install in n8n. Run: npm run build`);
		}
	}
	return userFolder;
}

/** Removes the folder with everything that n8n has put into it. */
export async function removeUserFolder(userFolder: string): Promise<void> {
	await rm(userFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function readManifest(value: unknown): Manifest {
	if (
		typeof value !== 'object' ||
		value === null ||
		!('name' in value) ||
		!('files' in value) ||
		!Array.isArray(value.files)
	) {
		throw new Error("The package's package.json needs a name and files");
	}
	return { name: String(value.name), files: value.files.map(String) };
}
