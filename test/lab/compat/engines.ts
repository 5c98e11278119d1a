import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { devDependencies } from '../../../package.json';
import { runNpm } from '../../../scripts/n8n';
import { REPOSITORY } from '../../package/packedPackage';

/** A generation of n8n, as far as running a node goes. */
export interface Engine {
	/** The version of n8n that brings it. */
	n8n: string;
	packages: Record<string, string>;
}

const OLDER_ENGINES: readonly Engine[] = [
	{
		n8n: '1.85',
		// Its converter for tools takes a newer zod, and is otherwise installed without its own.
		packages: { 'n8n-core': '1.84.0', 'n8n-workflow': '1.83.0', 'zod-to-json-schema': '3.23.3' },
	},
	{ n8n: '1.100', packages: { 'n8n-core': '1.99.0', 'n8n-workflow': '1.97.0' } },
	{ n8n: '1.123', packages: { 'n8n-core': '1.122.0', 'n8n-workflow': '1.120.0' } },
	{ n8n: '2.0', packages: { 'n8n-core': '2.0.0', 'n8n-workflow': '2.0.0' } },
	{ n8n: '2.20', packages: { 'n8n-core': '2.20.0', 'n8n-workflow': '2.20.0' } },
];

/** Oldest first; the newest is the one that the other tests run. */
export const ENGINES: readonly Engine[] = [
	...OLDER_ENGINES,
	{
		n8n: devDependencies['n8n-core'].split('.').slice(0, 2).join('.'),
		packages: {
			'n8n-core': devDependencies['n8n-core'],
			'n8n-workflow': devDependencies['n8n-workflow'],
		},
	},
];

/** Git, Jest, ESLint, Prettier and TypeScript leave it alone. */
const ENGINES_DIRECTORY = path.join(REPOSITORY, '.n8n-local', 'engines');

/**
 * Installs packages, such as those of an engine, into a folder of their own, unless they are there in
 * these versions.
 *
 * @returns the folder
 * @throws Error with what npm says
 */
export async function installPackages(
	name: string,
	packages: Engine['packages'],
	signal: AbortSignal,
): Promise<string> {
	const directory = path.join(ENGINES_DIRECTORY, name);
	if (isInstalled(directory, packages)) return directory;
	rmSync(directory, { recursive: true, force: true });
	mkdirSync(directory, { recursive: true });
	writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ private: true }));
	const wanted = Object.entries(packages).map((entry) => entry.join('@'));
	const { isDone, output } = await runNpm(
		['install', '--ignore-scripts', '--legacy-peer-deps', '--save-exact', ...wanted],
		directory,
		signal,
	);
	if (!isDone) throw new Error(`${wanted.join(', ')} could not be installed. npm says:\n${output}`);
	return directory;
}

function isInstalled(directory: string, packages: Engine['packages']): boolean {
	// npm writes it when all packages are there.
	if (!existsSync(path.join(directory, 'node_modules', '.package-lock.json'))) return false;
	return Object.entries(packages).every(([name, version]) => {
		const file = path.join(directory, 'node_modules', name, 'package.json');
		if (!existsSync(file)) return false;
		return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === version;
	});
}

/**
 * Lays an unpacked package beside an engine, as n8n does with a community package.
 *
 * @returns where it is
 */
export function addPackage(engineDirectory: string, packageDirectory: string): string {
	const target = path.join(engineDirectory, 'node_modules', 'n8n-nodes-impilo');
	rmSync(target, { recursive: true, force: true });
	cpSync(packageDirectory, target, { recursive: true });
	return target;
}

/** The file that `require` of one of an engine's packages loads. */
export function resolveFrom(engineDirectory: string, name: string): string {
	return createRequire(path.join(engineDirectory, 'package.json')).resolve(name);
}
