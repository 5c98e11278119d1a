import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { systemClock } from '../api/clock';
import { ProcessMemory } from './processMemory';

/** Why a delivery starts nothing, and what to do about it. */
interface Rejection {
	status: number;
	/** Sent to the caller, who may be anybody. */
	message: string;
	/** For the log of n8n. */
	remedy: string;
}

export const NOT_FROM_IMPILO: Rejection = {
	status: 401,
	message: 'The delivery does not carry the webhook secret',
	remedy:
		'If it came from Impilo, deactivate the workflow and activate it again, so that the secret is read again. If the API key may not read it, switch off Verify Sender under Options.',
};

export const NOT_AN_EVENT: Rejection = {
	status: 400,
	message: 'The delivery is not an event of the form { id, type, payload } or { event, data }',
	remedy: 'If it came from Impilo, report what Impilo sends to the maintainers of this node.',
};

export const TOO_LARGE: Rejection = {
	status: 400,
	message: 'The delivery is larger than 1 MiB',
	remedy: 'If it came from Impilo, use the Impilo node to get the order it is about.',
};

export const OVERLOADED: Rejection = {
	status: 503,
	message: 'n8n could not accept the event in time',
	remedy:
		'Impilo delivers it again later. If it keeps happening, n8n is overloaded: check its database, or add workers.',
};

/** Keeps the log readable, however many forged deliveries arrive. */
const LOG_EVERY_MS = 60_000;

/** When each status was last logged. */
const lastLogged = new ProcessMemory<ReadonlyMap<number, number>>();

/** Answers a delivery that starts nothing, with one line in n8n's log, at most one a minute. */
export function rejectDelivery(
	context: IWebhookFunctions,
	{ status, message, remedy }: Rejection,
): IWebhookResponseData {
	const nowMs = systemClock.now();
	const logged = lastLogged.get(context) ?? new Map<number, number>();
	if (nowMs - (logged.get(status) ?? -Infinity) >= LOG_EVERY_MS) {
		lastLogged.set(context, new Map([...logged, [status, nowMs]]));
		context.logger.warn(
			`${context.getNode().name}: ${message}, so it was answered with ${status} and started nothing. ${remedy}`,
		);
	}
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
