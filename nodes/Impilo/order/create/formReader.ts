import { InputRefusal } from '../../fields/refusal';
import { isAgentTool } from '../../run/errors';
import type { ReadItem } from '../../run/readItems';
import { readItems, refuseContradictions } from '../../run/readItems';
import type { OperationRun } from '../../run/runItems';
import { describeRequest } from './comparison';
import type { IdSource, NewOrder } from './form';
import { readNewOrder } from './form';

/**
 * Reads the forms of a batch, and refuses those that contradict each other.
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
	const items = await readItems(run.itemCount, (itemIndex) =>
		readNewOrder(run.valuesOf(itemIndex), itemIndex, { isExpression, generate }),
	);
	return refuseContradictions(
		items,
		({ ifExists, externalOrderIds: ids }) => (ifExists === 'create' ? [] : ids),
		describeRequest,
		(other) =>
			new InputRefusal(
				'External Order IDs',
				`has an ID that item ${other} has as well, and that item asks for something else`,
				'An external order ID stands for one order. Put everything that belongs to it into one item, e.g. with an Aggregate node before this one, or give each order its own ID.',
			),
	);
}
