/** What became of one request, told as a value: a lost answer is an outcome like any other. */
export type Outcome =
	| { kind: 'answered'; status: number; headers: Record<string, unknown>; body: unknown }
	/** Certain not to have reached Impilo. */
	| { kind: 'unreached'; code: string; isLasting: boolean }
	/** Sent, and no whole answer came back: it may or may not have been carried out. */
	| { kind: 'lost'; code: string }
	/** The user stopped the execution while it was under way. */
	| { kind: 'stopped' };

/** Codes of Node.js and its TLS that come before anything of the request has been sent. */
const UNREACHED_CODES = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EHOSTDOWN',
	'ENETDOWN',
]);

/** Likewise, and trying again soon is of no use. */
const LASTING_CODES = new Set([
	'ERR_INVALID_URL',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'CERT_HAS_EXPIRED',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

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
function failedToConnect({ errors }: Thrown): boolean {
	return (
		Array.isArray(errors) &&
		errors.length > 0 &&
		errors.every((error: unknown) => isThrown(error) && error.syscall === 'connect')
	);
}

function isThrown(value: unknown): value is Thrown {
	return typeof value === 'object' && value !== null;
}

/**
 * Reads from a thrown value what happened to the request. Only the error's codes are looked at: its
 * text and its request may hold the API key or patient data.
 */
export function outcomeOfThrown(thrown: unknown): Outcome {
	let cause = thrown;
	for (let depth = 0; depth < DEEPEST_CAUSE && isThrown(cause); depth++) {
		const { code } = cause;
		if (typeof code === 'string' && code !== '') return outcomeOfCode(code, cause);
		cause = cause.cause;
	}
	// n8n 1.123 to 2.20 lose the cause, and keep nothing but its code.
	return isThrown(thrown) && typeof thrown.httpCode === 'string' && isWord(thrown.httpCode)
		? outcomeOfCode(thrown.httpCode, {})
		: { kind: 'lost', code: 'unknown' };
}

function isWord(code: string): boolean {
	return /^[A-Z]/.test(code);
}

function outcomeOfCode(code: string, thrown: Thrown): Outcome {
	if (CANCELLED_CODES.has(code)) return { kind: 'stopped' };
	const isLasting = LASTING_CODES.has(code);
	const isUnreached =
		isLasting ||
		UNREACHED_CODES.has(code) ||
		thrown.syscall === 'connect' ||
		failedToConnect(thrown);
	return isUnreached ? { kind: 'unreached', code, isLasting } : { kind: 'lost', code };
}

export function isSuccessStatus(status: number): boolean {
	return status >= 200 && status < 300;
}

/** @returns the answer where Impilo carried the request out and said so, otherwise undefined */
export function findSuccess(outcome: Outcome): { body: unknown } | undefined {
	return outcome.kind === 'answered' && isSuccessStatus(outcome.status) ? outcome : undefined;
}
