import fc from 'fast-check';

import type { Fault, Sandbox } from '../../sandbox';
import type { ImpiloRig, VirtualTime } from '../engine/impiloRun';
import { IMPILO, startImpilo, withoutWaiting } from '../engine/impiloRun';
import { countOrders, createBatch, findWrong, findWrongOutputs, PLACE_ORDER } from './batch';

const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1_000_000));
const RUNS = 60;

/** What may happen to a request, except for refusals: those are the user's to mend. */
const anyFault: fc.Arbitrary<Fault> = fc.oneof(
	fc.constantFrom<Fault>(
		{ kind: 'loseAnswer', when: 'afterCommit' },
		{ kind: 'loseAnswer', when: 'beforeCommit' },
		{ kind: 'truncate' },
	),
	fc.constantFrom(500, 502, 503, 504).map((status): Fault => ({ kind: 'status', status })),
	fc
		.constantFrom(500, 502, 503, 504)
		.map((status): Fault => ({ kind: 'statusAfterCommit', status })),
	fc
		.integer({ min: 0, max: 90 })
		.map((retryAfter): Fault => ({ kind: 'status', status: 429, retryAfter })),
);

/** Each fault hits one request: the so-many-eth after those that other faults have hit. */
const anySchedule = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), anyFault), {
	maxLength: 24,
});

const anyBatch = fc
	.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 14 })
	.map((indices) => {
		const orders = createBatch(10);
		return indices.map((index) => orders[index] ?? {});
	});

function applySchedule(sandbox: Sandbox, schedule: Array<[number, Fault]>): void {
	for (const [every, fault] of schedule) sandbox.misbehave({ ...fault, every, times: 1 });
}

describe(`any schedule of faults (FAULT_SEED=${SEED})`, () => {
	let rig: ImpiloRig;
	let time: VirtualTime;

	beforeAll(async () => {
		rig = await startImpilo({ inventory: 'unlimited' });
		time = withoutWaiting();
	});

	afterAll(async () => {
		time.restore();
		await rig.stop();
	});

	it('never places an order twice, and loses none once the network is back', async () => {
		await fc.assert(
			fc.asyncProperty(
				anyBatch,
				anySchedule,
				fc.constantFrom('stopWorkflow', 'continueErrorOutput', 'continueRegularOutput'),
				fc.integer({ min: 1, max: 12 }),
				async (batch, schedule, onError, concurrency) => {
					rig.sandbox.reset();
					applySchedule(rig.sandbox, schedule);
					const parameters = { ...PLACE_ORDER, options: { concurrency } };
					const first = await rig.runImpilo(parameters, batch, { onError } as never);

					for (const [id, count] of countOrders(rig.sandbox, batch)) {
						expect({ id, count }).toEqual({ id, count: Math.min(count, 1) });
					}
					if (onError !== 'stopWorkflow') {
						expect(first.outputs(IMPILO).flat()).toHaveLength(batch.length);
					}

					rig.sandbox.behave();
					const second = await rig.runImpilo(parameters, batch);
					expect(second.error?.message).toBeUndefined();
					expect(findWrong(rig.sandbox, batch)).toEqual([]);
					expect(findWrongOutputs(second, IMPILO, batch)).toEqual([]);
				},
			),
			{ seed: SEED, numRuns: RUNS },
		);
	}, 120_000);
});
