import { execFile } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import { packageFromDirectory, runWorkflow, type LoadedPackage } from '../engine/harness';
import { startSandbox } from '../../sandbox';
import { listSources, packPackage, REPOSITORY, type PackedPackage } from './packedPackage';

const run = promisify(execFile);
const BUILD_TIME_MS = 120_000;
/** What npm always adds, and what the manifest names beside `dist`. */
const AT_THE_ROOT = ['LICENSE', 'README.md', 'index.js', 'package.json'];

interface Manifest {
	name: string;
	n8n: { credentials: string[]; nodes: string[] };
}

let packed: PackedPackage;
let loaded: LoadedPackage;
let manifest: Manifest;
let cleanUp = () => {};

beforeAll(async () => {
	packed = await packPackage();
	cleanUp = packed.remove;
	loaded = await packageFromDirectory(packed.directory);
	manifest = JSON.parse(read('package.json')) as Manifest;
}, BUILD_TIME_MS);

afterAll(() => cleanUp());

function read(path: string): string {
	return readFileSync(join(packed.directory, path), 'utf8');
}

function compiled(): string[] {
	return packed.files.filter((path) => path.endsWith('.js'));
}

function impilo(): INodeTypeDescription {
	return (loaded.nodeTypes.impilo as INodeType).description;
}

/** `icons/n8n-nodes-impilo/dist/…`, as n8n serves it, to the file in the package. */
function fileOfIcon(url: string): string {
	return join(packed.directory, url.replace(`icons/${manifest.name}/`, ''));
}

describe('the tarball', () => {
	it('holds the compiled sources, icons, codex files and schemas, each one and nothing else', () => {
		const sources = ['nodes', 'credentials'].flatMap(listSources);
		const wanted = sources.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`);

		expect(packed.files).toEqual([...AT_THE_ROOT, ...wanted].sort());
		expect(sources.every((path) => /\.(ts|svg|node\.json)$|__schema__.*\.json$/.test(path))).toBe(
			true,
		);
	});

	it('holds no tests, sandbox, maps, TypeScript or secrets', () => {
		expect(
			packed.files.filter((path) =>
				/(^|\/)(test|sandbox|examples)\/|\.map$|\.ts$|\.env|\.npmrc/.test(path),
			),
		).toEqual([]);
		for (const path of compiled()) expect(read(path)).not.toContain('sourceMappingURL');
	});

	it('is small enough to be installed in a moment', () => {
		const bytes = packed.files.reduce((sum, path) => sum + read(path).length, 0);
		expect(bytes).toBeLessThan(500_000);
	});
});

describe('the manifest', () => {
	it('brings nothing along', () => {
		const keys = Object.keys(manifest).filter((key) => /dependencies$/i.test(key));
		expect(keys.sort()).toEqual(['devDependencies', 'peerDependencies']);
	});

	it('installs by hand as one package, with nothing to download, compile or run', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-'));
		try {
			const settings = ['--offline', '--cache', join(folder, 'cache'), '--ignore-scripts=false'];
			await run('npm', ['install', ...settings, packed.tarball], { cwd: folder });
			const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
				packages: Record<string, { hasInstallScript?: boolean }>;
			};

			expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/n8n-nodes-impilo']);
			expect(lock.packages['node_modules/n8n-nodes-impilo']?.hasInstallScript).toBeUndefined();
			const packages = readdirSync(join(folder, 'node_modules')).filter((n) => !n.startsWith('.'));
			expect(packages).toEqual(['n8n-nodes-impilo']);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('installs beside another community package with the documented command, and as little', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-'));
		const documented = /npm install --prefix \S+ (.*) n8n-nodes-impilo@latest/.exec(
			readFileSync(join(REPOSITORY, 'docs', 'troubleshooting.md'), 'utf8'),
		);
		try {
			const other = { name: 'n8n-nodes-other', version: '1.0.0' };
			const otherFolder = join(folder, 'node_modules', other.name);
			mkdirSync(otherFolder, { recursive: true });
			writeFileSync(
				join(otherFolder, 'package.json'),
				JSON.stringify({ ...other, peerDependencies: { 'n8n-workflow': '*' } }),
			);
			const dependencies = { [other.name]: other.version };
			writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));

			const settings = ['--offline', '--cache', join(folder, 'cache'), '--package-lock-only'];
			const flags = [...settings, documented?.[1] ?? ''];
			await run('npm', ['install', '--prefix', folder, ...flags, packed.tarball]);

			const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
				packages: Record<string, unknown>;
			};
			expect(Object.keys(packages)).toEqual([
				'',
				'node_modules/n8n-nodes-impilo',
				`node_modules/${other.name}`,
			]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('names files that are there, and every node and credential among them', () => {
		const { nodes, credentials } = manifest.n8n;
		for (const path of [...nodes, ...credentials]) expect(packed.files).toContain(path);
		expect([...nodes].sort()).toEqual(compiled().filter((path) => path.endsWith('.node.js')));
		expect([...credentials].sort()).toEqual(
			compiled().filter((path) => path.endsWith('.credentials.js')),
		);
	});
});

describe('the code', () => {
	it('needs nothing but its own files, n8n-workflow and Node.js', () => {
		const strangers = compiled().flatMap((path) =>
			[...read(path).matchAll(/\b(?:require|import)\(\s*(['"`])(.*?)\1/g)]
				.map(([, , name = '']) => name)
				.filter((name) => {
					if (name.startsWith('.')) {
						const target = join(packed.directory, dirname(path), name);
						return !['', '.js', '/index.js'].some((end) => existsSync(target + end));
					}
					return name !== 'n8n-workflow' && !(name.startsWith('node:') && isBuiltin(name));
				})
				.map((name) => `${path}: ${name}`),
		);

		expect(strangers).toEqual([]);
		expect(read('dist/nodes/Impilo/Impilo.node.js')).toContain('require("n8n-workflow")');
	});

	it('does not tell where it was built', () => {
		for (const path of packed.files) expect(read(path)).not.toContain(REPOSITORY);
	});
});

describe('what n8n loads', () => {
	it('is the node under the name that saved workflows have', () => {
		expect(loaded.packageName).toBe('n8n-nodes-impilo');
		expect(Object.keys(loaded.nodeTypes)).toContain('impilo');
		expect(impilo()).toMatchObject({
			name: 'impilo',
			displayName: 'Impilo',
			version: 1,
			usableAsTool: true,
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'impiloApi', required: true }],
		});
		expect(loaded.supportedNodes.impiloApi).toContain('n8n-nodes-impilo.impilo');
	});

	it('is the credential', () => {
		expect(Object.keys(loaded.credentialTypes)).toEqual(['impiloApi']);
		expect(loaded.credentialTypes.impiloApi).toMatchObject({
			displayName: 'Impilo API',
			authenticate: expect.any(Function),
			test: expect.any(Object),
		});
	});

	it('has icons for light and for dark, of the node and of the credential', () => {
		for (const { iconUrl } of [impilo(), loaded.credentialTypes.impiloApi ?? {}]) {
			expect(iconUrl).toEqual({
				light: expect.stringMatching(/^icons\/n8n-nodes-impilo\/dist\/.*\.svg$/),
				dark: expect.stringMatching(/^icons\/n8n-nodes-impilo\/dist\/.*\.svg$/),
			});
			if (typeof iconUrl !== 'object') throw new Error('Two icons were expected');
			for (const url of [iconUrl.light, iconUrl.dark]) {
				expect(readFileSync(fileOfIcon(url), 'utf8')).toMatch(/^(<\?xml[^>]*>\s*)?<svg\b/);
			}
		}
	});

	it('has a codex with documentation, and words to be found by', () => {
		expect(impilo().codex).toMatchObject({
			categories: [expect.any(String)],
			resources: {
				primaryDocumentation: [{ url: expect.stringMatching(/^https:\/\//) }],
				credentialDocumentation: [{ url: expect.stringMatching(/^https:\/\//) }],
			},
			alias: expect.arrayContaining([
				'devices',
				'enroll',
				'inventory',
				'kits',
				'medical devices',
				'orders',
				'patients',
				'returns',
				'sites',
				'stock',
				'tracking',
			]),
		});
	});

	it('is what index.js exports, too', () => {
		const entry: unknown = jest.requireActual(join(packed.directory, 'index.js'));

		expect(entry).toEqual({
			Impilo: expect.any(Function),
			ImpiloTrigger: expect.any(Function),
			ImpiloApi: expect.any(Function),
		});
	});
});

it('places an order once, and finds it again', async () => {
	const sandbox = await startSandbox();
	try {
		const place = async () =>
			await runWorkflow({
				package: loaded,
				credentials: {
					impiloApi: { environment: 'custom', baseUrl: sandbox.url, apiKey: sandbox.apiKey },
				},
				assignCredentials: true,
				nodes: [
					{
						name: 'Place',
						type: 'n8n-nodes-impilo.impilo',
						parameters: {
							resource: 'order',
							operation: 'create',
							recipient: 'patient',
							patientId: { __rl: true, mode: 'id', value: '1234' },
							contents: 'fields',
							orderKits: {
								kit: [{ kitId: { __rl: true, mode: 'list', value: 1000 }, count: 2 }],
							},
							externalOrderIds: 'packed-1',
						},
					},
					{
						name: 'Get',
						type: 'n8n-nodes-impilo.impilo',
						parameters: {
							resource: 'order',
							operation: 'get',
							orderId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
						},
					},
				],
			});
		const [first, second] = [await place(), await place()];

		expect([first.error, second.error]).toEqual([undefined, undefined]);
		expect(first.items('Get')[0]?.json).toMatchObject({
			externalOrderIds: ['packed-1'],
			patientId: 1234,
			orderKits: [{ id: 1000, name: 'Hypertension Starter Kit', count: 2 }],
		});
		expect(second.items('Get')).toEqual(first.items('Get'));
		expect(
			sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body),
		).toEqual([
			{
				patient: { id: 1234 },
				orderKits: [{ kit: { id: 1000 }, count: 2 }],
				externalOrderIds: ['packed-1'],
			},
		]);
	} finally {
		await sandbox.stop();
	}
});
