const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const TestRunner = require('jest-runner').default;

const ROOT = path.join(__dirname, '../../..');
const SOURCES = ['nodes', 'credentials'];

/** Where the first run, without a mutant, leaves which tests each file has. */
const TEST_NAMES = path.join(ROOT, 'reports/test-names.json');

/** A mutant has survived when so many files haven't found it: code that all of them run would take minutes. */
const MAX_TEST_FILES = 16;

/**
 * Runs the tests that cover the active mutant, and no other file: those nearest to it first, none
 * after one that fails. Without an active mutant it runs all.
 */
module.exports = class MutantTestRunner extends TestRunner {
	async runTests(tests, watcher, options) {
		const run = async (test) => await super.runTests([test], watcher, { ...options, serial: true });
		const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
		if (mutant === undefined) await this.runAll(tests, run);
		else await this.runCovering(tests, mutant, run);
	}

	async runAll(tests, run) {
		const names = {};
		this.on('test-file-success', ([test, result]) => {
			names[path.relative(ROOT, test.path)] = result.testResults.map(({ fullName }) => fullName);
		});
		for (const test of tests) await run(test);
		mkdirSync(path.dirname(TEST_NAMES), { recursive: true });
		writeFileSync(TEST_NAMES, JSON.stringify(names));
	}

	async runCovering(tests, mutant, run) {
		let hasFailed = false;
		this.on('test-file-success', ([, result]) => {
			hasFailed ||= result.numFailingTests > 0 || result.testExecError !== undefined;
		});
		this.on('test-file-failure', () => {
			hasFailed = true;
		});
		const globalConfig = this._globalConfig;
		const covering = coveringTests(tests, globalConfig.testNamePattern);
		for (const { test, names } of nearestFirst(covering, sourceOf(mutant))) {
			if (hasFailed) return;
			this._globalConfig = { ...globalConfig, testNamePattern: patternOf(names) };
			await run(test);
		}
	}
};

/** The files with tests that the pattern names, and the names of these tests. */
function coveringTests(tests, testNamePattern = '') {
	const covering = new Set(testNamePattern.slice(1, -1).split(')|('));
	const namesOf = JSON.parse(readFileSync(TEST_NAMES, 'utf8'));
	return tests
		.map((test) => {
			const names = namesOf[path.relative(ROOT, test.path)] ?? [];
			return { test, names: names.filter((name) => covering.has(escapeName(name))) };
		})
		.filter(({ names }) => names.length > 0);
}

function patternOf(names) {
	return names.map((name) => `^${escapeName(name)}$`).join('|');
}

/** As Stryker writes the name of a test into its pattern. */
function escapeName(name) {
	return name.replace(/[.*+\-?^${}()|[\]\\]/g, '\\$&');
}

/** First what shares most words of its path with the source, unit tests before others, then what has most tests. */
function nearestFirst(covering, source) {
	const words = wordsOf(source);
	const nearnessOf = (test) => {
		const testPath = path.relative(path.join(ROOT, 'test'), test.path);
		const shared = [...wordsOf(testPath)].filter((word) => words.has(word)).length;
		return shared * 2 + (testPath.startsWith('unit') ? 1 : 0);
	};
	return covering
		.map((file) => ({ ...file, nearness: nearnessOf(file.test) }))
		.sort((a, b) => b.nearness - a.nearness || b.names.length - a.names.length)
		.slice(0, MAX_TEST_FILES);
}

function wordsOf(file) {
	const words = file.replace(/(\.test)?\.ts$/, '').split(/\/|(?=[A-Z])/);
	return new Set(words.map((word) => word.toLowerCase().replace(/s$/, '')));
}

let sources;

/** The file that Stryker has put a mutant into. */
function sourceOf(mutant) {
	sources ??= SOURCES.flatMap((folder) =>
		readdirSync(path.join(ROOT, folder), { recursive: true })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => path.join(folder, file))
			.map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') })),
	);
	const marker = `stryMutAct_9fa48("${mutant}")`;
	return sources.find(({ text }) => text.includes(marker))?.file ?? '';
}
