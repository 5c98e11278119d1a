import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import type { Fault } from '../../../sandbox';
import type { TriggerRig } from '../harness';
import {
	deliver,
	orderEvent,
	SECRET,
	secretReadsOf,
	startedWith,
	startImpiloTriggers,
	TRIGGER,
	type ImpiloTriggerRig,
} from './triggerRun';

const NEW_SECRET = 'the-secret-after-the-change';
const MINUTE_MS = 60_000;
const READ = { method: 'GET', path: '/api/v3/webhook-secret' };

let rig: ImpiloTriggerRig;
let trigger: TriggerRig;
let nowMs: number;
const others: ImpiloTriggerRig[] = [];
beforeAll(async () => {
	rig = await startImpiloTriggers();
});
beforeEach(async () => {
	nowMs = Date.now();
	jest.spyOn(systemClock, 'now').mockImplementation(() => nowMs);
	rig.sandbox.webhooks.secret = SECRET;
	trigger = await rig.open();
	await trigger.activate();
	rig.sandbox.clearRequests();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await Promise.all(others.splice(0).map(async (other) => await other.stop()));
	await rig.reset();
});
afterAll(async () => await rig.stop());

let events = 0;
const deliverWith = async (secret: string, to = trigger) => {
	events += 1;
	const headers = { 'Impilo-Webhook-Secret': secret };
	return (await deliver(to.url, { body: orderEvent(`event-${events}`), headers })).status;
};

describe('a changed secret', () => {
	it('is noticed with one look, and remembered', async () => {
		rig.sandbox.webhooks.secret = NEW_SECRET;
		expect(await deliverWith(NEW_SECRET)).toBe(200);
		expect(await deliverWith(NEW_SECRET)).toBe(200);
		nowMs += 10 * MINUTE_MS;
		expect(await deliverWith(NEW_SECRET)).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(1);
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(3);
		expect(JSON.stringify(trigger.staticData)).not.toContain(NEW_SECRET);
	});

	it('leaves everything else that is known', async () => {
		const before = trigger.staticData[`node:${TRIGGER}`] as { registration: object };
		rig.sandbox.webhooks.secret = NEW_SECRET;
		// n8n saves static data only after a delivery that starts nothing.
		await deliver(trigger.url, {
			body: { id: 'unwanted', type: 'patient.created', payload: {} },
			headers: { 'Impilo-Webhook-Secret': NEW_SECRET },
		});
		expect(trigger.staticData).toMatchObject({
			[`node:${TRIGGER}`]: {
				registration: {
					...before.registration,
					secretHash: createHash('sha256').update(NEW_SECRET).digest('hex'),
				},
			},
		});
		await trigger.deactivate();
		expect(rig.sandbox.webhooks.subscriptions).toEqual([]);
	});

	it('turns the old one away', async () => {
		rig.sandbox.webhooks.secret = NEW_SECRET;
		await deliverWith(NEW_SECRET);
		expect(await deliverWith(SECRET)).toBe(401);
		nowMs += MINUTE_MS;
		expect(await deliverWith(SECRET)).toBe(401);
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(1);
	});

	it('is not undone by what was read before the workflow was activated anew', async () => {
		expect(await deliverWith('forged')).toBe(401);
		rig.sandbox.webhooks.secret = NEW_SECRET;
		await trigger.deactivate();
		await trigger.activate();
		expect(await deliverWith(SECRET)).toBe(401);
		expect(await deliverWith(NEW_SECRET)).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(1);
	});

	it('is looked for once a minute, however many forged deliveries come', async () => {
		for (let second = 0; second < 60; second += 10) {
			expect(await deliverWith('forged')).toBe(401);
			nowMs += 10_000;
		}
		expect(secretReadsOf(rig.sandbox)).toBe(1);
		expect(await deliverWith('forged')).toBe(401);
		expect(secretReadsOf(rig.sandbox)).toBe(2);
		expect(await deliverWith(SECRET)).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(1);
	});

	it('within a minute of a look is noticed after it', async () => {
		expect(await deliverWith('forged')).toBe(401);
		rig.sandbox.webhooks.secret = NEW_SECRET;
		nowMs += MINUTE_MS - 1;
		expect(await deliverWith(NEW_SECRET)).toBe(401);
		expect(secretReadsOf(rig.sandbox)).toBe(1);
		nowMs += 1;
		expect(await deliverWith(NEW_SECRET)).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(2);
	});

	it('is noticed for all deliveries that come at once', async () => {
		rig.sandbox.webhooks.secret = NEW_SECRET;
		const answers = Array.from({ length: 20 }, async () => await deliverWith(NEW_SECRET));
		expect(await Promise.all(answers)).toEqual(answers.map(() => 200));
		expect(secretReadsOf(rig.sandbox)).toBe(1);
	});

	it('is looked for by each trigger for itself', async () => {
		const other = await rig.open();
		await other.activate();
		rig.sandbox.clearRequests();
		expect(await deliverWith('forged')).toBe(401);
		rig.sandbox.webhooks.secret = NEW_SECRET;
		expect(await deliverWith(NEW_SECRET, other)).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(2);
	});

	it('is found at once where the data of the workflow are lost', async () => {
		trigger.staticData = {};
		expect(await deliverWith(SECRET)).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(1);
	});

	it('is found by a forged delivery where the data of the workflow are lost', async () => {
		trigger.staticData = {};
		expect(await deliverWith('forged')).toBe(401);
		expect(await deliverWith(SECRET)).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(1);
	});

	it.each([
		['another version', { registration: 5, testRegistration: 'x', recentEvents: 7 }],
		[
			'nobody',
			{ registration: { url: 5, subscriptions: 'x', secretHash: ['y'] }, recentEvents: [null] },
		],
		['half', { registration: { url: 'u', subscriptions: [null, 5, { id: 1 }] } }],
		['the other half', { registration: { url: 'u', subscriptions: 'x', secretHash: 5 } }],
	])('is found again where the data are those of %s', async (_whose, data) => {
		trigger.staticData = { [`node:${TRIGGER}`]: data };
		expect(await deliverWith('forged')).toBe(401);
		expect(await deliverWith(SECRET)).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(1);
		await trigger.deactivate();
		expect(rig.sandbox.webhooks.subscriptions).toEqual([]);
		expect(trigger.swallowed).toEqual([]);
	});

	it('to none at all turns everybody away', async () => {
		trigger.staticData = {};
		rig.sandbox.webhooks.secret = undefined;
		for (const secret of ['', 'undefined', 'null', SECRET])
			expect(await deliverWith(secret)).toBe(401);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it('that cannot be read any more turns everybody else away', async () => {
		rig.sandbox.webhooks.canReadSecret = false;
		rig.sandbox.webhooks.secret = NEW_SECRET;
		expect(await deliverWith(NEW_SECRET)).toBe(401);
		// What was known before is still believed.
		expect(await deliverWith(SECRET)).toBe(200);
		expect(trigger.swallowed).toEqual([]);
	});
});

describe('while Impilo does not answer', () => {
	it('in any way, a delivery is turned away within seconds, and nobody waits again', async () => {
		jest.restoreAllMocks();
		// A wait that nobody waits for any more must not hold up the end of the tests.
		jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
			await wait(ms, undefined, { ref: false });
		});
		const faults: Fault[] = [
			{ kind: 'hang' },
			{ kind: 'status', status: 503 },
			{ kind: 'status', status: 429, retryAfter: 100 },
		];
		const observe = async (fault: Fault) => {
			const own = await startImpiloTriggers();
			others.push(own);
			own.sandbox.webhooks.secret = SECRET;
			const deaf = await own.open();
			await deaf.activate();
			own.sandbox.webhooks.secret = NEW_SECRET;
			own.sandbox.misbehave({ ...fault, match: READ });
			const timeOf = async (secret: string) => {
				const startedAt = Date.now();
				const status = await deliverWith(secret, deaf);
				return { status, isSlow: Date.now() - startedAt > 4_500 };
			};
			const answers = [await timeOf(NEW_SECRET)];
			const reads = secretReadsOf(own.sandbox);
			answers.push(await timeOf('forged'), await timeOf(SECRET));
			expect(secretReadsOf(own.sandbox)).toBe(reads);
			await deaf.settled();
			const started = startedWith(deaf).length;
			return { fault, answers, started };
		};
		const startedAt = Date.now();
		const observed = await Promise.all(faults.map(observe));
		// Impilo is waited for five seconds long; the rest is what a busy machine takes.
		expect(Date.now() - startedAt).toBeLessThan(30_000);
		expect(observed).toEqual(
			faults.map((fault) => ({
				fault,
				answers: [
					{ status: 401, isSlow: expect.any(Boolean) },
					{ status: 401, isSlow: false },
					{ status: 200, isSlow: false },
				],
				started: 1,
			})),
		);
	}, 120_000);

	it('as nothing listens, a delivery is turned away, and taken again later', async () => {
		const { impiloApi } = trigger.credentials;
		trigger.credentials = { impiloApi: { ...impiloApi, baseUrl: 'http://127.0.0.1:9' } };
		jest.spyOn(systemClock, 'sleep').mockImplementation(async () => {});
		rig.sandbox.webhooks.secret = NEW_SECRET;
		expect(await deliverWith(NEW_SECRET)).toBe(401);
		expect(await deliverWith(SECRET)).toBe(200);
		trigger.credentials = { impiloApi: { ...impiloApi } };
		nowMs += MINUTE_MS;
		expect(await deliverWith(NEW_SECRET)).toBe(200);
	});
});
