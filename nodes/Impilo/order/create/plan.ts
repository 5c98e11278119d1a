import { ItemPlan } from '../../run/itemPlan';
import type { OperationRun } from '../../run/runItems';
import type { OrderBatch } from './batch';
import type { NewOrder } from './form';
import { openFormReader } from './formReader';
import { openIdMaker } from './generatedId';
import { NOTHING_PLACED } from './report';

/** Plans the orders of a batch: each item is read, and its external order IDs are looked up ahead. */
export function planOrders(run: OperationRun, batch: OrderBatch): ItemPlan<NewOrder> {
	return new ItemPlan(run.context, {
		reader: openFormReader(run, openIdMaker(run.context)),
		lookUp: async (orders) => await batch.lookUp(orders),
		findRefusal: (order) => batch.findRefusal(order),
		nothingDone: NOTHING_PLACED,
	});
}
