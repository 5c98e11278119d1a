import { idReference } from '../run/idReference';
import type { ImpiloKit } from './kit';

export const {
	pick: pickKit,
	parse: parseKitId,
	read: readKit,
} = idReference<ImpiloKit>('kit', 'Kit', 'searchKits');
