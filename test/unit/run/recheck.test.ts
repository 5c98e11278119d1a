import { Recheck } from '../../../nodes/Impilo/run/recheck';
import { createClient, createInstantClock } from '../standIns';

function createRecheck(decidedAt: number, failAt = Infinity) {
	const clock = createInstantClock();
	const client = createClient(async () => await Promise.reject(new Error('Nothing is sent')), {
		clock,
	});
	const log = { looks: [] as number[], decided: [] as string[], last: 0, given: [] as string[] };
	const recheck = new Recheck<string, number>(client, {
		keysOf: (entry) => [entry],
		find: async (keys) => {
			log.looks.push(keys.length);
			if (log.looks.length >= failAt) throw new Error('no');
			return await Promise.resolve(log.looks.length);
		},
		decide: async (entry, look, isLast) => {
			if (isLast) log.last++;
			const isDecided = isLast || look >= decidedAt;
			if (isDecided) log.decided.push(entry);
			return await Promise.resolve(isDecided);
		},
		giveUp: (entries) => void log.given.push(...entries),
	});
	return { recheck, log, clock, client };
}

describe('Recheck', () => {
	it('looks at fifty at once, and at the rest in the end', async () => {
		const { recheck, log } = createRecheck(1);
		for (let entry = 0; entry < 120; entry++) recheck.add(String(entry));
		await recheck.finish();

		expect(log.looks).toEqual([50, 50, 20]);
		expect(log.decided).toHaveLength(120);
	});

	it('looks again after growing waits, the last time saying so', async () => {
		const { recheck, log, clock } = createRecheck(Infinity);
		recheck.add('a');
		await recheck.finish();

		expect(clock.slept).toEqual([1_000, 2_000, 4_000]);
		expect(log).toMatchObject({ looks: [1, 1, 1, 1], decided: ['a'], last: 1 });
	});

	it('gives those up that cannot be looked at', async () => {
		const { recheck, log } = createRecheck(Infinity, 2);
		recheck.add('a');
		recheck.add('b');
		await recheck.finish();

		expect(log).toMatchObject({ looks: [2, 2], decided: [], given: ['a', 'b'] });
	});

	it('leaves the rest where the execution was stopped', async () => {
		const { recheck, log, client } = createRecheck(Infinity);
		recheck.add('a');
		client.gate.stop();
		await recheck.finish();

		expect(log).toMatchObject({ decided: [], given: [] });
	});
});
