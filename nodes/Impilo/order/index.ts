import type { Resource } from '../run/operation';
import { check } from './check';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getSummary } from './getSummary';
import { searchOrders } from './search';
import { voidOrder } from './void';

export const order: Resource = {
	option: { name: 'Order', value: 'order' },
	operations: [check, create, get, getAll, getSummary, voidOrder],
	defaultOperation: 'create',
	searches: { searchOrders },
};
