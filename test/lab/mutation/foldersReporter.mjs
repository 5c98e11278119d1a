import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const MIN_PERCENT = 85;

/**
 * Prints the figures of each folder, and fails the run where less than 85 % of a folder's changes
 * were found. One that was given up for time isn't counted as found: the machine may have been busy.
 */
class FoldersReporter {
	onMutationTestReportReady({ files }) {
		const folders = new Map();
		for (const [file, { mutants }] of Object.entries(files)) {
			const folder = file.split('/').slice(0, -1).join('/');
			const figures = folders.get(folder) ?? { ...NONE };
			folders.set(folder, figures);
			for (const mutant of mutants) figures[kindOf(mutant)]++;
		}
		const rows = [...folders].sort().map(([folder, figures]) => {
			const tried = figures.found + figures.timedOut + figures.survived + figures.untested;
			const percent = tried === 0 ? 100 : (figures.found / tried) * 100;
			if (percent < MIN_PERCENT) process.exitCode = 1;
			return { folder, ...figures, 'found %': Number(percent.toFixed(1)) };
		});
		console.table(rows);
	}
}

const NONE = { found: 0, timedOut: 0, survived: 0, untested: 0, notTried: 0 };

function kindOf({ status, statusReason = '' }) {
	switch (status) {
		case 'Killed':
			return statusReason.includes('Exceeded timeout of') ? 'timedOut' : 'found';
		case 'Timeout':
			// An endless loop is told by counting, too, whatever time it takes.
			return statusReason.startsWith('Hit limit reached') ? 'found' : 'timedOut';
		case 'Survived':
			return 'survived';
		case 'NoCoverage':
			return 'untested';
		default:
			return 'notTried';
	}
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'folders', FoldersReporter)];
