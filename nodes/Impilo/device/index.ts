import type { Resource } from '../run/operation';
import { associate } from './associate';
import { disassociate } from './disassociate';
import { get } from './get';
import { getAll } from './getAll';
import { searchDevices } from './search';
import { validate } from './validate';

export const device: Resource = {
	option: { name: 'Device', value: 'device' },
	operations: [associate, get, getAll, disassociate, validate],
	defaultOperation: 'getAll',
	searches: { searchDevices },
};
