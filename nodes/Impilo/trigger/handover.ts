import type { IWebhookFunctions } from 'n8n-workflow';

import { systemClock } from '../api/clock';
import { RequestGate } from '../api/gate';

/**
 * As many events as n8n takes over at once. It needs its database for each, and says yes even where it
 * then gets no connection: such an execution fails without the event (seen in n8n 2.41).
 */
const MOST_AT_ONCE = 5;

const LONGEST_WAIT_MS = 10_000;

const gate = new RequestGate(MOST_AT_ONCE, systemClock);

/**
 * Waits until n8n may take over the event of a delivery, which it has done when it has answered.
 *
 * @returns false where that took too long, or the sender has gone
 */
export async function waitForHandover(context: IWebhookFunctions): Promise<boolean> {
	const response = context.getResponseObject();
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
			resolve(true);
			await answered;
		});
	});
}
