import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { systemClock } from '../api/clock';
import { triggerKey } from './memory';

/** Why a delivery starts nothing, and what to do about it. */
interface Reason {
	status: number;
	/** Told to the caller, who may be anybody. */
	message: string;
	/** For the log of n8n. */
	remedy: string;
}

export const NOT_FROM_IMPILO: Reason = {
	status: 401,
	message: 'The delivery does not carry the webhook secret',
	remedy:
		'If it came from Impilo, deactivate the workflow and activate it again, so that the secret is read anew. If the API key may not read it, switch off Verify Sender under Options.',
};

export const NOT_AN_EVENT: Reason = {
	status: 400,
	message: 'The delivery is not an event of the form { id, type, payload }',
	remedy: 'If it came from Impilo, tell the maintainers of this node what Impilo sends.',
};

export const TOO_LARGE: Reason = {
	status: 400,
	message: 'The delivery is larger than 1 MiB',
	remedy: 'If it came from Impilo, get what it is about with the Impilo node.',
};

/** However many forged deliveries come, the log stays readable. */
const LOG_EVERY_MS = 60_000;

const lastLoggedMs = new Map<string, number>();

/** Answers a delivery that starts nothing, with one line in the log, at most one a minute. */
export function turnAway(context: IWebhookFunctions, reason: Reason): IWebhookResponseData {
	const { status, message, remedy } = reason;
	const key = `${triggerKey(context)} ${status}`;
	const nowMs = systemClock.now();
	if (nowMs - (lastLoggedMs.get(key) ?? -Infinity) >= LOG_EVERY_MS) {
		lastLoggedMs.set(key, nowMs);
		context.logger.warn(
			`${context.getNode().name}: ${message}, so it was answered with ${status} and started nothing. ${remedy}`,
		);
	}
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
