import { parseArgs } from 'node:util';

import Table from 'cli-table3';

import { packPackage } from '../../package/packedPackage';
import { addPackage, ENGINES, installPackages, type Engine } from './engines';
import { jestConfig, type Surroundings } from './jestConfig';
import { runSuites } from './runSuites';
import { LEFT_OUT, OTHER_SUITES, SUITES } from './suites';
import { findStale, judge, type Verdict } from './verdict';

const VERSIONS = ENGINES.map(({ n8n }) => n8n);

const USAGE = `Usage: npm run test:compat [-- --n8n <version> ...] [-- <suite> ...]

Runs the engine tests with the packed package beside the engines of n8n ${VERSIONS.join(', ')}.
Each is installed once, into .n8n-local/engines.

  --n8n     only this one; may be given several times
  <suite>   paths below test/, e.g. engine/void, in place of all`;

interface Row {
	n8n: string;
	verdict: Verdict;
	seconds: number;
}

async function run(signal: AbortSignal): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			n8n: { type: 'string', multiple: true, default: VERSIONS },
			help: { type: 'boolean', short: 'h', default: false },
		},
		allowPositionals: true,
	});
	if (values.help) {
		console.log(USAGE);
		return;
	}
	const unknown = values.n8n.find((version) => !VERSIONS.includes(version));
	if (unknown !== undefined) {
		throw new Error(`There is no n8n ${unknown} here, only ${VERSIONS.join(', ')}.`);
	}
	const engines = ENGINES.filter(({ n8n }) => values.n8n.includes(n8n));
	const rows: Row[] = [];
	const packed = await packPackage();
	try {
		for (const engine of engines) {
			console.log(`n8n ${engine.n8n} …`);
			const engineDirectory = await installPackages(engine.n8n, engine.packages, signal);
			const surroundings = {
				engineDirectory,
				packageDirectory: addPackage(engineDirectory, packed.directory),
				packages: engine.packages,
			};
			rows.push(await testEngine(engine, surroundings, positionals, signal));
		}
	} finally {
		packed.remove();
	}
	print(rows);
	if (rows.some(({ verdict }) => verdict.complaints.length > 0)) process.exitCode = 1;
}

async function testEngine(
	{ n8n }: Engine,
	surroundings: Surroundings,
	chosen: readonly string[],
	signal: AbortSignal,
): Promise<Row> {
	const startedAt = Date.now();
	const suites = chosen.length === 0 ? SUITES : chosen;
	const config = jestConfig(surroundings, suites, OTHER_SUITES);
	const outcomes = await runSuites(config, signal);
	signal.throwIfAborted();
	const age = VERSIONS.indexOf(n8n);
	const leftOut = LEFT_OUT.filter(
		({ since = n8n, upTo }) => VERSIONS.indexOf(since) <= age && age <= VERSIONS.indexOf(upTo),
	);
	const verdict = judge(outcomes, leftOut);
	if (chosen.length === 0) verdict.complaints.push(...findStale(verdict, leftOut));
	for (const complaint of verdict.complaints) console.log(`\n✗ n8n ${n8n}: ${complaint}`);
	return { n8n, verdict, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

function print(rows: readonly Row[]): void {
	const table = new Table({
		head: ['n8n', 'passed', 'failed', 'left out', 'seconds'],
		style: { head: [], border: [] },
	});
	for (const { n8n, verdict, seconds } of rows) {
		const { passed, complaints, leftOut } = verdict;
		const reasons = [...leftOut].map(([because, count]) => `${count}: ${because}`);
		table.push([n8n, passed, complaints.length, reasons.join('\n'), seconds]);
	}
	console.log(`\n${table.toString()}`);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
run(stopping.signal).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
