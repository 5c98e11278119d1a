import { createHash } from 'node:crypto';

import type { IAllExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { beforeDeadline, readBody } from './answerBody';
import { CREDENTIAL_NAME, readApiKey, resolveBaseUrl } from './credential';
import type { Outcome } from './outcome';
import { outcomeOfAnswer, outcomeOfLostBody, outcomeOfThrown } from './outcome';
import type { ImpiloRequest } from './request';

/** Sends requests with one credential. */
export interface Connection {
	/** Sends a request once. Never throws: network failures are outcomes as well. */
	transmit: (request: ImpiloRequest) => Promise<Outcome>;
	/** A hash that identifies the account. */
	account: string;
	/** To hide it in messages. */
	apiKey: string;
	/** For a whole request. */
	timeoutMs: number;
}

const API_ROOT = '/api/v3';

interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * Reads the credential once: otherwise n8n reads and decrypts it for every request.
 *
 * @throws UserError if the credential has no key, or its address is not safe for one
 * @throws the error of n8n if the node has no credential
 */
export async function openConnection(
	context: IAllExecuteFunctions,
	timeoutMs: number,
): Promise<Connection> {
	const data = await context.getCredentials(CREDENTIAL_NAME);
	const details = context.getNode().credentials?.[CREDENTIAL_NAME];
	const credentialsDecrypted = {
		id: details?.id ?? '',
		name: details?.name ?? CREDENTIAL_NAME,
		type: CREDENTIAL_NAME,
		data,
	};
	const apiKey = readApiKey(data);
	const baseUrl = resolveBaseUrl(data);

	const transmit: Connection['transmit'] = async (request) => {
		const options: IHttpRequestOptions = {
			method: request.method,
			url: `${baseUrl}${API_ROOT}${request.path}`,
			qs: request.query,
			arrayFormat: 'repeat',
			body: request.body,
			json: true,
			encoding: 'stream',
			timeout: timeoutMs,
			// A redirect would carry the key to any address.
			disableFollowRedirect: true,
			// Otherwise n8n replaces Impilo's words, and repeats a request after a 401.
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		};
		const deadline = AbortSignal.timeout(timeoutMs);
		let response: FullResponse;
		try {
			const answering = context.helpers.httpRequestWithAuthentication.call(
				context,
				CREDENTIAL_NAME,
				options,
				{ credentialsDecrypted },
			) as Promise<FullResponse>;
			response = await beforeDeadline(deadline, answering);
		} catch (error) {
			return outcomeOfThrown(error);
		}
		const { statusCode: status, headers } = response;
		try {
			const body = await readBody(response.body, deadline, request.asFile === true);
			return outcomeOfAnswer(status, headers, body);
		} catch (error) {
			return outcomeOfLostBody(error, status, headers);
		}
	};
	const account = createHash('sha256').update(`${baseUrl} ${apiKey}`).digest('hex');
	return { transmit, account, apiKey, timeoutMs };
}
