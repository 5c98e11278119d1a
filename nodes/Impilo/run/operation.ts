import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { runItems } from './runItems';

/** One run of an operation over all items of the node's input. */
export interface OperationRun {
	context: IExecuteFunctions;
	client: ImpiloClient;
	itemCount: number;
	/** How many items may be worked on at once. */
	concurrency: number;
}

/** One entry of the Operation list: its fields and its code. */
export interface Operation {
	option: INodePropertyOptions & { value: string; action: string };
	fields: INodeProperties[];
	/**
	 * @returns the output items in the order of the input, each paired with its input item
	 * @throws NodeApiError or NodeOperationError with Continue off
	 */
	execute: (run: OperationRun) => Promise<INodeExecutionData[]>;
}

/** The Operation list of a resource, and the fields of all its operations. */
export function listOperations(
	resource: string,
	operations: readonly Operation[],
	defaultOperation: string,
): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			default: defaultOperation,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(({ option }) => option),
		},
		// So that no field has to say itself when it's shown.
		...operations.flatMap(({ option, fields }) =>
			updateDisplayOptions({ show: { resource: [resource], operation: [option.value] } }, fields),
		),
	];
}

/** An operation that works on each item by itself. */
export function forEachItem(
	work: (run: OperationRun, itemIndex: number) => Promise<INodeExecutionData[]>,
): Operation['execute'] {
	return async (run) =>
		await runItems(run.context, run.itemCount, {
			concurrency: run.concurrency,
			gate: run.client.gate,
			work: async (itemIndex) => await work(run, itemIndex),
		});
}
