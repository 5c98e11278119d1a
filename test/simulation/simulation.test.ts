import { NodeCode } from './process';
import { simulate } from './simulate';

const WORLDS = 300;

it(`in the first ${WORLDS} worlds, each order is placed once, and the right one, or its row says why not`, async () => {
	const { findings } = await simulate(new NodeCode(), WORLDS, 1);
	expect([...findings]).toEqual([]);
});
