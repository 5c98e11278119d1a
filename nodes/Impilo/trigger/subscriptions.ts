import type { ExplainedRequest, ImpiloClient } from '../api/client';
import { findSuccess } from '../api/outcome';
import { LARGEST_PAGE, readAll } from '../api/pages';
import { judge, MAX_TRIES } from '../api/retry';
import type { Maybe } from '../api/types';

/** A subscription to one event type, as far as it can be worked with. */
export interface Subscription {
	id: string;
	type: string;
	url: string;
}

/** Nothing in an answer is certain. */
interface AnsweredSubscription {
	id?: Maybe<number>;
	type?: Maybe<string>;
	url?: Maybe<string>;
}

/**
 * Reads all subscriptions of the account, other systems' too.
 *
 * @throws ImpiloFailure
 */
export async function listSubscriptions(client: ImpiloClient): Promise<Subscription[]> {
	const list = { path: '/webhook', purpose: 'list the webhook subscriptions' };
	return await readAll<AnsweredSubscription, Subscription>(client, list, LARGEST_PAGE, parse);
}

function parse({ id, type, url }: AnsweredSubscription): Subscription | undefined {
	if (id === undefined || id === null || typeof type !== 'string' || typeof url !== 'string') {
		return undefined;
	}
	return { id: String(id), type, url };
}

/**
 * Subscribes an address to an event type. Where the answer is lost, the list tells whether it's there.
 *
 * @throws ImpiloFailure
 */
export async function subscribe(
	client: ImpiloClient,
	type: string,
	url: string,
): Promise<Subscription> {
	const request: ExplainedRequest = {
		method: 'POST',
		path: '/webhook',
		body: { type, url },
		purpose: `subscribe to ${type}`,
	};
	for (let tries = 1; ; tries++) {
		const outcome = await client.change(request);
		const body = findSuccess(outcome)?.body;
		const made =
			typeof body === 'object' && body !== null ? parse({ type, url, ...body }) : undefined;
		if (made !== undefined) return made;

		const verdict = judge(outcome);
		const mayBeThere = verdict === 'ambiguous' || verdict === 'done';
		const [waitMs] = (mayBeThere && client.checkWaits(outcome, tries)) || [];
		if (waitMs === undefined) throw client.explain(outcome, request);
		await client.pause(waitMs);
		const found = (await listSubscriptions(client)).find((s) => s.type === type && s.url === url);
		if (found !== undefined) return found;
		if (tries === MAX_TRIES) throw client.explain(outcome, request);
	}
}

/**
 * Ends a subscription; ending it twice does no harm. One that is gone already is no failure.
 *
 * @throws ImpiloFailure
 */
export async function unsubscribe(client: ImpiloClient, id: string): Promise<void> {
	const request: ExplainedRequest = {
		method: 'DELETE',
		path: `/webhook/${encodeURIComponent(id)}`,
		purpose: `end webhook subscription ${id}`,
	};
	const outcome = await client.ask(request);
	const isGone = outcome.kind === 'answered' && [404, 410].includes(outcome.status);
	if (!isGone && findSuccess(outcome) === undefined) throw client.explain(outcome, request);
}
