import type { Resource } from '../run/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { searchReturns } from './search';
import { voidReturn } from './void';

export const returnResource: Resource = {
	option: { name: 'Return', value: 'return' },
	operations: [create, get, getAll, voidReturn],
	defaultOperation: 'getAll',
	searches: { searchReturns },
};
