import { listOperations, type Operation } from '../run/operation';
import { getMissed } from './getMissed';

/** Every operation on events. */
export const EVENT_OPERATIONS: readonly Operation[] = [getMissed];

export const EVENT_OPERATION_FIELDS = listOperations('event', EVENT_OPERATIONS, 'getMissed');
