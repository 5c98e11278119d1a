const path = require('node:path');

const { testMatch, testPathIgnorePatterns, transform } = require('../../jest.config');

/** @type {import('jest').Config} */
module.exports = {
	rootDir: path.join(__dirname, '../..'),
	roots: ['unit', 'engine', 'contract', 'package'].map((folder) => `<rootDir>/test/${folder}`),
	testMatch,
	transform,
	testPathIgnorePatterns: [
		...testPathIgnorePatterns,
		// Links are in texts outside nodes/.
		'/package/links.test.ts$',
	],
	testEnvironment: path.join(__dirname, 'environment.js'),
	runtime: path.join(__dirname, 'runtime.js'),
	runner: path.join(__dirname, 'runner.js'),
	testTimeout: 30_000,
};
