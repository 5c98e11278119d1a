import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Sandbox } from '../../sandbox';
import type { ImpiloRig, VirtualTime } from '../engine/impiloRun';
import { IMPILO, startImpilo, withoutWaiting } from '../engine/impiloRun';
import { createBatch, findWrong, findWrongOutputs, PLACE_ORDER } from './batch';

/** Set FAULT_SEED to see the same faults again. */
const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1_000_000));
const BATCH = createBatch(500);
jest.setTimeout(120_000);

const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };

/**
 * One answer in ten lost after the order was placed, one 503 in twenty, and a burst of 429. No
 * request meets the same twice: of 500 orders, one in some hundred runs would otherwise get 503 as
 * often as the node sends it.
 */
function makeBadWeather(sandbox: Sandbox): void {
	const match = { method: 'POST', path: '/api/v3/order' };
	sandbox.misbehave({ kind: 'latency', ms: 1 });
	sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 1, every: 60 });
	sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 2, every: 61 });
	const byChance = { sparesRepeats: true, probability: 0.1 };
	sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', ...byChance, match });
	sandbox.misbehave({ kind: 'status', status: 503, ...byChance, probability: 0.05 });
}

describe(`500 orders through a bad network (FAULT_SEED=${SEED})`, () => {
	let rig: ImpiloRig;
	let time: VirtualTime;

	beforeEach(async () => {
		rig = await startImpilo({ randomSeed: SEED, inventory: 'unlimited' });
		time = withoutWaiting();
		makeBadWeather(rig.sandbox);
	});

	afterEach(async () => {
		time.restore();
		await rig.stop();
	});

	const countPosts = () =>
		rig.sandbox.requests.filter(
			({ method, path: target }) => `${method} ${target}` === 'POST /api/v3/order',
		).length;

	it('places each order once, and gives every item its order', async () => {
		const run = await rig.runImpilo(PLACE_ORDER, BATCH);

		expect(run.error?.message).toBeUndefined();
		expect(findWrong(rig.sandbox, BATCH)).toEqual([]);
		expect(findWrongOutputs(run, IMPILO, BATCH)).toEqual([]);
		// Otherwise the weather was fine, and nothing has been shown.
		expect(countPosts()).toBeGreaterThan(BATCH.length);
		expect(time.waits.length).toBeGreaterThan(20);
	});

	it("places each order once with n8n's Retry On Fail", async () => {
		// So many answers are lost that the node itself gives up now and then.
		rig.sandbox.misbehave({ kind: 'hang', when: 'afterCommit', times: 1 });
		rig.sandbox.misbehave({
			kind: 'status',
			status: 400,
			every: 300,
			body: { message: 'Try again' },
		});
		const run = await rig.runImpilo(
			{ ...PLACE_ORDER, options: { timeout: 1 } },
			BATCH,
			RETRY_ON_FAIL,
		);

		expect(run.error?.message).toBeUndefined();
		expect(findWrong(rig.sandbox, BATCH)).toEqual([]);
		expect(findWrongOutputs(run, IMPILO, BATCH)).toEqual([]);
	});

	it('places each order once with Continue on, and the refused ones when it is run again', async () => {
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'insufficient_inventory',
			every: 25,
			times: 20,
			match: { method: 'POST' },
		});
		const first = await rig.runImpilo(PLACE_ORDER, BATCH, { onError: 'continueErrorOutput' });
		const [placed = [], refused = []] = first.outputs(IMPILO);

		expect(placed.length + refused.length).toBe(BATCH.length);
		expect(refused.length).toBeGreaterThan(0);
		for (const { json } of refused) {
			// One that was posted again after a loss can't be certain of the post before.
			expect(json.error).toMatch(
				/^(It is not known whether .*\. )?No fulfillment site has enough in stock \[item \d+\]$/,
			);
		}
		const placedBatch = placed.map(({ json }) => ({
			externalOrderId: (json.externalOrderIds as string[])[0] ?? '',
		}));
		expect(findWrong(rig.sandbox, placedBatch)).toEqual([]);

		rig.sandbox.behave();
		const second = await rig.runImpilo(PLACE_ORDER, BATCH);
		expect(findWrong(rig.sandbox, BATCH)).toEqual([]);
		expect(findWrongOutputs(second, IMPILO, BATCH)).toEqual([]);
	});

	it('places each order once when the same batch is run twice', async () => {
		await rig.runImpilo(PLACE_ORDER, BATCH);
		const postsOfFirst = countPosts();
		const second = await rig.runImpilo(PLACE_ORDER, BATCH);

		expect(countPosts()).toBe(postsOfFirst);
		expect(findWrong(rig.sandbox, BATCH)).toEqual([]);
		expect(findWrongOutputs(second, IMPILO, BATCH)).toEqual([]);
	});

	it('places each order once when a batch has every item twice', async () => {
		const doubled = [...BATCH, ...BATCH];
		const run = await rig.runImpilo(PLACE_ORDER, doubled);

		expect(run.error?.message).toBeUndefined();
		expect(findWrong(rig.sandbox, BATCH)).toEqual([]);
		expect(findWrongOutputs(run, IMPILO, doubled)).toEqual([]);
	});

	it('places each order once when the process is killed half-way and run again', async () => {
		// The other process waits for real, so nothing asks it to wait long.
		rig.sandbox.behave();
		rig.sandbox.misbehave({ kind: 'latency', ms: 5 });
		rig.sandbox.misbehave({
			kind: 'loseAnswer',
			when: 'afterCommit',
			probability: 0.05,
			sparesRepeats: true,
		});
		const script = path.join(__dirname, 'placeBatch.ts');
		const child = spawn(
			process.execPath,
			['--import', 'tsx', script, rig.sandbox.url, rig.sandbox.apiKey, String(BATCH.length)],
			{ stdio: 'ignore' },
		);
		const ended = new Promise((resolve) => child.once('exit', resolve));
		const before = rig.sandbox.orders.size;
		const isHalfWay = () => rig.sandbox.orders.size - before >= BATCH.length / 2;
		while (!isHalfWay() && child.exitCode === null) await delay(5);
		child.kill('SIGKILL');
		await ended;

		const placedByKilled = rig.sandbox.orders.size - before;
		expect(placedByKilled).toBeGreaterThanOrEqual(BATCH.length / 2);
		expect(placedByKilled).toBeLessThan(BATCH.length);

		makeBadWeather(rig.sandbox);
		const run = await rig.runImpilo(PLACE_ORDER, BATCH);
		expect(run.error?.message).toBeUndefined();
		expect(findWrong(rig.sandbox, BATCH)).toEqual([]);
		expect(findWrongOutputs(run, IMPILO, BATCH)).toEqual([]);
	});
});
