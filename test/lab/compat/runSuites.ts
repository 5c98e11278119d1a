import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Config } from 'jest';

import { REPOSITORY } from '../../package/packedPackage';

/** How one test went. */
export interface TestOutcome {
	/** Its suite's path below `test/`, and its full name. */
	name: string;
	suite: string;
	hasPassed: boolean;
	/** What Jest says, where it has failed. */
	message: string;
}

/** What Jest's `--json` gives, as far as it's read here. */
interface JestReport {
	testResults: Array<{
		name: string;
		message: string;
		assertionResults: Array<{ fullName: string; status: string; failureMessages: string[] }>;
	}>;
}

/**
 * Runs Jest in a process of its own.
 *
 * @returns its tests; a suite that can't be loaded counts as one that failed
 * @throws Error with what Jest says where it can't start
 */
export async function runSuites(config: Config, signal: AbortSignal): Promise<TestOutcome[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'impilo-compat-'));
	const file = path.join(folder, 'report.json');
	try {
		const output = await runJest(
			['--config', JSON.stringify(config), '--json', '--outputFile', file],
			signal,
		);
		return readReport(file, output);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Gives what Jest prints, also where tests fail. */
async function runJest(args: readonly string[], signal: AbortSignal): Promise<string> {
	const jest = require.resolve('jest/bin/jest');
	return await new Promise((resolve) => {
		execFile(
			process.execPath,
			[jest, ...args],
			{ cwd: REPOSITORY, signal, maxBuffer: Infinity },
			(_error, _json, output) => resolve(output),
		);
	});
}

function readReport(file: string, output: string): TestOutcome[] {
	let report: JestReport;
	try {
		report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
	} catch {
		throw new Error(`Jest did not run. It says:\n${output}`);
	}
	return report.testResults.flatMap(({ name, message, assertionResults }) => {
		const suite = path.relative(path.join(REPOSITORY, 'test'), name).split(path.sep).join('/');
		if (assertionResults.length === 0) {
			return [{ name: `${suite} can't be loaded`, suite, hasPassed: false, message }];
		}
		return assertionResults
			.filter(({ status }) => status === 'passed' || status === 'failed')
			.map(({ fullName, status, failureMessages }) => ({
				name: `${suite} ${fullName}`,
				suite,
				hasPassed: status === 'passed',
				message: failureMessages.join('\n'),
			}));
	});
}
