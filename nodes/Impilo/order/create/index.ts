import type { INodeExecutionData } from 'n8n-workflow';

import { showHints } from '../../run/hints';
import type { Operation } from '../../run/operation';
import type { OperationRun } from '../../run/runItems';
import { runInStages } from '../../run/runItems';
import { openTries } from '../../run/tries';
import { presentOrder } from '../view';
import { OrderBatch } from './batch';
import { CREATE_FIELDS, CREATE_OPTIONS } from './fields';
import { planOrders } from './plan';
import { describeDone, hintsOfTally } from './report';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create order',
		description: 'Place an order for a patient or a site',
	},
	fields: CREATE_FIELDS,
	options: CREATE_OPTIONS,
	firstRunHint:
		'With a credential for Production, this ships devices. To try an order without placing it, set Operation to Check.',
	execute: createOrders,
};

async function createOrders(run: OperationRun): Promise<INodeExecutionData[]> {
	const batch = new OrderBatch(run.client, openTries(run.context));
	const plan = planOrders(run, batch);
	try {
		if (!run.context.continueOnFail()) await plan.checkAll();
		const outputs = await runInStages(run, {
			work: async (itemIndex) => {
				const order = await plan.itemOf(itemIndex);
				return { placed: await batch.place(order), simplify: order.simplify };
			},
			settle: async () => await batch.checkTwins(),
			toOutputs: ({ placed, simplify }) => {
				const json = presentOrder(batch.finalOrder(placed), simplify);
				// A copy: items may share an order, and later nodes may change the JSON of each.
				return [{ json: { ...json } }];
			},
			describeDone: () => describeDone(batch.tally, run.itemCount),
		});
		showHints(run.context, hintsOfTally(batch.tally));
		return outputs;
	} finally {
		batch.end();
	}
}
