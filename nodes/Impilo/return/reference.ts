import { idReference } from '../run/idReference';
import type { ImpiloReturn } from './return';

export const {
	pick: pickReturn,
	find: findReturnId,
	read: readReturn,
	request: returnRequest,
} = idReference<ImpiloReturn>('return', 'Return', 'searchReturns');
