import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig } from '../impiloRun';
import { setTimeout as realWait } from 'node:timers/promises';

import {
	countOrders,
	createByRef,
	failureOf,
	hintsOf,
	idsOf,
	listsOf,
	pick,
	postsOf,
	refs,
} from './orderForm';

/** Runs of one process that place orders with the same external order IDs at the same time. */

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo({ inventory: 'unlimited' });
});
beforeEach(() => rig.sandbox.reset());
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

const CREATE = { method: 'POST', path: '/api/v3/order' };
const COUNT = 200;
const ITEMS = refs(COUNT);
const form = createByRef();

type OnError = 'stopWorkflow' | 'continueErrorOutput';

async function runOverlapping(
	runs: number,
	{ gapMs = 0, onError = 'stopWorkflow' as OnError, items = ITEMS } = {},
): Promise<WorkflowRun[]> {
	return await Promise.all(
		Array.from({ length: runs }, async (_, index) => {
			if (gapMs > 0) await realWait(index * gapMs);
			return await rig.runImpilo(form, items, { onError });
		}),
	);
}

/** Each ID is there once, and each output of each run holds the order that is. */
function expectEachPlacedOnce(runs: readonly WorkflowRun[], items = ITEMS): void {
	const placed = items.map(({ ref }) => {
		expect([ref, countOrders(rig.sandbox, ref)]).toEqual([ref, 1]);
		return rig.sandbox.orders.find({ externalOrderIds: [ref] })[0]?.id;
	});
	for (const run of runs) {
		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual(placed);
	}
}

it.each<[number, number, number, OnError]>([
	[2, 0, 0, 'stopWorkflow'],
	[2, 0, 0, 'continueErrorOutput'],
	[2, 20, 0, 'stopWorkflow'],
	[2, 20, 0, 'continueErrorOutput'],
	[2, 20, 100, 'continueErrorOutput'],
	[2, 100, 0, 'continueErrorOutput'],
	[2, 100, 300, 'stopWorkflow'],
	[3, 20, 0, 'continueErrorOutput'],
	[3, 20, 50, 'stopWorkflow'],
])(
	'%d runs, an API that takes %d ms, starts %d ms apart, on error %s: each order once',
	async (runs, ms, gapMs, onError) => {
		rig.sandbox.misbehave({ kind: 'latency', ms });
		const results = await runOverlapping(runs, { gapMs, onError });

		expectEachPlacedOnce(results);
		expect(postsOf(rig.sandbox)).toHaveLength(COUNT);
	},
);

it('the runs share what they know: each looks up its orders before and after, and nothing else', async () => {
	const [lookUps, checks] = [COUNT / 50, COUNT / 50];
	// So that both have looked before either places an order.
	rig.sandbox.misbehave({ kind: 'hold', until: 2 * lookUps, when: 'afterCommit' });
	rig.sandbox.misbehave({ kind: 'latency', ms: 20, match: CREATE });
	const results = await runOverlapping(2);

	expectEachPlacedOnce(results);
	expect(rig.sandbox.requests).toHaveLength(COUNT + 2 * (lookUps + checks));
	const existing = results.flatMap(hintsOf).join();
	expect(existing).toContain('got an order that already existed at Impilo');
});

it('answers that are lost, 503s and 429s: each order once, and every run gets it', async () => {
	withoutWaiting();
	rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', every: 11, match: CREATE });
	rig.sandbox.misbehave({ kind: 'status', status: 503, every: 23 });
	rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 1, every: 31 });
	const results = await runOverlapping(3, { onError: 'continueErrorOutput' });

	expectEachPlacedOnce(results);
});

it('an order that one run is refused is tried by the other in its turn', async () => {
	rig.sandbox.misbehave({ kind: 'latency', ms: 20, match: CREATE });
	rig.sandbox.refuseNext('item_not_orderable');
	const items = refs(1);
	const results = await runOverlapping(2, { onError: 'continueErrorOutput', items });

	expect(countOrders(rig.sandbox, 'ref-0')).toBe(1);
	expect(results.map((run) => run.items(IMPILO).length).sort()).toEqual([0, 1]);
	expect(results.map((run) => run.items(IMPILO, 1).length).sort()).toEqual([0, 1]);
});

it('a run that asks for something else than the other with the same ID is refused', async () => {
	rig.sandbox.misbehave({ kind: 'latency', ms: 20, match: CREATE });
	const other = { ...form, patientId: pick(seedIds.otherPatient) };
	const [first, second] = await Promise.all([
		rig.runImpilo(form, refs(1)),
		rig.runImpilo(other, refs(1)),
	]);

	expect(countOrders(rig.sandbox, 'ref-0')).toBe(1);
	const refused = first?.error === undefined ? second : first;
	expect(refused && failureOf(refused).message).toContain('goes to another recipient');
});

it('a run that is stopped while it waits for its turn ends at once, and holds nobody up', async () => {
	const hold = rig.sandbox.misbehave({ kind: 'hold', match: CREATE });
	const controller = new AbortController();
	const items = refs(1);
	const first = rig.runImpilo(form, items);
	await hold.hasApplied(1);
	const stopped = rig.runImpilo(form, items, {}, { signal: controller.signal });
	while (listsOf(rig.sandbox).length < 2) await realWait(2);
	const last = rig.runImpilo(form, items);
	controller.abort();

	expect((await stopped).status).toBe('canceled');
	expect(postsOf(rig.sandbox)).toHaveLength(1);
	hold.remove();
	expectEachPlacedOnce([await first, await last], items);
	expect(postsOf(rig.sandbox)).toHaveLength(1);
});

it('runs for other accounts do not wait for each other', async () => {
	const other = await startImpilo();
	try {
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: CREATE });
		const held = rig.runImpilo(form, refs(1));
		await hold.hasApplied(1);
		const run = await other.runImpilo(form, refs(1));

		expect(run.error?.message).toBeUndefined();
		expect(postsOf(other.sandbox)).toHaveLength(1);
		hold.remove();
		await held;
	} finally {
		await other.stop();
	}
});
