/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageThreshold: { global: { lines: 95, branches: 95, functions: 95 } },
	maxWorkers: 2,
	// A busy machine needs longer; a test that was given up goes on, and disturbs those after it.
	testTimeout: 30_000,
};
