import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { GateClosed } from '../api/gate';
import type { RequestGate } from '../api/gate';
import { mapSideBySide } from '../api/sideBySide';
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
	const goesOn = context.continueOnFail();
	const failures: Array<{ itemIndex: number; thrown: unknown }> = [];

	const runItem = async (itemIndex: number): Promise<INodeExecutionData[]> => {
		if (failures.length > 0) return [];
		try {
			const outputs = await work(itemIndex);
			const pairedItem = { item: itemIndex };
			return outputs.map((output) => ({ ...output, pairedItem }));
		} catch (thrown) {
			if (goesOn) return [toErrorItem(context.getNode(), thrown, itemIndex)];
			failures.push({ itemIndex, thrown });
			gate.close();
			return [];
		}
	};
	const itemIndices = Array.from({ length: itemCount }, (_, itemIndex) => itemIndex);
	const results = await mapSideBySide(itemIndices, concurrency, runItem);

	// What the closed gate turned away is a consequence, not the cause.
	const failed = failures.find(({ thrown }) => !(thrown instanceof GateClosed)) ?? failures[0];
	if (failed !== undefined) {
		throw toNodeError(context.getNode(), failed.thrown, failed.itemIndex, describeDone());
	}
	return results.flat();
}
