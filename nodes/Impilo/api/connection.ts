import type {
	IAllExecuteFunctions,
	ICredentialsDecrypted,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { readApiKey } from './apiKey';
import { resolveBaseUrl } from './baseUrl';
import type { Outcome } from './outcome';
import { outcomeOfThrown } from './outcome';

export const CREDENTIAL_NAME = 'impiloApi';

/** One request in Impilo's terms. */
export interface ImpiloRequest {
	method: Extract<IHttpRequestMethods, 'GET' | 'POST' | 'DELETE'>;
	/** Below `/api/v3`, with a leading slash, its variable parts already encoded. */
	path: string;
	/** Arrays repeat the name; undefined values are left out. */
	query?: IDataObject;
	body?: object;
	/** A file is asked for: the body of the answer is then a Buffer. */
	asFile?: boolean;
}

/** Sends a request once and tells what became of it. Never throws for anything that happens on the way. */
export type Transmit = (request: ImpiloRequest) => Promise<Outcome>;

export interface Connection {
	transmit: Transmit;
	/** The key, for keeping it out of messages. */
	apiKey: string;
	timeoutMs: number;
}

const API_ROOT = '/api/v3';

interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/**
 * Reads the credential once and gives a way to send requests with it.
 *
 * @throws UserError when the credential has no key, or its address is not safe for one
 * @throws the error of n8n when the node has no credential
 */
export async function openConnection(
	context: IAllExecuteFunctions,
	timeoutMs: number,
): Promise<Connection> {
	const credential = await readCredential(context);
	const data = credential.data ?? {};
	return {
		apiKey: readApiKey(data),
		transmit: createTransmit(context, credential, resolveBaseUrl(data), timeoutMs),
		timeoutMs,
	};
}

/**
 * n8n reads and decrypts the credential from its database at every authenticated request, unless it
 * is handed the decrypted one.
 */
async function readCredential(context: IAllExecuteFunctions): Promise<ICredentialsDecrypted> {
	const data = await context.getCredentials(CREDENTIAL_NAME);
	const details = context.getNode().credentials?.[CREDENTIAL_NAME];
	return {
		id: details?.id ?? '',
		name: details?.name ?? CREDENTIAL_NAME,
		type: CREDENTIAL_NAME,
		data,
	};
}

function createTransmit(
	context: IAllExecuteFunctions,
	credentialsDecrypted: ICredentialsDecrypted,
	baseUrl: string,
	timeoutMs: number,
): Transmit {
	return async (request) => {
		const options: IHttpRequestOptions = {
			method: request.method,
			url: `${baseUrl}${API_ROOT}${request.path}`,
			qs: request.query,
			arrayFormat: 'repeat',
			body: request.body,
			json: true,
			encoding: request.asFile ? 'arraybuffer' : undefined,
			timeout: timeoutMs,
			// A redirect would carry the key to whatever address it names.
			disableFollowRedirect: true,
			// Statuses come back as values: n8n would put its own words over Impilo's, and would send a
			// request answered 401 once more.
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		};
		try {
			const response = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				CREDENTIAL_NAME,
				options,
				{ credentialsDecrypted },
			)) as FullResponse;
			return {
				kind: 'answered',
				status: response.statusCode,
				headers: response.headers,
				body: response.body,
			};
		} catch (error) {
			return outcomeOfThrown(error);
		}
	};
}
