import { setTimeout as wait } from 'node:timers/promises';

import type { TriggerRig } from '../harness';
import {
	deliver,
	FULL_ORDER,
	orderEvent,
	SECRET,
	sendEvent,
	startedWith,
	startImpiloTriggers,
	type ImpiloTriggerRig,
} from './triggerRun';

let rig: ImpiloTriggerRig;
beforeAll(async () => {
	rig = await startImpiloTriggers();
});
beforeEach(() => {
	rig.sandbox.webhooks.secret = SECRET;
});
afterEach(async () => await rig.reset());
afterAll(async () => await rig.stop());

it('an event that comes again is answered 200 and starts nothing', async () => {
	const trigger = await rig.open();
	await trigger.activate();
	for (let round = 0; round < 3; round += 1) {
		expect(await sendEvent(rig.sandbox, trigger, FULL_ORDER, { id: round }, 'same')).toEqual([200]);
	}
	expect(startedWith(trigger)).toMatchObject([{ id: 0, eventId: 'same' }]);
	expect(await deliver(trigger.url, { body: orderEvent('same') })).toEqual({
		status: 200,
		text: '{"message":"Known already"}',
	});
	await sendEvent(rig.sandbox, trigger, FULL_ORDER, { id: 9 }, 'other');
	expect(startedWith(trigger)).toHaveLength(2);
	expect(trigger.logs).toEqual([]);
});

it('deliveries of one event that come at once start the workflow once', async () => {
	const trigger = await rig.open();
	await trigger.activate();
	const answers = await Promise.all(
		Array.from({ length: 20 }, async () => await deliver(trigger.url, { body: orderEvent('a') })),
	);
	expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
	await trigger.settled();
	expect(trigger.executions).toHaveLength(1);
});

it('events that come at once are all remembered', async () => {
	const trigger = await rig.open();
	await trigger.activate();
	const ids = Array.from({ length: 20 }, (_, index) => `event-${index}`);
	for (let round = 0; round < 2; round += 1) {
		await Promise.all(ids.map(async (id) => await deliver(trigger.url, { body: orderEvent(id) })));
	}
	await trigger.settled();
	expect(trigger.executions).toHaveLength(ids.length);
	// The repeats have started nothing, so n8n has saved what was known by then.
	const after = await rig.open();
	after.staticData = trigger.staticData;
	await after.activate('init');
	for (const id of ids) await deliver(after.url, { body: orderEvent(id) });
	await after.settled();
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
	const before = await rig.open();
	await before.activate();
	for (const id of sentBefore) await deliver(before.url, { body: orderEvent(id) });
	await before.settled();
	// Another process knows only what was saved: another node ID stands for that.
	const after = await rig.open();
	after.staticData = before.staticData;
	await after.activate('init');
	after.restart();
	for (const id of ['a', 'b']) {
		expect((await deliver(after.url, { body: orderEvent(id) })).status).toBe(200);
	}
	await after.settled();
	expect(startedWith(after).map(({ eventId }) => eventId)).toEqual(started);
});

/** Lets n8n not take over the next event before `takeOver` is called. */
function holdStart(trigger: TriggerRig): { isHeld: Promise<void>; takeOver: () => void } {
	let takeOver = (): void => {};
	const isHeld = new Promise<void>((held) => {
		trigger.beforeStart(async () => {
			trigger.beforeStart(async () => {});
			await new Promise<void>((resolve) => {
				takeOver = resolve;
				held();
			});
		});
	});
	return { isHeld, takeOver: () => takeOver() };
}

describe('an event that n8n cannot take over', () => {
	it('is answered with an error, and starts the workflow when it comes again', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		trigger.beforeStart(async () => await Promise.reject(new Error('no database')));
		for (let round = 0; round < 2; round += 1) {
			expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(500);
		}
		trigger.beforeStart(async () => {});
		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger).map(({ eventId }) => eventId)).toEqual(['a']);
	});

	it('does not become known when another is taken over meanwhile', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		let fail = (): void => {};
		const isHeld = new Promise<void>((resolve) => {
			trigger.beforeStart(async () => {
				trigger.beforeStart(async () => {});
				await new Promise((_, reject) => {
					fail = () => reject(new Error('no database'));
					resolve();
				});
			});
		});
		const failing = deliver(trigger.url, { body: orderEvent('a') });
		await isHeld;
		// n8n saves static data only after a delivery that starts nothing, as the second of these.
		for (let round = 0; round < 2; round += 1) {
			expect((await deliver(trigger.url, { body: orderEvent('b') })).status).toBe(200);
		}
		fail();
		expect((await failing).status).toBe(500);

		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
		await trigger.settled();
		expect(startedWith(trigger).map(({ eventId }) => eventId)).toEqual(['b', 'a']);
	});

	it('is taken over by one of the deliveries that waited for it', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		let failures = 2;
		trigger.beforeStart(async () => {
			await wait(20);
			if (failures-- > 0) throw new Error('no database');
		});
		const answers = await Promise.all(
			Array.from({ length: 5 }, async () => await deliver(trigger.url, { body: orderEvent('a') })),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 500, 500]);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
	});

	it('is answered only once n8n has taken it over', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		const { isHeld, takeOver } = holdStart(trigger);
		let answered = 0;
		const first = deliver(trigger.url, { body: orderEvent('a') }).finally(() => answered++);
		await isHeld;
		const repeat = deliver(trigger.url, { body: orderEvent('a') }).finally(() => answered++);
		await wait(30);
		expect(answered).toBe(0);
		takeOver();
		expect([(await first).status, (await repeat).status]).toEqual([200, 200]);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
	});

	it('is not started again where n8n takes it over after the sender has gone', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		const { isHeld, takeOver } = holdStart(trigger);
		const headers = { 'Content-Type': 'application/json', 'Impilo-Webhook-Secret': SECRET };
		const body = JSON.stringify(orderEvent('a'));
		const sender = new AbortController();
		const { signal } = sender;
		const sent = fetch(trigger.url, { method: 'POST', headers, body, signal });
		await isHeld;
		sender.abort();
		await expect(sent).rejects.toThrow();
		takeOver();
		await trigger.settled();
		expect((await deliver(trigger.url, { body: orderEvent('a') })).status).toBe(200);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
	});
});

it('the envelope { event, data } has no ID: each delivery starts the workflow', async () => {
	const trigger = await rig.open({ events: ['patient.updated'] });
	await trigger.activate();
	const body = { event: 'patient.updated', data: { id: 1234 } };
	for (let round = 0; round < 2; round += 1) {
		expect((await deliver(trigger.url, { body })).status).toBe(200);
	}
	await trigger.settled();
	const json = { id: 1234, event: 'patient.updated', eventId: null };
	expect(startedWith(trigger)).toMatchObject([json, json]);
});

it('an event is known after the workflow was deactivated and activated again', async () => {
	const trigger = await rig.open();
	await trigger.activate();
	await deliver(trigger.url, { body: orderEvent('a') });
	await trigger.settled();
	await trigger.deactivate();
	await trigger.activate();
	await deliver(trigger.url, { body: orderEvent('a') });
	await trigger.settled();
	expect(trigger.executions).toHaveLength(1);
});

it('an event is another event for another trigger', async () => {
	const triggers = [await rig.open(), await rig.open()];
	for (const trigger of triggers) await trigger.activate();
	rig.sandbox.webhooks.sendEvent(FULL_ORDER, { id: 1 }, { id: 'same' });
	await rig.sandbox.webhooks.settled();
	for (const trigger of triggers) {
		await trigger.settled();
		expect(startedWith(trigger)).toMatchObject([{ eventId: 'same' }]);
	}
});

it('an ID that comes with another type is another event', async () => {
	const trigger = await rig.open({ events: [FULL_ORDER, 'order.status'] });
	await trigger.activate();
	for (const type of [FULL_ORDER, 'order.status', FULL_ORDER, 'order.status']) {
		await deliver(trigger.url, { body: { ...orderEvent('same'), type } });
	}
	await trigger.settled();
	expect(startedWith(trigger).map(({ event }) => event)).toEqual([FULL_ORDER, 'order.status']);
});

it('an ID that is a number is known again, also as text', async () => {
	const trigger = await rig.open();
	await trigger.activate();
	for (const id of [17, 17, '17', 0]) await deliver(trigger.url, { body: orderEvent(id) });
	await trigger.settled();
	expect(startedWith(trigger).map(({ eventId }) => eventId)).toEqual(['17', '0']);
});

describe('in the editor', () => {
	it('the same event starts the workflow at each test', async () => {
		const trigger = await rig.open();
		for (let round = 0; round < 3; round += 1) {
			await trigger.activateTest();
			expect((await deliver(trigger.testUrl, { body: orderEvent('a') })).status).toBe(200);
			await trigger.settled();
		}
		expect(startedWith(trigger).map(({ eventId }) => eventId)).toEqual(['a', 'a', 'a']);
		expect(trigger.executions.map(({ data }) => data.mode)).toEqual(['manual', 'manual', 'manual']);
	});

	it('an event that was tested starts the active workflow, and the other way round', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		for (const id of ['a', 'b']) {
			await trigger.activateTest();
			const urls = [trigger.testUrl, trigger.url];
			if (id === 'b') urls.reverse();
			for (const url of urls) {
				expect((await deliver(url, { body: orderEvent(id) })).status).toBe(200);
				await trigger.settled();
			}
		}
		expect(trigger.executions.map(({ data }) => data.mode)).toEqual([
			'manual',
			'webhook',
			'webhook',
			'manual',
		]);
	});

	it('a forged delivery does not end the listening', async () => {
		const trigger = await rig.open();
		await trigger.activateTest();
		const headers = { 'Impilo-Webhook-Secret': 'forged' };
		const forged = await deliver(trigger.testUrl, { body: orderEvent('a'), headers });
		expect(forged.status).toBe(401);
		await trigger.settled();
		expect((await deliver(trigger.testUrl, { body: orderEvent('a') })).status).toBe(200);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
	});
});
