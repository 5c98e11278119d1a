import type { IDataObject } from 'n8n-workflow';

/** A refusal with an HTTP status of its own; every other error of a webhook call is n8n's 500. */
export class WebhookRefusal extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly hint?: string,
	) {
		super(message);
	}
}

/**
 * What n8n answers to a call for which no webhook is registered. n8n adds a hint for the user,
 * which is left out here.
 *
 * @param otherMethods the HTTP methods for which a webhook is registered under the same path
 */
export function refuseUnknownWebhook(
	method: string,
	path: string,
	otherMethods: string[],
): WebhookRefusal {
	if (otherMethods.length === 0) {
		return new WebhookRefusal(404, `The requested webhook "${method} ${path}" is not registered.`);
	}
	const alternatives = otherMethods.join(' or ');
	return new WebhookRefusal(
		404,
		`This webhook is not registered for ${method} requests. Did you mean to make a ${alternatives} request?`,
	);
}

/** The status and the JSON body with which n8n answers a webhook call that failed. */
export function describeWebhookError(error: Error): { status: number; body: IDataObject } {
	const { message } = error;
	if (error instanceof WebhookRefusal) {
		const { status, hint } = error;
		return { status, body: { code: status, message, ...(hint ? { hint } : {}) } };
	}
	return { status: 500, body: { code: 0, message } };
}
