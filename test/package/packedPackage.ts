import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the sources, which nothing that is published may know. */
export const REPOSITORY = resolve(__dirname, '..', '..');
const MODULES = join(REPOSITORY, 'node_modules');
const LEFT_BEHIND = [
	'.git',
	'.n8n-local',
	'coverage',
	'dist',
	'evidence',
	'node_modules',
	'output',
];

export interface PackedPackage {
	/** What users get: the unpacked tarball, beside a `node_modules` as n8n has it. */
	directory: string;
	/** The file that npm publishes. */
	tarball: string;
	/** Every file in it, by ascending path, with slashes. */
	files: string[];
	remove(): void;
}

/**
 * Builds and packs the repository as a release does, in a copy: what lies in `dist` from before
 * neither gets into the tarball nor is changed under anyone who uses it.
 */
export async function packPackage(): Promise<PackedPackage> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-impilo-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	try {
		const tarball = await packInto(folder);
		const directory = await unpack(tarball, folder);
		return { directory, tarball, files: listFiles(directory), remove };
	} catch (error) {
		remove();
		throw error;
	}
}

async function packInto(folder: string): Promise<string> {
	const source = join(folder, 'source');
	cpSync(REPOSITORY, source, {
		recursive: true,
		filter: (path) => !LEFT_BEHIND.includes(basename(path)),
	});
	symlinkSync(MODULES, join(source, 'node_modules'));
	await run('npm', ['run', 'build'], { cwd: source });
	await run('npm', ['pack', '--pack-destination', folder], { cwd: source });

	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm pack made no tarball');
	return join(folder, tarball);
}

async function unpack(tarball: string, folder: string): Promise<string> {
	const installed = join(folder, 'installed');
	mkdirSync(installed);
	symlinkSync(MODULES, join(installed, 'node_modules'));
	await run('tar', ['-xzf', tarball, '-C', installed]);
	return join(installed, 'package');
}

/** Every file below a folder, by ascending path, with slashes. */
export function listFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

/** The repository's own files below a folder, named from the repository's root. */
export function listSources(folder: string): string[] {
	return listFiles(join(REPOSITORY, folder)).map((path) => `${folder}/${path}`);
}
