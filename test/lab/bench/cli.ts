import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { findInstallation } from '../../../scripts/n8n';
import { openArena, type Arena, type Measure } from './arena';
import { checkScenario } from './checkScenario';
import { createScenario } from './createScenario';
import { drawFigures, THEMES } from './drawFigures';
import { faultScenario } from './faultScenario';
import { LARGE_SCENARIOS } from './largeScenarios';
import { describeMachine } from './machine';
import { memoryScenario } from './memoryScenario';
import { printResult, printTargets } from './printResult';
import { returnAllScenario } from './returnAllScenario';
import { runScenarios, type NamedScenario } from './runScenarios';
import type { Figure, Target } from './scenario';

const USAGE = `Usage: npm run bench [-- --rounds <number>] [--quick] [--only <part of a name>]
                        [--pictures <folder>]

Measures the built node in a real n8n, side by side with n8n's HTTP Request node and a bare fetch
loop, against a local sandbox. It asserts nothing: it prints what it measured, and fails where it
couldn't measure something.

  --rounds   how often each contestant runs, after one run to warm up; default 5
  --quick    one round
  --only     scenarios whose name holds this: create, check, return-all, patients, memory, large,
             faults
  --package  the directory of the built package; default: this one
  --pictures where the pictures of it go, light and dark, as SVG; default: test/lab/bench`;

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
	pictures: string;
}

/** Throws a TypeError for an unknown option, an Error for rounds that aren't a number. */
function readArguments(): Arguments | undefined {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
			quick: { type: 'boolean', default: false },
			only: { type: 'string', default: '' },
			package: { type: 'string', default: ROOT },
			pictures: { type: 'string', default: __dirname },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) return undefined;
	const rounds = values.quick ? 1 : Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1) {
		throw new Error(`--rounds takes a whole number of at least 1, not "${values.rounds}".`);
	}
	return {
		rounds,
		only: values.only,
		packageDirectory: path.resolve(values.package),
		pictures: path.resolve(values.pictures),
	};
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
	const figures: Figure[] = [];
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
				figures.push(...(result.figures ?? []));
			},
			tellFailure: (name, error) =>
				console.error(`\n${name} was not measured. ${messageOf(error)}`),
			signal: stopping.signal,
		},
	);
	if (targets.length > 0) printTargets(targets);
	if (figures.length > 0) await draw(figures, chosen);
	if (failed.length > 0) {
		console.error(`\nNot measured: ${failed.join(', ')}. What went wrong is told above.`);
		process.exitCode = 1;
	}
}

async function draw(figures: readonly Figure[], { rounds, pictures }: Arguments): Promise<void> {
	const subtitle = `n8n ${findInstallation().n8nVersion} on ${cpus().length} cores, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}`;
	for (const theme of THEMES) {
		const file = path.join(pictures, `bench-${theme}.svg`);
		await writeFile(file, drawFigures(figures, subtitle, theme));
		console.log(`Picture: ${path.relative(process.cwd(), file)}`);
	}
}

const messageOf = (error: unknown): unknown => (error instanceof Error ? error.message : error);

run().catch((error: unknown) => {
	console.error(messageOf(error));
	process.exitCode = 1;
});
