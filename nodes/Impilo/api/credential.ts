import { UserError } from 'n8n-workflow';

export const CREDENTIAL_NAME = 'impiloApi';

/** Impilo's two public environments (Order Management Guide; public documentation). */
export const PRODUCTION_URL = 'https://app.impiloplatform.com';
export const STAGING_URL = 'https://staging.impiloplatform.com';

/** Any field may be missing. */
export interface ImpiloCredential {
	environment?: unknown;
	baseUrl?: unknown;
	apiKey?: unknown;
}

/** People may copy it with the base URL. */
export const API_ROOT_AT_END = /(\/api(\/v3)?)?\/*$/;

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The base URL of a credential.
 *
 * @returns an origin with an optional path, without a slash at the end
 * @throws UserError if the environment is unknown, or if the key would cross the network unencrypted
 */
export function resolveBaseUrl(credential: ImpiloCredential): string {
	switch (credential.environment) {
		case 'production':
			return PRODUCTION_URL;
		case 'staging':
			return STAGING_URL;
		case 'custom':
			return checkCustomUrl(credential.baseUrl);
		default:
			throw new UserError('The Impilo credential has no environment', {
				description: 'Open the credential and choose an Environment.',
			});
	}
}

function checkCustomUrl(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (!URL.canParse(text)) {
		throw new UserError(
			'The Base URL of the Impilo credential is not a web address such as https://impilo.example.com',
			{
				description:
					'Open the credential and enter the whole address in Base URL, e.g. https://impilo.example.com.',
			},
		);
	}
	const url = new URL(text);
	const isPrivate =
		url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname));
	if (!isPrivate) {
		throw new UserError(
			'The Base URL of the Impilo credential is not encrypted: it must start with https://',
			{
				description:
					'Use an address that starts with https://. Plain http:// is only allowed for this machine, e.g. http://localhost:3000. Nothing was sent.',
			},
		);
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw new UserError(
			'The Base URL of the Impilo credential contains more than an address: leave out user name, password and anything after "?" or "#"',
			{
				description:
					'Open the credential and enter only the address in Base URL, e.g. https://impilo.example.com.',
			},
		);
	}
	return url.origin + url.pathname.replace(API_ROOT_AT_END, '');
}

/**
 * Whether the credential's key may be sent to an address.
 *
 * @param url an absolute address
 * @param baseUrl as `resolveBaseUrl` gives it
 */
export function belongsToBaseUrl(url: string, baseUrl: string): boolean {
	return URL.canParse(url) && new URL(url).origin === new URL(baseUrl).origin;
}

/**
 * @throws UserError if there is no key
 */
export function readApiKey(credential: ImpiloCredential): string {
	const apiKey = typeof credential.apiKey === 'string' ? credential.apiKey.trim() : '';
	if (apiKey !== '') return apiKey;
	throw new UserError('The Impilo credential has no API key', {
		description: 'Open the credential and paste the key from the Impilo account portal.',
	});
}
