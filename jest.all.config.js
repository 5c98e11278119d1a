/**
 * All tests, those that take long included.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...require('./jest.config'),
	testPathIgnorePatterns: [],
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageThreshold: { global: { lines: 95, branches: 95, functions: 95 } },
};
