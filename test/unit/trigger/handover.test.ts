import { EventEmitter } from 'node:events';

import type { IWebhookFunctions } from 'n8n-workflow';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import { waitForHandover } from '../../../nodes/Impilo/trigger/handover';
import { settle } from '../standIns';

const MOST_AT_ONCE = 5;

/** A delivery that counts how often n8n's database is asked. */
function createDelivery({ closed = false } = {}) {
	const response = Object.assign(new EventEmitter(), { closed });
	const getCredentials = jest.fn(async () => await Promise.resolve({}));
	const context = { getResponseObject: () => response, getCredentials };
	return {
		getCredentials,
		handover: () => waitForHandover(context as unknown as IWebhookFunctions),
		close: async () => {
			response.emit('close');
			await settle();
		},
	};
}

let open: Array<ReturnType<typeof createDelivery>> = [];

/** Takes up all places. */
async function fill(): Promise<void> {
	open = Array.from({ length: MOST_AT_ONCE }, () => createDelivery());
	await Promise.all(open.map(({ handover }) => handover()));
}

afterEach(async () => {
	jest.restoreAllMocks();
	for (const delivery of open.splice(0)) await delivery.close();
});

it('asks the database twice before n8n gets the event', async () => {
	const delivery = createDelivery();
	open.push(delivery);

	expect(await delivery.handover()).toBe(true);
	expect(delivery.getCredentials).toHaveBeenCalledTimes(2);
});

it('takes two seconds for quick enough', async () => {
	const delivery = createDelivery();
	open.push(delivery);
	let nowMs = 0;
	jest.spyOn(systemClock, 'now').mockImplementation(() => nowMs);
	delivery.getCredentials.mockImplementation(async () => {
		nowMs += 2_000;
		return await Promise.resolve({});
	});

	expect(await delivery.handover()).toBe(true);
});

it('does not begin where the sender has gone already', async () => {
	const delivery = createDelivery({ closed: true });

	expect(await delivery.handover()).toBe(false);
	expect(delivery.getCredentials).not.toHaveBeenCalled();
});

it('gives up where the sender goes while it waits, and asks for nothing when its turn comes', async () => {
	await fill();
	const waiting = createDelivery();
	const next = createDelivery();
	open.push(next);
	const gone = waiting.handover();
	const taken = next.handover();
	await waiting.close();
	expect(await gone).toBe(false);

	await open[0]?.close();
	expect(await taken).toBe(true);
	expect(waiting.getCredentials).not.toHaveBeenCalled();
});

it('frees the place of an event that has been answered', async () => {
	await fill();
	const waiting = createDelivery();
	open.push(waiting);
	const handover = waiting.handover();
	await settle();
	expect(waiting.getCredentials).not.toHaveBeenCalled();

	await open[2]?.close();
	expect(await handover).toBe(true);
});
