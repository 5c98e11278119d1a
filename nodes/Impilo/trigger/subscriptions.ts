import type { ImpiloClient } from '../api/client';
import { ensure } from '../api/ensure';
import type { Maybe } from '../api/json';
import { isGiven, isObject } from '../api/json';
import { readList } from '../api/lists';
import { findSuccess, isAnsweredWith } from '../api/outcome';
import type { ImpiloRequest } from '../api/request';

/** A subscription of a URL to one event type. */
export interface Subscription {
	id: string;
	type: string;
	url: string;
}

/** As Impilo sends one. */
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
	return await readList(client, { list, convert: parse });
}

function parse({ id, type, url }: AnsweredSubscription): Subscription | undefined {
	if (!isGiven(id) || typeof type !== 'string' || typeof url !== 'string') {
		return undefined;
	}
	return { id: String(id), type, url };
}

/**
 * Subscribes an address to an event type. If the answer is lost, the list shows whether it's there.
 *
 * @throws ImpiloFailure
 */
export async function subscribe(
	client: ImpiloClient,
	type: string,
	url: string,
): Promise<Subscription> {
	return await ensure(
		client,
		{ method: 'POST', path: '/webhook', body: { type, url }, purpose: `subscribe to ${type}` },
		(body) => (isObject(body) ? parse({ type, url, ...body }) : undefined),
		async () =>
			(await listSubscriptions(client)).find((there) => there.type === type && there.url === url),
	);
}

/**
 * Ends a subscription, or finds that it has ended already.
 *
 * @throws ImpiloFailure
 */
export async function unsubscribe(client: ImpiloClient, id: string): Promise<void> {
	const request: ImpiloRequest = {
		method: 'DELETE',
		path: `/webhook/${encodeURIComponent(id)}`,
		purpose: `end webhook subscription ${id}`,
	};
	const outcome = await client.ask(request);
	const isGone = isAnsweredWith([404, 410], outcome);
	if (!isGone && findSuccess(outcome) === undefined) throw client.explain(outcome, request);
}
