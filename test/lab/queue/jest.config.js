/**
 * Tests in n8n's queue mode: they need the installed n8n, PostgreSQL and Redis, and take minutes.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...require('../n8n/jest.config.js'),
	roots: ['<rootDir>/test/lab/queue'],
	testMatch: ['**/*.queue.ts'],
	globalSetup: '<rootDir>/test/lab/queue/globalSetup.ts',
	testTimeout: 180_000,
};
