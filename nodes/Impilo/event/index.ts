import type { Resource } from '../run/operation';
import { getMissed } from './getMissed';

export const event: Resource = {
	option: { name: 'Event', value: 'event' },
	operations: [getMissed],
	defaultOperation: 'getMissed',
};
