import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Manifest {
	name: string;
	files: string[];
}

/** Makes an empty folder for one n8n that is to leave nothing behind. */
export async function createTemporaryFolder(): Promise<string> {
	return await mkdtemp(path.join(tmpdir(), 'n8n-'));
}

/**
 * Puts a node package into the user folder of an n8n, as if it had been installed from the Community
 * Nodes page: n8n then loads it under its published name. An earlier one makes way.
 *
 * @param packageDirectory a built package
 * @throws Error when the package isn't built
 */
export async function installPackage(packageDirectory: string, userFolder: string): Promise<void> {
	const manifest = readManifest(
		JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8')),
	);
	const target = path.join(userFolder, '.n8n', 'nodes', 'node_modules', manifest.name);
	await rm(target, { recursive: true, force: true });
	await mkdir(target, { recursive: true });
	for (const file of ['package.json', ...manifest.files]) {
		try {
			await cp(path.join(packageDirectory, file), path.join(target, file), { recursive: true });
		} catch {
			throw new Error(`The package has no ${file} to install in n8n. Run: npm run build`);
		}
	}
}

/** Removes the folder with everything that n8n has put into it. */
export async function removeFolder(userFolder: string): Promise<void> {
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
