import { changeOnce } from './changeOnce';
import type { ImpiloClient } from './client';
import { ImpiloFailure } from './failure';
import type { ImpiloRequest } from './request';
import { MAX_TRIES } from './retry';

/** How Impilo refuses to do what is done already isn't documented. */
export const REFUSED_FOR_ITS_STATE = [400, 409, 410, 422];

/**
 * Makes something so at Impilo that can be made so again without harm. That it is so already is no
 * failure: the answer to an earlier try may have been lost, or n8n's Retry On Fail runs the node again.
 *
 * @param isSo looks at Impilo; a failure counts as no
 * @throws ImpiloFailure
 */
export async function makeSo(
	client: ImpiloClient,
	request: ImpiloRequest,
	isSo: () => Promise<boolean>,
): Promise<void> {
	const find = async (): Promise<true | undefined> =>
		(await isSo().catch(() => false)) ? true : undefined;
	const change = changeOnce(client, {
		request,
		read: () => true,
		find,
		maxSends: MAX_TRIES,
		isHarmlessTwice: true,
	});
	await change.catch(async (failure: unknown) => {
		const mayBeSo =
			failure instanceof ImpiloFailure && REFUSED_FOR_ITS_STATE.includes(failure.status ?? 0);
		if (!mayBeSo || !(await find())) throw failure;
	});
}
