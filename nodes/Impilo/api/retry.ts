import { TOO_LARGE_CODE } from './connectionCodes';
import type { ImpiloFailure } from './failure';
import type { Outcome } from './outcome';
import { isSuccessStatus } from './outcome';

/** For reads, and for changes that certainly weren't carried out. */
export const MAX_TRIES = 5;
/** After a 429, as Impilo asked for the wait. */
export const MAX_THROTTLED_TRIES = 20;
/** A longer wait would hang the workflow: the request fails instead. */
export const LONGEST_WAIT_MS = 120_000;
/** For all waits of one request together. */
export const LONGEST_PATIENCE_MS = 300_000;

const FIRST_WAIT_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;

/** What an outcome means for sending the request again. */
export type OutcomeClass =
	| 'done'
	/** Impilo would refuse it again. */
	| 'refused'
	/** 429: not carried out. */
	| 'throttled'
	| 'unreached'
	/** It may have been carried out. */
	| 'ambiguous'
	| 'stopped';

const REQUEST_TIMEOUT_STATUS = 408;
const TOO_MANY_REQUESTS_STATUS = 429;

export function classify(outcome: Outcome): OutcomeClass {
	if (outcome.kind === 'stopped') return 'stopped';
	if (outcome.kind === 'unreached') return outcome.isLasting ? 'refused' : 'unreached';
	if (outcome.kind === 'lost') return 'ambiguous';
	if (isSuccessStatus(outcome.status)) return 'done';
	if (outcome.status === TOO_MANY_REQUESTS_STATUS) return 'throttled';
	// A gateway may have passed the request on before it answered 5xx.
	if (outcome.status >= 500 || outcome.status === REQUEST_TIMEOUT_STATUS) return 'ambiguous';
	return 'refused';
}

/** Whether another try may succeed: Impilo hasn't refused. */
export function isTransient({ status }: ImpiloFailure): boolean {
	if (status === undefined) return true;
	const outcomeClass = classify({ kind: 'answered', status, headers: {}, body: undefined });
	return outcomeClass === 'throttled' || outcomeClass === 'ambiguous';
}

/**
 * Exponential back-off with jitter: doubles from half a second to half a minute, half of it random.
 *
 * @param tries how many times the request has been sent, from 1
 * @param random at least 0, less than 1
 * @returns milliseconds
 */
export function backOffMs(tries: number, random: number): number {
	const longestMs = Math.min(LONGEST_BACK_OFF_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
	return Math.round(longestMs / 2 + (longestMs / 2) * random);
}

/**
 * Reads a `Retry-After` header: seconds, or a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds from now; undefined without a readable header
 */
export function parseRetryAfter(value: unknown, nowMs: number): number | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
	const isDate = /^([a-z]{3,9}, |\d{4}-\d{2}-\d{2}T)/i.test(text);
	const date = isDate ? Date.parse(text) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** Whether a change may have been carried out. */
export function mayHaveSucceeded(outcome: Outcome): boolean {
	return ['ambiguous', 'done', 'stopped'].includes(classify(outcome));
}

/** @returns milliseconds; undefined if Impilo asks for no wait */
export function readRetryAfter(outcome: Outcome, nowMs: number): number | undefined {
	return outcome.kind === 'answered'
		? parseRetryAfter(outcome.headers['retry-after'], nowMs)
		: undefined;
}

/** Another answer would be too large as well. */
function isTooLarge(outcome: Outcome): boolean {
	return outcome.kind === 'lost' && outcome.code === TOO_LARGE_CODE;
}

/** @param holdAll whether all requests wait, not only this one */
export type NextStep = { step: 'stop' } | { step: 'wait'; ms: number; holdAll: boolean };

/**
 * Decides whether and when to send a request again.
 *
 * @param tries how often it was throttled if it is now, otherwise how often it failed for other reasons
 * @param waitedMs for all waits of this request so far
 * @param isIdempotent whether it may be sent again if it may have been carried out
 */
export function nextStep(
	outcome: Outcome,
	tries: number,
	waitedMs: number,
	isIdempotent: boolean,
	nowMs: number,
	random: number,
): NextStep {
	const outcomeClass = classify(outcome);
	const mayBeRepeated =
		outcomeClass === 'unreached' ||
		(outcomeClass === 'ambiguous' && isIdempotent && !isTooLarge(outcome));
	const isWorthwhile =
		outcomeClass === 'throttled' ? tries < MAX_THROTTLED_TRIES : mayBeRepeated && tries < MAX_TRIES;
	if (!isWorthwhile) return { step: 'stop' };

	const ms = readRetryAfter(outcome, nowMs) || backOffMs(tries, random);
	if (ms > LONGEST_WAIT_MS || waitedMs + ms > LONGEST_PATIENCE_MS) return { step: 'stop' };
	return { step: 'wait', ms, holdAll: outcomeClass === 'throttled' };
}
