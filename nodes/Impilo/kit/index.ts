import type { Resource } from '../run/operation';
import { searchKits } from './search';

export const kit: Resource = {
	option: { name: 'Kit', value: 'kit' },
	operations: [],
	searches: { searchKits },
};
