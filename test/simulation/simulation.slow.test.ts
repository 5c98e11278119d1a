import { BRANCHES } from './branches';
import { NodeCode } from './process';
import { simulate } from './simulate';

it('does no wrong in more worlds, in which everything comes up that may', async () => {
	const { findings, counts } = await simulate(new NodeCode(), 2_000, 301);

	expect(Object.fromEntries(findings)).toEqual({});
	expect(BRANCHES.filter((branch) => !counts.has(branch))).toEqual([]);
});
