import type { ImpiloClient } from './client';
import { ImpiloFailure } from './failure';
import { isObject } from './json';
import type { ImpiloRequest } from './request';

/** What is read by its ID: where it is, and what messages call it. */
export interface IdRequest extends Pick<ImpiloRequest, 'notFound' | 'refusals' | 'isFollowUp'> {
	/** Without the ID, e.g. `/order`. */
	path: string;
	/** E.g. "order". */
	name: string;
	id: number;
}

/**
 * Reads one thing by its ID at Impilo, and makes sure that it is that one.
 *
 * @throws ImpiloFailure when there's none, or another one comes back
 */
export async function readById<T extends object>(
	client: ImpiloClient,
	{ path, name, id, ...explanations }: IdRequest,
): Promise<T> {
	const answer = await client.read({
		method: 'GET',
		path: `${path}/${id}`,
		purpose: `read ${name} ${id}`,
		...explanations,
	});
	if (isObject(answer) && answer.id === id) return answer as T;
	throw new ImpiloFailure({
		happened: `Impilo answered with something other than ${name} ${id}`,
		remedy:
			'Check Environment and Base URL of the credential, and whether a proxy changes the answer.',
	});
}
