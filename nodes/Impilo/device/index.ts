import type { Resource } from '../run/operation';

export const device: Resource = {
	option: { name: 'Device', value: 'device' },
	operations: [],
};
