import type { IHookFunctions } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { CREDENTIAL_NAME } from '../api/connection';
import { ImpiloFailure } from '../api/failure';
import { openClient } from '../api/open';
import { mayPass } from '../api/retry';
import { readEventFilter } from '../event/eventFields';
import { InputRefusal } from '../run/refusal';
import { forget, keep, recall, type Registration } from './memory';
import { readVerifySender } from './senderCheck';
import type { Subscription } from './subscriptions';
import { listSubscriptions, subscribe, unsubscribe } from './subscriptions';
import { ensureSecretHash, readSecretHash } from './webhookSecret';
import { refuseUnreachableUrl } from './webhookUrl';

/** How the subscriptions at Impilo differ from what the trigger wants. */
interface Difference {
	/** Its own that are right. */
	right: Subscription[];
	/** Event types that nothing is subscribed to. */
	missing: string[];
	/** Its own that are not wanted any more: another event, an earlier URL, or one too many. */
	surplus: Subscription[];
}

/**
 * Whether Impilo sends exactly what is wanted to this URL, with the secret that is known.
 *
 * @throws ImpiloFailure, and InputRefusal where Impilo can't reach the URL
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const { client, url, types } = await open(context);
	const kept = recall(context);
	const isVerifying = readVerifySender(context);
	if ((kept?.secretHash !== undefined) !== isVerifying) return false;
	const look = async (): Promise<boolean> => {
		const { missing, surplus } = await compare(context, client, url, types);
		if (missing.length > 0 || surplus.length > 0) return false;
		return !isVerifying || (await readSecretHash(client)) === kept?.secretHash;
	};
	return await look().catch((failure: unknown) => {
		// n8n would end the subscriptions, and what happens until it tries again would be lost.
		const isPassing = failure instanceof ImpiloFailure && mayPass(failure);
		if (isPassing && kept !== undefined && isRegisteredIn(kept, url, types)) return true;
		throw failure;
	});
}

function isRegisteredIn(kept: Registration, url: string, types: ReadonlySet<string>): boolean {
	const keptTypes = new Set(kept.subscriptions.map(({ type }) => type));
	return kept.url === url && [...types].every((type) => keptTypes.has(type));
}

/**
 * Makes Impilo send exactly what is wanted to this URL. When that can't be done, what was made on the
 * way is taken back.
 *
 * @throws ImpiloFailure, and InputRefusal where Impilo can't reach the URL
 */
export async function register(context: IHookFunctions): Promise<void> {
	const { client, url, types } = await open(context);
	const secretHash = readVerifySender(context) ? await ensureSecretHash(client) : undefined;
	const { right, missing, surplus } = await compare(context, client, url, types);
	// Where it fails, n8n takes all of it back, and has to know which of the two URLs it's about.
	keep(context, { url, subscriptions: recall(context)?.subscriptions ?? [], secretHash });
	const made: Subscription[] = [];
	const change = async (): Promise<void> => {
		for (const type of missing) made.push(await subscribe(client, type, url));
		for (const { id } of surplus) await unsubscribe(client, id);
	};
	await change().catch(async (failure: unknown) => {
		// What went wrong first is what the user has to know.
		await Promise.allSettled(made.map(async ({ id }) => await unsubscribe(client, id)));
		throw failure;
	});
	keep(context, { url, subscriptions: [...right, ...made], secretHash });
}

/**
 * Ends the trigger's own subscriptions, and no others. The secret stays: other systems may rely on it.
 *
 * @throws ImpiloFailure
 */
export async function unregister(context: IHookFunctions): Promise<void> {
	const url = findUrl(context);
	const client = await openClient(context);
	const { surplus } = await compare(context, client, url, new Set());
	for (const { id } of surplus) await unsubscribe(client, id);
	forget(context, url);
}

async function open(
	context: IHookFunctions,
): Promise<{ client: ImpiloClient; url: string; types: ReadonlySet<string> }> {
	const url = findUrl(context);
	const { types } = readEventFilter(context.getNodeParameter('events', []), []);
	const { environment } = await context.getCredentials(CREDENTIAL_NAME);
	// A server of one's own may be anywhere.
	if (environment !== 'custom') refuseUnreachableUrl(url);
	return { client: await openClient(context), url, types };
}

function findUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new InputRefusal('n8n gives this node no webhook URL', 'Save the workflow and try again.');
}

async function compare(
	context: IHookFunctions,
	client: ImpiloClient,
	url: string,
	types: ReadonlySet<string>,
): Promise<Difference> {
	const kept = recall(context, url)?.subscriptions ?? [];
	// An ID alone proves nothing: with another key, it may be anybody's.
	const isOwn = (there: Subscription): boolean =>
		there.url === url ||
		kept.some(({ id, url: keptUrl }) => id === there.id && keptUrl === there.url);
	const own = (await listSubscriptions(client)).filter(isOwn);
	const right = new Map<string, Subscription>();
	const surplus: Subscription[] = [];
	for (const subscription of own) {
		const { type } = subscription;
		const isRight = subscription.url === url && types.has(type) && !right.has(type);
		if (isRight) right.set(type, subscription);
		else surplus.push(subscription);
	}
	const missing = [...types].filter((type) => !right.has(type));
	return { right: [...right.values()], missing, surplus };
}
