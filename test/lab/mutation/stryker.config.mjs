/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	testRunner: 'jest',
	// Which files to run is up to runner.js, which knows better than what imports what.
	jest: { configFile: 'test/lab/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// Each would have to be run against all tests. They are names and descriptions, which
	// test/package/savedNames.ts and the tests of schemas and descriptions hold.
	ignoreStatic: true,
	ignorers: ['descriptions'],
	incremental: true,
	incrementalFile: 'reports/mutation/incremental.json',
	plugins: [
		'@stryker-mutator/jest-runner',
		'./test/lab/mutation/descriptionsIgnorer.mjs',
		'./test/lab/mutation/foldersReporter.mjs',
	],
	reporters: ['folders', 'json', 'html', 'progress-append-only'],
	jsonReporter: { fileName: 'reports/mutation/mutation.json' },
	htmlReporter: { fileName: 'reports/mutation/mutation.html' },
	concurrency: 2,
	// Generous, as machines get busy. The factor is for all tests that cover a change; only the nearest run.
	timeoutMS: 60_000,
	timeoutFactor: 0.2,
	dryRunTimeoutMinutes: 20,
	ignorePatterns: [
		'.n8n-local',
		'coverage',
		'dist',
		'docs',
		'examples/output',
		'reports',
		'scripts/n8n',
		'test/lab/e2e/evidence',
	],
	// ts-jest compiles each file by itself, without checking types.
	disableTypeChecks: false,
};
