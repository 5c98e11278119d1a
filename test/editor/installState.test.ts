import { readInstallState } from '../../examples/editor/installState';
import { useTemporaryFolder, writeFiles } from './temporaryFolder';

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
