const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const { console } = globalThis;
const { exit } = process;
const ownGlobals = new Set(Reflect.ownKeys(globalThis));
const moduleMocker = new ModuleMocker(globalThis);

/**
 * Test files run in Node's own context, so that a worker loads n8n's engine once instead of once
 * per file. What a file leaves behind is taken back after it.
 */
module.exports = class SharedEnvironment {
	constructor({ projectConfig }) {
		this.global = globalThis;
		this.moduleMocker = moduleMocker;
		this.fakeTimers = null;
		this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
		Object.assign(globalThis, projectConfig.globals);
	}

	async setup() {
		this.variables = { ...process.env };
		this.listeners = new Map(process.eventNames().map((name) => [name, process.listeners(name)]));
		// Jest wants a hundred lines of each stack, and maps each of them to the sources.
		Error.stackTraceLimit = 10;
	}

	async teardown() {
		moduleMocker.restoreAllMocks();
		this.fakeTimersModern.dispose();
		for (const name of process.eventNames()) {
			const known = this.listeners.get(name) ?? [];
			for (const listener of process.listeners(name)) {
				if (!known.includes(listener)) process.off(name, listener);
			}
		}
		for (const name of Object.keys(process.env)) {
			if (!(name in this.variables)) delete process.env[name];
		}
		Object.assign(process.env, this.variables);
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
};
