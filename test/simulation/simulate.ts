import { countBranches } from './branches';
import type { Finding } from './oracle';
import { judge } from './oracle';
import type { NodeCode } from './process';
import { playWorld } from './world';

export interface Simulation {
	worlds: number;
	/** The seeds of each kind of finding, with what was found first. */
	findings: Map<string, { seeds: number[]; example: Finding }>;
	/** How often each fault and each branch came up. */
	counts: Map<string, number>;
}

/** Plays many worlds, from a seed on. */
export async function simulate(
	code: NodeCode,
	worlds: number,
	seed: number,
	trace?: (line: string) => void,
): Promise<Simulation> {
	const findings: Simulation['findings'] = new Map();
	const counts: Simulation['counts'] = new Map();
	const count = (branch: string): unknown => counts.set(branch, (counts.get(branch) ?? 0) + 1);
	for (let world = seed; world < seed + worlds; world++) {
		const played = await playWorld(code, world, count, trace);
		countBranches(played, count);
		for (const one of judge(played)) {
			trace?.(`FOUND ${one.kind}: ${one.details}`);
			const known = findings.get(one.kind) ?? { seeds: [], example: one };
			if (known.seeds.at(-1) !== world) known.seeds.push(world);
			findings.set(one.kind, known);
		}
	}
	return { worlds, findings, counts };
}
