import type { Patch } from './process';
import { NodeCode } from './process';
import { simulate } from './simulate';

/** A rule of the node, and how to switch it off in its text. */
export interface Rule extends Patch {
	name: string;
}

/** Each has to be missed: without it, some world goes wrong in a way that it doesn't go wrong with it. */
export const RULES: readonly Rule[] = [
	{
		name: 'what exists is not placed again',
		file: 'order/create/batch.ts',
		find: '(await this.findExisting(order)) ?? (await this.placeNew(order))',
		put: 'await this.placeNew(order)',
	},
	{
		name: 'runs of one process take turns',
		file: 'run/turns.ts',
		find: 'await gate.waitFor(earlier);',
		put: '',
	},
	{
		name: 'orders are looked up once more after placing',
		file: 'order/create/index.ts',
		find: 'settle: async () => await batch.checkTwins(),',
		put: '',
	},
	{
		name: 'an order is looked for before it is sent again',
		file: 'api/changeOnce.ts',
		find: 'if (found !== undefined) return found;\n\t\tif (round',
		put: 'if (round',
	},
];

/** A world that goes wrong without a rule. */
export interface Miss {
	seed: number;
	kind: string;
}

/**
 * Looks for a world that goes wrong without a rule, in a way that it doesn't with it.
 *
 * @returns undefined where none of the worlds does
 */
export async function findMiss(
	rule: Rule,
	worlds: number,
	seed: number,
): Promise<Miss | undefined> {
	const withRule = new NodeCode();
	const withoutRule = new NodeCode([rule]);
	for (let world = seed; world < seed + worlds; world++) {
		const { findings: without } = await simulate(withoutRule, 1, world);
		if (without.size === 0) continue;
		const { findings } = await simulate(withRule, 1, world);
		const kind = [...without.keys()].find((each) => !findings.has(each));
		if (kind !== undefined) return { seed: world, kind };
	}
	return undefined;
}
