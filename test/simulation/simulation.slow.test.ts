import { BRANCHES } from './branches';
import { NodeCode } from './process';
import { simulate } from './simulate';

const WORLDS = 1_500;
/** On a busy machine. */
const LIMIT_MS = 600_000;

it(
	'does no wrong in more worlds, in which everything comes up that may',
	async () => {
		const { findings, counts } = await simulate(new NodeCode(), WORLDS, 301);

		expect(Object.fromEntries(findings)).toEqual({});
		expect(BRANCHES.filter((branch) => !counts.has(branch))).toEqual([]);
	},
	LIMIT_MS,
);
