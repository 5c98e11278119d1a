import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import {
	answered,
	API_KEY,
	createClient,
	createInstantClock,
	createScript,
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
		expect(client.disturbances.repeats).toBe(2);
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
	expect(client.disturbances).toEqual({ pauses: 1, repeats: 1 });
});
