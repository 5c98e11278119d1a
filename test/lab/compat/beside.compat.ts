import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Credentials } from 'n8n-core';
import { NodeApiError } from 'n8n-workflow';

import { Impilo } from '../../../nodes/Impilo/Impilo.node';
import type { Surroundings } from './jestConfig';

/** Put there by the configuration. */
declare const SURROUNDINGS: Surroundings;

const { engineDirectory, packageDirectory, packages } = SURROUNDINGS;
const N8N_MODULE = /[\\/]node_modules[\\/](n8n-core|n8n-workflow|@n8n)[\\/]/;

it.each(Object.entries(packages))('%s is %s', (name, version) => {
	const file = path.join(engineDirectory, 'node_modules', name, 'package.json');
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version });
});

it('no other n8n is loaded, and no source of the node', () => {
	expect([Credentials, NodeApiError, new Impilo()]).not.toContain(undefined);

	const loaded = Object.keys(require.cache);
	const ofN8n = loaded.filter((file) => N8N_MODULE.test(file));
	expect(ofN8n.length).toBeGreaterThan(10);
	expect(ofN8n.filter((file) => !file.startsWith(engineDirectory))).toEqual([]);
	const ofTheNode = loaded.filter((file) => /[\\/]nodes[\\/]Impilo[\\/]/.test(file));
	expect(ofTheNode.length).toBeGreaterThan(10);
	expect(ofTheNode.filter((file) => !file.startsWith(packageDirectory))).toEqual([]);
});
