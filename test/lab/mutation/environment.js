const SharedEnvironment = require('../../jest/environment');

/** Under a mutant, the rest of a file is skipped once a test has failed. */
module.exports = class MutantEnvironment extends SharedEnvironment {
	hasFailed = false;

	handleTestEvent(event) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (event.name === 'test_done') this.hasFailed ||= event.test.errors.length > 0;
		if (event.name === 'test_start' && this.hasFailed) event.test.mode = 'skip';
	}
};
