import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { GateClosed } from '../api/gate';
import type { RequestGate } from '../api/gate';
import { toErrorItem, toNodeError } from './nodeError';

export interface ItemRun {
	/** How many items are worked on at once. */
	concurrency: number;
	/** Closed when nothing new may be sent. */
	gate: RequestGate;
	/** Does one item's work; what it throws is the item's failure. */
	work: (itemIndex: number) => Promise<INodeExecutionData[]>;
	/** Says in the message of a stopped run what has been done already. */
	describeDone?: () => string;
}

/**
 * Works on all items, several at once, and gives what they yield in the order of the input.
 *
 * With Continue, a failed item gives its error item, and the others go on. Without, nothing new is
 * started after the first failure, what is in flight is waited for, and then the failure is thrown.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, with Continue off
 */
export async function runItems(
	context: IExecuteFunctions,
	itemCount: number,
	{ concurrency, gate, work, describeDone = () => '' }: ItemRun,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[][] = Array.from({ length: itemCount }, () => []);
	const goesOn = context.continueOnFail();
	let failed: { itemIndex: number; thrown: unknown } | undefined;
	let next = 0;

	const workInTurn = async (): Promise<void> => {
		while (next < itemCount && (goesOn || failed === undefined)) {
			const itemIndex = next++;
			try {
				const outputs = await work(itemIndex);
				for (const output of outputs) output.pairedItem = { item: itemIndex };
				results[itemIndex] = outputs;
			} catch (thrown) {
				if (goesOn) {
					const error = toNodeError(context.getNode(), thrown, itemIndex);
					results[itemIndex] = [toErrorItem(error, itemIndex)];
				} else if (failed === undefined || failed.thrown instanceof GateClosed) {
					failed = { itemIndex, thrown };
					gate.close();
				}
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, itemCount) }, workInTurn));

	if (failed !== undefined) {
		throw toNodeError(context.getNode(), failed.thrown, failed.itemIndex, describeDone());
	}
	return results.flat();
}
