import type { INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from '../run/errors';
import { showHints } from '../run/hints';
import type { ReadItem } from '../run/readItems';
import { listParts } from '../run/readItems';
import type { OperationRun } from '../run/runItems';
import { runInStages } from '../run/runItems';
import { OnceBatch } from './onceBatch';
import { PORTION_SIZE } from './duplicateCheck';
import type { EntityHandler, Wanted } from './entityHandler';
import { openMemories } from './memory';
import type { Identifiable } from './records';
import { describeDone, hintsOfTally } from './sendSummary';
import type { RunCoordinator } from './runCoordinator';

/**
 * Creates what each item wants, once, or finds it. With Continue off, the run stops before anything is
 * created if it can be known that an item is refused.
 *
 * @param readItems what each item wants, or why it's refused; items that share one thing have the same
 * @param coordinator of all runs of this process with this type of entity
 * @param present gives the output of an item
 * @throws as `runInStages`
 */
export async function createEachOnce<W extends Wanted, T extends Identifiable>(
	run: OperationRun,
	readItems: ReadonlyArray<ReadItem<W>>,
	handler: EntityHandler<W, T>,
	coordinator: RunCoordinator<T>,
	present: (entity: T, wanted: W) => INodeExecutionData['json'],
): Promise<INodeExecutionData[]> {
	const { context, client } = run;
	const memoryOf = openMemories<T>(context);
	// Impilo's data may have changed since an earlier try has sent it.
	const items = readItems.map((item, itemIndex) => {
		const read = 'refusal' in item ? item.read : undefined;
		return read !== undefined && memoryOf(itemIndex).state.is !== 'notSent' ? read : item;
	});
	const batch = new OnceBatch(client, handler, coordinator, memoryOf);
	const parts = listParts(items);
	const portions = Math.ceil(parts.length / PORTION_SIZE);
	/** By the first item of each part. */
	const portionOf = new Map(
		parts.map(({ itemIndices: [first] }, index) => [first, Math.floor(index / PORTION_SIZE)]),
	);
	const lookUps = new Map<number, Promise<void>>();
	const lookUpOnce = async (portion: number): Promise<void> => {
		const from = portion * PORTION_SIZE;
		const wanted = parts
			.slice(from, from + PORTION_SIZE)
			.flatMap(({ item }) => ('refusal' in item ? [] : item));
		const looking = lookUps.get(portion) ?? batch.lookUp(wanted);
		lookUps.set(portion, looking);
		await looking;
	};
	const describe = (): string =>
		describeDone(handler.wording, batch.summarizeSends(items), batch.tally, parts.length);
	const stopAt = (refusals: readonly unknown[]): void => {
		const index = refusals.findIndex((refusal) => refusal !== undefined);
		if (index < 0) return;
		throw toNodeError(context.getNode(), refusals[index], parts[index]?.itemIndices, describe());
	};
	const checkAll = async (): Promise<void> => {
		stopAt(parts.map(({ item }) => ('refusal' in item ? item.refusal : undefined)));
		await Promise.all(
			Array.from({ length: portions }, async (_, portion) => await lookUpOnce(portion)),
		);
		const refusals = parts.map(async ({ item }) =>
			'refusal' in item ? item.refusal : await batch.findRefusal(item),
		);
		stopAt(await Promise.all(refusals));
	};
	try {
		if (!context.continueOnFail()) await checkAll();
		const outputs = await runInStages(run, {
			together: parts.map(({ itemIndices }) => itemIndices),
			work: async (itemIndex, yieldSlot) => {
				const portion = portionOf.get(itemIndex) ?? 0;
				await lookUpOnce(portion);
				// In advance.
				if (portion + 1 < portions) void lookUpOnce(portion + 1);
				const item = items[itemIndex];
				if (item === undefined || 'refusal' in item) throw item?.refusal;
				return { entity: await batch.createOrFind(item, yieldSlot), wanted: item };
			},
			finish: async () => await batch.finishChecks(),
			toOutputs: ({ entity, wanted }) => {
				// A copy: items may share it, and later nodes may change it.
				return [{ json: { ...present(batch.resultOf(entity, wanted), wanted) } }];
			},
			describeDone: describe,
		});
		showHints(context, [
			...hintsOfTally(handler.wording, batch.tally),
			...(handler.hints?.() ?? []),
		]);
		return outputs;
	} finally {
		batch.end();
	}
}
