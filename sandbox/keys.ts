import { type DocumentedMessage, refuse } from './refusals';

export const API_KEY_HEADER = 'impilo-api-key';

/**
 * One key for each way the API answers to a key, so that changing the credential is enough to get the
 * documented 401 and 403s. `secretUnreadable` opens everything but the webhook secret: keys have
 * permissions, and which one the secret requires is unknown.
 */
export const sandboxKeys = {
	valid: 'sandbox-key-not-a-secret',
	expired: 'sandbox-expired-key-not-a-secret',
	accessDenied: 'sandbox-access-denied-key-not-a-secret',
	featureDisabled: 'sandbox-feature-disabled-key-not-a-secret',
	resourceForbidden: 'sandbox-resource-forbidden-key-not-a-secret',
	secretUnreadable: 'sandbox-secret-unreadable-key-not-a-secret',
} as const;

/** The reference has one text for a missing, an invalid and an expired key. */
const UNAUTHORIZED: DocumentedMessage = 'Missing, invalid, or expired authentication token';

export interface KeyPolicy {
	/** The key that opens everything. */
	apiKey: string;
	/** That key has expired: it is refused like any other wrong key. */
	expired: boolean;
	/** That key may read the webhook secret. */
	canReadSecret: boolean;
}

/** Throws the documented 401 or 403 unless the key is one of the account's and still valid. */
export function checkKey(sent: string | string[] | undefined, policy: KeyPolicy): void {
	if (sent === policy.apiKey && !policy.expired) return;
	if (sent === sandboxKeys.secretUnreadable) return;
	if (sent === sandboxKeys.accessDenied) throw refuse('Access Denied');
	if (sent === sandboxKeys.featureDisabled) {
		throw refuse('The requested feature has been disabled.');
	}
	if (sent === sandboxKeys.resourceForbidden) throw refuse('The requested resource is forbidden.');
	throw refuse(UNAUTHORIZED);
}

/** Throws a 403 unless the key, which `checkKey` has let pass, may read the webhook secret. */
export function checkSecretReading(sent: string | string[] | undefined, policy: KeyPolicy): void {
	if (sent !== policy.apiKey || !policy.canReadSecret) throw refuse('Access Denied');
}
