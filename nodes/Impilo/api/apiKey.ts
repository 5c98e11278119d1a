import { UserError } from 'n8n-workflow';

import type { ImpiloCredential } from './baseUrl';

/**
 * The key of an Impilo credential.
 *
 * @throws UserError when there is none
 */
export function readApiKey(credential: ImpiloCredential): string {
	const apiKey = typeof credential.apiKey === 'string' ? credential.apiKey.trim() : '';
	if (apiKey !== '') return apiKey;
	throw new UserError('The Impilo credential has no API key', {
		description: 'Open the credential and paste the key from the Impilo account portal.',
	});
}
