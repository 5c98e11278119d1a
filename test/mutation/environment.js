const { ModuleMocker } = require('jest-mock');

const { console } = globalThis;
const { exit } = process;
/** What the global object held before the first test file. */
const ownGlobals = new Set([...Reflect.ownKeys(globalThis), '__stryker__']);
const moduleMocker = new ModuleMocker(globalThis);

/**
 * Test files run in Node's own context, so that libraries are loaded once per process instead of
 * once per file. Under a mutant, the rest of a file is skipped once a test has failed.
 */
module.exports = class SharedEnvironment {
	constructor() {
		this.global = globalThis;
		this.moduleMocker = moduleMocker;
		this.fakeTimers = null;
		this.fakeTimersModern = null;
		this.hasFailed = false;
		// It outlives a test file here, and the next file would run the mutant of the last.
		delete globalThis.__stryker__?.activeMutant;
	}

	async setup() {
		// Jest maps each line of up to a hundred in every stack to the sources.
		Error.stackTraceLimit = 10;
		Error.prepareStackTrace = undefined;
	}

	async teardown() {
		// Jest replaces them, once per file.
		globalThis.console = console;
		process.exit = exit;
		for (const key of Reflect.ownKeys(globalThis)) {
			if (!ownGlobals.has(key)) Reflect.deleteProperty(globalThis, key);
		}
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	getVmContext() {
		return null;
	}

	handleTestEvent(event) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (event.name === 'test_done') this.hasFailed ||= event.test.errors.length > 0;
		if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
	}
};
