import type { ImpiloClient } from './client';
import { doubtOf, ImpiloFailure } from './failure';
import { findSuccess } from './outcome';
import type { ImpiloRequest } from './request';
import { backOffMs, LONGEST_WAIT_MS, mayBeDone, MAX_TRIES, readAskedWait } from './retry';

/** How Impilo refuses to do what is done already isn't documented. */
export const REFUSED_FOR_ITS_STATE = [400, 409, 410, 422];

/**
 * Makes something so at Impilo that may be made so twice without harm. Where the answer is lost, it's
 * looked for before it is sent again.
 *
 * @param read reads the result from the body of a success; undefined where it can't be read
 * @param find looks at Impilo whether it is so
 * @throws ImpiloFailure when Impilo refuses
 * @throws Doubt when nobody can tell whether it is so
 * @throws GateClosed when the node had stopped sending before it was sent
 */
export async function ensure<T>(
	client: ImpiloClient,
	request: ImpiloRequest,
	read: (body: unknown) => T | undefined,
	find: () => Promise<T | undefined>,
): Promise<T> {
	let outcome = await client.change(request);
	for (let sends = 1; ; sends++) {
		const success = findSuccess(outcome);
		const result = success && read(success.body);
		if (result !== undefined) return result;

		const failure = client.explain(outcome, request);
		if (!mayBeDone(outcome)) throw sends === 1 ? failure : doubtOf(failure);
		const waitMs = readAskedWait(outcome, client.clock.now()) ?? 0;
		if (outcome.kind === 'stopped' || waitMs > LONGEST_WAIT_MS) throw doubtOf(failure);
		try {
			await client.gate.pause(Math.max(waitMs, backOffMs(sends, client.clock.random())), request);
			const found = await find();
			if (found !== undefined) return found;
			if (sends >= MAX_TRIES) throw failure;
			client.retries.requests++;
			outcome = await client.change(request);
		} catch (reason) {
			throw doubtOf(reason);
		}
	}
}

/**
 * As `ensure`, where that it is so already is no failure: the answer to an earlier try may have been
 * lost, or n8n's Retry On Fail runs the node again.
 *
 * @param find a failure counts as nothing found
 * @throws ImpiloFailure, Doubt, GateClosed as `ensure`
 */
export async function ensureOrFind<T>(
	client: ImpiloClient,
	request: ImpiloRequest,
	read: (body: unknown) => T | undefined,
	find: () => Promise<T | undefined>,
): Promise<T> {
	const look = async (): Promise<T | undefined> => await find().catch(() => undefined);
	return await ensure(client, request, read, look).catch(async (failure: unknown) => {
		const mayBeSo =
			failure instanceof ImpiloFailure && REFUSED_FOR_ITS_STATE.includes(failure.status ?? 0);
		const found = mayBeSo ? await look() : undefined;
		if (found === undefined) throw failure;
		return found;
	});
}

/**
 * As `ensureOrFind`, where nothing has to be known but that it is so.
 *
 * @param isSo looks at Impilo; a failure counts as no
 */
export async function ensureSo(
	client: ImpiloClient,
	request: ImpiloRequest,
	isSo: () => Promise<boolean>,
): Promise<void> {
	const find = async (): Promise<true | undefined> => ((await isSo()) ? true : undefined);
	await ensureOrFind(client, request, () => true as const, find);
}
