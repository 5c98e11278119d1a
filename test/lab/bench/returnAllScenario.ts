import {
	enterReturnAlls,
	LIST_HTTP_REQUEST,
	LIST_IMPILO,
	type ListJob,
} from './returnAllContestants';
import { runRounds } from './rounds';
import { figureOfTime, findStanding, sayLatency, type Scenario } from './scenario';
import { atLeastTimesAsFast } from './targets';

const TIMES_AS_FAST = 3;

/** Return All over so many orders of about 3 kB each, or patients of about 0.6 kB. */
export function returnAllScenario(job: ListJob): Scenario {
	const { resource, count, latencyMs } = job;
	return async (open, { rounds, tell }) => {
		const arena = await open('time');
		const contestants = await enterReturnAlls(arena, job);
		const standings = await runRounds(contestants, rounds, tell);
		await arena.stop();
		const title = `All of ${count.toLocaleString('en')} ${resource}s, ${sayLatency(latencyMs)}`;
		const ours = findStanding(standings, LIST_IMPILO);
		const theirs = findStanding(standings, LIST_HTTP_REQUEST);
		return {
			title,
			notes: [
				`HTTP Request gives an item for each page; only Split Out makes them ${resource}s, as Impilo gives them.`,
				'Simplify off gives the same data as HTTP Request, so it is held against the target.',
			],
			standings,
			shows: 'speed',
			reference: LIST_IMPILO,
			targets: [atLeastTimesAsFast(title, ours, theirs, TIMES_AS_FAST)],
			figures: [figureOfTime(title, { Impilo: ours, 'HTTP Request node': theirs })],
		};
	};
}
