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
		['HTTP 503', answered(503)],
		['HTTP 429', answered(429)],
	])('tries again after %s, and counts it', async (_, outcome) => {
		const { transmit, requests } = createScript(outcome, outcome, answered(200, { id: 7 }));
		const client = createClient(transmit);

		expect(await client.read(GET)).toEqual({ id: 7 });
		expect(requests).toHaveLength(3);
		expect(client.retries.requests).toBe(2);
	});

	it('throttling uses up no tries for what else may happen, and the other way round', async () => {
		const throttled = Array.from({ length: 10 }, () =>
			answered(429, undefined, { 'retry-after': 1 }),
		);
		const failed = Array.from({ length: 4 }, () => answered(502));
		const outcomes = [...throttled, ...failed, ...throttled.slice(1), answered(200, 'Here')];
		const { transmit } = createScript(...outcomes);

		expect(await createClient(transmit).read(GET)).toBe('Here');
	});

	it('gives up after five tries', async () => {
		const { transmit, requests } = createScript(...Array.from({ length: 5 }, () => LOST));

		await expect(createClient(transmit).read(GET)).rejects.toThrow(ImpiloFailure);
		expect(requests).toHaveLength(5);
	});

	it('gives up when it would have waited for more than five minutes in all', async () => {
		const throttled = answered(429, undefined, { 'retry-after': 100 });
		const { transmit, requests } = createScript(...Array.from({ length: 4 }, () => throttled));

		await expect(createClient(transmit).read(GET)).rejects.toThrow('accepts no more requests');
		expect(requests).toHaveLength(4);
	});

	it('does not try again what is refused', async () => {
		const { transmit, requests } = createScript(answered(404));
		const notFound = { happened: 'Impilo has no order 7', remedy: 'Check Order.' };

		await expect(createClient(transmit).read({ ...GET, notFound })).rejects.toThrow(
			'Impilo has no order 7',
		);
		expect(requests).toHaveLength(1);
	});

	it('takes the time from its clock when Impilo asks to wait until a date', async () => {
		const clock = createInstantClock();
		const until = new Date(clock.now() + 30 * 60_000).toUTCString();
		const { transmit } = createScript(answered(429, undefined, { 'retry-after': until }));

		await expect(createClient(transmit, { clock }).read(GET)).rejects.toThrow('for 30 minutes');
	});

	it('keeps the key and personal values out of its messages', async () => {
		const words = `${API_KEY} and Nathan refused`;
		const { transmit } = createScript(answered(400, { message: words }));

		await expect(createClient(transmit).read({ ...GET, personal: ['Nathan'] })).rejects.toThrow(
			'Impilo refused to read order 7: "[hidden] and [hidden] refused"',
		);
	});
});

describe('change', () => {
	it('does not try again after a lost answer', async () => {
		const { transmit, requests } = createScript(LOST);

		expect(await createClient(transmit).change(DELETE)).toEqual(LOST);
		expect(requests).toHaveLength(1);
	});

	it('tries again what was certainly not carried out', async () => {
		const unreached: Outcome = { kind: 'unreached', code: 'ENOTFOUND', isLasting: false };
		const { transmit, requests } = createScript(unreached, answered(429), answered(204));

		expect(await createClient(transmit).change(DELETE)).toMatchObject({ status: 204 });
		expect(requests).toHaveLength(3);
	});
});

it('all requests are held back while Impilo asks for a pause', async () => {
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

describe('a key that Impilo has refused', () => {
	const REFUSED = answered(401, { message: 'Unauthorized' });

	it('is not sent again, and the words of the first answer are not repeated', async () => {
		const { transmit, requests } = createScript(REFUSED);
		const client = createClient(transmit);

		expect(await client.change(DELETE)).toEqual(REFUSED);
		expect(await client.change(DELETE)).toEqual({ ...REFUSED, body: undefined });
		expect(requests).toHaveLength(1);
		expect(client.retries).toEqual({ pauses: 0, requests: 0 });
	});

	it('stops the requests that wait, but not those in flight', async () => {
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

	it('stops a request that was about to be tried again', async () => {
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

	it.each([400, 403, 404, 302])(
		'is one that was answered with 401, not with %d',
		async (status) => {
			const { transmit, requests } = createScript(answered(status), answered(200, 'b'));
			const client = createClient(transmit);

			await client.change(DELETE);
			expect(await client.read(GET)).toBe('b');
			expect(requests).toHaveLength(2);
		},
	);
});
