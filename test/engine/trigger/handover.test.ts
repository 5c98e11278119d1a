import { systemClock } from '../../../nodes/Impilo/api/clock';
import { MemoryCredentialsHelper } from '../harness/credentialsHelper';
import {
	deliver,
	orderEvent,
	SECRET,
	startedWith,
	startImpiloTriggers,
	type DeliveryAnswer,
	type ImpiloTriggerRig,
} from './triggerRun';

/** How n8n takes events over when it has much to do. */

let rig: ImpiloTriggerRig;
beforeAll(async () => {
	rig = await startImpiloTriggers();
});
beforeEach(() => {
	rig.sandbox.webhooks.secret = SECRET;
});
afterEach(async () => {
	jest.restoreAllMocks();
	await rig.reset();
});
afterAll(async () => await rig.stop());

const MOST_AT_ONCE = 5;

const names = (count: number) => Array.from({ length: count }, (_, index) => `event-${index}`);

/** Opens a trigger whose events are not taken over until `takeOver` is called. */
async function openBusy() {
	const trigger = await rig.open();
	await trigger.activate();
	const held: Array<() => void> = [];
	let isHeld = (): void => {};
	const areHeld = new Promise<void>((resolve) => (isHeld = resolve));
	trigger.beforeStart(async () => {
		await new Promise<void>((resolve) => {
			held.push(resolve);
			if (held.length === MOST_AT_ONCE) isHeld();
		});
	});
	const takeOver = (): void => {
		trigger.beforeStart(async () => {});
		for (const release of held) release();
	};
	const send = async (id: string) => await deliver(trigger.url, { body: orderEvent(id) });
	return { trigger, held, areHeld, takeOver, send };
}

const statusesOf = (answers: DeliveryAnswer[]) => answers.map(({ status }) => status);

it('five events are taken over at once, and the next wait for them', async () => {
	const { trigger, held, areHeld, takeOver, send } = await openBusy();
	const answers = Promise.all(names(12).map(send));
	await areHeld;
	expect(held).toHaveLength(MOST_AT_ONCE);
	takeOver();

	expect(statusesOf(await answers)).toEqual(names(12).map(() => 200));
	expect(held).toHaveLength(MOST_AT_ONCE);
	await trigger.settled();
	expect(trigger.executions).toHaveLength(12);
});

it('one that has waited too long is answered 503, and starts the workflow when it comes again', async () => {
	const { trigger, areHeld, takeOver, send } = await openBusy();
	const first = Promise.all(names(MOST_AT_ONCE).map(send));
	await areHeld;
	jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
		const giveUp = new AbortController();
		setImmediate(() => giveUp.abort());
		return giveUp.signal;
	});
	expect(await send('late')).toMatchObject({
		status: 503,
		text: expect.stringContaining('could not take the event over in time'),
	});
	expect(trigger.logs).toEqual([
		expect.objectContaining({ message: expect.stringContaining('answered with 503') }),
	]);
	jest.restoreAllMocks();
	takeOver();
	await first;

	expect((await send('late')).status).toBe(200);
	await trigger.settled();
	expect(startedWith(trigger).filter(({ eventId }) => eventId === 'late')).toHaveLength(1);
});

describe.each<[string, () => void]>([
	[
		'takes longer than two seconds',
		() => void jest.spyOn(systemClock, 'now').mockReturnValue(2_001),
	],
	[
		'fails',
		() => {
			throw new Error('no connection');
		},
	],
])('a database that %s', (_what, happens) => {
	it('gets no event: it is answered 503, and starts the workflow when it comes again', async () => {
		const trigger = await rig.open();
		await trigger.activate();
		const send = async () => await deliver(trigger.url, { body: orderEvent('a') });
		const read = MemoryCredentialsHelper.prototype.getDecrypted;
		jest.spyOn(systemClock, 'now').mockReturnValue(0);
		jest
			.spyOn(MemoryCredentialsHelper.prototype, 'getDecrypted')
			.mockImplementation(async function (this: MemoryCredentialsHelper, ...parameters) {
				happens();
				return await read.apply(this, parameters);
			});
		expect((await send()).status).toBe(503);
		jest.restoreAllMocks();

		expect((await send()).status).toBe(200);
		expect((await send()).status).toBe(200);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
	});
});
