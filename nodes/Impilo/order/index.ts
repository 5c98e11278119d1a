import type { INodeProperties } from 'n8n-workflow';

import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getSummary } from './getSummary';
import type { Operation } from './operation';
import { voidOrder } from './void';

/** Every operation on orders, in the order of the list. */
const OPERATIONS: readonly Operation[] = [create, get, getAll, getSummary, voidOrder];

/** The Operation list and the fields of all operations. */
export const ORDER_FIELDS: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'create',
		displayOptions: { show: { resource: ['order'] } },
		options: OPERATIONS.map(({ option }) => option),
	},
	...OPERATIONS.flatMap(({ fields }) => fields),
];

/** @returns undefined for a name that isn't in the list */
export function findOrderOperation(name: unknown): Operation | undefined {
	return OPERATIONS.find(({ option }) => option.value === name);
}
