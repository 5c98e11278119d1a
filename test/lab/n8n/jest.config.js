/**
 * Tests in a running n8n, apart from the others: they need the installed n8n, and take a minute.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	rootDir: '../../..',
	roots: ['<rootDir>/test/lab/n8n'],
	testMatch: ['**/*.live.ts'],
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
	globalSetup: '<rootDir>/test/lab/n8n/globalSetup.ts',
	testTimeout: 60_000,
	// One n8n at a time, in the process that globalSetup cleans up after.
	maxWorkers: 1,
};
