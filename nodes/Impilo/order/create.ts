import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from '../run/nodeError';
import { InputRefusal } from '../run/refusal';
import { runItems } from '../run/runItems';
import { parseChoice } from '../run/fieldValues';
import { BatchPlacement } from './batchPlacement';
import { CREATE_FIELDS, FORM_PARAMETERS } from './createFields';
import type { Operation, OperationRun } from './operation';
import { showFor } from './operation';
import type { OrderForm } from './orderRequest';
import { buildOrderRequest } from './orderRequest';
import type { OrderPlan } from './orderPlan';
import { IF_EXISTS, refuseContradictions } from './orderPlan';
import { describeDone, hintsOfTally } from './placementTally';
import { presentOrder } from './simplify';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create order',
		description: 'Place an order for a patient or a site',
	},
	fields: showFor('create', CREATE_FIELDS),
	execute: createOrders,
};

async function createOrders(run: OperationRun): Promise<INodeExecutionData[]> {
	const { context, client, itemCount, concurrency } = run;
	const plans = refuseContradictions(
		Array.from({ length: itemCount }, (_, itemIndex) => planItem(context, itemIndex)),
	);
	if (!context.continueOnFail()) stopAtRefusal(context, plans);

	const placement = new BatchPlacement(client);
	await placement.lookUp(plans);
	const outputs = await runItems(context, itemCount, {
		concurrency,
		gate: client.gate,
		describeDone: () => describeDone(placement.tally, itemCount),
		work: async (itemIndex) => {
			const plan = plans[itemIndex];
			if (plan === undefined || 'refusal' in plan) throw plan?.refusal;
			const order = await placement.place(plan);
			return [{ json: presentOrder(context, itemIndex)(order) }];
		},
	});
	context.addExecutionHints(...hintsOfTally(placement.tally));
	return outputs;
}

/** Reads and checks one item; what's wrong with it is kept, as with Continue the others go on. */
function planItem(context: IExecuteFunctions, itemIndex: number): OrderPlan {
	try {
		const request = buildOrderRequest(readForm(context, itemIndex));
		const ifExists = parseChoice(
			context.getNodeParameter('ifExists', itemIndex, 'return'),
			IF_EXISTS,
			'If External Order ID Exists',
		);
		return { request, ifExists: ifExists ?? 'return' };
	} catch (refusal) {
		return { refusal };
	}
}

/** Only the parameters that the form shows: reading one evaluates its expressions. */
function readForm(context: IExecuteFunctions, itemIndex: number): OrderForm {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, '');
	const form: Record<string, unknown> = {
		recipient: read('recipient'),
		contents: read('contents'),
	};
	const { always, ofRecipient, ofContents } = FORM_PARAMETERS;
	for (const name of [
		...always,
		...(ofRecipient[String(form.recipient)] ?? []),
		...(ofContents[String(form.contents)] ?? []),
	]) {
		form[name] = read(name);
	}
	return form;
}

/** With Continue off, one item that can't be sent stops the run before any order is placed. */
function stopAtRefusal(context: IExecuteFunctions, plans: OrderPlan[]): void {
	const itemIndex = plans.findIndex((plan) => 'refusal' in plan);
	const plan = plans[itemIndex];
	if (plan === undefined || !('refusal' in plan)) return;
	const others = plans.length > 1 ? 'No order of this run was placed.' : '';
	throw toNodeError(
		context.getNode(),
		plan.refusal,
		itemIndex,
		plan.refusal instanceof InputRefusal ? others : '',
	);
}
