import {
	CONCURRENCY,
	CREATE_FETCH_LOOP,
	CREATE_HTTP_REQUEST,
	CREATE_IMPILO,
	CREATE_UNCHECKED,
	CREATES,
	enterCreates,
} from './createContestants';
import { runRounds } from './rounds';
import { figureOfTime, findStanding, sayLatency, type Scenario } from './scenario';
import { atLeastTimesAsFast, costsAtMost, withinOf } from './targets';

const TIMES_AS_FAST = 2.5;
const WITHIN_OF_LOOP = 1.15;
const CHECK_COSTS_PERCENT = 3;

/**
 * A thousand creates, of an API that takes so long to answer.
 *
 * @param spread how much the latency varies: the sigma of a log-normal distribution
 */
export function createScenario(latencyMs: number, spread = 0): Scenario {
	return async (open, { rounds, tell }) => {
		const arena = await open('time');
		const standings = await runRounds(await enterCreates(arena, latencyMs, spread), rounds, tell);
		await arena.stop();
		const ours = findStanding(standings, CREATE_IMPILO);
		const theirs = findStanding(standings, CREATE_HTTP_REQUEST);
		const varying = spread > 0 ? ', varying' : '';
		const title = `${CREATES.toLocaleString('en')} new orders, ${sayLatency(latencyMs)}${varying}`;
		const loop = findStanding(standings, CREATE_FETCH_LOOP);
		return {
			title,
			notes: [
				`${CONCURRENCY} requests in flight; HTTP Request: batches of ${CONCURRENCY}, ${latencyMs} ms apart${latencyMs === 0 ? ' (so n8n sends all at once)' : ''}.`,
				'On Error is Continue (using error output), as for bulk orders. Impilo looks the external order IDs up first: that is in its time.',
				'After placing, it looks them up once more, for those that another process has placed at the same time; without the check, If External Order ID Exists is Create Another Order.',
				'Stopping at a failure, it reads and checks all items before it places the first order.',
			],
			standings,
			shows: 'speed',
			reference: CREATE_IMPILO,
			targets:
				latencyMs === 0
					? [atLeastTimesAsFast(title, ours, theirs, TIMES_AS_FAST)]
					: [
							withinOf(title, ours, loop, WITHIN_OF_LOOP),
							costsAtMost(
								`${title}: the check after placing`,
								ours,
								findStanding(standings, CREATE_UNCHECKED),
								CHECK_COSTS_PERCENT,
							),
						],
			figures: [
				figureOfTime(title, { Impilo: ours, 'HTTP Request node': theirs, 'bare fetch loop': loop }),
			],
		};
	};
}
