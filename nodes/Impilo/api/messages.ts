import { readAnswerTexts } from './answerText';
import { findDocumentedRefusal } from './documentedRefusals';
import type { Explanation } from './failure';
import { ImpiloFailure } from './failure';
import type { Outcome } from './outcome';
import { redact } from './redact';
import { LONGEST_WAIT_MS, parseRetryAfter } from './retry';

/** What is needed to put an outcome into words. */
export interface RequestContext {
	/** Completes "Impilo refused to …", e.g. "place the order". */
	purpose: string;
	/** Whether it's about an order: Impilo documents what it says to bad data for orders only. */
	isAboutOrder: boolean;
	/** What a 404 means for this request. */
	notFound?: Explanation;
	/** Values that must not appear in any message. */
	personal: readonly string[];
	timeoutMs: number;
	/** Milliseconds since 1970. */
	nowMs: number;
}

const BAD_KEY: Explanation = {
	happened: 'Impilo did not accept the API key',
	remedy:
		'Open the Impilo Credential: check that Environment fits the key, and paste the API Key again. Keys expire: make a new one in the Impilo account portal if this one is old.',
};

const FORBIDDEN: Explanation = {
	happened: 'The API key is not allowed to do this',
	remedy:
		'Ask the administrator of your Impilo account to allow it, or choose a Credential with a key that may.',
};

const NOTHING_THERE: Explanation = {
	happened: 'Impilo has nothing at this address',
	remedy: 'Check the ID, and the Environment of the Credential; with Custom, check Base URL, too.',
};

const NOT_IMPILO: Explanation = {
	happened: 'The answer did not come from Impilo, but points somewhere else',
	remedy:
		'Check Environment and Base URL of the Credential, and whether a proxy or a login page lies between n8n and Impilo.',
};

const TRY_LATER =
	'Run the workflow again later. If it goes on, check the network of n8n, and ask Impilo whether its service is up.';

/** Node.js's codes in plain words: n8n replaces any message in which it finds one of the codes. */
const CONNECTION_WORDS: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its name was not found',
	EAI_AGAIN: 'its name could not be looked up',
	EHOSTUNREACH: 'there is no way to its address',
	ENETUNREACH: 'there is no way to its network',
	ETIMEDOUT: 'the connection took too long',
	ECONNRESET: 'the connection was cut',
	EPIPE: 'the connection was cut',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const FORBIDDEN_STATUS = 403;
const LONGEST_QUOTE = 500;

/** How the HTTP library tells its own time-out. */
const TIMEOUT_CODE = 'ECONNABORTED';

/** Puts an outcome that isn't a success into words. */
export function explainOutcome(outcome: Outcome, context: RequestContext): ImpiloFailure {
	if (outcome.kind === 'answered') return explainAnswer(outcome, context);
	if (outcome.kind === 'stopped') {
		return new ImpiloFailure({
			happened: 'The execution was stopped while Impilo was being asked',
			remedy: 'Look at Impilo whether it was carried out before you run it again.',
		});
	}
	if (outcome.kind === 'unreached') {
		const why = CONNECTION_WORDS[outcome.code] ?? 'no connection could be made';
		return new ImpiloFailure({
			happened: `Impilo could not be reached: ${why}. Nothing was sent`,
			remedy: `Check Environment and Base URL of the Credential, and the network of n8n. ${TRY_LATER}`,
		});
	}
	return new ImpiloFailure({
		happened: describeLoss(outcome.code, context.timeoutMs),
		remedy: TRY_LATER,
	});
}

function describeLoss(code: string, timeoutMs: number): string {
	if (code === TIMEOUT_CODE) {
		const seconds = timeoutMs / 1000;
		return `Impilo did not answer within ${seconds === 1 ? 'a second' : `${seconds} seconds`}`;
	}
	const why = CONNECTION_WORDS[code];
	return `The answer of Impilo was lost on the way${why ? `: ${why}` : ''}`;
}

function explainAnswer(
	answer: Extract<Outcome, { kind: 'answered' }>,
	context: RequestContext,
): ImpiloFailure {
	const { status } = answer;
	const texts = readAnswerTexts(answer.body);
	const said = shorten(texts.map((text) => redact(text, context.personal)).join(' · '));
	const isDocumented = context.isAboutOrder || status === FORBIDDEN_STATUS;
	const documented = isDocumented
		? texts.flatMap((text) => findDocumentedRefusal(text, status) ?? [])
		: [];
	const explanation = joinExplanations(documented) ?? explainStatus(answer, said, context);
	return new ImpiloFailure(explanation, { status, apiMessage: said === '' ? undefined : said });
}

/** Only after redacting: half of a value would not be recognized. */
function shorten(text: string): string {
	return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

function joinExplanations(explanations: Explanation[]): Explanation | undefined {
	if (explanations.length === 0) return undefined;
	const happened = [...new Set(explanations.map((explanation) => explanation.happened))];
	const remedies = [...new Set(explanations.map((explanation) => explanation.remedy))];
	return { happened: happened.join('; '), remedy: remedies.join(' ') };
}

function explainStatus(
	answer: Extract<Outcome, { kind: 'answered' }>,
	said: string,
	context: RequestContext,
): Explanation {
	const { status } = answer;
	if (status === 401) return BAD_KEY;
	if (status === FORBIDDEN_STATUS) return FORBIDDEN;
	if (status === 404) return context.notFound ?? NOTHING_THERE;
	if (status === 429) return explainThrottling(answer.headers['retry-after'], context.nowMs);
	if (status >= 300 && status < 400) return NOT_IMPILO;
	if (status >= 200 && status < 300) {
		return {
			happened: 'Impilo answered with something that cannot be read',
			remedy: `Check Environment and Base URL of the Credential. ${TRY_LATER}`,
		};
	}
	if (status >= 500 || status === 408) {
		return {
			happened: `Impilo is out of order at the moment, and could not ${context.purpose} (HTTP ${status})`,
			remedy: TRY_LATER,
		};
	}
	return {
		happened:
			said === ''
				? `Impilo refused to ${context.purpose} and did not say why (HTTP ${status})`
				: `Impilo refused to ${context.purpose}: "${said}"`,
		remedy:
			'Change what Impilo names, and run it again. If it is not clear what is meant, ask Impilo, and give the words above.',
	};
}

function explainThrottling(retryAfter: unknown, nowMs: number): Explanation {
	const waitMs = parseRetryAfter(retryAfter, nowMs);
	const asked =
		waitMs !== undefined && waitMs > LONGEST_WAIT_MS
			? `, for ${Math.ceil(waitMs / 60_000)} minutes`
			: '';
	return {
		happened: `Impilo takes no more requests for now${asked}`,
		remedy:
			'Run the workflow again later, with fewer items at a time or a lower Concurrency under Options.',
	};
}
