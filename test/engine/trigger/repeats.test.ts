import type { TriggerRig } from '../harness';
import {
	deliver,
	FULL_ORDER,
	holdStarts,
	orderEvent,
	SECRET,
	sendEvent,
	startedWith,
	useImpiloTriggers,
} from './triggerRun';

const rig = useImpiloTriggers();

/** Delivers events one after the other, and waits for what comes of them; gives the statuses. */
async function send(
	trigger: TriggerRig,
	ids: unknown[],
	url = trigger.url,
): Promise<Array<number | undefined>> {
	const statuses = [];
	for (const id of ids) statuses.push((await deliver(url, { body: orderEvent(id) })).status);
	await trigger.settled();
	return statuses;
}

/** Delivers events at once; gives the statuses in ascending order. */
async function sendAtOnce(trigger: TriggerRig, ids: unknown[]): Promise<Array<number | undefined>> {
	const statuses = await Promise.all(ids.map(async (id) => (await send(trigger, [id]))[0]));
	return statuses.sort();
}

/** A trigger of another process: it knows only what was saved. Another node ID stands for that. */
async function restart({ staticData }: TriggerRig): Promise<TriggerRig> {
	const after = await rig.open();
	after.staticData = staticData;
	await after.activate('init');
	return after;
}

const startedIds = (trigger: TriggerRig) => startedWith(trigger).map(({ eventId }) => eventId);
const modesOf = ({ executions }: TriggerRig) => executions.map(({ data }) => data.mode);

it('an event that comes again is answered 200 and starts nothing', async () => {
	const trigger = await rig.activate();
	for (let round = 0; round < 3; round += 1) {
		expect(await sendEvent(rig.sandbox, trigger, FULL_ORDER, { id: round }, 'same')).toEqual([200]);
	}
	expect(startedWith(trigger)).toMatchObject([{ id: 0, eventId: 'same' }]);
	expect(await deliver(trigger.url, { body: orderEvent('same') })).toEqual({
		status: 200,
		text: '{"message":"Known already"}',
	});
	await send(trigger, ['other']);
	expect(startedIds(trigger)).toEqual(['same', 'other']);
	expect(trigger.logs).toEqual([]);
});

it('deliveries of one event that come at once start the workflow once', async () => {
	const trigger = await rig.activate();
	const ids = Array.from({ length: 20 }, () => 'a');
	expect(await sendAtOnce(trigger, ids)).toEqual(ids.map(() => 200));
	expect(startedIds(trigger)).toEqual(['a']);
});

it('events that come at once are all remembered', async () => {
	const trigger = await rig.activate();
	const ids = Array.from({ length: 20 }, (_, index) => `event-${index}`);
	await sendAtOnce(trigger, ids);
	await sendAtOnce(trigger, ids);
	expect(trigger.executions).toHaveLength(ids.length);
	// The repeats have started nothing, so n8n has saved what was known by then.
	const after = await restart(trigger);
	await send(after, ids);
	expect(after.executions).toEqual([]);
});

it.each<[string, string[], string[]]>([
	[
		'an event is known after n8n was restarted, where a delivery since has started nothing',
		['a', 'a'],
		['b'],
	],
	['otherwise it starts the workflow again, and is not lost', ['a'], ['a', 'b']],
])('%s', async (_what, sentBefore, started) => {
	const before = await rig.activate();
	await send(before, sentBefore);
	const after = await restart(before);
	expect(await send(after, ['a', 'b'])).toEqual([200, 200]);
	expect(startedIds(after)).toEqual(started);
});

describe('an event that n8n cannot take over', () => {
	it('is answered with an error, and starts the workflow when it comes again', async () => {
		const trigger = await rig.activate();
		trigger.beforeStart(async () => await Promise.reject(new Error('no database')));
		expect(await send(trigger, ['a', 'a'])).toEqual([500, 500]);
		trigger.beforeStart(async () => {});
		expect(await send(trigger, ['a', 'a'])).toEqual([200, 200]);
		expect(startedIds(trigger)).toEqual(['a']);
	});

	it('does not become known when another is taken over meanwhile', async () => {
		const trigger = await rig.activate();
		const { areHeld, fail } = holdStarts(trigger);
		const failing = deliver(trigger.url, { body: orderEvent('a') });
		await areHeld;
		// n8n saves static data only after a delivery that starts nothing, as the second of these.
		for (let round = 0; round < 2; round += 1) {
			expect((await deliver(trigger.url, { body: orderEvent('b') })).status).toBe(200);
		}
		fail();
		expect((await failing).status).toBe(500);

		expect(await send(trigger, ['a'])).toEqual([200]);
		expect(startedIds(trigger)).toEqual(['b', 'a']);
	});

	it('is taken over by one of the deliveries that waited for it', async () => {
		const trigger = await rig.activate();
		const { areHeld, fail } = holdStarts(trigger);
		const answers = sendAtOnce(trigger, ['a', 'a', 'a', 'a', 'a']);
		await areHeld;
		fail();
		expect(await answers).toEqual([200, 200, 200, 200, 500]);
		expect(startedIds(trigger)).toEqual(['a']);
	});

	it('is answered only once n8n has taken it over', async () => {
		const trigger = await rig.activate();
		const { areHeld, takeOver } = holdStarts(trigger);
		let answered = 0;
		const answers = ['a', 'a'].map(async (id) => {
			const { status } = await deliver(trigger.url, { body: orderEvent(id) });
			answered++;
			return status;
		});
		await areHeld;
		// Something else is taken over and answered meanwhile.
		expect((await deliver(trigger.url, { body: orderEvent('b') })).status).toBe(200);
		expect(answered).toBe(0);
		takeOver();
		expect(await Promise.all(answers)).toEqual([200, 200]);
		await trigger.settled();
		expect(startedIds(trigger).sort()).toEqual(['a', 'b']);
	});

	it('is not started again where n8n takes it over after the sender has gone', async () => {
		const trigger = await rig.activate();
		const { areHeld, takeOver } = holdStarts(trigger);
		const headers = { 'Content-Type': 'application/json', 'Impilo-Webhook-Secret': SECRET };
		const sender = new AbortController();
		const sent = fetch(trigger.url, {
			method: 'POST',
			headers,
			body: JSON.stringify(orderEvent('a')),
			signal: sender.signal,
		});
		await areHeld;
		sender.abort();
		await expect(sent).rejects.toThrow();
		takeOver();
		await trigger.settled();
		expect(await send(trigger, ['a'])).toEqual([200]);
		expect(startedIds(trigger)).toEqual(['a']);
	});
});

it('the envelope { event, data } has no ID: each delivery starts the workflow', async () => {
	const trigger = await rig.activate({ events: ['patient.updated'] });
	const body = { event: 'patient.updated', data: { id: 1234 } };
	for (let round = 0; round < 2; round += 1) {
		expect((await deliver(trigger.url, { body })).status).toBe(200);
	}
	await trigger.settled();
	const json = { id: 1234, event: 'patient.updated', eventId: null };
	expect(startedWith(trigger)).toMatchObject([json, json]);
});

it('an event is known after the workflow was deactivated and activated again', async () => {
	const trigger = await rig.activate();
	await send(trigger, ['a']);
	await trigger.deactivate();
	await trigger.activate();
	await send(trigger, ['a']);
	expect(startedIds(trigger)).toEqual(['a']);
});

it('an event is another event for another trigger', async () => {
	const triggers = [await rig.activate(), await rig.activate()];
	rig.sandbox.webhooks.sendEvent(FULL_ORDER, { id: 1 }, { id: 'same' });
	await rig.settled();
	expect(triggers.map(startedIds)).toEqual([['same'], ['same']]);
});

it('an ID that comes with another type is another event', async () => {
	const trigger = await rig.activate({ events: [FULL_ORDER, 'order.status'] });
	for (const type of [FULL_ORDER, 'order.status', FULL_ORDER, 'order.status']) {
		await deliver(trigger.url, { body: { ...orderEvent('same'), type } });
	}
	await trigger.settled();
	expect(startedWith(trigger).map(({ event }) => event)).toEqual([FULL_ORDER, 'order.status']);
});

it('an ID that is a number is known again, also as text', async () => {
	const trigger = await rig.activate();
	await send(trigger, [17, 17, '17', 0]);
	expect(startedIds(trigger)).toEqual(['17', '0']);
});

describe('in the editor', () => {
	it('the same event starts the workflow at each test', async () => {
		const trigger = await rig.open();
		for (let round = 0; round < 3; round += 1) {
			await trigger.activateTest();
			expect(await send(trigger, ['a'], trigger.testUrl)).toEqual([200]);
		}
		expect(startedIds(trigger)).toEqual(['a', 'a', 'a']);
		expect(modesOf(trigger)).toEqual(['manual', 'manual', 'manual']);
	});

	it('an event that was tested starts the active workflow, and the other way round', async () => {
		const trigger = await rig.activate();
		await trigger.activateTest();
		await send(trigger, ['a'], trigger.testUrl);
		await send(trigger, ['a', 'b']);
		await trigger.activateTest();
		await send(trigger, ['b'], trigger.testUrl);
		expect(modesOf(trigger)).toEqual(['manual', 'webhook', 'webhook', 'manual']);
	});

	it('a forged delivery does not end the listening', async () => {
		const trigger = await rig.open();
		await trigger.activateTest();
		const headers = { 'Impilo-Webhook-Secret': 'forged' };
		const forged = await deliver(trigger.testUrl, { body: orderEvent('a'), headers });
		expect(forged.status).toBe(401);
		await trigger.settled();
		expect(await send(trigger, ['a'], trigger.testUrl)).toEqual([200]);
		expect(startedIds(trigger)).toEqual(['a']);
	});
});
