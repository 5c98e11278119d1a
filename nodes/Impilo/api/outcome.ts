import { findConnectionCode, INCOMPLETE_CODE } from './connectionCodes';

/** What became of a request. */
export type Outcome =
	| { kind: 'answered'; status: number; headers: Record<string, unknown>; body: unknown }
	/** Certainly nothing was sent. */
	| { kind: 'unreached'; code: string; isLasting: boolean }
	/**
	 * Without a whole answer: it may or may not have been carried out.
	 *
	 * @param status if the answer began
	 */
	| { kind: 'lost'; code: string; status?: number }
	/** By the user, before the answer. */
	| { kind: 'stopped' };

/** The node itself has given up on the answer. */
export class AnswerLost extends Error {
	constructor(readonly code: string) {
		super('The answer was given up');
	}
}

/** System calls before anything is sent. */
const CONNECTING_CALLS: unknown[] = ['getaddrinfo', 'connect'];

type NoAnswer = Exclude<Outcome, { kind: 'answered' }>;

/** n8n wraps the error of the HTTP library, which may wrap that of the socket. */
const DEEPEST_CAUSE = 6;

interface Thrown {
	code?: unknown;
	syscall?: unknown;
	cause?: unknown;
	/** In an AggregateError, one for each address of the host. */
	errors?: unknown;
	httpCode?: unknown;
}

/** An AggregateError names no system call itself. */
function failedToConnect({ syscall, errors }: Thrown): boolean {
	if (CONNECTING_CALLS.includes(syscall)) return true;
	return (
		Array.isArray(errors) &&
		errors.length > 0 &&
		errors.every((error: unknown) => isThrown(error) && CONNECTING_CALLS.includes(error.syscall))
	);
}

function isThrown(value: unknown): value is Thrown {
	return typeof value === 'object' && value !== null;
}

/** @returns the outermost error first */
function unwrap(thrown: unknown): Thrown[] {
	const layers: Thrown[] = [];
	let layer = thrown;
	while (layers.length < DEEPEST_CAUSE && isThrown(layer)) {
		layers.push(layer);
		layer = layer.cause;
	}
	return layers;
}

/**
 * Reads the error's codes only: its text and its request may hold the API key or patient data.
 */
export function outcomeOfThrown(thrown: unknown): NoAnswer {
	const layers = unwrap(thrown);
	const code =
		layers.map((layer) => layer.code).find(isWord) ??
		// n8n 1.123 to 2.20 keep nothing else of the cause.
		layers.map(({ httpCode }) => httpCode).find(isWord);
	if (code === undefined) return { kind: 'lost', code: 'unknown' };
	const known = findConnectionCode(code);
	if (known.isStop) return { kind: 'stopped' };
	// The HTTP library copies the socket's code, but not always its system call.
	const same = layers.filter((layer) => layer.code === code);
	const isUnreached =
		known.isUnreached === 'always' ||
		(known.isUnreached === 'while writing' && same.some(({ syscall }) => syscall === 'write'));
	if (isUnreached) return { kind: 'unreached', code, isLasting: known.isLasting === true };
	return same.some(failedToConnect)
		? { kind: 'unreached', code, isLasting: false }
		: { kind: 'lost', code };
}

/** Not a number, such as a status. */
function isWord(code: unknown): code is string {
	return typeof code === 'string' && /^[A-Z]/.test(code);
}

/**
 * The outcome if an answer broke off. If its status is a refusal, nothing else is needed.
 *
 * @param thrown what ended it
 */
export function outcomeOfLostBody(
	thrown: unknown,
	status: number,
	headers: Record<string, unknown>,
): Outcome {
	const outcome = outcomeOfThrown(thrown);
	if (outcome.kind === 'stopped') return outcome;
	if (!isSuccessStatus(status)) return { kind: 'answered', status, headers, body: undefined };
	return { kind: 'lost', code: outcome.code, status };
}

export function isSuccessStatus(status: number): boolean {
	return status >= 200 && status < 300;
}

/** The outcome if an answer came to its end. */
export function outcomeOfAnswer(
	status: number,
	headers: Record<string, unknown>,
	body: unknown,
): Outcome {
	const isIncomplete = typeof body === 'string' && /^\s*[{[]/.test(body);
	return isIncomplete && isSuccessStatus(status)
		? { kind: 'lost', code: INCOMPLETE_CODE, status }
		: { kind: 'answered', status, headers, body };
}

const START_OF_A_PAGE = /^\s*<(!|\?xml|html|head|body)/i;
const LONGEST_START = 200;

/** Whether a login page, a proxy or another server answered with a web page. */
export function isWebPage(body: unknown): boolean {
	if (Buffer.isBuffer(body)) {
		return START_OF_A_PAGE.test(body.subarray(0, LONGEST_START).toString('latin1'));
	}
	return typeof body === 'string' && START_OF_A_PAGE.test(body);
}

/** Whether n8n couldn't unpack the body: otherwise it removes the header. */
export function isCompressed(headers: Record<string, unknown>): boolean {
	const { 'content-encoding': encoding = 'identity' } = headers;
	return encoding !== 'identity';
}

/** @returns the answer if the request was carried out and the answer is Impilo's, otherwise undefined */
export function findSuccess(outcome: Outcome): { body: unknown } | undefined {
	if (outcome.kind !== 'answered' || !isSuccessStatus(outcome.status)) return undefined;
	return isWebPage(outcome.body) || isCompressed(outcome.headers) ? undefined : outcome;
}

/** Whether Impilo, and no proxy, answered with one of these statuses. */
export function isAnsweredWith(statuses: readonly number[], outcome: Outcome): boolean {
	return (
		outcome.kind === 'answered' &&
		statuses.includes(outcome.status) &&
		!isWebPage(outcome.body) &&
		!isCompressed(outcome.headers)
	);
}

/** Whether the status was a success, even if the answer can't be read. */
export function isAccepted(outcome: Outcome): boolean {
	const status = 'status' in outcome ? outcome.status : undefined;
	return status !== undefined && isSuccessStatus(status);
}
