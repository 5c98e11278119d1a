import type { ImpiloClient } from './client';
import { doubtOf, ImpiloFailure } from './failure';
import { findSuccess } from './outcome';
import type { ImpiloRequest } from './request';
import { backOffMs, LONGEST_WAIT_MS, mayHaveSucceeded, MAX_TRIES, readRetryAfter } from './retry';

/** Impilo may refuse what is already done with any of these; it isn't documented. */
export const ALREADY_DONE_STATUSES = [400, 409, 410, 422];

/**
 * Makes an idempotent change. After a lost answer, looks whether it's done before sending it again.
 *
 * @param read reads the result from the body of a success; undefined if it can't be read
 * @param find looks for the result at Impilo
 * @throws ImpiloFailure if Impilo refuses
 * @throws Doubt if it isn't known whether it's done
 * @throws GateClosed if the node has stopped before sending it
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
		if (!mayHaveSucceeded(outcome)) throw sends === 1 ? failure : doubtOf(failure);
		const waitMs = readRetryAfter(outcome, client.clock.now()) ?? 0;
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
 * As `ensure`, but succeeds if it's already done, e.g. by an earlier try of Retry On Fail.
 *
 * @param find looks at Impilo; a failure counts as nothing found
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
		const mayBeDone =
			failure instanceof ImpiloFailure && ALREADY_DONE_STATUSES.includes(failure.status ?? 0);
		const found = mayBeDone ? await look() : undefined;
		if (found === undefined) throw failure;
		return found;
	});
}

/**
 * As `ensureOrFind`, for changes that return nothing.
 *
 * @param isDone looks at Impilo; a failure counts as no
 */
export async function ensureDone(
	client: ImpiloClient,
	request: ImpiloRequest,
	isDone: () => Promise<boolean>,
): Promise<void> {
	const find = async (): Promise<true | undefined> => ((await isDone()) ? true : undefined);
	await ensureOrFind(client, request, () => true as const, find);
}
