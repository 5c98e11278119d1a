import { LARGEST_ANSWER_MIB } from './answerBody';
import type { AnswerText } from './answerText';
import { readAnswerTexts } from './answerText';
import { findConnectionCode, TIMEOUT_CODE, TOO_LARGE_CODE } from './connectionCodes';
import type { Explanation } from './failure';
import { ImpiloFailure } from './failure';
import type { Outcome } from './outcome';
import { isCompressed, isSuccessStatus, isWebPage } from './outcome';
import { cutText, redact } from './redact';
import type { ImpiloRequest, KnownRefusal } from './request';
import { classify, LONGEST_WAIT_MS, parseRetryAfter } from './retry';

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

const FORBIDDEN_BY_PAGE: Explanation = {
	happened: `${FORBIDDEN.happened}, or a firewall between n8n and Impilo blocks it`,
	remedy: `The answer is a web page, so it may come from a proxy or a firewall: ask whoever runs the network of n8n. If it does not: ${FORBIDDEN.remedy}`,
};

/** For every request (Create Order reference). */
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

const NOT_IMPILO_REMEDY =
	'Check Environment and Base URL of the credential, and whether there is a proxy or a login page between n8n and Impilo.';

const PROXY_LOGIN_STATUS = 407;
const PROXY_LOGIN: Explanation = {
	happened: 'A proxy between n8n and Impilo asks for a user name and a password',
	remedy:
		'Set the environment variable HTTPS_PROXY of n8n to an address with both, e.g. http://user:password@proxy.example.com:3128, or list the host of Impilo in NO_PROXY. Then restart n8n.',
};

const TOO_LARGE: Explanation = {
	happened: 'This is more than Impilo accepts in one request, so nothing was done',
	remedy:
		'Send less at once: split the lines of an order across several items, and shorten long texts.',
};

const TRY_LATER =
	'Run the workflow again later. If it keeps happening, check the network of n8n and its proxy, if there is one, and ask Impilo whether its service is available.';

const NO_CONNECTION_REMEDY = `Check Environment and Base URL of the credential, and the network of n8n. ${TRY_LATER}`;

const LONGEST_QUOTE = 500;

/** Explains a failure without the API key and personal data. */
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
		case 'unreached': {
			const { happened = 'no connection could be made', remedy = NO_CONNECTION_REMEDY } =
				findConnectionCode(outcome.code);
			return new ImpiloFailure({
				happened: `Impilo could not be reached: ${happened}. Nothing was sent`,
				remedy,
			});
		}
		case 'lost':
			return new ImpiloFailure(explainLoss(outcome.code, context.timeoutMs));
	}
}

function explainLoss(code: string, timeoutMs: number): Explanation {
	if (code === TOO_LARGE_CODE) {
		return {
			happened: `Impilo's answer is larger than ${LARGEST_ANSWER_MIB} MB, so it was not read to the end`,
			remedy:
				'Ask for less at a time, e.g. with a lower Limit. Also check Environment and Base URL of the credential, and whether a proxy changes the answer.',
		};
	}
	if (code === TIMEOUT_CODE) {
		const seconds = timeoutMs / 1000;
		const time = seconds === 1 ? '1 second' : `${seconds} seconds`;
		return { happened: `Impilo did not answer within ${time}`, remedy: TRY_LATER };
	}
	const { happened, remedy = TRY_LATER } = findConnectionCode(code);
	return { happened: `Impilo's answer was lost${happened ? `: ${happened}` : ''}`, remedy };
}

type Answer = Extract<Outcome, { kind: 'answered' }>;

function explainAnswer(
	answer: Answer,
	request: ImpiloRequest,
	context: ExplanationContext,
): ImpiloFailure {
	const { status } = answer;
	const texts = readAnswerTexts(answer.body);
	const given = request.personal ?? [];
	const personal = [context.apiKey, ...given.filter((value) => typeof value !== 'function')];
	const finders = given.filter((value) => typeof value === 'function');
	const refusals = [...(request.refusals ?? []), ...KNOWN_FORBIDDANCES];
	const known = texts.flatMap(({ words }) => findKnownRefusal(words, status, refusals) ?? []);
	// Known words contain no names, nor do those about the key.
	const mayName = finders.length > 0 && known.length < texts.length && status !== 401;
	const said = mayName ? undefined : quoteTexts(texts, personal);
	const explanation =
		known.length > 0
			? joinExplanations(known)
			: explainStatus(answer, said, personal, request, context);
	const isQuoted = said !== '' && mayBeQuoted(answer);
	const quote = async (): Promise<ImpiloFailure> => {
		const found = await Promise.all(finders.map(async (find) => await find()));
		return explainAnswer(answer, { ...request, personal: [...personal, ...found.flat()] }, context);
	};
	// Nothing is asked while Impilo is not available.
	const isWorthwhile = mayName && isQuoted && status >= 400 && classify(answer) === 'refused';
	return new ImpiloFailure(
		explanation,
		{ status, apiMessage: isQuoted ? said : undefined },
		isWorthwhile ? quote : undefined,
	);
}

function quoteTexts(texts: readonly AnswerText[], personal: readonly string[]): string {
	const shown = texts
		.map(({ words, fields }) => (fields.length === 0 ? words : `${fields.join(', ')}: ${words}`))
		.map((text) => hide(text, personal))
		.filter((text) => text !== '');
	return cutText(shown.join(' · '), LONGEST_QUOTE);
}

/** A success may hold anybody's data; the others don't come from Impilo. */
function mayBeQuoted({ status, body }: Answer): boolean {
	const isNotImpilo =
		status === PROXY_LOGIN_STATUS || isRedirect(status) || (status === 404 && isWebPage(body));
	return !isNotImpilo && !isSuccessStatus(status);
}

function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
}

/** If that fails, nothing is quoted. */
function hide(text: string, personal: readonly string[]): string {
	try {
		return redact(text, personal);
	} catch {
		return '';
	}
}

function joinExplanations(explanations: readonly Explanation[]): Explanation {
	const happened = new Set(explanations.map((explanation) => explanation.happened));
	const remedies = new Set(explanations.map((explanation) => explanation.remedy));
	return { happened: [...happened].join('; '), remedy: [...remedies].join(' ') };
}

/**
 * @param status words that are known for 400 may come with any 4xx that is about what was sent
 * @returns undefined if the words aren't known for that status
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

/** Without case, quotes and the full stop at the end. */
function normalizeWords(words: string): string {
	return words
		.trim()
		.replace(/^["']+|["'.\s]+$/g, '')
		.toLowerCase();
}

/** @param said undefined if it must not be shown */
function explainStatus(
	answer: Answer,
	said: string | undefined,
	personal: readonly string[],
	{ purpose, notFound, body }: ImpiloRequest,
	{ nowMs }: ExplanationContext,
): Explanation {
	const { status, headers } = answer;
	if (status === 401) return BAD_KEY;
	if (status === 403) return isWebPage(answer.body) ? FORBIDDEN_BY_PAGE : FORBIDDEN;
	if (status === 404) {
		return isWebPage(answer.body) ? explainUnreadable(answer, said) : (notFound ?? NOTHING_THERE);
	}
	if (status === 413) return TOO_LARGE;
	if (status === 429) return explainThrottling(headers['retry-after'], nowMs);
	if (status === PROXY_LOGIN_STATUS) return PROXY_LOGIN;
	if (isRedirect(status)) return explainRedirect(headers.location, personal);
	if (isSuccessStatus(status)) return explainUnreadable(answer, said);
	if (status >= 500 || status === 408) {
		return {
			happened: `Impilo is not available at the moment and could not ${purpose} (HTTP ${status})`,
			remedy: TRY_LATER,
		};
	}
	if (said === undefined) {
		return {
			happened: `Impilo refused to ${purpose} (HTTP ${status})`,
			remedy:
				'What Impilo said is not shown: it may name a patient, whose data could not be read to hide it. Check the fields, and run it again.',
		};
	}
	if (said === '') {
		return {
			happened: `Impilo refused to ${purpose} and did not say why (HTTP ${status})`,
			remedy:
				'Check the fields, and run it again. If that does not help, ask Impilo why it refuses this.',
		};
	}
	const isAboutId = body === undefined && notFound !== undefined;
	const remedy = isAboutId ? notFound.remedy : 'Change what Impilo names, and run it again.';
	return {
		happened: `Impilo refused to ${purpose}: "${said}"`,
		remedy: `${remedy} If the meaning is not clear, ask Impilo and quote the words above.`,
	};
}

/** Shows only the origin, which says who answered: the rest of the address may contain anything. */
function explainRedirect(location: unknown, personal: readonly string[]): Explanation {
	const origin =
		typeof location === 'string' && URL.canParse(location) ? new URL(location).origin : '';
	const target = hide(/^https?:/.test(origin) ? origin : '', personal);
	return {
		happened: 'The answer is a redirect to another address, so it did not come from Impilo',
		remedy: `It ${target && `leads to ${target}, and `}was not followed. ${NOT_IMPILO_REMEDY}`,
	};
}

function explainUnreadable({ headers, body }: Answer, said = ''): Explanation {
	if (isWebPage(body)) {
		const words = said === '' ? '' : `The page says "${said}". `;
		return {
			happened: 'The answer is a web page, so it did not come from Impilo',
			remedy: `${words}${NOT_IMPILO_REMEDY}`,
		};
	}
	const remedy = `Check Environment and Base URL of the credential, and whether a proxy changes the answer. ${TRY_LATER}`;
	if (body === undefined || body === '') return { happened: 'Impilo sent an empty answer', remedy };
	return {
		happened: isCompressed(headers)
			? 'Impilo sent an answer that n8n cannot decompress'
			: 'Impilo sent an answer that cannot be read',
		remedy,
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
