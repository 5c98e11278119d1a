import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { openClient } from '../api/client';
import { systemClock } from '../api/clock';
import { parseBoolean, parseCollection } from '../fields/values';
import { ProcessMemory } from './processMemory';
import { readRegistration, saveRegistration } from './storage';
import { holdsSecret, readSecretHash, SECRET_HEADER } from './webhookSecret';

/** Impilo is asked for a changed secret this often at most, however many forged deliveries come. */
const RECHECK_MS = 60_000;
/** A delivery is answered at once, so Impilo must be, too. */
const RECHECK_SETTINGS = { concurrency: 1, timeoutMs: 5_000 };

/** When Impilo was last asked for the secret, the hash known until then, and the hash it gave. */
interface Recheck {
	atMs: number;
	known: string | undefined;
	answer: Promise<string | undefined>;
}

const rechecks = new ProcessMemory<Recheck>();

export function readVerifySender(context: IHookFunctions | IWebhookFunctions): boolean {
	const options = parseCollection(context.getNodeParameter('options', {}), 'Options');
	return parseBoolean(options.get('verifySender'), 'Verify Sender') ?? true;
}

/**
 * Whether a delivery comes from Impilo: it has to carry the account's webhook secret. Without a known
 * secret, nothing is accepted.
 */
export async function isFromImpilo(context: IWebhookFunctions): Promise<boolean> {
	const header = context.getHeaderData()[SECRET_HEADER];
	const registration = readRegistration(context);
	const secretHash = registration?.secretHash;
	if (secretHash !== undefined && holdsSecret(header, secretHash)) return true;
	if (header === undefined) return false;

	const current = await recheckSecret(context, secretHash);
	if (current === undefined || !holdsSecret(header, current)) return false;
	if (registration !== undefined)
		saveRegistration(context, { ...registration, secretHash: current });
	return true;
}

/** The secret may have been changed at Impilo after the workflow was activated. */
async function recheckSecret(
	context: IWebhookFunctions,
	known: string | undefined,
): Promise<string | undefined> {
	const nowMs = systemClock.now();
	const last = rechecks.get(context);
	// An answer from before the last activation may be older than what is known.
	const isFresh = last !== undefined && last.known === known && nowMs - last.atMs < RECHECK_MS;
	if (isFresh) return await last.answer;
	const answer = readCurrentHash(context).catch(() => undefined);
	rechecks.set(context, { atMs: nowMs, known, answer });
	return await answer;
}

async function readCurrentHash(context: IWebhookFunctions): Promise<string | undefined> {
	const deadline = AbortSignal.timeout(RECHECK_SETTINGS.timeoutMs);
	return await readSecretHash(await openClient(context, RECHECK_SETTINGS, deadline));
}
