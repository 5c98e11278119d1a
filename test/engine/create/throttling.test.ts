import { setTimeout as realWait } from 'node:timers/promises';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import { useImpilo, withoutWaiting } from '../impiloRun';
import { failureOf, hintsOf, wireOf } from '../outcome';
import { countOrders, CREATE, createByRef, createForm, postsOf, refs } from './orderForm';

const rig = useImpilo();

const PAUSED_ONCE =
	'Requests were sent again once, because the network or Impilo did not answer. Impilo asked for a pause once: lower Concurrency under Options to avoid that.';

const inSeconds = (seconds: number) => () =>
	new Date(systemClock.now() + seconds * 1000).toUTCString();

/** The header is written only when it is sent, as it may tell the time. */
const headerOf = <T>(retryAfter: T | (() => string)): T | string =>
	retryAfter instanceof Function ? retryAfter() : retryAfter;

describe('429 to a create', () => {
	it.each<[string, number | string | (() => string) | undefined, number, number]>([
		['seconds', 7, 7_000, 7_000],
		['two minutes', 120, 120_000, 120_000],
		['a date', inSeconds(30), 29_000, 30_000],
		['nothing', undefined, 200, 500],
		['something unreadable', 'soon', 200, 500],
		['zero', 0, 200, 500],
	])('Retry-After %s: waits and posts again', async (_what, given, atLeast, atMost) => {
		const { waits } = withoutWaiting();
		const retryAfter = headerOf(given);
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter, times: 1, match: CREATE });
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(run.status).toBe('success');
		expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 429', 'POST 201', 'GET 200']);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
		expect(waits).toHaveLength(1);
		expect(waits[0]).toBeGreaterThanOrEqual(atLeast);
		expect(waits[0]).toBeLessThanOrEqual(atMost);
		expect(hintsOf(run)).toEqual([PAUSED_ONCE]);
	});

	it.each<[string, number | (() => string), string]>([
		['121 seconds', 121, 'for 3 minutes'],
		['an hour', 3600, 'for 60 minutes'],
		['a date in an hour', inSeconds(3600), 'for 60 minutes'],
	])('Retry-After %s: gives up and says so', async (_what, given, inMessage) => {
		const { waits } = withoutWaiting();
		const retryAfter = headerOf(given);
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter, match: CREATE });
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 429']);
		expect(waits).toEqual([]);
		expect(failureOf(run).message).toBe(`Impilo accepts no more requests ${inMessage} [item 0]`);
		expect(failureOf(run).description).toContain('lower Concurrency under Options');
	});

	it('for ever: gives up in the end', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 1, match: CREATE });
		const run = await rig.runImpilo(createForm());

		expect(failureOf(run).message).toBe('Impilo accepts no more requests for now [item 0]');
		expect(postsOf(rig.sandbox)).toHaveLength(20);
	});
});

describe('patience with 429', () => {
	it.each([
		[120, 2],
		[100, 3],
		[60, 5],
	])('Retry-After %d every time: ends after five minutes in all', async (retryAfter, pauses) => {
		const { waits } = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter, match: CREATE });
		const run = await rig.runImpilo(createForm());

		expect(postsOf(rig.sandbox)).toHaveLength(pauses + 1);
		expect(waits).toHaveLength(pauses);
		expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(300_000);
		expect(failureOf(run).message).toBe('Impilo accepts no more requests for now [item 0]');
	});

	it('is of each request alone: the next one has its own', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 100, times: 3 });
		rig.sandbox.misbehave({
			kind: 'status',
			status: 429,
			retryAfter: 100,
			times: 3,
			match: CREATE,
		});
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(run.status).toBe('success');
		expect(wireOf(rig.sandbox)).toEqual([
			...['GET 429', 'GET 429', 'GET 429', 'GET 200'],
			...['POST 429', 'POST 429', 'POST 429', 'POST 201', 'GET 200'],
		]);
	});
});

it('a 429 holds back all requests of the node', async () => {
	let nowMs = Date.now();
	const arrivals: Array<{ before: number; after: number }> = [];
	// The first of two is answered 429 once both are there; the second only within the pause.
	rig.sandbox.misbehave({ kind: 'hold', until: 2, match: CREATE });
	const second = rig.sandbox.misbehave({ kind: 'hold', match: CREATE, every: 2, times: 1 });
	rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 9, match: CREATE, times: 1 });
	jest.spyOn(systemClock, 'now').mockImplementation(() => nowMs);
	jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
		const before = rig.sandbox.requests.length;
		second.remove();
		await realWait(150);
		arrivals.push({ before, after: rig.sandbox.requests.length });
		nowMs += ms;
	});
	const run = await rig.runImpilo(
		createForm({ options: { concurrency: 2 } }),
		Array.from({ length: 6 }, () => ({})),
	);

	expect(run.status).toBe('success');
	expect(arrivals[0]).toEqual({ before: 2, after: 2 });
	expect(postsOf(rig.sandbox).map(({ status }) => status)).toEqual([
		429, 201, 201, 201, 201, 201, 201,
	]);
});

it('a burst of 429 over a batch: every order is placed once', async () => {
	withoutWaiting();
	rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 2, every: 3 });
	const items = refs(30);
	const run = await rig.runImpilo(createByRef(), items);

	expect(run.error).toBeUndefined();
	expect(items.map(({ ref }) => countOrders(rig.sandbox, ref))).toEqual(items.map(() => 1));
});
