import { deliver, orderEvent, useImpiloTriggers, TRIGGER } from './triggerRun';

const rig = useImpiloTriggers();

const REMEMBERED = 1_000;

it(`the last ${REMEMBERED} events are known, and no more`, async () => {
	const trigger = await rig.activate();
	const ids = Array.from({ length: REMEMBERED }, (_, index) => `event-${index}`);
	// One by one at first, so that it is certain which are the oldest.
	const send = async (id: string) => (await deliver(trigger.url, { body: orderEvent(id) })).status;
	for (const id of ids.slice(0, 3)) expect(await send(id)).toBe(200);
	for (let from = 3; from < REMEMBERED; from += 50) {
		await Promise.all(ids.slice(from, from + 50).map(send));
	}
	await trigger.settled();
	expect(trigger.executions).toHaveLength(REMEMBERED);
	const startsWith = async (id: string) => {
		const before = trigger.executions.length;
		await send(id);
		await trigger.settled();
		return trigger.executions.length > before;
	};
	expect(await startsWith('event-0')).toBe(false);
	expect(await startsWith('one too many')).toBe(true);
	expect(await startsWith('event-1')).toBe(false);
	expect(await startsWith('event-0')).toBe(true);
	expect(await startsWith('event-2')).toBe(false);
	expect(await startsWith('event-1')).toBe(true);
	await deliver(trigger.url, { body: orderEvent('event-1') });
	const { recentEvents } = trigger.staticData[`node:${TRIGGER}`] as { recentEvents: string[] };
	expect(recentEvents).toHaveLength(REMEMBERED);
});
