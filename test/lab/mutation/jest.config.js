const path = require('node:path');

const config = require('../../../jest.config');

/** @type {import('jest').Config} */
module.exports = {
	...config,
	rootDir: path.join(__dirname, '../../..'),
	roots: ['unit', 'engine', 'contract', 'package'].map((folder) => `<rootDir>/test/${folder}`),
	// Links are in texts outside nodes/.
	testPathIgnorePatterns: [...config.testPathIgnorePatterns, '/package/links.test.ts$'],
	testEnvironment: path.join(__dirname, 'environment.js'),
	runner: path.join(__dirname, 'runner.js'),
};
