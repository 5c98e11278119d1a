import fc from 'fast-check';

import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { NextStep, OutcomeClass } from '../../../nodes/Impilo/api/retry';
import {
	backOffMs,
	classify,
	LONGEST_PATIENCE_MS,
	LONGEST_WAIT_MS,
	MAX_THROTTLED_TRIES,
	MAX_TRIES,
	isTransient,
	nextStep,
	parseRetryAfter,
} from '../../../nodes/Impilo/api/retry';
import { answered } from '../standIns';

const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const UNREACHED: Outcome = { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false };
const BAD_CERTIFICATE: Outcome = { kind: 'unreached', code: 'CERT_HAS_EXPIRED', isLasting: true };
const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };
const STOPPED: Outcome = { kind: 'stopped' };

describe('classify', () => {
	it.each<[OutcomeClass, number[]]>([
		['done', [200, 201, 204, 299]],
		['refused', [301, 302, 304, 400, 401, 403, 404, 405, 409, 422, 428, 430, 499]],
		['throttled', [429]],
		['ambiguous', [408, 500, 501, 502, 503, 504, 599]],
	])('%s are %j', (outcomeClass, statuses) => {
		for (const status of statuses) expect(classify(answered(status))).toBe(outcomeClass);
	});

	it.each<[Outcome, OutcomeClass]>([
		[UNREACHED, 'unreached'],
		[BAD_CERTIFICATE, 'refused'],
		[LOST, 'ambiguous'],
		[STOPPED, 'stopped'],
	])('%j is %s', (outcome, outcomeClass) => {
		expect(classify(outcome)).toBe(outcomeClass);
	});
});

it.each<[boolean, Array<number | undefined>]>([
	[true, [undefined, 408, 429, 503]],
	[false, [400, 404]],
])('transient, or not: %s', (expected, statuses) => {
	for (const status of statuses) {
		const failure = new ImpiloFailure({ happened: '', remedy: '' }, { status });
		expect(isTransient(failure)).toBe(expected);
	}
});

describe('backOffMs', () => {
	it.each([
		[1, 0, 250],
		[1, 0.5, 375],
		[2, 0, 500],
		[3, 0, 1_000],
		[4, 0, 2_000],
		[7, 0, 15_000],
		[7, 0.5, 22_500],
		[20, 0, 15_000],
	])('after try %d with chance %d it is %d ms', (tries, random, expected) => {
		expect(backOffMs(tries, random)).toBe(expected);
	});

	it('lies between half and the whole of a wait that doubles up to half a minute', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 100 }),
				fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
				(tries, random) => {
					const longest = Math.min(30_000, 500 * 2 ** (tries - 1));
					const ms = backOffMs(tries, random);
					expect(ms).toBeGreaterThanOrEqual(longest / 2);
					expect(ms).toBeLessThanOrEqual(longest);
				},
			),
		);
	});
});

describe('parseRetryAfter', () => {
	it.each<[unknown, number | undefined]>([
		['0', 0],
		['1', 1_000],
		[' 30 ', 30_000],
		[30, 30_000],
		['0.5', 500],
		['1.0001', 1_001],
		['3600', 3_600_000],
		['Sat, 31 Jan 2026 12:00:10 GMT', 10_000],
		['Saturday, 31-Jan-26 12:00:10 GMT', 10_000],
		['2026-01-31T12:01:00Z', 60_000],
		['Sat, 31 Jan 2026 11:59:00 GMT', 0],
		['Thu, 01 Jan 1970 00:00:00 GMT', 0],
	])('%p is %p ms', (value, expected) => {
		expect(parseRetryAfter(value, NOW_MS)).toBe(expected);
	});

	it.each([
		...['', '   ', 'soon', 'monday', 'may 5', '1/2/2027', '2027-01-31', '12:30', '+5', '-5'],
		...['in 5 seconds', 'Sat, 99 Xyz 2026', '1,5', '1.', 'NaN'],
		...[undefined, null, {}, true, Number.NaN],
	])('%p is nothing', (value) => {
		expect(parseRetryAfter(value, NOW_MS)).toBeUndefined();
		expect(parseRetryAfter([value], NOW_MS)).toBeUndefined();
	});
});

describe('nextStep', () => {
	const step = (outcome: Outcome, tries = 1, isIdempotent = true): NextStep =>
		nextStep(outcome, tries, 0, isIdempotent, NOW_MS, 0);
	const retryAfter = (status: number, value: string) =>
		answered(status, undefined, { 'retry-after': value });
	const stop: NextStep = { step: 'stop' };
	const wait = (ms: number, holdAll = false): NextStep => ({ step: 'wait', ms, holdAll });

	it.each<[string, Outcome, NextStep]>([
		['success', answered(201), stop],
		['a redirect', answered(302), stop],
		['a refusal', answered(400), stop],
		['a bad key', answered(401), stop],
		['a refusal that asks to come again', retryAfter(403, '1'), stop],
		['a stop by the user', STOPPED, stop],
		['a bad certificate', BAD_CERTIFICATE, stop],
		['no connection', UNREACHED, wait(250)],
		['a lost answer', LOST, wait(250)],
		['an answer that is cut', { ...LOST, status: 200 }, wait(250)],
		['an answer that is too large', { ...LOST, code: 'TOO_LARGE', status: 200 }, stop],
		['HTTP 408', answered(408), wait(250)],
		['HTTP 500', answered(500), wait(250)],
		['HTTP 503 with Retry-After', retryAfter(503, '7'), wait(7_000)],
		['HTTP 503 with a Retry-After of two hours', retryAfter(503, '7200'), stop],
		['HTTP 429', answered(429), wait(250, true)],
		['HTTP 429 with Retry-After', retryAfter(429, '7'), wait(7_000, true)],
		['HTTP 429 with a date', retryAfter(429, 'Sat, 31 Jan 2026 12:00:10 GMT'), wait(10_000, true)],
		['HTTP 429 with Retry-After 0', retryAfter(429, '0'), wait(250, true)],
		['HTTP 429 with an unreadable Retry-After', retryAfter(429, 'soon'), wait(250, true)],
		['HTTP 429 with two minutes', retryAfter(429, '120'), wait(LONGEST_WAIT_MS, true)],
		['HTTP 429 with more than two minutes', retryAfter(429, '120.001'), stop],
	])('decides after %s of a read', (_, outcome, expected) => {
		expect(step(outcome)).toEqual(expected);
	});

	it.each<[string, Outcome, NextStep]>([
		['a lost answer', LOST, stop],
		['HTTP 408', answered(408), stop],
		['HTTP 500', answered(500), stop],
		['HTTP 503 with Retry-After', retryAfter(503, '1'), stop],
		['a bad certificate', BAD_CERTIFICATE, stop],
		['no connection', UNREACHED, wait(250)],
		['HTTP 429', retryAfter(429, '7'), wait(7_000, true)],
	])('decides after %s of a change', (_, outcome, expected) => {
		expect(step(outcome, 1, false)).toEqual(expected);
	});

	it.each<[string, Outcome, boolean, number]>([
		['no connection', UNREACHED, true, MAX_TRIES],
		['no connection for a change', UNREACHED, false, MAX_TRIES],
		['a lost answer', LOST, true, MAX_TRIES],
		['HTTP 502', answered(502), true, MAX_TRIES],
		['HTTP 429', answered(429), true, MAX_THROTTLED_TRIES],
		['HTTP 429 for a change', answered(429), false, MAX_THROTTLED_TRIES],
	])('stops after the last try: %s', (_, outcome, isIdempotent, most) => {
		expect(step(outcome, most - 1, isIdempotent).step).toBe('wait');
		expect(step(outcome, most, isIdempotent)).toEqual(stop);
		expect(step(outcome, most + 1, isIdempotent)).toEqual(stop);
	});

	it.each<[string, Outcome, number, boolean]>([
		['no connection', UNREACHED, 250, false],
		['a lost answer', LOST, 250, false],
		['HTTP 429', answered(429), 250, true],
		['HTTP 429 with Retry-After', retryAfter(429, '90'), 90_000, true],
		['HTTP 503 with Retry-After', retryAfter(503, '90'), 90_000, false],
	])('stops when all waits together exceed five minutes: %s', (_, outcome, ms, holdAll) => {
		const after = (waitedMs: number): NextStep => nextStep(outcome, 1, waitedMs, true, NOW_MS, 0);

		expect(after(0)).toEqual(wait(ms, holdAll));
		expect(after(LONGEST_PATIENCE_MS - ms)).toEqual(wait(ms, holdAll));
		expect(after(LONGEST_PATIENCE_MS - ms + 1)).toEqual(stop);
		expect(after(LONGEST_PATIENCE_MS)).toEqual(stop);
	});

	it('waits longer from try to try', () => {
		expect([1, 2, 3, 4].map((tries) => step(LOST, tries))).toEqual(
			[250, 500, 1_000, 2_000].map((ms) => wait(ms)),
		);
	});
});
