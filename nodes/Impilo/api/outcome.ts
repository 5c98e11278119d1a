import { findConnectionCode, INCOMPLETE_CODE } from './connectionCodes';

/** What became of one request, told as a value: a lost answer is an outcome like any other. */
export type Outcome =
	| { kind: 'answered'; status: number; headers: Record<string, unknown>; body: unknown }
	/** Certain not to have reached Impilo. */
	| { kind: 'unreached'; code: string; isLasting: boolean }
	/**
	 * Sent, and no whole answer came back: it may or may not have been carried out. Where the answer
	 * began, its status tells what it was going to say.
	 */
	| { kind: 'lost'; code: string; status?: number }
	/** The user stopped the execution while it was under way. */
	| { kind: 'stopped' };

/** The node itself gave an answer up. */
export class AnswerLost extends Error {
	constructor(readonly code: string) {
		super('The answer was given up');
	}
}

/** The system calls that come before anything of the request is sent. */
const CONNECTING_CALLS: unknown[] = ['getaddrinfo', 'connect'];

/** What became of a request that ended without a whole answer. */
type NoAnswer = Exclude<Outcome, { kind: 'answered' }>;

/** n8n wraps what the HTTP library threw, and that may wrap what the socket said. */
const DEEPEST_CAUSE = 6;

interface Thrown {
	code?: unknown;
	syscall?: unknown;
	cause?: unknown;
	/** Of an AggregateError: one for each address that was tried. */
	errors?: unknown;
	httpCode?: unknown;
}

/** When a host has several addresses, each is tried, and the error of the whole names no system call. */
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

/** A thrown value and the errors inside it, outermost first. */
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
 * Reads from a thrown value what happened to the request. Only the error's codes are looked at: its
 * text and its request may hold the API key or patient data.
 */
export function outcomeOfThrown(thrown: unknown): NoAnswer {
	const layers = unwrap(thrown);
	const code =
		layers.map((layer) => layer.code).find(isWord) ??
		// n8n 1.123 to 2.20 lose the cause, and keep nothing but its code: most may then have been sent.
		layers.map(({ httpCode }) => httpCode).find(isWord);
	if (code === undefined) return { kind: 'lost', code: 'unknown' };
	const known = findConnectionCode(code);
	if (known.isStop) return { kind: 'stopped' };
	// The HTTP library takes over the code of what the socket said, and not always the rest.
	const same = layers.filter((layer) => layer.code === code);
	const isUnreached =
		known.isUnreached === 'always' ||
		(known.isUnreached === 'while writing' && same.some(({ syscall }) => syscall === 'write'));
	if (isUnreached) return { kind: 'unreached', code, isLasting: known.isLasting === true };
	return same.some(failedToConnect)
		? { kind: 'unreached', code, isLasting: false }
		: { kind: 'lost', code };
}

/** A code of Node.js's or of the HTTP library's, not a number such as a status. */
function isWord(code: unknown): code is string {
	return typeof code === 'string' && /^[A-Z]/.test(code);
}

/**
 * What became of a request whose answer began, and did not come whole. Where the status says no, that
 * is all there is to know.
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

/** What became of a request that was answered, and whose answer came to an end. */
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

/** Whether a body is a web page: what a login, a proxy or another server answers with. */
export function isWebPage(body: unknown): boolean {
	if (Buffer.isBuffer(body)) {
		return START_OF_A_PAGE.test(body.subarray(0, LONGEST_START).toString('latin1'));
	}
	return typeof body === 'string' && START_OF_A_PAGE.test(body);
}

/** Whether a body still is packed: n8n unpacks what it can, and takes this header away. */
export function isCompressed(headers: Record<string, unknown>): boolean {
	const { 'content-encoding': encoding = 'identity' } = headers;
	return encoding !== 'identity';
}

/** @returns the answer where Impilo carried the request out and said so, otherwise undefined */
export function findSuccess(outcome: Outcome): { body: unknown } | undefined {
	if (outcome.kind !== 'answered' || !isSuccessStatus(outcome.status)) return undefined;
	return isWebPage(outcome.body) || isCompressed(outcome.headers) ? undefined : outcome;
}

/** Whether the answer has one of these statuses, and doesn't show that it is somebody else's than Impilo's. */
export function isAnsweredWith(statuses: readonly number[], outcome: Outcome): boolean {
	return (
		outcome.kind === 'answered' &&
		statuses.includes(outcome.status) &&
		!isWebPage(outcome.body) &&
		!isCompressed(outcome.headers)
	);
}

/** Whether a request was answered with a yes, even if the answer can't be read. */
export function isAccepted(outcome: Outcome): boolean {
	const status = 'status' in outcome ? outcome.status : undefined;
	return status !== undefined && isSuccessStatus(status);
}
