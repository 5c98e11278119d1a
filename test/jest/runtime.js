const { compileFunction } = require('node:vm');

const Runtime = require('jest-runtime').default;

/** By file: its text, and what it was compiled to. */
const compiled = new Map();

/**
 * Lets Node load the packages, once per worker, and compiles each other module once per worker.
 * Every test file still gets those modules anew, with a state of their own.
 */
module.exports = class SharedRuntime extends Runtime {
	constructor(...args) {
		super(...args);
		const { executor } = this;
		executor.compile = (source, filename) => {
			const known = compiled.get(filename);
			if (known?.source === source) return known.run;
			const run = compileFunction(source, executor.injectedModuleParameters, { filename });
			compiled.set(filename, { source, run });
			return run;
		};
	}

	requireModule(from, moduleName, options, isRequireActual) {
		const isPackage = moduleName !== undefined && /^[@a-z]/.test(moduleName);
		if (isPackage && !options?.isInternalModule && !this._resolution.isCoreModule(moduleName)) {
			return require(this._resolution.resolveCjs(from, moduleName));
		}
		return super.requireModule(from, moduleName, options, isRequireActual);
	}
};
module.exports.default = module.exports;
