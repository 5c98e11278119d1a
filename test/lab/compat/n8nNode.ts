/**
 * Lints the sources with n8n's own tool for new nodes, in strict mode, as n8n's reviewers do. In a folder
 * of its own, as the tool takes no other configuration of ESLint than its default, and brings 500 MB
 * along, with older versions of ESLint's plugins.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import manifest from '../../../package.json';
import { REPOSITORY } from '../../package/packedPackage';
import { installPackages } from './engines';

const PACKAGES = {
	'@n8n/node-cli': '0.48.3',
	typescript: manifest.devDependencies.typescript,
};

const CONFIGURATION = `import { config } from '@n8n/node-cli/eslint';

export default config;
`;

async function run(): Promise<void> {
	const folder = await installPackages('n8n-node', PACKAGES, new AbortController().signal);
	for (const name of ['nodes', 'credentials', 'tsconfig.json']) {
		rmSync(path.join(folder, name), { recursive: true, force: true });
		cpSync(path.join(REPOSITORY, name), path.join(folder, name), { recursive: true });
	}
	const strict = { ...manifest, n8n: { ...manifest.n8n, strict: true } };
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify(strict, null, '\t'));
	writeFileSync(path.join(folder, 'eslint.config.mjs'), CONFIGURATION);
	const tool = path.join(folder, 'node_modules', '.bin', 'n8n-node');
	const { status } = spawnSync(tool, ['lint'], { cwd: folder, stdio: 'inherit' });
	process.exitCode = status ?? 1;
	if (status === 0) console.log('Nothing to complain about.');
}

run().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
