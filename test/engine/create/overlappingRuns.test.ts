import { setTimeout as realWait } from 'node:timers/promises';

import { seedIds } from '../../../sandbox';
import { IMPILO, pick, startImpilo, useImpilo } from '../impiloRun';
import { failureOf, hintsOf } from '../outcome';
import { countOrders, CREATE, listsOf, postsOf, refs } from './orderForm';
import { COUNT, expectEachPlacedOnce, form, runOverlapping } from './overlap';

/** Runs of one process that place orders with the same external order IDs at the same time. */

const rig = useImpilo({ inventory: 'unlimited' });

it('the runs share what they know: each looks up its orders before, and after what it placed', async () => {
	const portions = COUNT / 50;
	// So that both have looked before either places an order.
	rig.sandbox.misbehave({ kind: 'hold', until: 2 * portions, when: 'afterCommit' });
	rig.sandbox.misbehave({ kind: 'latency', ms: 20, match: CREATE });
	const results = await runOverlapping(rig, 2);

	expectEachPlacedOnce(rig, results);
	expect(postsOf(rig.sandbox)).toHaveLength(COUNT);
	const checks = rig.sandbox.requests.length - COUNT - 2 * portions;
	// Where both have placed some, one portion of each isn't full.
	expect([portions, portions + 1]).toContain(checks);
	const existing = results.flatMap(hintsOf).join();
	expect(existing).toContain('got an order that already existed at Impilo');
});

it('an order that one run is refused is tried by the other in its turn', async () => {
	rig.sandbox.misbehave({ kind: 'latency', ms: 20, match: CREATE });
	rig.sandbox.refuseNext('item_not_orderable');
	const items = refs(1);
	const results = await runOverlapping(rig, 2, { onError: 'continueErrorOutput', items });

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
	expectEachPlacedOnce(rig, [await first, await last], items);
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
