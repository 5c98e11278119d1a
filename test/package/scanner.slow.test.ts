import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { packPackage, REPOSITORY, type PackedPackage } from './packedPackage';

const run = promisify(execFile);

const TIME_MS = 180_000;

interface Findings {
	passed: boolean;
	/** Errors and warnings, each with its place. */
	problems: string[];
	files: string[];
}

async function scan(leg: 'source' | 'package', folder: string): Promise<Findings> {
	const scanner = join(__dirname, 'scan.mjs');
	const { stdout } = await run(process.execPath, [scanner, leg, folder], {
		// One of the plugins applies its rules to files of any name when it sees that it's tested.
		env: { ...process.env, NODE_ENV: 'production' },
		maxBuffer: 16 * 1024 * 1024,
	});
	return JSON.parse(stdout) as Findings;
}

describe("n8n's scanner for verified nodes", () => {
	let packed: PackedPackage;
	const folders: string[] = [];

	beforeAll(async () => {
		packed = await packPackage();
	}, TIME_MS);

	afterAll(() => {
		packed.remove();
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});

	it(
		'has nothing to say about the sources',
		async () => {
			const { passed, problems, files } = await scan('source', REPOSITORY);
			expect(problems).toEqual([]);
			expect(passed).toBe(true);
			expect(files).toContain(join(REPOSITORY, 'nodes', 'Impilo', 'ImpiloTrigger.node.ts'));
		},
		TIME_MS,
	);

	it(
		'has nothing to say about the published package',
		async () => {
			const { passed, problems, files } = await scan('package', packed.directory);
			expect(problems).toEqual([]);
			expect(passed).toBe(true);
			expect(files).toHaveLength(packed.files.filter((path) => /\.(js|json)$/.test(path)).length);
		},
		TIME_MS,
	);

	it(
		'would object to what is not allowed',
		async () => {
			const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-impilo-scan-'));
			folders.push(folder);
			cpSync(packed.directory, folder, { recursive: true });
			symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
			writeFileSync(
				join(folder, 'dist', 'nodes', 'Impilo', 'bad.js'),
				'/* eslint-disable */ console.log(process.env);',
			);
			const { passed, problems } = await scan('package', folder);
			expect(passed).toBe(false);
			expect(problems.length).toBeGreaterThan(0);
		},
		TIME_MS,
	);
});
