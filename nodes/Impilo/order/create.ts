import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { parseChoice } from '../run/fieldValues';
import { toNodeError } from '../run/nodeError';
import type { Operation, OperationRun } from '../run/operation';
import { ParameterReader } from '../run/parameterReader';
import { runItems } from '../run/runItems';
import { BatchPlacement } from './batchPlacement';
import { CREATE_FIELDS, FORM_PARAMETERS } from './createFields';
import type { OrderForm } from './orderRequest';
import { buildOrderRequest } from './orderRequest';
import type { FirstOfIds, OrderPlan } from './orderPlan';
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
	fields: CREATE_FIELDS,
	execute: createOrders,
};

/** As many external order IDs as are looked up in one request, where each item has one. */
const ITEMS_PLANNED_TOGETHER = 50;
/** With expressions, n8n may take half a millisecond to read an item, in which no answer is heard. */
const ITEMS_READ_AT_A_STRETCH = 5;

type PlanOf = (itemIndex: number) => OrderPlan | undefined | Promise<OrderPlan | undefined>;

async function createOrders(run: OperationRun): Promise<INodeExecutionData[]> {
	const { context, client, itemCount, concurrency } = run;
	const placement = new BatchPlacement(client);
	const planOf = context.continueOnFail()
		? planAhead(run, placement)
		: await planWhole(run, placement);
	const outputs = await runItems(context, itemCount, {
		concurrency,
		gate: client.gate,
		describeDone: () => describeDone(placement.tally, itemCount),
		work: async (itemIndex) => {
			const plan = await planOf(itemIndex);
			if (plan === undefined || 'refusal' in plan) throw plan?.refusal;
			// Of its own, as several items may get the same order.
			return [{ json: { ...plan.present(await placement.place(plan)) } }];
		},
	});
	context.addExecutionHints(...hintsOfTally(placement.tally));
	return outputs;
}

/**
 * With Continue off, an item that can't be placed stops the run before any order is placed, as far as
 * it can be known.
 *
 * @throws NodeApiError or NodeOperationError of the first item that is refused
 */
async function planWhole(
	{ context, itemCount }: OperationRun,
	placement: BatchPlacement,
): Promise<PlanOf> {
	const parameters = new ParameterReader(context);
	const plans = refuseContradictions(
		Array.from({ length: itemCount }, (_, itemIndex) => planItem(context, parameters, itemIndex)),
	);
	stopAtRefusal(context, plans);
	await placement.lookUp(plans);
	stopAtRefusal(context, placement.refuseKnown(plans));
	return (itemIndex) => plans[itemIndex];
}

/**
 * With Continue on, later items are read and looked up while the orders of earlier ones are placed,
 * one portion ahead.
 */
function planAhead({ context, itemCount }: OperationRun, placement: BatchPlacement): PlanOf {
	const parameters = new ParameterReader(context);
	const firstOf: FirstOfIds = new Map();
	const planPortion = async (from: number): Promise<OrderPlan[]> => {
		const plans: OrderPlan[] = [];
		const to = Math.min(from + ITEMS_PLANNED_TOGETHER, itemCount);
		for (let itemIndex = from; itemIndex < to; itemIndex++) {
			if (from > 0 && itemIndex % ITEMS_READ_AT_A_STRETCH === 0) await sleep(0);
			plans.push(planItem(context, parameters, itemIndex));
		}
		const consistent = refuseContradictions(plans, firstOf);
		await placement.lookUp(consistent);
		return consistent;
	};

	const portions: Array<Promise<OrderPlan[]>> = [];
	const startUpTo = (last: number): void => {
		for (let next = portions.length; next <= last; next++) {
			const earlier = portions.at(-1) ?? Promise.resolve([]);
			portions.push(earlier.then(async () => await planPortion(next * ITEMS_PLANNED_TOGETHER)));
		}
	};
	return async (itemIndex) => {
		const portion = Math.floor(itemIndex / ITEMS_PLANNED_TOGETHER);
		startUpTo(portion + 1);
		const plans = await portions[portion];
		return plans?.[itemIndex % ITEMS_PLANNED_TOGETHER];
	};
}

/** Reads and checks one item; what's wrong with it is kept, as with Continue the others go on. */
function planItem(
	context: IExecuteFunctions,
	parameters: ParameterReader,
	itemIndex: number,
): OrderPlan {
	try {
		const { ifExists, ...form } = readForm(parameters, itemIndex);
		const request = buildOrderRequest(form);
		return {
			itemIndex,
			request,
			ifExists: parseChoice(ifExists, IF_EXISTS, 'If External Order ID Exists') ?? 'return',
			present: presentOrder(context, itemIndex),
		};
	} catch (refusal) {
		return { refusal };
	}
}

/** Only the parameters that the form shows. */
function readForm(
	parameters: ParameterReader,
	itemIndex: number,
): OrderForm & { ifExists?: unknown } {
	const { recipient, contents } = parameters.read(['recipient', 'contents'], itemIndex);
	const { always, ofRecipient, ofContents } = FORM_PARAMETERS;
	const rest = parameters.read(
		[
			...always,
			...(ofRecipient[String(recipient)] ?? []),
			...(ofContents[String(contents)] ?? []),
			'ifExists',
		],
		itemIndex,
	);
	return { recipient, contents, ...rest };
}

/** @throws NodeApiError or NodeOperationError of the first item that is refused */
function stopAtRefusal(context: IExecuteFunctions, plans: readonly OrderPlan[]): void {
	const itemIndex = plans.findIndex((plan) => 'refusal' in plan);
	const plan = plans[itemIndex];
	if (plan === undefined || !('refusal' in plan)) return;
	const done = describeDone(createTally(), plans.length);
	throw toNodeError(context.getNode(), plan.refusal, itemIndex, done);
}
