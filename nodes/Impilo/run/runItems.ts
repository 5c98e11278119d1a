import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { mapConcurrently } from '../api/concurrency';
import { GateClosed } from '../api/gate';
import { toErrorItem, toNodeError } from './errors';
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

/**
 * Works on all items, several at once, and gives their outputs in the order of the input.
 *
 * With Continue, a failed item gives its error item, and the others go on. Without, nothing new is
 * started after the first failure, what is in flight is waited for, and then the failure is thrown.
 *
 * @param work does one item's work; what it throws is the item's failure
 * @param describeDone says in the message of a stopped run what has been done already
 * @throws NodeApiError or NodeOperationError of the first item that failed, with Continue off
 */
export async function runItems(
	{ context, client, itemCount, concurrency }: OperationRun,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
	describeDone = () => '',
): Promise<INodeExecutionData[]> {
	const continues = context.continueOnFail();
	const failures: Array<{ itemIndex: number; thrown: unknown }> = [];

	const runItem = async (itemIndex: number): Promise<INodeExecutionData[]> => {
		if (failures.length > 0) return [];
		try {
			const outputs = await work(itemIndex);
			const pairedItem = { item: itemIndex };
			return outputs.map((output) => ({ ...output, pairedItem }));
		} catch (thrown) {
			if (continues) return [toErrorItem(context.getNode(), thrown, itemIndex)];
			failures.push({ itemIndex, thrown });
			client.gate.close();
			return [];
		}
	};
	const itemIndices = Array.from({ length: itemCount }, (_, itemIndex) => itemIndex);
	const results = await mapConcurrently(itemIndices, concurrency, runItem);

	// Requests that the closed gate refused are a consequence, not the cause.
	const failed = failures.find(({ thrown }) => !(thrown instanceof GateClosed)) ?? failures[0];
	if (failed !== undefined) {
		throw toNodeError(context.getNode(), failed.thrown, failed.itemIndex, describeDone());
	}
	return results.flat();
}
