import { explainInstallFailure, readInstallState } from '../../scripts/n8n/install';
import { useTemporaryFolder, writeFiles } from './temporaryFolder';

const explain = (step: 'packages' | 'compile', output: string): string =>
	explainInstallFailure(step, output, 'install.log');

describe('explainInstallFailure', () => {
	it.each([
		'npm error code EAI_AGAIN\nnpm error errno EAI_AGAIN',
		'npm error code ENOTFOUND\nnpm error network request to https://packages.example.com/n8n failed',
		'npm error code ECONNREFUSED',
		'npm error code ETIMEDOUT',
	])('knows a missing network by %j', (output) => {
		for (const step of ['packages', 'compile'] as const) {
			expect(explain(step, output)).toMatch(/over the network.*run npm start again/s);
		}
	});

	it.each([
		'gyp ERR! find Python You need to install the latest version of Python.',
		'gyp ERR! stack Error: not found: make',
		'make: g++: No such file or directory\nmake: not found',
		'/bin/sh: 1: g++: not found',
	])('knows missing build tools by %j', (output) => {
		expect(explain('compile', output)).toContain('apt-get install python3 make g++');
		expect(explain('packages', output)).not.toContain('apt-get');
	});

	it('names the tools where a prebuilt part could not be had either', () => {
		const output = 'prebuild-install warn getaddrinfo ENOTFOUND\ngyp ERR! find Python';
		expect(explain('compile', output)).toContain('xcode-select');
	});

	it.each([
		{ output: 'npm error code ENOSPC', word: 'disk is full' },
		{ output: 'npm error code EACCES', word: 'may not write' },
		{ output: 'npm error code EINTEGRITY', word: 'npm cache clean' },
	])('says "$word" for $output', ({ output, word }) => {
		expect(explain('packages', output)).toContain(word);
	});

	it('quotes npm where it knows no better', () => {
		const text = explain('packages', 'npm silly a\nnpm error something new\nnpm silly b\n');

		expect(text).toContain('npm error something new');
		expect(text).not.toContain('silly');
		expect(text).toContain('Run npm start again');
		expect(text).toContain('install.log');
	});
});

const LOCK = { 'package-lock.json': { packages: { 'node_modules/n8n': { version: '2.41.1' } } } };
const N8N = {
	'node_modules/n8n/package.json': { version: '2.41.1' },
	'node_modules/n8n/bin/n8n': '',
};
const ALL_IN_PLACE = { 'node_modules/.package-lock.json': {} };
const COMPILED = {
	'node_modules/node/bin/node': '',
	'node_modules/sqlite3/build/Release/node_sqlite3.node': '',
};

const folder = useTemporaryFolder();

describe('readInstallState', () => {
	it.each([
		{ state: 'missing', files: LOCK },
		{ state: 'interrupted', files: { ...LOCK, ...N8N } },
		{ state: 'interrupted', files: { ...LOCK, ...N8N, ...COMPILED } },
		{ state: 'interrupted', files: { ...LOCK, ...ALL_IN_PLACE } },
		{
			state: 'interrupted',
			files: { ...LOCK, ...ALL_IN_PLACE, 'node_modules/n8n/package.json': '{ "vers' },
		},
		{
			state: 'outdated',
			files: {
				...LOCK,
				...N8N,
				...ALL_IN_PLACE,
				...COMPILED,
				'node_modules/n8n/package.json': { version: '2.40.0' },
			},
		},
		{ state: 'uncompiled', files: { ...LOCK, ...N8N, ...ALL_IN_PLACE } },
		{ state: 'ready', files: { ...LOCK, ...N8N, ...ALL_IN_PLACE, ...COMPILED } },
	])('is $state', ({ state, files }) => {
		writeFiles(folder(), files);

		expect(readInstallState(folder(), () => true)).toBe(state);
	});

	it('is uncompiled where what the compiler has left is of no use', () => {
		writeFiles(folder(), { ...LOCK, ...N8N, ...ALL_IN_PLACE, ...COMPILED });

		expect(readInstallState(folder(), () => false)).toBe('uncompiled');
		// An empty file is no Node.js.
		expect(readInstallState(folder())).toBe('uncompiled');
	});
});
