import type { IWebhookFunctions } from 'n8n-workflow';

import { systemClock } from '../api/clock';
import { CREDENTIAL_NAME } from '../api/credential';
import { RequestGate } from '../api/gate';

/** How many events n8n accepts at once. */
const MOST_AT_ONCE = 5;

const LONGEST_WAIT_MS = 10_000;

/** Usually a few milliseconds; n8n gives up after 20 seconds, for each of the reads that it then needs. */
const LONGEST_READ_MS = 2_000;
/** Under load, the second waits for what has arrived during the first. */
const READS = 2;

const gate = new RequestGate(MOST_AT_ONCE, systemClock);

/**
 * Waits until n8n can accept the event of a delivery, which it has done once it answers. For that, n8n
 * needs its database, but answers 200 even if it gets no connection: the execution then fails without
 * the event (seen in n8n 2.41). So something is read from the database first.
 *
 * @returns false if n8n is overloaded, or the sender has gone
 */
export async function waitForHandover(context: IWebhookFunctions): Promise<boolean> {
	const response = context.getResponseObject();
	if (response.closed) return false;
	const answered = new Promise<void>((resolve) => {
		response.once('close', resolve);
	});
	let hasGivenUp = false;
	return await new Promise((resolve) => {
		const giveUp = (): void => {
			hasGivenUp = true;
			resolve(false);
		};
		AbortSignal.timeout(LONGEST_WAIT_MS).addEventListener('abort', giveUp, { once: true });
		void answered.then(giveUp);
		void gate.send(async () => {
			if (hasGivenUp) return;
			if (!(await isDatabaseQuick(context))) giveUp();
			resolve(true);
			await answered;
		});
	});
}

/** n8n reads a credential from its database each time. */
async function isDatabaseQuick(context: IWebhookFunctions): Promise<boolean> {
	try {
		for (let read = 1; read <= READS; read++) {
			const startedMs = systemClock.now();
			await context.getCredentials(CREDENTIAL_NAME);
			if (systemClock.now() - startedMs > LONGEST_READ_MS) return false;
		}
		return true;
	} catch {
		return false;
	}
}
