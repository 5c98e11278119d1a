import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { findInstallation } from '../../test/n8n';

/**
 * How far an n8n is installed: not at all; begun, and interrupted; in another version than the lock
 * file asks for; without its compiled parts; or ready to be started.
 */
export type InstallState = 'missing' | 'interrupted' | 'outdated' | 'uncompiled' | 'ready';

const PROBE_WITHIN_MS = 30_000;

/**
 * @param directory with n8n's package.json and lock file
 * @param canLoadDatabase whether this Node.js can load this module; what an interrupted compiler has
 * left may be there, and be of no use
 */
export function readInstallState(
	directory: string,
	canLoadDatabase: (node: string, module: string) => boolean = loads,
): InstallState {
	const packages = path.join(directory, 'node_modules');
	if (!existsSync(packages)) return 'missing';
	// npm writes it when all packages are there.
	if (!existsSync(path.join(packages, '.package-lock.json'))) return 'interrupted';
	const wanted = readVersion(path.join(directory, 'package-lock.json'), (lock) =>
		pick(pick(lock, 'packages'), 'node_modules/n8n'),
	);
	const there = readVersion(path.join(packages, 'n8n', 'package.json'), (manifest) => manifest);
	if (there === undefined) return 'interrupted';
	if (there !== wanted) return 'outdated';
	try {
		const { node } = findInstallation(directory);
		return canLoadDatabase(node, path.join(packages, 'sqlite3')) ? 'ready' : 'uncompiled';
	} catch {
		return 'uncompiled';
	}
}

function loads(node: string, module: string): boolean {
	const { status } = spawnSync(node, ['-e', `require(${JSON.stringify(module)})`], {
		stdio: 'ignore',
		timeout: PROBE_WITHIN_MS,
	});
	return status === 0;
}

function readVersion(file: string, find: (content: unknown) => unknown): string | undefined {
	if (!existsSync(file)) return undefined;
	try {
		const version = pick(find(JSON.parse(readFileSync(file, 'utf8'))), 'version');
		return typeof version === 'string' ? version : undefined;
	} catch {
		return undefined;
	}
}

function pick(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[key]
		: undefined;
}
