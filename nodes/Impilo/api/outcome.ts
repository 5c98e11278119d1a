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

/** How the HTTP library reports that an answer took too long. */
export const TIMEOUT_CODE = 'ECONNABORTED';
/** An answer that is larger than the node reads. */
export const TOO_LARGE_CODE = 'TOO_LARGE';

/** JSON that is not whole: how an answer ends that is cut where nothing tells its length. */
export const INCOMPLETE_CODE = 'INCOMPLETE';

/** The node itself gave an answer up. */
export class AnswerLost extends Error {
	constructor(readonly code: string) {
		super('The answer was given up');
	}
}

/** Codes that only come from looking the name up and from connecting. A connection can lose its route as well. */
const UNREACHED_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** The system calls that come before anything of the request has been sent. */
const FIRST_CALLS: unknown[] = ['getaddrinfo', 'connect'];

/** Codes that come before anything of the request has been sent, and trying again soon is of no use. */
const LASTING_CODES = new Set([
	'ERR_INVALID_URL',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_GET_ISSUER_CERT',
	'INVALID_CA',
	'CERT_UNTRUSTED',
	'CERT_REJECTED',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What became of a request that ended without a whole answer. */
type NoAnswer = Exclude<Outcome, { kind: 'answered' }>;

const CANCELLED_CODES = new Set(['ERR_CANCELED', 'ABORT_ERR']);

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
	if (FIRST_CALLS.includes(syscall)) return true;
	return (
		Array.isArray(errors) &&
		errors.length > 0 &&
		errors.every((error: unknown) => isThrown(error) && FIRST_CALLS.includes(error.syscall))
	);
}

/**
 * While a connection is being encrypted, the request still waits to be written. What breaks the
 * encryption later has codes of its own.
 */
function failedToEncrypt({ code, syscall }: Thrown): boolean {
	return code === 'EPROTO' && syscall === 'write';
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
	if (CANCELLED_CODES.has(code)) return { kind: 'stopped' };
	// The HTTP library takes over the code of what the socket said, and not always the rest.
	const same = layers.filter((layer) => layer.code === code);
	const isLasting = LASTING_CODES.has(code) || same.some(failedToEncrypt);
	const isUnreached = isLasting || UNREACHED_CODES.has(code) || same.some(failedToConnect);
	return isUnreached ? { kind: 'unreached', code, isLasting } : { kind: 'lost', code };
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
export function isPacked(headers: Record<string, unknown>): boolean {
	const { 'content-encoding': encoding = 'identity' } = headers;
	return encoding !== 'identity';
}

/** @returns the answer where Impilo carried the request out and said so, otherwise undefined */
export function findSuccess(outcome: Outcome): { body: unknown } | undefined {
	if (outcome.kind !== 'answered' || !isSuccessStatus(outcome.status)) return undefined;
	return isWebPage(outcome.body) || isPacked(outcome.headers) ? undefined : outcome;
}

/** Whether the answer has one of these statuses, and doesn't show that it is somebody else's than Impilo's. */
export function saidOneOf(statuses: readonly number[], outcome: Outcome): boolean {
	return (
		outcome.kind === 'answered' &&
		statuses.includes(outcome.status) &&
		!isWebPage(outcome.body) &&
		!isPacked(outcome.headers)
	);
}

/** Whether a request was answered with a yes, even if the answer can't be read. */
export function saidYes(outcome: Outcome): boolean {
	const status = 'status' in outcome ? outcome.status : undefined;
	return status !== undefined && isSuccessStatus(status);
}
