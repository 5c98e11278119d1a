import type { Outcome } from './outcome';
import { isSuccessStatus } from './outcome';

/** After so many tries in all, a read, and a request that is certain not to have been carried out, is given up. */
export const MAX_TRIES = 5;
/** A throttled request is patient: Impilo asked for the wait, and nothing is lost by it. */
export const MAX_THROTTLED_TRIES = 20;
/** A longer wait than this would hang the workflow: better to stop and say so. */
export const LONGEST_WAIT_MS = 120_000;

const FIRST_WAIT_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;

/** What an outcome means for sending the request again. */
export type Verdict =
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

export function judge(outcome: Outcome): Verdict {
	if (outcome.kind === 'stopped') return 'stopped';
	// A bad certificate or address will not mend itself within seconds.
	if (outcome.kind === 'unreached') return outcome.isLasting ? 'refused' : 'unreached';
	if (outcome.kind === 'lost') return 'ambiguous';
	if (isSuccessStatus(outcome.status)) return 'done';
	if (outcome.status === TOO_MANY_REQUESTS_STATUS) return 'throttled';
	// A gateway that answers 5xx may have passed the request on before it gave up.
	if (outcome.status >= 500 || outcome.status === REQUEST_TIMEOUT_STATUS) return 'ambiguous';
	return 'refused';
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
	return Math.round(longest / 2 + (longest / 2) * random);
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

/** What to do after a try: stop there, or wait (for this request alone, or holding back all) and send it again. */
export type NextStep = { step: 'stop' } | { step: 'wait'; ms: number; holdAll: boolean };

/**
 * Decides about a request that may be sent again without harm whenever it fails.
 *
 * @param isRepeatable false for a request that changes something: an ambiguous loss then ends it
 */
export function nextStep(
	outcome: Outcome,
	tries: number,
	isRepeatable: boolean,
	nowMs: number,
	random: number,
): NextStep {
	const verdict = judge(outcome);
	const isWorthwhile =
		verdict === 'throttled'
			? tries < MAX_THROTTLED_TRIES
			: (verdict === 'unreached' || (verdict === 'ambiguous' && isRepeatable)) && tries < MAX_TRIES;
	if (!isWorthwhile) return { step: 'stop' };

	const asked =
		outcome.kind === 'answered'
			? parseRetryAfter(outcome.headers['retry-after'], nowMs)
			: undefined;
	const ms = asked || backOffMs(tries, random);
	if (ms > LONGEST_WAIT_MS) return { step: 'stop' };
	return { step: 'wait', ms, holdAll: verdict === 'throttled' };
}
