import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { GateClosed } from '../../../nodes/Impilo/api/gate';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import {
	answered,
	API_KEY,
	createClient,
	createInstantClock,
	createScript,
	rejectionOf,
	settle,
} from '../standIns';

const GET = { method: 'GET', path: '/order/7', purpose: 'read order 7' } as const;
const DELETE = { method: 'DELETE', path: '/order/7', purpose: 'void order 7' } as const;
const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

describe('read', () => {
	it.each<[string, Outcome]>([
		['a lost answer', LOST],
		['no connection', { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false }],
		['HTTP 500', answered(500)],
		['HTTP 503', answered(503)],
		['HTTP 429', answered(429)],
	])('tries again after %s', async (_, outcome) => {
		const { transmit, requests } = createScript(outcome, outcome, answered(200, { id: 7 }));
		const client = createClient(transmit);

		expect(await client.read(GET)).toEqual({ id: 7 });
		expect(requests).toHaveLength(3);
		expect(client.retries.requests).toBe(2);
	});

	it('gives up after five tries', async () => {
		const { transmit, requests } = createScript(...Array.from({ length: 5 }, () => LOST));

		await expect(createClient(transmit).read(GET)).rejects.toThrow(ImpiloFailure);
		expect(requests).toHaveLength(5);
	});

	it.each(['CERT_HAS_EXPIRED', 'ERR_INVALID_URL'])('does not try again after %s', async (code) => {
		const { transmit, requests } = createScript({ kind: 'unreached', code, isLasting: true });

		await expect(createClient(transmit).read(GET)).rejects.toThrow('Nothing was sent');
		expect(requests).toHaveLength(1);
	});

	it('counts from its own clock until when Impilo asks to wait', async () => {
		const clock = createInstantClock();
		const until = new Date(clock.now() + 30 * 60_000).toUTCString();
		const { transmit } = createScript(answered(429, undefined, { 'retry-after': until }));

		await expect(createClient(transmit, { clock }).read(GET)).rejects.toThrow('for 30 minutes');
	});

	it('does not try again what is refused', async () => {
		const { transmit, requests } = createScript(answered(404));
		const notFound = { happened: 'Impilo has no order 7', remedy: 'Check Order.' };

		await expect(createClient(transmit).read({ ...GET, notFound })).rejects.toThrow(
			'Impilo has no order 7',
		);
		expect(requests).toHaveLength(1);
	});

	it('hides the key and what is personal', async () => {
		const words = `${API_KEY} and Nathan refused`;
		const { transmit } = createScript(answered(400, { message: words }));

		await expect(createClient(transmit).read({ ...GET, personal: ['Nathan'] })).rejects.toThrow(
			'Impilo refused to read order 7: "[hidden] and [hidden] refused"',
		);
	});
});

describe('change', () => {
	it('gives back an ambiguous loss for the caller to find out', async () => {
		const { transmit, requests } = createScript(LOST);

		expect(await createClient(transmit).change(DELETE)).toEqual(LOST);
		expect(requests).toHaveLength(1);
	});

	it('sends again what certainly was not carried out', async () => {
		const unreached: Outcome = { kind: 'unreached', code: 'ENOTFOUND', isLasting: false };
		const { transmit, requests } = createScript(unreached, answered(429), answered(204));

		expect(await createClient(transmit).change(DELETE)).toMatchObject({ status: 204 });
		expect(requests).toHaveLength(3);
	});
});

it('holds back all requests while one was asked to wait', async () => {
	const clock = createInstantClock();
	const sleeping: Array<() => void> = [];
	const slow = { ...clock, sleep: () => new Promise<void>((wake) => sleeping.push(wake)) };
	const { transmit, requests } = createScript(
		answered(429, undefined, { 'retry-after': '30' }),
		answered(200, 'a'),
		answered(200, 'b'),
	);
	const client = createClient(transmit, { clock: slow });
	const first = client.read(GET);
	await settle();
	const second = client.read(GET);
	await settle();
	expect(requests).toHaveLength(1);

	await clock.sleep(30_000);
	for (const wake of sleeping) wake();
	expect(await Promise.all([first, second])).toEqual(['a', 'b']);
	expect(client.retries).toEqual({ pauses: 1, requests: 1 });
});

describe('a key that was refused', () => {
	const REFUSED = answered(401, { message: 'Unauthorized' });

	it('is not tried again: the other requests get the same outcome', async () => {
		const { transmit, requests } = createScript(REFUSED);
		const client = createClient(transmit);
		const first = await rejectionOf(client.read(GET));

		const second = await rejectionOf(client.read({ ...GET, path: '/order/8' }));
		expect(second).toMatchObject({ status: 401, message: 'Impilo did not accept the API key' });
		expect(second).not.toHaveProperty('apiMessage', 'Unauthorized');
		// The words may be about the first request, and are not for the others.
		expect(await client.change(DELETE)).toEqual({ ...REFUSED, body: undefined });
		expect(first).toMatchObject({ status: 401, message: 'Impilo did not accept the API key' });
		expect(requests).toHaveLength(1);
		expect(client.retries).toEqual({ pauses: 0, requests: 0 });
	});

	it('stops those that wait for their turn, and not those under way', async () => {
		const answers: Array<(outcome: Outcome) => void> = [];
		const transmit = async () => await new Promise<Outcome>((answer) => answers.push(answer));
		const client = createClient(transmit, { concurrency: 2 });
		const first = rejectionOf(client.read(GET));
		const second = client.read(GET);
		const third = rejectionOf(client.read(GET));
		await settle();
		expect(answers).toHaveLength(2);

		answers[0]?.(REFUSED);
		expect(await first).toMatchObject({ status: 401 });
		expect(await third).toMatchObject({ status: 401 });
		answers[1]?.(answered(200, 'b'));
		expect(await second).toBe('b');
		expect(answers).toHaveLength(2);
	});

	it('is not sent again with a request that was to be tried again', async () => {
		const clock = createInstantClock();
		const { transmit, requests } = createScript(LOST, REFUSED);
		let client = createClient(transmit, { clock });
		const sleep = async (): Promise<void> => {
			await client.change(DELETE);
		};
		client = createClient(transmit, { clock: { ...clock, sleep } });

		await expect(client.read(GET)).rejects.toMatchObject({ status: 401 });
		expect(requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
	});

	it('does not open a closed gate', async () => {
		const client = createClient(createScript(REFUSED).transmit);
		await client.change(DELETE);
		client.gate.close();

		await expect(client.change(DELETE)).rejects.toThrow(GateClosed);
	});

	it('is known to its own client only', async () => {
		const { transmit, requests } = createScript(REFUSED, answered(200, 'b'));

		await createClient(transmit).change(DELETE);
		expect(await createClient(transmit).read(GET)).toBe('b');
		expect(requests).toHaveLength(2);
	});

	it.each([400, 403, 404, 302])('is told by 401 only, not by %d', async (status) => {
		const { transmit, requests } = createScript(answered(status), answered(200, 'b'));
		const client = createClient(transmit);

		await client.change(DELETE);
		expect(await client.read(GET)).toBe('b');
		expect(requests).toHaveLength(2);
	});
});

describe('waits', () => {
	it('gives up a request when its waits together pass five minutes', async () => {
		const clock = createInstantClock();
		const throttled = answered(429, undefined, { 'retry-after': '100' });
		const { transmit, requests } = createScript(...Array.from({ length: 4 }, () => throttled));

		await expect(createClient(transmit, { clock }).read(GET)).rejects.toMatchObject({
			status: 429,
		});
		expect(requests).toHaveLength(4);
		expect(clock.slept).toEqual([100_000, 100_000, 100_000]);
	});

	it('counts the waits of each request on its own', async () => {
		const throttled = answered(429, undefined, { 'retry-after': '100' });
		const round = [throttled, throttled, throttled, answered(200, 'a')];
		const client = createClient(createScript(...round, ...round).transmit);

		expect([await client.read(GET), await client.read(GET)]).toEqual(['a', 'a']);
		expect(client.retries).toEqual({ pauses: 6, requests: 6 });
	});

	it('takes the time and the chance of a check from its clock', () => {
		const clock = createInstantClock();
		const client = createClient(createScript().transmit, { clock });
		const until = new Date(clock.now() + 20_000).toUTCString();

		expect(client.checkWaits(LOST, 2)).toEqual([750, 3_000]);
		expect(client.checkWaits(answered(503, undefined, { 'retry-after': until }), 1)).toEqual([
			375, 20_000,
		]);
		expect(
			client.checkWaits(answered(503, undefined, { 'retry-after': '121' }), 1),
		).toBeUndefined();
	});

	it('pauses no longer than the gate is open', async () => {
		const clock = { ...createInstantClock(), sleep: async () => await new Promise<void>(() => {}) };
		const client = createClient(createScript().transmit, { clock });
		const pausing = rejectionOf(client.gate.pause(60_000));
		client.gate.close();

		expect(await pausing).toBeInstanceOf(GateClosed);
	});
});
