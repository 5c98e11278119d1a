import { GateClosed } from '../../../nodes/Impilo/api/gate';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import {
	answered,
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
});

describe('a key that Impilo has refused', () => {
	const REFUSED = answered(401, { message: 'Unauthorized' });

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
