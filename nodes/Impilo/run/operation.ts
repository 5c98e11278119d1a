import type { INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { docsLink } from '../fields/docs';
import type { ListSearch } from './listSearch';
import type { OperationRun } from './runItems';
import { runItems } from './runItems';

/** One entry of the Operation list: its fields and its code. */
export interface Operation {
	option: INodePropertyOptions & { value: string; action: string };
	fields: INodeProperties[];
	/** Its own Options, besides those that all operations have. */
	options?: INodeProperties[];
	/** What to know before the first run. */
	firstRunHint?: string;
	/**
	 * @returns the output items in the order of the input, each paired with its input item
	 * @throws NodeApiError or NodeOperationError with Continue off
	 */
	execute: (run: OperationRun) => Promise<INodeExecutionData[]>;
}

/** One kind of thing at Impilo: its operations, and how it is found in lists. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** In the order of the list; empty if the resource is only picked in fields of others. */
	operations: readonly Operation[];
	defaultOperation?: string;
	/** For a new AI tool, if it's another one. */
	defaultToolOperation?: string;
	/** The searches of its locator, by the names that the locator uses. */
	searches?: Record<string, ListSearch>;
}

/** The Operation list of a resource, and the fields of all its operations. */
export function operationFields(resource: Resource): INodeProperties[] {
	const { option, operations, defaultOperation = '', defaultToolOperation } = resource;
	const isResource = { resource: [option.value] };
	const list: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: defaultOperation,
		description:
			docsLink(
				'Read about each operation',
				'operations',
				option.name.toLowerCase().replaceAll(' ', '-'),
			) || undefined,
		displayOptions: { show: isResource },
		options: operations.map((operation) => operation.option),
	};
	const isTool = { '@tool': [true] };
	const lists: INodeProperties[] =
		defaultToolOperation === undefined
			? [list]
			: [
					{ ...list, displayOptions: { show: isResource, hide: isTool } },
					{
						...list,
						default: defaultToolOperation,
						displayOptions: { show: { ...isResource, ...isTool } },
					},
				];
	return [
		...lists,
		// So that each field needn't say when it's shown.
		...operations.flatMap((operation) =>
			updateDisplayOptions(
				{ show: { ...isResource, operation: [operation.option.value] } },
				operation.fields,
			),
		),
	];
}

/** The code of an operation that works on each item by itself. */
export function forEachItem(
	work: (run: OperationRun, itemIndex: number) => Promise<INodeExecutionData[]>,
): Operation['execute'] {
	return async (run) => await runItems(run, async (itemIndex) => await work(run, itemIndex));
}
