import type { Sample, Standing } from './sample';

/** One way to do the job. */
export interface Contestant {
	name: string;
	run(): Promise<Sample>;
}

/**
 * Lets all contestants run in each round, every other round in reverse order, so that none always
 * comes after the same one.
 *
 * @param warmsUp whether there is a round before the first that isn't counted
 * @param tell called as it goes on
 */
export async function runRounds(
	contestants: readonly Contestant[],
	rounds: number,
	tell: (progress: string) => void,
	warmsUp = true,
): Promise<Standing[]> {
	const standings = contestants.map(({ name }): Standing => ({ contestant: name, samples: [] }));
	for (let round = warmsUp ? 0 : 1; round <= rounds; round++) {
		const indexes = [...contestants.keys()];
		if (round % 2 === 0) indexes.reverse();
		for (const index of indexes) {
			const contestant = contestants[index];
			if (contestant === undefined) continue;
			tell(`${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}: ${contestant.name}`);
			const sample = await contestant.run();
			if (round > 0) standings[index]?.samples.push(sample);
		}
	}
	return standings;
}
