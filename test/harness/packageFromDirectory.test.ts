import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packageFromDirectory, runWorkflow } from '../engine/harness';

const NODE_SOURCE = `
exports.Echo = class {
	description = {
		name: 'echo', displayName: 'Echo', group: ['transform'], version: 1, description: 'Echoes',
		defaults: { name: 'Echo' }, inputs: ['main'], outputs: ['main'], properties: [],
	};
	async execute() { return [this.getInputData()]; }
};`;

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'harness-package-'));
	const manifest = {
		name: 'n8n-nodes-echo',
		version: '1.0.0',
		n8n: { nodes: ['dist/Echo.node.js'] },
	};
	mkdirSync(join(directory, 'dist'));
	writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
	writeFileSync(join(directory, 'dist', 'Echo.node.js'), NODE_SOURCE);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("runs a built package's nodes", async () => {
	const result = await runWorkflow({
		package: await packageFromDirectory(directory),
		nodes: [{ name: 'Echo', type: 'n8n-nodes-echo.echo' }],
		items: [{ sound: 'hello' }],
	});

	expect(result.items('Echo')[0]?.json).toEqual({ sound: 'hello' });
});
