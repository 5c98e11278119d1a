import { subscribe } from '../../sandbox/receiver';
import { startSandbox, type Fault } from '../../../sandbox';
import { FULL_ORDER, useImpiloTriggers, subscribedTo, wireOf } from './triggerRun';

const rig = useImpiloTriggers();

const ELSEWHERE = 'https://elsewhere.example.com/hook';
const EVENTS = ['order.status', FULL_ORDER, 'reading.weight'];
const MAKE = { method: 'POST', path: '/api/v3/webhook' };
const LIST = { method: 'GET', path: '/api/v3/webhook' };
const END = { method: 'DELETE', path: '/api/v3/webhook/\\d+' };

describe('when one of several is refused', () => {
	it('those just made are taken back, and the refusal is told', async () => {
		await subscribe(rig.sandbox, FULL_ORDER, ELSEWHERE);
		const trigger = await rig.open({
			events: ['order.status', FULL_ORDER, 'no.such', 'patient.created'],
		});
		rig.sandbox.clearRequests();
		await expect(trigger.activate()).rejects.toMatchObject({
			name: 'NodeApiError',
			httpCode: '400',
			message: 'Impilo refused to subscribe to no.such: "Invalid data provided"',
			// It is no order that was refused.
			description: expect.not.stringMatching(/\border\b/),
		});
		expect(wireOf(rig.sandbox).slice(0, 7)).toEqual([
			'GET /webhook-secret 200',
			'GET /webhook 200',
			'POST /webhook 201',
			'POST /webhook 201',
			'POST /webhook 400',
			'DELETE /webhook/602 204',
			'DELETE /webhook/603 204',
		]);
		expect(subscribedTo(rig.sandbox)).toEqual([`${FULL_ORDER} ${ELSEWHERE}`]);
		expect(trigger.swallowed).toEqual([]);
	});

	it('the refusal is told also where taking back fails, which n8n then does', async () => {
		const trigger = await rig.open({ events: [FULL_ORDER, 'no.such'] });
		const fault = rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'Access Denied',
			match: END,
			times: 1,
		});
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: '400' });
		expect(fault.applied).toBe(1);
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('nothing is left also of what was there before', async () => {
		const trigger = await rig.open({ events: [FULL_ORDER, 'no.such'] });
		await subscribe(rig.sandbox, FULL_ORDER, trigger.url);
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: '400' });
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('it works once Impilo takes it', async () => {
		const trigger = await rig.open({ events: EVENTS });
		rig.sandbox.misbehave({ kind: 'refuse', message: 'Access Denied', match: MAKE, times: 1 });
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: '403' });
		await trigger.activate();
		expect(subscribedTo(rig.sandbox)).toEqual(EVENTS.map((type) => `${type} ${trigger.url}`));
	});

	it('without any event, nothing is asked of Impilo', async () => {
		const trigger = await rig.open({ events: [] });
		await expect(trigger.activate()).rejects.toMatchObject({
			message: 'Event Types is empty',
			description: 'Choose at least one under Event Types.',
		});
		expect(rig.sandbox.requests.map(({ method }) => method)).not.toContain('POST');
	});

	it('a Simplify that is neither true nor false, nothing is asked of Impilo', async () => {
		const trigger = await rig.open({ simplify: '={{ "yes" }}' });
		await expect(trigger.activate()).rejects.toMatchObject({
			message: 'Simplify is neither true nor false',
		});
		expect(rig.sandbox.requests.map(({ method }) => method)).not.toContain('POST');
	});

	it('a key that is refused is explained', async () => {
		const trigger = await rig.open({}, { credential: { apiKey: 'wrong' } });
		await expect(trigger.activate()).rejects.toMatchObject({
			message: 'Impilo did not accept the API key',
			httpCode: '401',
		});
	});
});

describe('an answer to a subscription that is lost', () => {
	const LOSSES: Array<[string, Fault]> = [
		['after it was made', { kind: 'loseAnswer', when: 'afterCommit' }],
		['before it was made', { kind: 'loseAnswer', when: 'beforeCommit' }],
		['half', { kind: 'truncate' }],
		['behind a 502, made', { kind: 'statusAfterCommit', status: 502 }],
		['behind a 503, not made', { kind: 'status', status: 503 }],
		['behind a 504, made', { kind: 'statusAfterCommit', status: 504 }],
		['as a page of a proxy, not made', { kind: 'status', status: 200, body: '<html></html>' }],
		['by a pause, not made', { kind: 'status', status: 429, retryAfter: 1 }],
	];

	it.each(LOSSES)('%s leaves one subscription for each event', async (_when, fault) => {
		await subscribe(rig.sandbox, FULL_ORDER, ELSEWHERE);
		const trigger = await rig.open({ events: EVENTS });
		const active = rig.sandbox.misbehave({ ...fault, match: MAKE, every: 2, times: 1 });
		await trigger.activate();
		expect(active.applied).toBe(1);
		const own = EVENTS.map((type) => `${type} ${trigger.url}`);
		expect(subscribedTo(rig.sandbox)).toEqual([...own, `${FULL_ORDER} ${ELSEWHERE}`].sort());
		// All are known, so that a new address would find them.
		rig.sandbox.clearRequests();
		await trigger.activate('init');
		expect(wireOf(rig.sandbox)).toEqual(['GET /webhook 200', 'GET /webhook-secret 200']);
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([`${FULL_ORDER} ${ELSEWHERE}`]);
	});

	it('each time is given up, and nothing stays', async () => {
		const trigger = await rig.open({ events: EVENTS });
		const fault = rig.sandbox.misbehave({ kind: 'status', status: 503, match: MAKE });
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: '503' });
		expect(fault.applied).toBe(5);
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});
});

describe('an answer to the end of a subscription that is lost', () => {
	it.each<[string, Fault]>([
		['after it was ended', { kind: 'loseAnswer', when: 'afterCommit' }],
		['before it was ended', { kind: 'loseAnswer', when: 'beforeCommit' }],
		['behind a 502, ended', { kind: 'statusAfterCommit', status: 502 }],
		['behind a 503, not ended', { kind: 'status', status: 503 }],
		['by a pause, not ended', { kind: 'status', status: 429, retryAfter: 1 }],
	])('%s is no failure', async (_when, fault) => {
		const trigger = await rig.activate({ events: EVENTS });
		const active = rig.sandbox.misbehave({ ...fault, match: END, every: 2, times: 1 });
		rig.sandbox.clearRequests();
		await trigger.deactivate();
		expect(active.applied).toBe(1);
		// n8n would call again what had failed.
		expect(rig.sandbox.requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
		expect(subscribedTo(rig.sandbox)).toEqual([]);
		expect(trigger.swallowed).toEqual([]);
	});
});

describe('a list that cannot be read', () => {
	it.each<[string, Fault]>([
		['a 503', { kind: 'status', status: 503 }],
		['a 429', { kind: 'status', status: 429, retryAfter: 2 }],
		['a cut connection', { kind: 'loseAnswer', when: 'beforeCommit' }],
	])('after %s is read again', async (_what, fault) => {
		const trigger = await rig.open({ events: EVENTS });
		const active = rig.sandbox.misbehave({ ...fault, match: LIST, times: 2 });
		await trigger.activate();
		expect(active.applied).toBe(2);
		expect(subscribedTo(rig.sandbox)).toEqual(EVENTS.map((type) => `${type} ${trigger.url}`));
	});

	it.each<[string, Fault, string]>([
		['a server that is down', { kind: 'status', status: 503 }, 'list the webhook subscriptions'],
		[
			'another page',
			{ kind: 'status', status: 200, body: '<html></html>' },
			'The answer is a web page',
		],
		['a refusal', { kind: 'refuse', message: 'Access Denied' }, 'API key'],
	])(
		'for good, for %s, stops the activation before anything is made',
		async (_what, fault, said) => {
			const trigger = await rig.open({ events: EVENTS });
			rig.sandbox.misbehave({ ...fault, match: LIST });
			await expect(trigger.activate()).rejects.toThrow(said);
			expect(rig.sandbox.requests.map(({ method }) => method)).not.toContain('POST');
		},
	);

	it('because its pages are short is read whole', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 2, match: LIST });
		const trigger = await rig.activate({ events: EVENTS });
		await trigger.activate('init');
		expect(subscribedTo(rig.sandbox)).toHaveLength(EVENTS.length);
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('because of entries that make no sense is read without them', async () => {
		const content = [
			null,
			5,
			{},
			{ id: 1 },
			{ id: 2, type: 3, url: null },
			{ id: null, type: FULL_ORDER },
		];
		const body = { content, page: 1, size: 250, total: content.length, first: true, last: true };
		const trigger = await rig.open();
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, match: LIST });
		await trigger.activate();
		expect(subscribedTo(rig.sandbox)).toEqual([`${FULL_ORDER} ${trigger.url}`]);
	});
});

it('says in words, without a code, that Impilo cannot be reached', async () => {
	const gone = await startSandbox();
	await gone.stop();
	const trigger = await rig.open({}, { credential: { baseUrl: gone.url } });

	await expect(trigger.activate()).rejects.toMatchObject({
		message: 'Impilo could not be reached: the connection was refused. Nothing was sent',
		description: expect.stringMatching(/^Check Environment and Base URL of the credential/),
	});
});
