import { parseArgs } from 'node:util';

import { BRANCHES } from './branches';
import { NodeCode } from './process';
import { findMiss, RULES } from './rules';
import type { Simulation } from './simulate';
import { simulate } from './simulate';

const USAGE = `Usage: npm run simulate [-- --worlds <number>] [--seed <number>] [--verbose]

Plays worlds in which several processes of n8n, and others, order at Impilo while anything may go wrong,
and says what the node did that it may not do.

  --worlds   how many; default 1000
  --seed     of the first; the next ones follow. --worlds 1 replays one world
  --verbose  tell each step
  --rules    switch off one rule of the node after the other; each has to be missed in some world`;

/** Fewer worlds may well miss a branch. */
const WORLDS_FOR_ALL_BRANCHES = 1_000;
const MOST_SEEDS = 8;

async function main(): Promise<boolean> {
	const { values } = parseArgs({
		options: {
			worlds: { type: 'string', default: '1000' },
			seed: { type: 'string', default: '1' },
			verbose: { type: 'boolean', default: false },
			rules: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	if (values.help) {
		console.log(USAGE);
		return true;
	}
	const worlds = Number(values.worlds);
	if (values.rules) return await missRules(worlds, Number(values.seed));
	const startMs = Date.now();
	const trace = values.verbose ? (line: string) => console.log(line) : undefined;
	const simulation = await simulate(new NodeCode(), worlds, Number(values.seed), trace);
	const seconds = (Date.now() - startMs) / 1_000;
	printCounts(simulation);
	const missed = BRANCHES.filter((branch) => !simulation.counts.has(branch));
	const isComplete = worlds < WORLDS_FOR_ALL_BRANCHES || missed.length === 0;
	if (!isComplete) console.log(`\nNever came up: ${missed.join('; ')}`);
	printFindings(simulation);
	console.log(
		`\n${worlds} worlds in ${seconds.toFixed(1)} s: ${Math.round(worlds / seconds)} a second`,
	);
	return isComplete && simulation.findings.size === 0;
}

async function missRules(worlds: number, seed: number): Promise<boolean> {
	let areAllMissed = true;
	for (const rule of RULES) {
		const miss = await findMiss(rule, worlds, seed);
		areAllMissed &&= miss !== undefined;
		const found =
			miss === undefined
				? `NOT MISSED in ${worlds} worlds`
				: `${miss.kind}, with seed ${miss.seed}`;
		console.log(`without "${rule.name}": ${found}`);
	}
	return areAllMissed;
}

function printCounts({ counts }: Simulation): void {
	for (const [branch, count] of [...counts].sort(([one], [other]) => one.localeCompare(other))) {
		console.log(`${String(count).padStart(8)}  ${branch}`);
	}
}

function printFindings({ findings, worlds }: Simulation): void {
	for (const [kind, { seeds, example }] of findings) {
		const shown = seeds.slice(0, MOST_SEEDS).join(', ');
		console.log(
			`\n${kind}: ${seeds.length} of ${worlds} worlds, with seeds ${shown}${seeds.length > MOST_SEEDS ? ', …' : ''}`,
		);
		console.log(`  e.g. ${example.details.slice(0, 300)}`);
	}
}

void main().then((isFine) => {
	process.exitCode = isFine ? 0 : 1;
});
