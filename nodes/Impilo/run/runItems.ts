import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import type { StepAside } from '../api/concurrency';
import { mapConcurrently } from '../api/concurrency';
import { ImpiloFailure } from '../api/failure';
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

/** The stages of a run: each item by itself, then what concerns all, then the outputs. */
export interface Stages<T> {
	/**
	 * Does one item's work; several items at once. What it throws is the item's failure.
	 *
	 * @param stepAside lets another item start while this one waits
	 */
	work: (itemIndex: number, stepAside: StepAside) => Promise<T>;
	/** What is left to do for all items together once nothing is worked on any more, also after a failure. */
	settle?: () => Promise<void>;
	/** Gives the outputs of an item whose work is done. What it throws is the item's failure. */
	toOutputs: (result: T) => INodeExecutionData[];
	/** Says in the message of a stopped run what has been done already. */
	describeDone?: () => string;
}

/**
 * Works on all items, several at once, and gives their outputs in the order of the input.
 *
 * With Continue, a failed item gives its error item, and the others go on. Without, nothing new is
 * started after the first failure, what is in flight is waited for, and then the failure is thrown.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, with Continue off
 */
export async function runInStages<T>(
	{ context, client, itemCount, concurrency }: OperationRun,
	{ work, settle, toOutputs, describeDone = () => '' }: Stages<T>,
): Promise<INodeExecutionData[]> {
	const continues = context.continueOnFail();
	const failures: Array<{ itemIndex: number; thrown: unknown }> = [];
	const fail = (thrown: unknown, itemIndex: number): INodeExecutionData[] => {
		if (continues) return [toErrorItem(context.getNode(), thrown, itemIndex)];
		failures.push({ itemIndex, thrown });
		return [];
	};

	const itemIndices = Array.from({ length: itemCount }, (_, itemIndex) => itemIndex);
	const worked = await mapConcurrently(
		itemIndices,
		concurrency,
		async (itemIndex, _, stepAside) => {
			if (failures.length > 0) return [];
			try {
				return { result: await work(itemIndex, stepAside) };
			} catch (thrown) {
				if (!continues) client.gate.close();
				return fail(continues ? await inFull(thrown) : thrown, itemIndex);
			}
		},
	);
	client.gate.reopen();
	await settle?.();
	const outputs = worked.map((done, itemIndex) => {
		if (!('result' in done)) return done;
		try {
			const pairedItem = { item: itemIndex };
			return toOutputs(done.result).map((output) => ({ ...output, pairedItem }));
		} catch (thrown) {
			return fail(thrown, itemIndex);
		}
	});

	// Requests that the closed gate refused are a consequence, not the cause.
	const failed = failures.find(({ thrown }) => !(thrown instanceof GateClosed)) ?? failures[0];
	if (failed !== undefined) {
		const thrown = await inFull(failed.thrown);
		throw toNodeError(context.getNode(), thrown, failed.itemIndex, describeDone());
	}
	return outputs.flat();
}

/** Only what is shown is worth finding out what to hide in it, and by then the run has stopped. */
async function inFull(thrown: unknown): Promise<unknown> {
	return thrown instanceof ImpiloFailure ? await thrown.inFull() : thrown;
}

/**
 * Works on all items as `runInStages` does, where the work of an item gives its outputs.
 *
 * @throws as `runInStages`
 */
export async function runItems(
	run: OperationRun,
	work: Stages<INodeExecutionData[]>['work'],
): Promise<INodeExecutionData[]> {
	return await runInStages(run, { work, toOutputs: (outputs) => outputs });
}
