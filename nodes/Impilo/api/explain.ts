import { readAnswerTexts } from './answerText';
import type { Explanation } from './failure';
import { ImpiloFailure } from './failure';
import type { Outcome } from './outcome';
import { redact } from './redact';
import type { ImpiloRequest, KnownRefusal } from './request';
import { LONGEST_WAIT_MS, parseRetryAfter } from './retry';

/** What else is needed to put the outcome of a request into words. */
export interface ExplanationContext {
	apiKey: string;
	timeoutMs: number;
	/** Milliseconds since 1970. */
	nowMs: number;
}

const BAD_KEY: Explanation = {
	happened: 'Impilo did not accept the API key',
	remedy:
		'Open the Impilo credential, check that Environment matches the key, and paste the API Key again. Keys expire: if this one is old, create a new one in the Impilo account portal.',
};

const FORBIDDEN: Explanation = {
	happened: 'The API key is not allowed to do this',
	remedy:
		'Ask the administrator of your Impilo account to allow it, or choose a credential whose key is allowed to.',
};

/** What Impilo says with a 403, whatever the request (Create Order reference). */
const KNOWN_FORBIDDANCES: readonly KnownRefusal[] = [
	{ status: 403, words: 'Access Denied', ...FORBIDDEN },
	{
		status: 403,
		words: 'The requested feature has been disabled.',
		happened: 'This feature is switched off for your Impilo account',
		remedy: 'Ask Impilo to switch it on, or choose a credential of an account that has it.',
	},
	{
		status: 403,
		words: 'The requested resource is forbidden.',
		happened: 'The role of the API key does not allow this',
		remedy:
			'Ask the administrator of your Impilo account for a key with another role, and use a credential with that key. Also check that what you ask for belongs to your account.',
	},
];

const NOTHING_THERE: Explanation = {
	happened: 'Impilo has nothing at this address',
	remedy:
		'Check the ID and the Environment of the credential. If Environment is Custom, check Base URL as well.',
};

const NOT_IMPILO: Explanation = {
	happened: 'The answer is a redirect to another address, so it did not come from Impilo',
	remedy:
		'Check Environment and Base URL of the credential, and whether there is a proxy or a login page between n8n and Impilo.',
};

const TOO_LARGE: Explanation = {
	happened: 'This is more than Impilo takes in one request, so nothing of it was done',
	remedy:
		'Send less at once: split the lines of an order over several items, and shorten long texts.',
};

const TRY_LATER =
	'Run the workflow again later. If it keeps happening, check the network of n8n, and ask Impilo whether its service is available.';

/** Node.js's codes in plain words: n8n replaces any message in which it finds one of the codes. */
const CONNECTION_WORDS: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its name was not found',
	EAI_AGAIN: 'its name could not be looked up',
	EHOSTUNREACH: 'there is no route to its address',
	ENETUNREACH: 'there is no route to its network',
	ETIMEDOUT: 'the connection timed out',
	ECONNRESET: 'the connection was closed',
	EPIPE: 'the connection was closed',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const LONGEST_QUOTE = 500;

/** How the HTTP library reports its own time-out. */
const TIMEOUT_CODE = 'ECONNABORTED';

/** Puts an outcome that isn't a success into words, without the key and without personal data. */
export function explainOutcome(
	outcome: Outcome,
	request: ImpiloRequest,
	context: ExplanationContext,
): ImpiloFailure {
	switch (outcome.kind) {
		case 'answered':
			return explainAnswer(outcome, request, context);
		case 'stopped':
			return new ImpiloFailure({
				happened: 'The execution was stopped before Impilo answered',
				remedy: 'Check at Impilo whether it was carried out before you run it again.',
			});
		case 'unreached':
			return new ImpiloFailure({
				happened: `Impilo could not be reached: ${CONNECTION_WORDS[outcome.code] ?? 'no connection could be made'}. Nothing was sent`,
				remedy: `Check Environment and Base URL of the credential, and the network of n8n. ${TRY_LATER}`,
			});
		case 'lost':
			return new ImpiloFailure({
				happened: describeLoss(outcome.code, context.timeoutMs),
				remedy: TRY_LATER,
			});
	}
}

function describeLoss(code: string, timeoutMs: number): string {
	if (code === TIMEOUT_CODE) {
		const seconds = timeoutMs / 1000;
		return `Impilo did not answer within ${seconds === 1 ? '1 second' : `${seconds} seconds`}`;
	}
	const why = CONNECTION_WORDS[code];
	return `Impilo's answer was lost${why ? `: ${why}` : ''}`;
}

type Answer = Extract<Outcome, { kind: 'answered' }>;

function explainAnswer(
	answer: Answer,
	request: ImpiloRequest,
	context: ExplanationContext,
): ImpiloFailure {
	const { status } = answer;
	const texts = readAnswerTexts(answer.body);
	const personal = [context.apiKey, ...(request.personal ?? [])];
	const said = shorten(texts.map((text) => redact(text, personal)).join(' · '));
	const refusals = [...(request.refusals ?? []), ...KNOWN_FORBIDDANCES];
	const known = texts.flatMap((text) => findKnownRefusal(text, status, refusals) ?? []);
	const explanation =
		known.length > 0 ? joinExplanations(known) : explainStatus(answer, said, request, context);
	return new ImpiloFailure(explanation, { status, apiMessage: said === '' ? undefined : said });
}

/** Only after redacting: half of a value would not be recognized. */
function shorten(text: string): string {
	return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

function joinExplanations(explanations: readonly Explanation[]): Explanation {
	const happened = new Set(explanations.map((explanation) => explanation.happened));
	const remedies = new Set(explanations.map((explanation) => explanation.remedy));
	return { happened: [...happened].join('; '), remedy: [...remedies].join(' ') };
}

/**
 * Finds the explanation of something Impilo said.
 *
 * @param status the HTTP status it came with: what is known for 400 may come with any other 4xx that
 * is about what was sent
 * @returns undefined where the words aren't known for that status
 */
export function findKnownRefusal(
	words: string,
	status: number,
	refusals: readonly KnownRefusal[],
): Explanation | undefined {
	if (status === 401 || status < 400 || status >= 500) return undefined;
	const knownStatus = status === 403 ? 403 : 400;
	const said = normalizeWords(words).replace(/\b\d+\b/g, '{id}');
	return refusals.find(
		(refusal) => refusal.status === knownStatus && normalizeWords(refusal.words) === said,
	);
}

/** Case, quotes and the full stop at the end say nothing about the meaning. */
function normalizeWords(words: string): string {
	return words
		.trim()
		.replace(/^["']+|["'.\s]+$/g, '')
		.toLowerCase();
}

function explainStatus(
	{ status, headers }: Answer,
	said: string,
	{ purpose, notFound }: ImpiloRequest,
	{ nowMs }: ExplanationContext,
): Explanation {
	if (status === 401) return BAD_KEY;
	if (status === 403) return FORBIDDEN;
	if (status === 404) return notFound ?? NOTHING_THERE;
	if (status === 413) return TOO_LARGE;
	if (status === 429) return explainThrottling(headers['retry-after'], nowMs);
	if (status >= 300 && status < 400) return NOT_IMPILO;
	if (status >= 200 && status < 300) {
		return {
			happened: 'Impilo sent an answer that cannot be read',
			remedy: `Check Environment and Base URL of the credential. ${TRY_LATER}`,
		};
	}
	if (status >= 500 || status === 408) {
		return {
			happened: `Impilo is not available at the moment and could not ${purpose} (HTTP ${status})`,
			remedy: TRY_LATER,
		};
	}
	return {
		happened:
			said === ''
				? `Impilo refused to ${purpose} and did not say why (HTTP ${status})`
				: `Impilo refused to ${purpose}: "${said}"`,
		remedy:
			'Change what Impilo names, and run it again. If the meaning is not clear, ask Impilo and quote the words above.',
	};
}

function explainThrottling(retryAfter: unknown, nowMs: number): Explanation {
	const waitMs = parseRetryAfter(retryAfter, nowMs);
	const asked =
		waitMs !== undefined && waitMs > LONGEST_WAIT_MS
			? ` for ${Math.ceil(waitMs / 60_000)} minutes`
			: '';
	return {
		happened: `Impilo accepts no more requests${asked || ' for now'}`,
		remedy:
			'Run the workflow again later, with fewer items at a time or a lower Concurrency under Options.',
	};
}
