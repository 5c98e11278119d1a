import type { Arena } from './arena';
import { CREATE_HTTP_REQUEST, CREATE_IMPILO, enterCreates } from './createContestants';
import {
	enterReturnAlls,
	LIST_HTTP_REQUEST,
	LIST_IMPILO,
	LIST_IMPILO_SIMPLIFIED,
} from './returnAllContestants';
import type { Contestant } from './rounds';
import type { Standing } from './sample';
import { figureOfMemory, findStanding, type Scenario } from './scenario';
import { noMoreMemory } from './targets';

interface MemoryJob {
	title: string;
	enter: (arena: Arena) => Promise<Contestant[]>;
	ours: string;
	theirs: string;
	/** Measured as well, and held against nothing. */
	beside: string[];
}

const LATENCY_MS = 100;

const CREATE_JOB: MemoryJob = {
	title: '1,000 new orders',
	enter: async (arena) => await enterCreates(arena, 0),
	ours: CREATE_IMPILO,
	theirs: CREATE_HTTP_REQUEST,
	beside: [],
};

const listJob = (orders: number): MemoryJob => ({
	title: `all of ${orders.toLocaleString('en')} orders`,
	enter: async (arena) =>
		await enterReturnAlls(arena, { resource: 'order', count: orders, latencyMs: LATENCY_MS }),
	ours: LIST_IMPILO,
	theirs: LIST_HTTP_REQUEST,
	beside: [LIST_IMPILO_SIMPLIFIED],
});

const JOBS = [CREATE_JOB, listJob(5_000), listJob(20_000)];

/**
 * The most memory that n8n takes. Each contestant gets an n8n of its own each time: a process keeps
 * what it once took, so whoever came after the greediest would seem to need as much.
 */
export const memoryScenario: Scenario = async (open, { rounds, tell }) => {
	const standings: Standing[] = [];
	for (const job of JOBS) {
		for (const name of [...job.beside, job.ours, job.theirs]) {
			const standing: Standing = { contestant: nameIn(job, name), samples: [] };
			for (let round = 1; round <= rounds; round++) {
				tell(`round ${round} of ${rounds}: ${standing.contestant}`);
				const arena = await open('memory');
				const contestant = (await job.enter(arena)).find((candidate) => candidate.name === name);
				if (contestant !== undefined) standing.samples.push(await contestant.run());
				await arena.stop();
			}
			standings.push(standing);
		}
	}
	const sides = JOBS.map((job) => ({
		job,
		ours: findStanding(standings, nameIn(job, job.ours)),
		theirs: findStanding(standings, nameIn(job, job.theirs)),
	}));
	return {
		title: 'Peak memory of n8n (resident)',
		notes: ['Each in an n8n of its own, freshly started; "before" is what that n8n takes idle.'],
		standings,
		shows: 'memory',
		reference: nameIn(CREATE_JOB, CREATE_JOB.ours),
		targets: sides.map(({ job, ours, theirs }) => noMoreMemory(job.title, ours, theirs)),
		figures: sides.map(({ job, ours, theirs }) =>
			figureOfMemory(`Peak memory of n8n, ${job.title}`, {
				Impilo: ours,
				'HTTP Request node': theirs,
			}),
		),
	};
};

function nameIn(job: MemoryJob, contestant: string): string {
	return `${job.title}: ${contestant}`;
}
