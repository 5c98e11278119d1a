import { changeOnce, UncertainChange } from './changeOnce';
import type { ImpiloClient } from './client';
import { ImpiloFailure } from './failure';
import { isObject } from './json';
import type { ImpiloRequest } from './request';

/** Something new at Impilo. */
export interface Creation<T> {
	request: Omit<ImpiloRequest, 'method' | 'purpose'>;
	/** E.g. "site". */
	name: string;
	/** Looks at Impilo whether it's there; without it, it's never sent again. */
	find?: () => Promise<T | undefined>;
	/** What to do where nobody can tell whether it was created. */
	doubtRemedy: string;
}

/** Nobody can tell whether something was created. */
export class UncertainCreation extends ImpiloFailure {}

/** A creation is sent once, and up to three more times after lost answers that were looked into. */
const MAX_SENDS = 4;

/**
 * Creates something exactly once, as far as that can be known.
 *
 * @returns what Impilo answered, or what was found after a lost answer
 * @throws ImpiloFailure when Impilo refuses
 * @throws UncertainCreation when nobody can tell whether it was created
 */
export async function createOnce<T extends object>(
	client: ImpiloClient,
	{ request, name, find, doubtRemedy }: Creation<T>,
): Promise<T> {
	const change = changeOnce<T>(client, {
		request: { ...request, method: 'POST', purpose: `create the ${name}` },
		read: (body) => (isObject(body) && Number.isInteger(body.id) ? (body as T) : undefined),
		find,
		maxSends: find === undefined ? 1 : MAX_SENDS,
		isHarmlessTwice: false,
	});
	return await change.catch((failure: unknown) => {
		if (!(failure instanceof UncertainChange)) throw failure;
		throw new UncertainCreation(
			{
				happened: `It is not known whether Impilo has created this ${name}. ${failure.message}`,
				remedy: doubtRemedy,
			},
			failure,
		);
	});
}
