import type { ImpiloClient } from '../../api/client';
import { mapConcurrently } from '../../api/concurrency';
import { InputRefusal } from '../../fields/refusal';
import { findPatientId } from '../../patient/reference';
import { isAgentTool } from '../../run/errors';
import { resolveNames } from '../../run/names';
import type { ReadItem } from '../../run/readItems';
import { groupByKey, readItems, refuseContradictions } from '../../run/readItems';
import type { OperationRun } from '../../run/runItems';
import { combinesItems, openCombination } from './combine';
import { describeRequest } from './comparison';
import { COMBINE_ITEMS } from './fields';
import type { IdSource, NewOrder } from './form';
import { readNewOrder } from './form';

/** With Create Another Order, items may share IDs and ask for different things. */
function sharedIds({ ifExists, externalOrderIds }: NewOrder): readonly string[] {
	return ifExists === 'create' ? [] : externalOrderIds;
}

/**
 * Finds the patients of items that share an external order ID and name their patients in different ways,
 * e.g. one by ID and one by email.
 *
 * @returns their IDs at Impilo; without those who can't be found, which is told when it's their turn
 */
async function identifySharedPatients(
	client: ImpiloClient,
	items: ReadonlyArray<ReadItem<NewOrder>>,
): Promise<ReadonlyMap<NewOrder, number>> {
	const named = new Set<NewOrder>();
	for (const sharing of groupByKey(items, sharedIds).values()) {
		const ways = new Set(sharing.map(({ patient }) => patient?.by));
		if (ways.size > 1) for (const order of sharing) named.add(order);
	}
	const patientIds = new Map<NewOrder, number>();
	await mapConcurrently([...named], client.gate.limit, async (order) => {
		const { patient } = order;
		if (patient === undefined) return;
		const finding = findPatientId(client, patient);
		await finding.then(
			(id) => patientIds.set(order, id),
			(failure: unknown) => failure,
		);
	});
	return patientIds;
}

/**
 * Reads the forms of a batch, finds out what is named in them, and refuses those that contradict each
 * other; with Combine Items Into Orders, items with the same external order IDs become one order, which
 * each of them has.
 *
 * @param generate makes an external order ID for an item that has none
 */
export async function readOrders(
	run: OperationRun,
	generate: IdSource['generate'],
): Promise<Array<ReadItem<NewOrder>>> {
	const node = run.context.getNode();
	const { externalOrderIds } = node.parameters;
	// An agent leaves out what it has no value for.
	const isExpression =
		typeof externalOrderIds === 'string' && /^=\s*\S/.test(externalOrderIds) && !isAgentTool(node);
	const combination = combinesItems(run) ? await openCombination(run, isExpression) : undefined;
	const { valuesOf } = combination ?? run;
	const read = await readItems(run.itemCount, (itemIndex) =>
		readNewOrder(valuesOf(itemIndex), itemIndex, { isExpression, generate }),
	);
	const items = await resolveNames(run, read);
	// After that, no two orders share an ID.
	if (combination !== undefined) return await combination.join(items);
	const patientIds = await identifySharedPatients(run.client, items);
	return refuseContradictions(
		items,
		sharedIds,
		(order) => describeRequest(order, patientIds.get(order)),
		(other) =>
			new InputRefusal(
				'External Order IDs',
				`has an ID that item ${other} has as well, and that item asks for something else`,
				`An external order ID stands for one order. If these items are lines of one order, turn on ${COMBINE_ITEMS}. Otherwise give each order its own ID.`,
			),
	);
}
