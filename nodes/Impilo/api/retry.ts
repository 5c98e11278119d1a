import type { ImpiloFailure } from './failure';
import type { Outcome } from './outcome';
import { isSuccessStatus, TIMEOUT_CODE, TOO_LARGE_CODE } from './outcome';

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
export function mayPass({ status }: ImpiloFailure): boolean {
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
	const longest = Math.min(LONGEST_BACK_OFF_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
	return jitter(longest, random);
}

function jitter(longestMs: number, random: number): number {
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

const FIRST_CHECK_MS = 2_000;
/** A request that took too long is probably still being worked on. */
const FIRST_CHECK_AFTER_TIMEOUT_MS = 10_000;
const LONGEST_CHECK_MS = 60_000;
/** How the HTTP library, a gateway and a server say that a request took too long. */
const TIMEOUT_CODES = [TIMEOUT_CODE, 'ETIMEDOUT'];
const TIMEOUT_STATUSES = [REQUEST_TIMEOUT_STATUS, 504];

/**
 * How long to wait before looking whether something was carried out whose answer was lost: a short
 * while, as it mostly was, and where there's nothing to be seen a long while, as Impilo may still be
 * at work on it. Both double from round to round, with some chance in them.
 *
 * @param round from 1
 * @returns two waits in milliseconds; undefined where Impilo asks for a longer one than makes sense
 */
export function checkWaitsMs(
	outcome: Outcome,
	round: number,
	nowMs: number,
	random: number,
): [number, number] | undefined {
	const isTimeout =
		outcome.kind === 'answered'
			? TIMEOUT_STATUSES.includes(outcome.status)
			: outcome.kind === 'lost' && TIMEOUT_CODES.includes(outcome.code);
	const first = isTimeout ? FIRST_CHECK_AFTER_TIMEOUT_MS : FIRST_CHECK_MS;
	const longest = Math.min(LONGEST_CHECK_MS, first * 2 ** (round - 1));
	const asked = readAskedWait(outcome, nowMs) ?? 0;
	if (asked > LONGEST_WAIT_MS) return undefined;
	return [backOffMs(round, random), Math.max(asked, jitter(longest, random))];
}

function readAskedWait(outcome: Outcome, nowMs: number): number | undefined {
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
 * @param isRepeatable false for a request that changes something: an ambiguous loss then ends it
 */
export function nextStep(
	outcome: Outcome,
	tries: number,
	waitedMs: number,
	isRepeatable: boolean,
	nowMs: number,
	random: number,
): NextStep {
	const outcomeClass = classify(outcome);
	const mayBeRepeated =
		outcomeClass === 'unreached' ||
		(outcomeClass === 'ambiguous' && isRepeatable && !isTooLarge(outcome));
	const isWorthwhile =
		outcomeClass === 'throttled' ? tries < MAX_THROTTLED_TRIES : mayBeRepeated && tries < MAX_TRIES;
	if (!isWorthwhile) return { step: 'stop' };

	const ms = readAskedWait(outcome, nowMs) || backOffMs(tries, random);
	if (ms > LONGEST_WAIT_MS || waitedMs + ms > LONGEST_PATIENCE_MS) return { step: 'stop' };
	return { step: 'wait', ms, holdAll: outcomeClass === 'throttled' };
}
