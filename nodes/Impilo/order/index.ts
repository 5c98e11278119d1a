import { listOperations, type Operation } from '../run/operation';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { getSummary } from './getSummary';
import { voidOrder } from './void';

/** Every operation on orders, in the order of the list. */
export const ORDER_OPERATIONS: readonly Operation[] = [create, get, getAll, getSummary, voidOrder];

export const ORDER_FIELDS = listOperations('order', ORDER_OPERATIONS, 'create');
