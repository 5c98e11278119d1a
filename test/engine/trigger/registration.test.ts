import type { INodeParameters } from 'n8n-workflow';

import type { Registration } from '../../../nodes/Impilo/trigger/storage';
import type { Fault } from '../../../sandbox';
import type { TriggerRig } from '../harness';
import { subscribe } from '../../sandbox/receiver';
import {
	deliver,
	FULL_ORDER,
	useImpiloTriggers,
	subscribedTo,
	TRIGGER,
	wireOf,
} from './triggerRun';

const rig = useImpiloTriggers();

const ELSEWHERE = 'https://elsewhere.example.com/hook';
const OLD_URL = 'https://old.example.com/';
const LIST_IS_DOWN: Fault = {
	kind: 'status',
	status: 503,
	match: { method: 'GET', path: '/api/v3/webhook' },
};
const EVENTS = ['order.status', FULL_ORDER, 'reading.weight'];

const idsOf = () => rig.sandbox.webhooks.subscriptions.map(({ id }) => id);

/** The IDs of the subscriptions that the trigger has saved. */
function savedIdsOf({ staticData }: TriggerRig): string[] {
	const saved = staticData[`node:${TRIGGER}`] as { registration: Registration };
	return saved.registration.subscriptions.map(({ id }) => id);
}

describe('activation', () => {
	it('subscribes the URL to each chosen event, once', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		expect(subscribedTo(rig.sandbox)).toEqual(EVENTS.map((type) => `${type} ${trigger.url}`));
		const posts = rig.sandbox.requests.filter(({ method }) => method === 'POST');
		expect(posts.map(({ path, body }) => ({ path, body }))).toEqual(
			EVENTS.map((type) => ({ path: '/api/v3/webhook', body: { type, url: trigger.url } })),
		);
	});

	it.each<[string, INodeParameters, string[]]>([
		['full orders where nothing else is chosen', {}, [FULL_ORDER]],
		['an event that is chosen twice once', { events: [FULL_ORDER, FULL_ORDER] }, [FULL_ORDER]],
		[
			'the events of an expression',
			{ events: '={{ ["order.status", "patient.created"].join() }}' },
			['order.status', 'patient.created'],
		],
	])('takes %s', async (_, parameters, types) => {
		const trigger = await rig.activate(parameters);
		expect(subscribedTo(rig.sandbox)).toEqual(types.map((type) => `${type} ${trigger.url}`));
	});

	it.each([
		['the secret', { method: 'GET', path: '/api/v3/webhook-secret' }],
		['the list', { method: 'GET', path: '/api/v3/webhook' }],
	])('keeps what is there where n8n starts again and %s cannot be read', async (_, match) => {
		const trigger = await rig.activate({ events: EVENTS });
		const before = idsOf();
		rig.sandbox.misbehave({ kind: 'status', status: 503, match });
		await trigger.activate('init');
		expect(idsOf()).toEqual(before);
		expect(trigger.swallowed).toEqual([]);
	});

	it.each([
		['with Verify Sender', true],
		['without Verify Sender', false],
	])('does not take for granted what it cannot see, %s', async (_, verifySender) => {
		const trigger = await rig.open({ events: [FULL_ORDER], options: { verifySender } });
		rig.sandbox.misbehave(LIST_IS_DOWN);
		await expect(trigger.activate()).rejects.toMatchObject({ httpCode: '503' });
	});

	it.each<[string, string, string[]]>([
		['an event', OLD_URL, [FULL_ORDER, 'patient.created']],
		['the address', 'https://new.example.com/', [FULL_ORDER]],
	])(
		'does not take for granted what it cannot see after %s was changed',
		async (_, publicUrl, events) => {
			const node = { id: 'changing', webhookId: 'changing' };
			const old = await rig.activate({ events: [FULL_ORDER] }, { node, publicUrl: OLD_URL });
			const changed = await rig.open({ events }, { node, publicUrl });
			changed.staticData = old.staticData;
			rig.sandbox.misbehave(LIST_IS_DOWN);
			await expect(changed.activate('init')).rejects.toMatchObject({
				message: expect.stringContaining('could not list the webhook subscriptions'),
				httpCode: '503',
			});
		},
	);

	it('changes nothing where everything is there', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		const ids = idsOf();
		rig.sandbox.clearRequests();
		await trigger.activate('init');
		expect(idsOf()).toEqual(ids);
		expect(wireOf(rig.sandbox)).toEqual(['GET /webhook 200', 'GET /webhook-secret 200']);
	});

	it('finds by type and URL what it has forgotten, and makes the rest', async () => {
		const trigger = await rig.open({ events: EVENTS });
		const known = await subscribe(rig.sandbox, FULL_ORDER, trigger.url);
		await trigger.activate();
		expect(subscribedTo(rig.sandbox)).toEqual(EVENTS.map((type) => `${type} ${trigger.url}`));
		expect(idsOf()).toContain(known.id);
	});

	it('ends what is there twice, and keeps one of them', async () => {
		const trigger = await rig.open();
		const first = await subscribe(rig.sandbox, FULL_ORDER, trigger.url);
		await subscribe(rig.sandbox, FULL_ORDER, trigger.url);
		await subscribe(rig.sandbox, FULL_ORDER, trigger.url);
		await trigger.activate();
		expect(idsOf()).toEqual([first.id]);
	});

	it('ends what has come to its URL since', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		await subscribe(rig.sandbox, FULL_ORDER, trigger.url);
		await subscribe(rig.sandbox, 'patient.created', trigger.url);
		await trigger.activate('init');
		expect(subscribedTo(rig.sandbox)).toEqual(EVENTS.map((type) => `${type} ${trigger.url}`));
	});

	it('is put right after a subscription was deleted at Impilo', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		await fetch(`${rig.sandbox.url}/api/v3/webhook/${idsOf()[1]}`, {
			method: 'DELETE',
			headers: { 'Impilo-API-Key': rig.sandbox.apiKey },
		});
		await trigger.activate('init');
		expect(subscribedTo(rig.sandbox)).toEqual(EVENTS.map((type) => `${type} ${trigger.url}`));
		expect(savedIdsOf(trigger).sort()).toEqual(idsOf().map(String).sort());
	});
});

describe('a change', () => {
	it('of the events is carried out when it is published', async () => {
		const trigger = await rig.activate({ events: ['order.status', FULL_ORDER] });
		await trigger.publish({ events: [FULL_ORDER, 'patient.created'] });
		expect(subscribedTo(rig.sandbox)).toEqual([
			`${FULL_ORDER} ${trigger.url}`,
			`patient.created ${trigger.url}`,
		]);
		expect(savedIdsOf(trigger).sort()).toEqual(idsOf().map(String).sort());
	});

	it('of the events is carried out also where the old ones could not be ended', async () => {
		const trigger = await rig.activate({ events: ['order.status', FULL_ORDER] });
		const fault = rig.sandbox.misbehave({
			kind: 'status',
			status: 403,
			match: { method: 'DELETE' },
			times: 1,
		});
		await trigger.publish({ events: [FULL_ORDER, 'patient.created'] });
		expect(fault.applied).toBe(1);
		expect(subscribedTo(rig.sandbox)).toEqual([
			`${FULL_ORDER} ${trigger.url}`,
			`patient.created ${trigger.url}`,
		]);
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('of the address leaves what others have subscribed the old one to', async () => {
		const node = { id: 'moving', webhookId: 'moving' };
		const old = await rig.activate({}, { node, publicUrl: 'https://old.example.com/' });
		const path = new URL(old.url).pathname.slice(1);
		await subscribe(rig.sandbox, 'patient.created', `https://old.example.com/${path}`);
		const moved = await rig.open({}, { node, publicUrl: 'https://new.example.com/' });
		moved.staticData = old.staticData;
		await moved.activate('init');
		expect(subscribedTo(rig.sandbox)).toEqual([
			`${FULL_ORDER} https://new.example.com/${path}`,
			`patient.created https://old.example.com/${path}`,
		]);
	});

	it('of the address is carried out at the next activation, new ones first', async () => {
		const node = { id: 'moving', webhookId: 'moving' };
		const events = ['order.status', FULL_ORDER];
		const old = await rig.activate({ events }, { node, publicUrl: 'https://old.example.com/' });
		await subscribe(rig.sandbox, FULL_ORDER, ELSEWHERE);
		const moved = await rig.open({ events }, { node, publicUrl: 'https://new.example.com/' });
		moved.staticData = old.staticData;
		rig.sandbox.clearRequests();
		await moved.activate('init');
		const path = new URL(moved.url).pathname.slice(1);
		expect(subscribedTo(rig.sandbox)).toEqual(
			[
				...events.map((type) => `${type} https://new.example.com/${path}`),
				`${FULL_ORDER} ${ELSEWHERE}`,
			].sort(),
		);
		expect(rig.sandbox.requests.map(({ method }) => method).filter((m) => m !== 'GET')).toEqual([
			'POST',
			'POST',
			'DELETE',
			'DELETE',
		]);
		await moved.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([`${FULL_ORDER} ${ELSEWHERE}`]);
	});
});

describe('deactivation', () => {
	it('ends its own subscriptions and no others', async () => {
		await subscribe(rig.sandbox, FULL_ORDER, ELSEWHERE);
		const trigger = await rig.activate({ events: EVENTS });
		await subscribe(rig.sandbox, 'reading.weight', ELSEWHERE);
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([
			`${FULL_ORDER} ${ELSEWHERE}`,
			`reading.weight ${ELSEWHERE}`,
		]);
		expect(trigger.swallowed).toEqual([]);
		expect(trigger.staticData).toEqual({ [`node:${TRIGGER}`]: {} });
	});

	it('ends what it made also where it was forgotten', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		trigger.staticData = {};
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});

	it('leaves a stranger alone that has the ID of one of its own', async () => {
		const trigger = await rig.activate({ events: ['order.status', FULL_ORDER] });
		const ids = idsOf();
		// Another account, whose IDs are counted from the same start.
		rig.sandbox.reset();
		await subscribe(rig.sandbox, 'order.status', ELSEWHERE);
		await subscribe(rig.sandbox, FULL_ORDER, ELSEWHERE);
		expect(idsOf()).toEqual(ids);
		await trigger.deactivate();
		expect(idsOf()).toEqual(ids);
		expect(trigger.swallowed).toEqual([]);
	});

	it('takes it well when a subscription is gone', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		// It is still in the list when the trigger looks.
		rig.sandbox.misbehave({ kind: 'status', status: 404, match: { method: 'DELETE' }, times: 1 });
		rig.sandbox.misbehave({ kind: 'status', status: 410, match: { method: 'DELETE' }, times: 1 });
		await trigger.deactivate();
		expect(trigger.swallowed).toEqual([]);
		expect(wireOf(rig.sandbox).slice(-3)).toEqual([
			'DELETE /webhook/601 404',
			'DELETE /webhook/602 410',
			'DELETE /webhook/603 204',
		]);
	});

	it('does not take a web page for the word that a subscription is gone', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		rig.sandbox.misbehave({
			kind: 'status',
			status: 404,
			body: '<html><title>Not Found</title></html>',
			match: { method: 'DELETE' },
		});
		await trigger.deactivate();
		expect(trigger.swallowed).toHaveLength(1);
		expect(trigger.swallowed[0]).toMatchObject({ name: 'NodeApiError', httpCode: '404' });
	});

	it('is told to n8n where it fails, and made good by the next', async () => {
		const trigger = await rig.activate({ events: EVENTS });
		const fault = rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'Access Denied',
			match: { method: 'DELETE' },
		});
		await trigger.deactivate();
		expect(trigger.swallowed).toHaveLength(1);
		expect(trigger.swallowed[0]).toMatchObject({ name: 'NodeApiError', httpCode: '403' });
		expect(subscribedTo(rig.sandbox)).toHaveLength(EVENTS.length);
		fault.remove();
		await trigger.activate();
		expect(subscribedTo(rig.sandbox)).toHaveLength(EVENTS.length);
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([]);
	});
});

describe('the test URL', () => {
	it('is subscribed beside the production URL, and ended alone', async () => {
		const trigger = await rig.activate();
		await trigger.activateTest();
		const production = `${FULL_ORDER} ${trigger.url}`;
		expect(subscribedTo(rig.sandbox)).toEqual(
			[production, `${FULL_ORDER} ${trigger.testUrl}`].sort(),
		);
		await trigger.deactivateTest();
		expect(subscribedTo(rig.sandbox)).toEqual([production]);
		expect((await deliver(trigger.url, { body: {} })).status).toBe(400);
		expect(trigger.swallowed).toEqual([]);
	});

	it('stays when the workflow is deactivated', async () => {
		const trigger = await rig.activate();
		await trigger.activateTest();
		await trigger.deactivate();
		expect(subscribedTo(rig.sandbox)).toEqual([`${FULL_ORDER} ${trigger.testUrl}`]);
		expect((await deliver(trigger.testUrl, { body: {} })).status).toBe(400);
	});

	it('is put right where an earlier test was never ended', async () => {
		const trigger = await rig.open({ events: ['order.status'] });
		await subscribe(rig.sandbox, 'order.status', trigger.testUrl);
		await subscribe(rig.sandbox, FULL_ORDER, trigger.testUrl);
		await trigger.activateTest();
		expect(subscribedTo(rig.sandbox)).toEqual([`order.status ${trigger.testUrl}`]);
	});

	it('is ended by the first event that starts the workflow', async () => {
		const trigger = await rig.activate();
		await trigger.activateTest();
		rig.sandbox.setOrderStatus(5001, 'shipped');
		await rig.settled();
		expect(trigger.executions.map(({ data }) => data.mode).sort()).toEqual(['manual', 'webhook']);
		expect(subscribedTo(rig.sandbox)).toEqual([`${FULL_ORDER} ${trigger.url}`]);
	});

	it('is taken back where it cannot be subscribed', async () => {
		const trigger = await rig.open({ events: [FULL_ORDER, 'no.such'] });
		await expect(trigger.activateTest()).rejects.toThrow('Impilo');
		expect(subscribedTo(rig.sandbox)).toEqual([]);
		expect((await deliver(trigger.testUrl, { body: {} })).status).toBe(404);
	});
});
