import type { ImpiloClient } from './client';
import { doubtOf, ImpiloFailure } from './failure';
import { findSuccess } from './outcome';
import type { ImpiloRequest } from './request';
import { backOffMs, LONGEST_WAIT_MS, mayHaveSucceeded, MAX_TRIES, readRetryAfter } from './retry';

/** How Impilo refuses to do what is done already isn't documented. */
export const ALREADY_DONE_STATUSES = [400, 409, 410, 422];

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
 * As `ensure`, where that it is so already is no failure: the answer to an earlier try may have been
 * lost, or n8n's Retry On Fail runs the node again.
 *
 * @param isSo looks at Impilo; a failure counts as no
 * @throws ImpiloFailure, Doubt, GateClosed as `ensure`
 */
export async function ensureDone(
	client: ImpiloClient,
	request: ImpiloRequest,
	isSo: () => Promise<boolean>,
): Promise<void> {
	const find = async (): Promise<true | undefined> =>
		(await isSo().catch(() => false)) ? true : undefined;
	const change = ensure(client, request, () => true as const, find);
	await change.catch(async (failure: unknown) => {
		const mayBeSo =
			failure instanceof ImpiloFailure && ALREADY_DONE_STATUSES.includes(failure.status ?? 0);
		if (!mayBeSo || !(await find())) throw failure;
	});
}
