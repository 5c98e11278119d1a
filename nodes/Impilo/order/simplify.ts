import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { ImpiloOrder } from '../api/types';
import { simplifyOrder } from './orderView';

export const SIMPLIFY_FIELD: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Gives an order's JSON as the Simplify switch of the item says: with it off, the order itself. */
export function presentOrder(
	context: IExecuteFunctions,
	itemIndex: number,
): (order: ImpiloOrder) => IDataObject {
	const isSimple = context.getNodeParameter('simplify', itemIndex, true) !== false;
	// The types of both say which fields there are; n8n's asks for any.
	return (order) => (isSimple ? { ...simplifyOrder(order) } : order) as IDataObject;
}
