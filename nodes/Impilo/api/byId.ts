import type { ImpiloClient } from './client';
import { ensureOrFind } from './ensure';
import { ImpiloFailure } from './failure';
import { isObject } from './json';
import type { ImpiloRequest } from './request';
import { pathOf } from './request';

/** What is asked for by its ID. */
export interface IdRequest extends Pick<ImpiloRequest, 'notFound' | 'isFollowUp' | 'personal'> {
	/** E.g. "support ticket". */
	name: string;
	id: number;
	/** Only for changes. */
	refusals?: ImpiloRequest['refusals'];
}

/**
 * Reads one thing by its ID, and checks that it is the right one.
 *
 * @throws ImpiloFailure if there is none, or Impilo returns another
 */
export async function readById<T extends object>(
	client: ImpiloClient,
	{ name, id, notFound, isFollowUp, personal }: IdRequest,
): Promise<T> {
	const answer = await client.read({
		method: 'GET',
		path: `${pathOf(name)}/${id}`,
		purpose: `read ${name} ${id}`,
		notFound,
		isFollowUp,
		personal,
	});
	if (isObject(answer) && answer.id === id) return answer as T;
	throw new ImpiloFailure({
		happened: `Impilo answered with something other than ${name} ${id}`,
		remedy:
			'Check Environment and Base URL of the credential, and whether a proxy changes the answer.',
	});
}

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
	const { name, id, ...explanations } = request;
	const answer = await client.read({
		method: 'PATCH',
		path: `${pathOf(name)}/${id}`,
		body,
		purpose: `update ${name} ${id}`,
		...explanations,
	});
	// Done, whatever the answer looks like.
	if (isObject(answer) && answer.id === id) return answer as T;
	return await readById<T>(client, request);
}

/** An idempotent change of one thing, e.g. closing it. */
export interface ChangeById<T> {
	/** What follows the ID in the path. */
	path: string;
	body?: object;
	isDone: (thing: T) => boolean;
}

/**
 * Makes an idempotent change of one thing by its ID, as `ensureOrFind`.
 *
 * @param verb for messages, e.g. "close"
 * @returns the changed thing
 * @throws ImpiloFailure, Doubt
 */
export async function ensureDoneById<T extends object>(
	client: ImpiloClient,
	request: IdRequest & Pick<ImpiloRequest, 'personal'>,
	verb: string,
	{ path, body, isDone }: ChangeById<T>,
): Promise<T> {
	const { name, id, ...explanations } = request;
	return await ensureOrFind(
		client,
		{
			method: 'POST',
			path: `${pathOf(name)}/${id}/${path}`,
			body,
			purpose: `${verb} ${name} ${id}`,
			...explanations,
		},
		(answer) => (isObject(answer) && answer.id === id ? (answer as T) : undefined),
		async () => {
			const there = await readById<T>(client, request);
			return isDone(there) ? there : undefined;
		},
	);
}
