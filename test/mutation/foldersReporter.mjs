import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const COUNTED = {
	Killed: 'killed',
	Timeout: 'timedOut',
	Survived: 'survived',
	NoCoverage: 'untested',
};
const MIN_PERCENT = 85;

/**
 * Prints the figures of each folder, and fails the run where less than 85 % of a folder's mutants
 * were killed. A mutant that was given up for time isn't counted as killed: the machine may have
 * been busy.
 */
class FoldersReporter {
	onMutationTestReportReady(report) {
		const folders = new Map();
		for (const [file, { mutants }] of Object.entries(report.files)) {
			const folder = file.split('/').slice(0, -1).join('/');
			const figures = folders.get(folder) ?? emptyFigures();
			folders.set(folder, figures);
			for (const mutant of mutants) figures[kindOf(mutant)] += 1;
		}

		const rows = [...folders]
			.sort(([a], [b]) => a.localeCompare(b))
			.map(([folder, figures]) => {
				const valid = figures.killed + figures.timedOut + figures.survived + figures.untested;
				const percent = valid === 0 ? 100 : (figures.killed / valid) * 100;
				if (percent < MIN_PERCENT) process.exitCode = 1;
				return { folder, ...figures, 'killed %': percent.toFixed(1) };
			});
		console.table(rows);
	}
}

function emptyFigures() {
	return { killed: 0, timedOut: 0, survived: 0, untested: 0, left: 0 };
}

function kindOf({ status, statusReason }) {
	if (status === 'Killed' && /Exceeded timeout of/.test(statusReason ?? '')) return 'timedOut';
	return COUNTED[status] ?? 'left';
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'folders', FoldersReporter)];
