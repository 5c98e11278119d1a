import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from '../run/nodeError';
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
import { createTally, describeDone, hintsOfTally } from './placementTally';
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
	const placement = new BatchPlacement(client);
	if (!context.continueOnFail()) stopAtRefusal(context, plans);
	await placement.lookUp(plans);
	// With Continue off, an item that can't be placed stops the run before any order is.
	if (!context.continueOnFail()) stopAtRefusal(context, placement.refuseKnown(plans));

	const outputs = await runItems(context, itemCount, {
		concurrency,
		gate: client.gate,
		describeDone: () => describeDone(placement.tally, itemCount),
		work: async (itemIndex) => {
			const plan = plans[itemIndex];
			if (plan === undefined || 'refusal' in plan) throw plan?.refusal;
			return [{ json: plan.present(await placement.place(plan)) }];
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
		return {
			itemIndex,
			request,
			ifExists: ifExists ?? 'return',
			present: presentOrder(context, itemIndex),
		};
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

/** @throws NodeApiError or NodeOperationError of the first item that is refused */
function stopAtRefusal(context: IExecuteFunctions, plans: readonly OrderPlan[]): void {
	const itemIndex = plans.findIndex((plan) => 'refusal' in plan);
	const plan = plans[itemIndex];
	if (plan === undefined || !('refusal' in plan)) return;
	const done = describeDone(createTally(), plans.length);
	throw toNodeError(context.getNode(), plan.refusal, itemIndex, done);
}
