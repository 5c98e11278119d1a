import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const INSTALL_COMMAND = 'npm run n8n:install';

/** Where n8n is installed: beside the package.json that names it. */
export const INSTALL_DIRECTORY = __dirname;

/** Where n8n and its own Node.js lie. */
export interface Installation {
	/** The Node.js that runs n8n, which may be newer than the one that runs this. */
	node: string;
	/** n8n's command line. */
	n8n: string;
	n8nVersion: string;
}

/**
 * Finds an installed n8n.
 *
 * @param directory with a node_modules
 * @throws Error that names the command to run, where it's not installed
 */
export function findInstallation(directory = INSTALL_DIRECTORY): Installation {
	const packages = path.join(directory, 'node_modules');
	const node = path.join(packages, 'node', 'bin', 'node');
	const n8n = path.join(packages, 'n8n', 'bin', 'n8n');
	const database = path.join(packages, 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
	if (![node, n8n, database].every((file) => existsSync(file))) {
		throw new Error(
			`n8n is not installed here, or not completely. Run: ${INSTALL_COMMAND}\n(once; it takes some five minutes and 3 GB in test/n8n/node_modules)`,
		);
	}
	const manifest: unknown = JSON.parse(
		readFileSync(path.join(packages, 'n8n', 'package.json'), 'utf8'),
	);
	return { node, n8n, n8nVersion: readVersion(manifest) };
}

function readVersion(manifest: unknown): string {
	const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
	return hasVersion ? String(manifest.version) : 'unknown';
}
