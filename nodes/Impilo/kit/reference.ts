import { LARGEST_PAGE } from '../api/pages';
import type { Naming } from '../fields/named';
import { idReference } from '../run/idReference';
import type { ImpiloKit } from './kit';

export const KIT_NAMING: Naming = {
	of: 'kit',
	key: 'name',
	word: 'name',
	placeholder: 'e.g. Starter Kit',
	largestPage: LARGEST_PAGE,
};

export const {
	pick: pickKit,
	parse: parseKit,
	find: findKitId,
	read: readKit,
} = idReference<ImpiloKit>('kit', 'Kit', 'searchKits', KIT_NAMING);
