import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { ImpiloClient } from '../api/client';
import { ensure } from '../api/ensure';
import { Doubt, ImpiloFailure } from '../api/failure';
import { isObject } from '../api/json';
import { findSuccess, isAnsweredWith } from '../api/outcome';
import type { ImpiloRequest } from '../api/request';

/** The header of each delivery: the account's secret as it is, not a signature. */
export const SECRET_HEADER = 'impilo-webhook-secret';

const PATH = '/webhook-secret';
const SECRET_BYTES = 32;
/** How Impilo says that there is no secret yet isn't documented. */
const NONE_THERE_STATUSES = [400, 404];

const READ: ImpiloRequest = {
	method: 'GET',
	path: PATH,
	purpose: "read the account's webhook secret",
};

/**
 * Reads the account's one webhook secret.
 *
 * @returns its hash, or undefined if there is none
 * @throws ImpiloFailure also if the key may not read it
 */
export async function readSecretHash(client: ImpiloClient): Promise<string | undefined> {
	const outcome = await client.ask(READ);
	if (isAnsweredWith(NONE_THERE_STATUSES, outcome)) return undefined;
	const failure = client.explain(outcome, READ);
	if (failure.status === 403) throw secretForbidden(failure);
	const success = findSuccess(outcome);
	const secret = parseSecret(success?.body);
	if (secret !== undefined) return hashSecret(secret);
	if (success === undefined) throw failure;
	throw new ImpiloFailure({
		happened: "Impilo's answer does not hold the account's webhook secret",
		remedy: `Check Environment and Base URL of the credential. ${SWITCH_OFF}`,
	});
}

/**
 * Reads the account's webhook secret, or creates one if there is none. An existing one is never changed:
 * other systems may rely on it.
 *
 * @returns its hash
 * @throws ImpiloFailure
 */
export async function ensureSecretHash(client: ImpiloClient): Promise<string> {
	const there = await readSecretHash(client);
	if (there !== undefined) return there;
	const secret = randomBytes(SECRET_BYTES).toString('hex');
	const change = ensure(
		client,
		{
			method: 'POST',
			path: PATH,
			body: { secret },
			purpose: "set the account's webhook secret",
			personal: [secret],
		},
		() => hashSecret(secret),
		async () => await readSecretHash(client),
	);
	return await change.catch(async (failure: unknown) => {
		if (failure instanceof Doubt) throw failure;
		// Impilo refuses if another workflow has set one meanwhile.
		const set = await readSecretHash(client);
		if (set === undefined) throw failure;
		return set;
	});
}

const SWITCH_OFF = 'If only Impilo can call this workflow, switch off Verify Sender under Options.';

function secretForbidden({ status, apiMessage }: ImpiloFailure): ImpiloFailure {
	return new ImpiloFailure(
		{
			happened:
				"The API key may not read the account's webhook secret, which shows that a delivery is from Impilo",
			remedy: `Ask the administrator of your Impilo account for a key that may. ${SWITCH_OFF}`,
		},
		{ status, apiMessage },
	);
}

function parseSecret(answer: unknown): string | undefined {
	const secret = isObject(answer) && 'secret' in answer ? answer.secret : answer;
	return typeof secret === 'string' && secret !== '' ? secret : undefined;
}

function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** Whether a header holds the secret of this hash, compared in constant time. */
export function holdsSecret(header: unknown, hash: string): boolean {
	if (typeof header !== 'string') return false;
	const given = Buffer.from(hashSecret(header));
	const wanted = Buffer.from(hash);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}
