import type { INodeExecutionData } from 'n8n-workflow';

import { createEachOnce } from '../../once/eachOnce';
import type { Operation } from '../../run/operation';
import type { OperationRun } from '../../run/runItems';
import { presentOrder } from '../order';
import { CREATE_FIELDS, CREATE_OPTIONS } from './fields';
import { readOrders } from './form';
import { createIdGenerator } from './generatedId';
import { ORDER_RUNS, orderHandler } from './orderHandler';

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
	const orders = await readOrders(run, createIdGenerator(run.context));
	return await createEachOnce(run, orders, orderHandler(), ORDER_RUNS, (order, { simplify }) =>
		presentOrder(order, simplify),
	);
}
