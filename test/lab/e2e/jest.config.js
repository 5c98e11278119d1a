/**
 * Tests that drive the editor of a running n8n in a browser, apart from the others: they need the
 * installed n8n and Chromium, and take some minutes.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	rootDir: '../../..',
	roots: ['<rootDir>/test/lab/e2e'],
	testMatch: ['**/*.e2e.ts'],
	testEnvironment: '<rootDir>/test/lab/e2e/setup/browserEnvironment.ts',
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
	globalSetup: '<rootDir>/test/lab/e2e/setup/globalSetup.ts',
	globalTeardown: '<rootDir>/test/lab/e2e/setup/globalTeardown.ts',
	testTimeout: 90_000,
	// All tests share one n8n, which lives in the process that globalSetup runs in.
	maxWorkers: 1,
};
