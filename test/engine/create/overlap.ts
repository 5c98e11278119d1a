import type { WorkflowRun } from '../harness';
import type { ImpiloRig } from '../impiloRun';
import { idsOf } from '../outcome';
import { countOrders, createByRef, refs } from './orderForm';

export const COUNT = 200;
const ITEMS = refs(COUNT);
export const form = createByRef();

export type OnError = 'stopWorkflow' | 'continueErrorOutput';

/** Starts runs of one process at the same time. */
export async function runOverlapping(
	rig: ImpiloRig,
	runs: number,
	{ onError = 'stopWorkflow' as OnError, items = ITEMS } = {},
): Promise<WorkflowRun[]> {
	return await Promise.all(
		Array.from({ length: runs }, async () => await rig.runImpilo(form, items, { onError })),
	);
}

/** Each ID is there once, and each output of each run holds the order that is. */
export function expectEachPlacedOnce(
	rig: ImpiloRig,
	runs: readonly WorkflowRun[],
	items = ITEMS,
): void {
	const placed = items.map(({ ref }) => {
		expect([ref, countOrders(rig.sandbox, ref)]).toEqual([ref, 1]);
		return rig.sandbox.orders.find({ externalOrderIds: [ref] })[0]?.id;
	});
	for (const run of runs) {
		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual(placed);
	}
}
