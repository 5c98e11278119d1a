import { TOO_LARGE_CODE } from './connectionCodes';
import type { ImpiloFailure } from './failure';
import type { Outcome } from './outcome';
import { isSuccessStatus } from './outcome';

/** How often a read is sent at most, or a change that is certain not to have been carried out. */
export const MAX_TRIES = 5;
/** How often a throttled request is sent at most: Impilo asked for the wait, and nothing is lost by it. */
export const MAX_THROTTLED_TRIES = 20;
/** A longer wait than this would hang the workflow: better to stop and say so. */
export const LONGEST_WAIT_MS = 120_000;
/** All waits of one request together. */
export const LONGEST_PATIENCE_MS = 300_000;

const FIRST_WAIT_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;

/** What an outcome means for sending the request again. */
export type OutcomeClass =
	| 'done'
	/** Impilo said no, and will say it again. */
	| 'refused'
	/** 429: not carried out, and Impilo asks for a pause. */
	| 'throttled'
	| 'unreached'
	/** It may have been carried out. */
	| 'ambiguous'
	| 'stopped';

const REQUEST_TIMEOUT_STATUS = 408;
const TOO_MANY_REQUESTS_STATUS = 429;

/** Says what an outcome means for sending the request again. */
export function classify(outcome: Outcome): OutcomeClass {
	if (outcome.kind === 'stopped') return 'stopped';
	// A bad certificate or address will not be fixed within seconds.
	if (outcome.kind === 'unreached') return outcome.isLasting ? 'refused' : 'unreached';
	if (outcome.kind === 'lost') return 'ambiguous';
	if (isSuccessStatus(outcome.status)) return 'done';
	if (outcome.status === TOO_MANY_REQUESTS_STATUS) return 'throttled';
	// A gateway that answers 5xx may have passed the request on before it gave up.
	if (outcome.status >= 500 || outcome.status === REQUEST_TIMEOUT_STATUS) return 'ambiguous';
	return 'refused';
}

/** Whether Impilo could not be asked, or not at the moment, rather than having refused. */
export function isTransient({ status }: ImpiloFailure): boolean {
	if (status === undefined) return true;
	const outcomeClass = classify({ kind: 'answered', status, headers: {}, body: undefined });
	return outcomeClass === 'throttled' || outcomeClass === 'ambiguous';
}

/**
 * How long to wait before the next try: doubling from half a second to half a minute, and the upper
 * half of it by chance, so that many requests that failed together don't come back together.
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
 * @returns milliseconds from now, or undefined where there is no readable header
 */
export function parseRetryAfter(value: unknown, nowMs: number): number | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
	const isDate = /^([a-z]{3,9}, |\d{4}-\d{2}-\d{2}T)/i.test(text);
	const date = isDate ? Date.parse(text) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** Whether a change may have been carried out: the answer is lost, or can't be read. */
export function mayHaveSucceeded(outcome: Outcome): boolean {
	return ['ambiguous', 'done', 'stopped'].includes(classify(outcome));
}

/** @returns milliseconds; undefined where Impilo asks for no wait */
export function readRetryAfter(outcome: Outcome, nowMs: number): number | undefined {
	return outcome.kind === 'answered'
		? parseRetryAfter(outcome.headers['retry-after'], nowMs)
		: undefined;
}

/** It would be as large again. */
function isTooLarge(outcome: Outcome): boolean {
	return outcome.kind === 'lost' && outcome.code === TOO_LARGE_CODE;
}

/** What to do after a try: stop there, or wait (for this request alone, or holding back all) and send it again. */
export type NextStep = { step: 'stop' } | { step: 'wait'; ms: number; holdAll: boolean };

/**
 * Decides about a request that may be sent again without harm whenever it fails.
 *
 * @param tries how often it was throttled, from 1, where it is now; otherwise how often it failed otherwise:
 * being throttled doesn't use up the tries for what else may happen
 * @param waitedMs how long it has waited between its tries already
 * @param isIdempotent false for a request that changes something: an ambiguous loss then ends it
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
