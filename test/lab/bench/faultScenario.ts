import type { Fault } from '../../../sandbox';
import { buildIncomingOrders, CONCURRENCY, SEEDED_ORDERS } from './createContestants';
import { createWithHttpRequest, createWithImpilo } from './createWorkflows';
import { countPlacements } from './placements';
import { runRounds } from './rounds';
import { findStanding, type Figure, type Scenario } from './scenario';
import { median } from './statistics';

const ORDERS = 500;

/** As n8n sets it when Retry On Fail is switched on. */
const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1_000 };
/** As n8n sets it when Batching is added. */
const DEFAULT_BATCHING = { batchSize: 50, batchInterval: 1_000 };

const IMPILO = 'Impilo';
const HTTP_REQUEST = 'HTTP Request';

const BURST_LENGTH = 10;
const BURST_EVERY = 100;
const RETRY_AFTER_S = 1;

/**
 * Of each that applies to every hundredth request, only the first is used up by it: ten of them make
 * ten refusals in a row.
 */
const THROTTLING_BURSTS: Fault[] = Array.from({ length: BURST_LENGTH }, () => ({
	kind: 'status',
	status: 429,
	retryAfter: RETRY_AFTER_S,
	every: BURST_EVERY,
}));

const FAULTS: Fault[] = [
	...THROTTLING_BURSTS,
	{
		kind: 'loseAnswer',
		when: 'afterCommit',
		probability: 0.1,
		match: { method: 'POST', path: '/api/v3/order' },
	},
	{ kind: 'status', status: 503, probability: 0.05 },
];

/** Orders through an API that loses answers, fails and throttles, with Retry On Fail on. */
export const faultScenario: Scenario = async (open, { rounds, tell }) => {
	const arena = await open('time');
	const orders = buildIncomingOrders(ORDERS);
	const course = { orders: SEEDED_ORDERS, faults: FAULTS, input: { orders } };
	const settings = {
		credential: arena.credential,
		apiUrl: arena.apiUrl,
		nodeSettings: RETRY_ON_FAIL,
	};
	const standings = await runRounds(
		[
			await arena.enterWorkflow(
				IMPILO,
				createWithImpilo('faults-impilo', settings, {
					withExternalOrderId: true,
					concurrency: CONCURRENCY,
				}),
				course,
			),
			await arena.enterWorkflow(
				HTTP_REQUEST,
				createWithHttpRequest('faults-http-request', settings, DEFAULT_BATCHING),
				course,
			),
		],
		rounds,
		tell,
		false,
	);
	await arena.stop();
	const countsOf = (name: string) =>
		findStanding(standings, name).samples.map(({ placed }) => countPlacements(orders, placed));
	const counts = countsOf(IMPILO);
	const figureOf = (what: string, key: 'duplicates' | 'lost'): Figure => ({
		label: `${ORDERS} orders through a bad network: ${what}`,
		unit: 'orders',
		values: {
			Impilo: median(counts.map((count) => count[key])),
			'HTTP Request node': median(countsOf(HTTP_REQUEST).map((count) => count[key])),
		},
	});
	const duplicates = counts.reduce((sum, count) => sum + count.duplicates, 0);
	const lost = counts.reduce((sum, count) => sum + count.lost, 0);
	return {
		title: `${ORDERS} orders with external IDs, through faults, Retry On Fail on`,
		notes: [
			`One answer in ten lost after the order was placed, one request in twenty answered 503, bursts of ${BURST_LENGTH} times 429 with Retry-After ${RETRY_AFTER_S} s in each ${BURST_EVERY} requests.`,
			`Retry On Fail as n8n sets it (${RETRY_ON_FAIL.maxTries} tries, ${RETRY_ON_FAIL.waitBetweenTries / 1000} s between); HTTP Request with n8n's default batching (${DEFAULT_BATCHING.batchSize} each ${DEFAULT_BATCHING.batchInterval / 1000} s).`,
		],
		standings,
		shows: 'placements',
		reference: IMPILO,
		expected: orders,
		targets: [
			{
				promise: 'Faults: 0 duplicates, 0 lost, in any round',
				measured: `${duplicates} duplicates, ${lost} lost`,
				isReached: duplicates === 0 && lost === 0,
			},
		],
		figures: [figureOf('placed twice', 'duplicates'), figureOf('lost', 'lost')],
	};
};
