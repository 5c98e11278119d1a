import crypto, { createHash } from 'node:crypto';

import { sandboxKeys, type Fault } from '../../../sandbox';
import {
	deliver,
	orderEvent,
	SECRET,
	secretReadsOf,
	startedWith,
	useImpiloTriggers,
	subscribedTo,
	TRIGGER,
} from './triggerRun';

const rig = useImpiloTriggers({ hasSecret: false });

const PATH = '/api/v3/webhook-secret';
const READ = { method: 'GET', path: PATH };
const MAKE = { method: 'POST', path: PATH };
const UNVERIFIED = { options: { verifySender: false } };

const secretRequests = () => rig.sandbox.requests.filter(({ path }) => path === PATH);
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

describe('where the account has a secret', () => {
	it('it is read, and only its hash is kept', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		const trigger = await rig.activate();
		expect(secretRequests().map(({ method }) => method)).toEqual(['GET']);
		expect(trigger.staticData).toMatchObject({
			[`node:${TRIGGER}`]: { registration: { secretHash: hashOf(SECRET) } },
		});
		await deliver(trigger.url, { body: orderEvent('a') });
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(1);
		expect(JSON.stringify(trigger.staticData)).not.toContain(SECRET);
		expect(JSON.stringify(trigger.logs)).not.toContain(SECRET);
	});

	it('it is never changed, whatever happens to the workflow', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		const trigger = await rig.activate();
		await trigger.publish({ events: ['order.status'] });
		await trigger.activateTest();
		await trigger.deactivateTest();
		await trigger.deactivate();
		await trigger.activate();
		await trigger.publish({ events: ['order.status', 'no.such'] }).catch(() => {});
		await trigger.deactivate();
		expect(new Set(secretRequests().map(({ method }) => method))).toEqual(new Set(['GET']));
		expect(rig.sandbox.webhooks.secret).toBe(SECRET);
	});

	it('one set since is learnt at the next activation', async () => {
		rig.sandbox.webhooks.secret = 'an-earlier-secret';
		const trigger = await rig.activate();
		rig.sandbox.webhooks.secret = SECRET;
		await trigger.activate('init');
		const reads = secretReadsOf(rig.sandbox);
		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(reads);
		expect(subscribedTo(rig.sandbox)).toHaveLength(1);
	});

	it('it may have any characters that a header can hold', async () => {
		const secret = '! s p a c e s, "quotes" and ~';
		rig.sandbox.webhooks.secret = secret;
		await rig.activate();
		rig.sandbox.setOrderStatus(5001, 'shipped');
		await rig.sandbox.webhooks.settled();
		expect(rig.sandbox.webhooks.logs.map((row) => row.lastResponseStatus)).toEqual([200]);
	});

	it('it is understood also as bare text', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: `"${SECRET}"`, match: READ });
		const trigger = await rig.activate();
		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
	});

	it.each([
		['an object', {}],
		['nothing in it', { secret: '' }],
		['a number', { secret: 5 }],
		['null', 'null'],
		['a list', []],
	])('an answer with %s is not taken for one', async (_what, body) => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, match: READ });
		const trigger = await rig.open();
		await expect(trigger.activate()).rejects.toThrow(
			"Impilo's answer does not hold the account's webhook secret",
		);
		expect(secretRequests().map(({ method }) => method)).not.toContain('POST');
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('a read that fails for good makes no other secret', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 503, match: READ });
		const trigger = await rig.open();
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: '503' });
		expect(rig.sandbox.webhooks.secret).toBeUndefined();
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});
});

describe('where the account has none', () => {
	it('one of 32 random bytes is made, and only its hash is kept', async () => {
		const secrets: string[] = [];
		for (let round = 0; round < 2; round += 1) {
			rig.sandbox.webhooks.secret = undefined;
			rig.sandbox.clearRequests();
			const trigger = await rig.activate();
			const { secret = '' } = rig.sandbox.webhooks;
			// As it is known, it isn't read again.
			expect(secretRequests().map(({ method }) => method)).toEqual(['GET', 'POST']);
			expect(secret).toMatch(/^[0-9a-f]{64}$/);
			expect(JSON.stringify(trigger.staticData)).not.toContain(secret);
			expect(JSON.stringify(trigger.staticData)).toContain(hashOf(secret));
			expect(JSON.stringify(trigger.logs)).not.toContain(secret);
			rig.sandbox.setOrderStatus(5001, 'shipped');
			await rig.settled();
			expect(startedWith(trigger)).toHaveLength(1);
			await trigger.deactivate();
			expect(rig.sandbox.webhooks.secret).toBe(secret);
			secrets.push(secret);
		}
		expect(secrets[0]).not.toBe(secrets[1]);
	});

	it.each([400, 404])('which may be told by a %i', async (status) => {
		rig.sandbox.misbehave({ kind: 'status', status, match: READ, times: 1 });
		await rig.activate();
		expect(rig.sandbox.webhooks.secret).toMatch(/^[0-9a-f]{64}$/);
	});

	it.each([400, 404])('which a web page with %i does not tell', async (status) => {
		rig.sandbox.webhooks.secret = SECRET;
		rig.sandbox.misbehave({ kind: 'status', status, body: '<html></html>', match: READ });
		const trigger = await rig.open();
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: String(status) });
		expect(secretRequests().map(({ method }) => method)).not.toContain('POST');
	});

	it('the one that another workflow makes meanwhile is taken', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		rig.sandbox.misbehave({ kind: 'status', status: 404, match: READ, times: 1 });
		const trigger = await rig.activate();
		expect(secretRequests().map(({ method, status }) => `${method} ${status}`)).toEqual([
			'GET 404',
			'POST 400',
			'GET 200',
		]);
		expect(rig.sandbox.webhooks.secret).toBe(SECRET);
		const reads = secretReadsOf(rig.sandbox);
		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(reads);
	});

	it('and the new one gets lost on the way, it is sent again', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', match: MAKE, times: 1 });
		const trigger = await rig.activate();
		expect(secretRequests().filter(({ method }) => method === 'POST')).toHaveLength(2);
		const headers = { 'Impilo-Webhook-Secret': rig.sandbox.webhooks.secret ?? '' };
		expect((await deliver(trigger.url, { body: orderEvent('a'), headers })).status).toBe(200);
	});

	it.each<[string, Fault]>([
		['is lost', { kind: 'loseAnswer', when: 'afterCommit' }],
		['comes half', { kind: 'truncate' }],
		['is a 502', { kind: 'statusAfterCommit', status: 502 }],
	])('and the answer to the new one %s, it is known', async (_how, fault) => {
		rig.sandbox.misbehave({ ...fault, match: MAKE, times: 1 });
		const trigger = await rig.activate();
		const { secret = '' } = rig.sandbox.webhooks;
		const reads = secretReadsOf(rig.sandbox);
		const headers = { 'Impilo-Webhook-Secret': secret };
		expect((await deliver(trigger.url, { body: orderEvent('a'), headers })).status).toBe(200);
		expect(secretReadsOf(rig.sandbox)).toBe(reads);
	});

	it('and one is refused, that is told without showing it', async () => {
		const bytes = Buffer.alloc(32, 0xab);
		const secret = bytes.toString('hex');
		jest.spyOn(crypto, 'randomBytes').mockImplementation(() => bytes);
		const body = { message: `The secret ${secret} is not good` };
		rig.sandbox.misbehave({ kind: 'status', status: 422, body, match: MAKE });
		const trigger = await rig.open();
		const failure: unknown = await trigger.activate().catch((error: unknown) => error);
		expect(secretRequests().find(({ method }) => method === 'POST')?.body).toEqual({ secret });
		expect(failure).toMatchObject({
			httpCode: '422',
			message: expect.stringMatching(
				/set the account's webhook secret: "The secret .* is not good"/,
			),
		});
		const { message, description, messages, stack } = failure as Error & Record<string, unknown>;
		expect(JSON.stringify([failure, message, description, messages, stack])).not.toContain(secret);
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});
});

describe('a key that may not read the secret', () => {
	const EXPLAINED = {
		message: expect.stringContaining("may not read the account's webhook secret"),
		description: expect.stringContaining('switch off Verify Sender under Options'),
		httpCode: '403',
	};

	it('cannot activate the workflow, and is told what to do', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		rig.sandbox.webhooks.canReadSecret = false;
		const trigger = await rig.open();
		await expect(trigger.activate()).rejects.toMatchObject(EXPLAINED);
		await expect(trigger.activateTest()).rejects.toMatchObject(EXPLAINED);
		expect(secretRequests().map(({ method }) => method)).not.toContain('POST');
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('is told so also when the workflow was active before', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		const trigger = await rig.activate();
		trigger.credentials = {
			impiloApi: { ...trigger.credentials.impiloApi, apiKey: sandboxKeys.secretUnreadable },
		};
		await expect(trigger.activate('init')).rejects.toMatchObject(EXPLAINED);
	});

	it('does where the sender is not verified', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		rig.sandbox.webhooks.canReadSecret = false;
		const trigger = await rig.activate(UNVERIFIED);
		await trigger.activate('init');
		rig.sandbox.setOrderStatus(5001, 'shipped');
		await rig.settled();
		expect(startedWith(trigger)).toMatchObject([{ id: 5001, currentStatus: 'shipped' }]);
		await trigger.deactivate();
		expect(secretRequests()).toEqual([]);
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});
});

describe('without Verify Sender', () => {
	it.each([
		['no secret', {}],
		['a wrong secret', { 'Impilo-Webhook-Secret': 'wrong' }],
	])('a delivery with %s is taken, and Impilo is not asked', async (_what, headers) => {
		const trigger = await rig.activate(UNVERIFIED);
		rig.sandbox.clearRequests();
		expect((await deliver(trigger.url, { body: orderEvent('a'), headers })).status).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger)).toHaveLength(1);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('no hash of the secret is kept, also when it was verified before', async () => {
		rig.sandbox.webhooks.secret = SECRET;
		const trigger = await rig.activate();
		await trigger.publish(UNVERIFIED);
		expect(JSON.stringify(trigger.staticData)).not.toContain('secretHash');
		await trigger.publish({});
		expect(JSON.stringify(trigger.staticData)).toContain(hashOf(SECRET));
		const headers = { 'Impilo-Webhook-Secret': 'wrong' };
		expect((await deliver(trigger.url, { body: orderEvent('a'), headers })).status).toBe(401);
	});
});
