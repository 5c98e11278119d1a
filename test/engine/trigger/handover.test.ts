import { MemoryCredentialsHelper } from '../harness/credentialsHelper';
import { deliver, holdStarts, orderEvent, startedWith, useImpiloTriggers } from './triggerRun';

/** How n8n takes events over when it has much to do. */

const rig = useImpiloTriggers();

const MOST_AT_ONCE = 5;

it('an event that has waited too long is answered 503, and starts the workflow when it comes again', async () => {
	const trigger = await rig.activate();
	const { areHeld, takeOver } = holdStarts(trigger, MOST_AT_ONCE);
	const send = async (id: string) => await deliver(trigger.url, { body: orderEvent(id) });
	const first = Promise.all(Array.from({ length: MOST_AT_ONCE }, (_, index) => send(`${index}`)));
	await areHeld;
	jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
		const giveUp = new AbortController();
		setImmediate(() => giveUp.abort());
		return giveUp.signal;
	});
	expect(await send('late')).toMatchObject({
		status: 503,
		text: expect.stringContaining('could not accept the event in time'),
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

it.each<[string, () => void]>([
	['takes longer than two seconds', () => rig.time.pass(2_001)],
	[
		'fails',
		() => {
			throw new Error('no connection');
		},
	],
])(
	'a database that %s gets no event: it is answered 503, and starts the workflow when it comes again',
	async (_what, happens) => {
		const trigger = await rig.activate();
		const send = async () => (await deliver(trigger.url, { body: orderEvent('a') })).status;
		const read = MemoryCredentialsHelper.prototype.getDecrypted;
		jest
			.spyOn(MemoryCredentialsHelper.prototype, 'getDecrypted')
			.mockImplementation(async function (this: MemoryCredentialsHelper, ...parameters) {
				happens();
				return await read.apply(this, parameters);
			});
		expect(await send()).toBe(503);
		jest.restoreAllMocks();

		expect([await send(), await send()]).toEqual([200, 200]);
		await trigger.settled();
		expect(trigger.executions).toHaveLength(1);
	},
);
