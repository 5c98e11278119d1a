import type { IHookFunctions } from 'n8n-workflow';

import type { ImpiloClient } from '../api/client';
import { openClient } from '../api/client';
import { CREDENTIAL_NAME } from '../api/credential';
import { ImpiloFailure } from '../api/failure';
import { isTransient } from '../api/retry';
import { readEventFilter } from '../event/filter';
import { InputRefusal } from '../fields/refusal';
import { readSimplify } from '../run/simplify';
import { readVerifySender } from './senderCheck';
import type { Registration } from './storage';
import { deleteRegistration, readRegistration, saveRegistration } from './storage';
import type { Subscription } from './subscriptions';
import { listSubscriptions, subscribe, unsubscribe } from './subscriptions';
import { ensureSecretHash, readSecretHash } from './webhookSecret';
import { refuseUnreachableUrl } from './webhookUrl';

/** How the subscriptions at Impilo differ from what the trigger wants. */
interface Difference {
	/** Its own that are correct. */
	right: Subscription[];
	/** Event types that nothing is subscribed to. */
	missing: string[];
	/** Its own that are no longer wanted: for another event, an earlier URL, or duplicates. */
	surplus: Subscription[];
}

/**
 * Whether Impilo sends exactly the wanted events to this URL, with the secret that is known.
 *
 * @throws ImpiloFailure, and InputRefusal if Impilo can't reach the URL
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const { client, url, types } = await open(context);
	const saved = readRegistration(context);
	const isVerifying = readVerifySender(context);
	if ((saved?.secretHash !== undefined) !== isVerifying) return false;
	const look = async (): Promise<boolean> => {
		const { missing, surplus } = await compare(context, client, url, types);
		if (missing.length > 0 || surplus.length > 0) return false;
		return !isVerifying || (await readSecretHash(client)) === saved?.secretHash;
	};
	return await look().catch((failure: unknown) => {
		// Otherwise n8n would end the subscriptions, and events until it tries again would be lost.
		const isPassing = failure instanceof ImpiloFailure && isTransient(failure);
		if (isPassing && saved !== undefined && isRegisteredIn(saved, url, types)) return true;
		throw failure;
	});
}

function isRegisteredIn(saved: Registration, url: string, types: ReadonlySet<string>): boolean {
	const savedTypes = new Set(saved.subscriptions.map(({ type }) => type));
	return saved.url === url && [...types].every((type) => savedTypes.has(type));
}

/**
 * Makes Impilo send exactly the wanted events to this URL. If that fails, new subscriptions are removed
 * again.
 *
 * @throws ImpiloFailure, and InputRefusal if Impilo can't reach the URL
 */
export async function register(context: IHookFunctions): Promise<void> {
	const { client, url, types } = await open(context);
	const secretHash = readVerifySender(context) ? await ensureSecretHash(client) : undefined;
	const { right, missing, surplus } = await compare(context, client, url, types);
	// If this fails, n8n calls `unregister`, which has to know which of the two URLs it is for.
	saveRegistration(context, {
		url,
		subscriptions: readRegistration(context)?.subscriptions ?? [],
		secretHash,
	});
	const made: Subscription[] = [];
	const change = async (): Promise<void> => {
		for (const type of missing) made.push(await subscribe(client, type, url));
		for (const { id } of surplus) await unsubscribe(client, id);
	};
	await change().catch(async (failure: unknown) => {
		// The user has to know what failed first.
		await Promise.allSettled(made.map(async ({ id }) => await unsubscribe(client, id)));
		throw failure;
	});
	saveRegistration(context, { url, subscriptions: [...right, ...made], secretHash });
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
	deleteRegistration(context, url);
}

async function open(
	context: IHookFunctions,
): Promise<{ client: ImpiloClient; url: string; types: ReadonlySet<string> }> {
	const url = findUrl(context);
	const { types } = readEventFilter(context.getNodeParameter('events', []), []);
	// Deliveries that can't be read would be refused.
	readSimplify((name) => context.getNodeParameter(name, ''));
	const { environment } = await context.getCredentials(CREDENTIAL_NAME);
	// A custom address may be on the same network.
	if (environment !== 'custom') refuseUnreachableUrl(url);
	return { client: await openClient(context), url, types };
}

function findUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new InputRefusal(
		'n8n',
		'gives this node no webhook URL',
		'Save the workflow and try again.',
	);
}

async function compare(
	context: IHookFunctions,
	client: ImpiloClient,
	url: string,
	types: ReadonlySet<string>,
): Promise<Difference> {
	const saved = readRegistration(context, url)?.subscriptions ?? [];
	// An ID alone proves nothing: with another key, it may be somebody else's.
	const isOwn = (there: Subscription): boolean =>
		there.url === url ||
		saved.some(({ id, url: savedUrl }) => id === there.id && savedUrl === there.url);
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
