import type { ImpiloClient } from './client';
import { isObject } from './json';
import type { IdRequest } from './readById';
import { readById } from './readById';
import type { ImpiloRequest } from './request';

/**
 * Updates one thing by its ID. That is idempotent, so it's sent again after a lost answer.
 *
 * @param body what is to change
 * @returns the updated thing
 * @throws ImpiloFailure
 */
export async function updateById<T extends object>(
	client: ImpiloClient,
	request: IdRequest & Pick<ImpiloRequest, 'personal'>,
	body: object,
): Promise<T> {
	const { path, name, id, ...explanations } = request;
	const answer = await client.read({
		method: 'PATCH',
		path: `${path}/${id}`,
		body,
		purpose: `update ${name} ${id}`,
		...explanations,
	});
	// Done, whatever the answer looks like.
	if (isObject(answer) && answer.id === id) return answer as T;
	return await readById<T>(client, request);
}
