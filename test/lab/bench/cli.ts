import path from 'node:path';
import { parseArgs } from 'node:util';

import { openArena, type Arena, type Measure } from './arena';
import { checkScenario } from './checkScenario';
import { createScenario } from './createScenario';
import { faultScenario } from './faultScenario';
import { LARGE_SCENARIOS } from './largeScenarios';
import { describeMachine } from './machine';
import { memoryScenario } from './memoryScenario';
import { printResult, printTargets } from './printResult';
import { returnAllScenario } from './returnAllScenario';
import { runScenarios, type NamedScenario } from './runScenarios';
import type { Target } from './scenario';

const USAGE = `Usage: npm run bench [-- --rounds <number>] [--quick] [--only <part of a name>]

Measures the built node in a real n8n, side by side with n8n's HTTP Request node and a bare fetch
loop, against a local sandbox. It asserts nothing: it prints what it measured, and fails where it
couldn't measure something.

  --rounds   how often each contestant runs, after one run to warm up; default 5
  --quick    one round
  --only     scenarios whose name holds this: create, check, return-all, patients, memory, large,
             faults
  --package  the directory of the built package; default: this one`;

const DEFAULT_ROUNDS = 5;
/** Takes minutes, and hardly differs from round to round. */
const MOST_FAULT_ROUNDS = 3;

/** As the latency of real servers varies: one answer in 25 takes more than twice the median. */
const SPREAD = 0.4;

const ROOT = path.join(__dirname, '..', '..', '..');

const SCENARIOS: readonly NamedScenario[] = [
	{ name: 'create-0', scenario: createScenario(0) },
	{ name: 'create-50', scenario: createScenario(50) },
	{ name: 'create-50-varying', scenario: createScenario(50, SPREAD) },
	{ name: 'check-1000-0', scenario: checkScenario(0) },
	{ name: 'check-1000-50', scenario: checkScenario(50) },
	{
		name: 'return-all-5000',
		scenario: returnAllScenario({ resource: 'order', count: 5_000, latencyMs: 100 }),
	},
	{
		name: 'return-all-20000',
		scenario: returnAllScenario({ resource: 'order', count: 20_000, latencyMs: 100 }),
	},
	{
		name: 'patients-20000',
		scenario: returnAllScenario({ resource: 'patient', count: 20_000, latencyMs: 100 }),
	},
	{ name: 'memory', scenario: memoryScenario },
	...LARGE_SCENARIOS.map(({ name, scenario }) => ({
		name: `large-${name}`,
		scenario,
		mostRounds: 1,
	})),
	{ name: 'faults', scenario: faultScenario, mostRounds: MOST_FAULT_ROUNDS },
];

interface Arguments {
	rounds: number;
	only: string;
	packageDirectory: string;
}

/** Throws a TypeError for an unknown option, an Error for rounds that aren't a number. */
function readArguments(): Arguments | undefined {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
			quick: { type: 'boolean', default: false },
			only: { type: 'string', default: '' },
			package: { type: 'string', default: ROOT },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return undefined;
	const rounds = values.quick ? 1 : Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1) {
		throw new Error(`--rounds takes a whole number of at least 1, not "${values.rounds}".`);
	}
	return { rounds, only: values.only, packageDirectory: path.resolve(values.package) };
}

async function run(): Promise<void> {
	const chosen = readArguments();
	if (chosen === undefined) {
		console.log(USAGE);
		return;
	}
	console.log(describeMachine());
	console.log(
		'"node" is the time of the node alone, as n8n tells it; "execution" that of the whole workflow.',
	);
	const arenas: Arena[] = [];
	const open = async (measures: Measure): Promise<Arena> => {
		const arena = await openArena(chosen.packageDirectory, measures);
		arenas.push(arena);
		return arena;
	};
	const stopAll = async (): Promise<void> => {
		for (const arena of arenas) await arena.stop();
	};
	const stopping = new AbortController();
	const interrupt = () => {
		stopping.abort();
		void stopAll().finally(() => process.exit(1));
	};
	process.once('SIGINT', interrupt);
	process.once('SIGTERM', interrupt);
	const targets: Target[] = [];
	const failed = await runScenarios(
		SCENARIOS.filter(({ name }) => name.includes(chosen.only)),
		{
			rounds: chosen.rounds,
			open,
			stopAll,
			tell: (progress) => console.error(`  ${progress}`),
			tellResult: (result) => {
				printResult(result);
				targets.push(...result.targets);
			},
			tellFailure: (name, error) =>
				console.error(`\n${name} was not measured. ${messageOf(error)}`),
			signal: stopping.signal,
		},
	);
	if (targets.length > 0) printTargets(targets);
	if (failed.length > 0) {
		console.error(`\nNot measured: ${failed.join(', ')}. What went wrong is told above.`);
		process.exitCode = 1;
	}
}

const messageOf = (error: unknown): unknown => (error instanceof Error ? error.message : error);

run().catch((error: unknown) => {
	console.error(messageOf(error));
	process.exitCode = 1;
});
