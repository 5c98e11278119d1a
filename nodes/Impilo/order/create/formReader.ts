import { InputRefusal } from '../../fields/refusal';
import { isAgentTool } from '../../run/errors';
import { ItemReader, SharedKeys } from '../../run/itemReader';
import type { OperationRun } from '../../run/runItems';
import type { IdSource, NewOrder } from './form';
import { readNewOrder } from './form';

/**
 * Reads the forms of a batch, and refuses those that contradict an earlier one.
 *
 * @param generate makes an external order ID for an item that has none
 */
export function openFormReader(
	run: OperationRun,
	generate: IdSource['generate'],
): ItemReader<NewOrder> {
	const node = run.context.getNode();
	const { externalOrderIds } = node.parameters;
	// An agent leaves out what it has no value for.
	const isExpression =
		typeof externalOrderIds === 'string' && /^=\s*\S/.test(externalOrderIds) && !isAgentTool(node);
	const sharedIds = new SharedKeys();
	return new ItemReader(run.itemCount, (itemIndex) => {
		const order = readNewOrder(run.valuesOf(itemIndex), itemIndex, { isExpression, generate });
		refuseContradiction(order, sharedIds);
		return order;
	});
}

/**
 * Refuses an item that shares an external order ID with an earlier one but asks for something else, as
 * when a spreadsheet has one row for each line of an order: only the first would be shipped.
 */
function refuseContradiction(
	{ itemIndex, body, patient, externalOrderIds, ifExists }: NewOrder,
	sharedIds: SharedKeys,
): void {
	if (ifExists === 'create') return;
	const asksFor = JSON.stringify([patient, { ...body, externalOrderIds: undefined }]);
	const other = sharedIds.take(itemIndex, externalOrderIds, asksFor);
	if (other === undefined) return;
	throw new InputRefusal(
		'External Order IDs',
		`has an ID that item ${other} has as well, and that item asks for something else`,
		'An external order ID stands for one order. Put everything that belongs to it into one item, e.g. with an Aggregate node before this one, or give each order its own ID.',
	);
}
