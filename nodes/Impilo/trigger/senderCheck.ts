import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { openClient } from '../api/client';
import { systemClock } from '../api/clock';
import { parseBoolean, parseCollection } from '../fields/values';
import { ProcessMemory } from './processMemory';
import { readRegistration, saveRegistration } from './storage';
import { holdsSecret, readSecretHash, SECRET_HEADER } from './webhookSecret';

/** How often Impilo is asked for a changed secret at most, however many forged deliveries arrive. */
const RECHECK_MS = 60_000;
/** A delivery is answered at once, so Impilo must be, too. */
const RECHECK_SETTINGS = { concurrency: 1, timeoutMs: 5_000 };

/** The secret as Impilo gave it after the workflow was activated; n8n may not save it. */
interface Recheck {
	/** When Impilo was last asked. */
	atMs: number;
	/** The hash that was saved then. */
	saved: string | undefined;
	/** The hash that replaces it; undefined until there is one. */
	current: string | undefined;
	answer: Promise<string | undefined>;
}

const rechecks = new ProcessMemory<Recheck>();

export function readVerifySender(context: IHookFunctions | IWebhookFunctions): boolean {
	const options = parseCollection(context.getNodeParameter('options', {}), 'Options');
	return parseBoolean(options.get('verifySender'), 'Verify Sender') ?? true;
}

/**
 * Whether a delivery comes from Impilo: it must carry the account's webhook secret. Without a known
 * secret, nothing is accepted.
 */
export async function isFromImpilo(context: IWebhookFunctions): Promise<boolean> {
	const header = context.getHeaderData()[SECRET_HEADER];
	const registration = readRegistration(context);
	const saved = registration?.secretHash;
	const known = lastRecheck(context, saved)?.current ?? saved;
	if (known !== undefined && holdsSecret(header, known)) return true;
	if (header === undefined) return false;

	const current = await recheckSecret(context, saved);
	if (current === undefined || !holdsSecret(header, current)) return false;
	if (registration !== undefined)
		saveRegistration(context, { ...registration, secretHash: current });
	return true;
}

/** @returns undefined if the last answer is older than the last activation */
function lastRecheck(context: IWebhookFunctions, saved: string | undefined): Recheck | undefined {
	const last = rechecks.get(context);
	return last?.saved === saved ? last : undefined;
}

/** The secret may have been changed at Impilo after the workflow was activated. */
async function recheckSecret(
	context: IWebhookFunctions,
	saved: string | undefined,
): Promise<string | undefined> {
	const nowMs = systemClock.now();
	const last = lastRecheck(context, saved);
	if (last !== undefined && nowMs - last.atMs < RECHECK_MS) return await last.answer;
	const recheck: Recheck = {
		atMs: nowMs,
		saved,
		current: last?.current,
		answer: readCurrentHash(context)
			.catch(() => undefined)
			.then((hash) => (recheck.current = hash ?? recheck.current)),
	};
	rechecks.set(context, recheck);
	return await recheck.answer;
}

async function readCurrentHash(context: IWebhookFunctions): Promise<string | undefined> {
	const deadline = AbortSignal.timeout(RECHECK_SETTINGS.timeoutMs);
	return await readSecretHash(await openClient(context, RECHECK_SETTINGS, deadline));
}
