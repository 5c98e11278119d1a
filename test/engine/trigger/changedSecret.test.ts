import { createHash } from 'node:crypto';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import type { Fault } from '../../../sandbox';
import type { TriggerRig } from '../harness';
import {
	deliver,
	orderEvent,
	SECRET,
	secretReadsOf,
	startedWith,
	useImpiloTriggers,
	TRIGGER,
} from './triggerRun';

const NEW_SECRET = 'the-secret-after-the-change';
const MINUTE_MS = 60_000;
/** How long Impilo is waited for. */
const DEADLINE_MS = 5_000;
const READ = { method: 'GET', path: '/api/v3/webhook-secret' };

const rig = useImpiloTriggers();
let trigger: TriggerRig;
beforeEach(async () => {
	trigger = await rig.activate();
	rig.sandbox.clearRequests();
});

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
		rig.time.pass(10 * MINUTE_MS);
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
		rig.time.pass(MINUTE_MS);
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
			rig.time.pass(10_000);
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
		rig.time.pass(MINUTE_MS - 1);
		expect(await deliverWith(NEW_SECRET)).toBe(401);
		expect(secretReadsOf(rig.sandbox)).toBe(1);
		rig.time.pass(1);
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
		const other = await rig.activate();
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

	it.each([
		['are lost', undefined],
		['make no sense', { registration: 5, testRegistration: 'x', recentEvents: 7 }],
		['are half there', { registration: { url: 'u', subscriptions: [null, 5, { id: 1 }] } }],
	])('is found by a forged delivery where the data of the workflow %s', async (_how, data) => {
		trigger.staticData = data === undefined ? {} : { [`node:${TRIGGER}`]: data };
		expect(await deliverWith('forged')).toBe(401);
		expect(await deliverWith(SECRET)).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(1);
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
	it.each<Fault>([
		{ kind: 'hang' },
		{ kind: 'status', status: 503 },
		{ kind: 'status', status: 429, retryAfter: 100 },
	])(
		'(%j), a delivery is turned away after five seconds, and nobody waits again',
		async (fault) => {
			const deaf = rig.sandbox.misbehave({ ...fault, match: READ });
			jest.spyOn(systemClock, 'sleep').mockImplementation(async () => await new Promise(() => {}));
			const { timeout } = AbortSignal;
			const deadline = new AbortController();
			jest
				.spyOn(AbortSignal, 'timeout')
				.mockImplementation((ms) => (ms === DEADLINE_MS ? deadline.signal : timeout(ms)));
			rig.sandbox.webhooks.secret = NEW_SECRET;
			const turnedAway = deliverWith(NEW_SECRET);
			await deaf.hasApplied(1);
			deadline.abort();
			expect(await turnedAway).toBe(401);

			const reads = secretReadsOf(rig.sandbox);
			expect([await deliverWith('forged'), await deliverWith(SECRET)]).toEqual([401, 200]);
			expect(secretReadsOf(rig.sandbox)).toBe(reads);
			await trigger.settled();
			expect(startedWith(trigger)).toHaveLength(1);
		},
	);

	it('as nothing listens, a delivery is turned away, and taken again later', async () => {
		const { impiloApi } = trigger.credentials;
		trigger.credentials = { impiloApi: { ...impiloApi, baseUrl: 'http://127.0.0.1:9' } };
		rig.sandbox.webhooks.secret = NEW_SECRET;
		expect(await deliverWith(NEW_SECRET)).toBe(401);
		expect(await deliverWith(SECRET)).toBe(200);
		trigger.credentials = { impiloApi: { ...impiloApi } };
		rig.time.pass(MINUTE_MS);
		expect(await deliverWith(NEW_SECRET)).toBe(200);
	});
});
