/**
 * The tests that `npm test` runs: each operation, refusal and promise once.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	testEnvironment: '<rootDir>/test/jest/environment.js',
	runtime: '<rootDir>/test/jest/runtime.js',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['\\.slow\\.test\\.ts$'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
	maxWorkers: 2,
	// A busy machine needs longer; a test that was given up goes on, and disturbs those after it.
	testTimeout: 120_000,
	// So does a worker that has ended its tests, before Jest takes it for a leak.
	workerGracefulExitTimeout: 10_000,
};
