import { CONTINUE, useImpilo, withoutWaiting } from '../impiloRun';
import { CREATE, postsOf } from './orderForm';
import { COUNT, expectEachPlacedOnce, runOverlapping, type OnError } from './overlap';

/** Runs of one process that place orders with the same external order IDs at the same time. */

const rig = useImpilo({ inventory: 'unlimited' });

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
		const results = await runOverlapping(rig, runs, { gapMs, onError });

		expectEachPlacedOnce(rig, results);
		expect(postsOf(rig.sandbox)).toHaveLength(COUNT);
	},
);

it('answers that are lost, 503s and 429s: each order once, and every run gets it', async () => {
	withoutWaiting();
	rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', every: 11, match: CREATE });
	rig.sandbox.misbehave({ kind: 'status', status: 503, every: 23 });
	rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 1, every: 31 });
	const results = await runOverlapping(rig, 3, CONTINUE);

	expectEachPlacedOnce(rig, results);
});
