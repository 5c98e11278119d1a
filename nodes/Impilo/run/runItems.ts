import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { YieldSlot } from '../api/concurrency';
import { mapConcurrently } from '../api/concurrency';
import { ImpiloFailure } from '../api/failure';
import { GateClosed } from '../api/gate';
import { isGiven } from '../api/json';
import { isAgentTool, toErrorItem, toNodeError } from './errors';
import type { ValueOf } from './parameters';

/** One run of an operation over all items of the node's input. */
export interface OperationRun {
	context: IExecuteFunctions;
	/** Gives the parameters of an item. */
	valuesOf: (itemIndex: number) => ValueOf;
	client: ImpiloClient;
	itemCount: number;
	/** How many items may be worked on at once. */
	concurrency: number;
}

/** The stages of a run: each item by itself, then what concerns all, then the outputs. */
export interface Stages<T> {
	/** The items that are worked on as one, in the order of the first of each; without it, each by itself. */
	together?: ReadonlyArray<readonly number[]>;
	/**
	 * Does one item's work; several items at once. What it throws is the item's failure.
	 *
	 * @param itemIndex of items that are worked on as one, the first
	 * @param yieldSlot lets another item start while this one waits
	 */
	work: (itemIndex: number, yieldSlot: YieldSlot) => Promise<T>;
	/** What is left to do for all items together once their work has ended, even after a failure. */
	finish?: () => Promise<void>;
	/** Gives the outputs of an item whose work is done. What it throws is the item's failure. */
	toOutputs: (result: T) => INodeExecutionData[];
	/** Says in the message of a stopped run what has been done already. */
	describeDone?: () => string;
}

/**
 * Works on all items, several at once, and gives their outputs in the order of the input. What is made
 * of several items together is paired with all of them; if it fails, so does each of them.
 *
 * With Continue, a failed item gives its error item, and the others go on. Without, nothing new is
 * started after the first failure, what is in flight is waited for, and then the failure is thrown.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, with Continue off
 */
export async function runInStages<T>(
	{ context, client, itemCount, concurrency }: OperationRun,
	{
		together = eachByItself(itemCount),
		work,
		finish,
		toOutputs,
		describeDone = () => '',
	}: Stages<T>,
): Promise<INodeExecutionData[]> {
	const continues = context.continueOnFail();
	const failures: Array<{ itemIndices: readonly number[]; thrown: unknown }> = [];
	/** By item. */
	const outputs: INodeExecutionData[][] = [];
	const fail = (thrown: unknown, itemIndices: readonly number[]): void => {
		if (!continues) failures.push({ itemIndices, thrown });
		else {
			for (const itemIndex of itemIndices) {
				outputs[itemIndex] = [toErrorItem(context.getNode(), thrown, itemIndex)];
			}
		}
	};

	const worked = await mapConcurrently(together, concurrency, async (itemIndices, _, yieldSlot) => {
		const [itemIndex] = itemIndices;
		if (failures.length > 0 || itemIndex === undefined) return undefined;
		try {
			return { itemIndices, itemIndex, result: await work(itemIndex, yieldSlot) };
		} catch (thrown) {
			if (!continues) client.gate.close();
			fail(continues ? await inFull(thrown) : thrown, itemIndices);
			return undefined;
		}
	});
	client.gate.reopen();
	await finish?.();
	for (const { itemIndices, itemIndex, result } of worked.filter(isGiven)) {
		try {
			const pairedItem = pairWith(itemIndices);
			outputs[itemIndex] = toOutputs(result).map((output) => ({ ...output, pairedItem }));
		} catch (thrown) {
			fail(thrown, itemIndices);
		}
	}

	// Requests that the closed gate refused are a consequence, not the cause.
	const failed = failures.find(({ thrown }) => !(thrown instanceof GateClosed)) ?? failures[0];
	if (failed !== undefined) {
		const thrown = await inFull(failed.thrown);
		throw toNodeError(context.getNode(), thrown, failed.itemIndices, describeDone());
	}
	return outputs.flat();
}

/** Each item of a batch, alone. */
export function eachByItself(itemCount: number): number[][] {
	return Array.from({ length: itemCount }, (_, itemIndex) => [itemIndex]);
}

function pairWith(itemIndices: readonly number[]): INodeExecutionData['pairedItem'] {
	const pairs = itemIndices.map((item) => ({ item }));
	return pairs.length === 1 ? pairs[0] : pairs;
}

/** Looking up what to hide costs a request, so only for a failure that is shown. */
async function inFull(thrown: unknown): Promise<unknown> {
	return thrown instanceof ImpiloFailure ? await thrown.inFull() : thrown;
}

/**
 * Works on all items as `runInStages` does, if the work of an item gives its outputs.
 *
 * @param together the items that are worked on as one; without it, each by itself
 * @throws as `runInStages`
 */
export async function runItems(
	run: OperationRun,
	work: Stages<INodeExecutionData[]>['work'],
	together?: Stages<INodeExecutionData[]>['together'],
): Promise<INodeExecutionData[]> {
	return await runInStages(run, { together, work, toOutputs: (outputs) => outputs });
}

/**
 * Identifies a run of a node, the same for all tries of Retry On Fail. One item may reach several nodes,
 * and a node several times; an agent's call is identified by its arguments alone.
 */
export function nameRun(context: IExecuteFunctions): string {
	const node = context.getNode();
	const run = isAgentTool(node) ? 'call' : context.evaluateExpression('{{ $runIndex }}', 0);
	return JSON.stringify([context.getExecutionId(), node.name, run]);
}
