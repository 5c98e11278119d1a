import type { Change } from '../../../nodes/Impilo/api/changeOnce';
import { changeOnce, UncertainChange } from '../../../nodes/Impilo/api/changeOnce';
import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { GateClosed } from '../../../nodes/Impilo/api/gate';
import { isObject } from '../../../nodes/Impilo/api/json';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import { expectPlainWords } from '../plainWords';
import { answered, createClient, createInstantClock, createScript, rejectionOf } from '../standIns';

const REQUEST = { method: 'POST', path: '/order', purpose: 'place the order' } as const;

const MADE = answered(201, { id: 42 });
const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };
const STOPPED: Outcome = { kind: 'stopped' };

const LOSSES: Array<[string, Outcome]> = [
	['a time-out', { kind: 'lost', code: 'ECONNABORTED' }],
	['a closed connection', LOST],
	['HTTP 408', answered(408)],
	['HTTP 500', answered(500)],
	['HTTP 504', answered(504)],
];
const UNREADABLE: Array<[string, Outcome, RegExp]> = [
	['201 without a body', answered(201), /an empty answer$/],
	['201 without an ID', answered(201, { id: null }), /cannot be read$/],
	['200 with a web page', answered(200, '<html></html>'), /is a web page, so/],
	['201 that is cut', { kind: 'lost', code: 'ECONNRESET', status: 201 }, /closed$/],
];

/** What a look-up gives: the ID of the change that was made, nothing, or a failure. */
type Found = number | undefined | Error;

const readId: Change<number>['read'] = (body) =>
	isObject(body) && typeof body.id === 'number' ? body.id : undefined;

interface Given extends Partial<Pick<Change<number>, 'maxSends' | 'isHarmlessTwice'>> {
	/** What the look-ups give, one after the other; later ones find nothing. Null for no look-up at all. */
	found?: Found[] | null;
	/** The gate closes after so many steps: answers and look-ups together. */
	closesAfter?: number;
}

/** Makes a change while Impilo answers from a script; `steps` tells what was done, and in which order. */
function start(outcomes: Outcome[], given: Given = {}) {
	const { found = [], closesAfter, maxSends = 4, isHarmlessTwice = false } = given;
	const { transmit } = createScript(...outcomes);
	const clock = createInstantClock();
	const steps: string[] = [];
	const note = (step: string): void => {
		steps.push(step);
		if (steps.length === closesAfter) client.gate.close();
	};
	const client = createClient(
		async (request) => {
			const outcome = await transmit(request);
			note('send');
			return outcome;
		},
		{ clock },
	);
	const find = async (): Promise<number | undefined> => {
		note('look');
		const result = found?.shift();
		if (result instanceof Error) throw result;
		return await Promise.resolve(result);
	};
	const changing = changeOnce<number>(client, {
		request: REQUEST,
		read: readId,
		find: found === null ? undefined : find,
		maxSends,
		isHarmlessTwice,
	});
	changing.catch(() => {});
	return { changing, client, clock, steps: () => steps.join(' ') };
}

describe('changeOnce', () => {
	it('sends once when Impilo answers', async () => {
		const { changing, steps, clock, client } = start([MADE]);

		expect(await changing).toBe(42);
		expect(steps()).toBe('send');
		expect(clock.slept).toEqual([]);
		expect(client.retries).toEqual({ requests: 0, pauses: 0 });
	});

	it.each([400, 401, 403, 404, 409, 422, 302])(
		'passes a refusal on without sending again: %d',
		async (status) => {
			const { changing, steps } = start([answered(status)]);
			const failure = await rejectionOf(changing);

			expect(failure).toBeInstanceOf(ImpiloFailure);
			expect(failure).not.toBeInstanceOf(UncertainChange);
			expect(failure).toMatchObject({ status });
			expect(steps()).toBe('send');
		},
	);

	it('is certain that nothing was changed when Impilo is never reached', async () => {
		const unreached: Outcome = { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false };
		const { changing, steps } = start(Array.from({ length: 5 }, () => unreached));
		const failure = await rejectionOf(changing);

		expect(failure).not.toBeInstanceOf(UncertainChange);
		expect(String(failure)).toMatch(/Nothing was sent$/);
		expect(steps()).toBe('send send send send send');
	});

	it('sends nothing through a closed gate', async () => {
		const { transmit, requests } = createScript();
		const client = createClient(transmit);
		client.gate.close();
		const change = { request: REQUEST, read: readId, maxSends: 4, isHarmlessTwice: false };

		await expect(changeOnce(client, change)).rejects.toThrow(GateClosed);
		expect(requests).toEqual([]);
	});
});

describe('after a lost answer', () => {
	it.each(LOSSES)('returns what was changed, found soon after %s', async (_, loss) => {
		const { changing, steps, clock, client } = start([loss], { found: [42] });

		expect(await changing).toBe(42);
		expect(steps()).toBe('send look');
		expect(clock.slept).toEqual([375]);
		expect(client.retries.requests).toBe(0);
	});

	it.each(LOSSES)('returns what is only found at the second look after %s', async (_, loss) => {
		const { changing, steps, client } = start([loss], { found: [undefined, 42] });

		expect(await changing).toBe(42);
		expect(steps()).toBe('send look look');
		expect(client.retries.requests).toBe(0);
	});

	it.each(LOSSES)('sends again after %s when nothing is found, and counts it', async (_, loss) => {
		const { changing, steps, client } = start([loss, MADE]);

		expect(await changing).toBe(42);
		expect(steps()).toBe('send look look send');
		expect(client.retries).toEqual({ requests: 1, pauses: 0 });
	});

	it.each<[string, Outcome, number[]]>([
		['HTTP 504', answered(504), [375, 7_500, 750, 15_000, 1_500, 30_000, 3_000, 45_000]],
		['HTTP 500', answered(500), [375, 1_500, 750, 3_000, 1_500, 6_000, 3_000, 12_000]],
	])(
		'waits longer from round to round, and gives up after the last: %s',
		async (_, loss, waits) => {
			const { changing, steps, clock, client } = start([loss, loss, loss, loss]);

			expect(await rejectionOf(changing)).toBeInstanceOf(UncertainChange);
			expect(steps()).toBe('send look look send look look send look look send look look');
			expect(clock.slept).toEqual(waits);
			expect(client.retries.requests).toBe(3);
		},
	);

	it('returns what is only found after the last send', async () => {
		const { changing } = start([LOST, LOST], {
			maxSends: 2,
			found: [undefined, undefined, undefined, 42],
		});

		expect(await changing).toBe(42);
	});

	it('is uncertain when a later send is refused, and says why', async () => {
		const { changing, steps } = start([LOST, answered(403, { message: 'Access Denied' })]);
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		expect(failure).toMatchObject({
			message: 'The API key is not allowed to do this',
			remedy: expect.stringMatching(/^Ask the administrator/) as string,
			status: 403,
			apiMessage: 'Access Denied',
		});
		expect(steps()).toBe('send look look send');
	});

	it('never sends again when there is no way to look', async () => {
		const { changing, steps, clock } = start([LOST], { found: null });
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		expect(failure).toMatchObject({
			message: "Impilo's answer was lost: the connection was closed",
		});
		expect(steps()).toBe('send');
		expect(clock.slept).toEqual([]);
	});
});

describe('after a success that cannot be read', () => {
	it.each(UNREADABLE)(
		'looks twice in each of four rounds, and never sends again: %s',
		async (_, answer, words) => {
			const { changing, steps, clock, client } = start([answer]);
			const failure = await rejectionOf(changing);

			expect(failure).toBeInstanceOf(UncertainChange);
			expect(String(failure)).toMatch(words);
			expect(steps()).toBe('send look look look look look look look look');
			expect(clock.slept).toEqual([375, 1_500, 750, 3_000, 1_500, 6_000, 3_000, 12_000]);
			expect(client.retries.requests).toBe(0);
		},
	);

	it.each(UNREADABLE)('returns what the last look finds: %s', async (_, answer) => {
		const found = [...Array.from({ length: 7 }, () => undefined), 42];

		expect(await start([answer], { found }).changing).toBe(42);
	});

	it('does not send again, even if an earlier answer was lost', async () => {
		const { changing, steps } = start([LOST, answered(201)]);

		expect(await rejectionOf(changing)).toBeInstanceOf(UncertainChange);
		expect(steps()).toBe('send look look send look look look look look look');
	});
});

describe('a change that does no harm when it is made twice', () => {
	const isHarmlessTwice = true;

	it('is looked for once, and sent again soon', async () => {
		const { changing, steps, clock, client } = start([LOST, LOST, MADE], { isHarmlessTwice });

		expect(await changing).toBe(42);
		expect(steps()).toBe('send look send look send');
		expect(clock.slept).toEqual([375, 750]);
		expect(client.retries.requests).toBe(2);
	});

	it('is sent again after a success that cannot be read', async () => {
		const { changing, steps } = start([answered(204), MADE], { isHarmlessTwice });

		expect(await changing).toBe(42);
		expect(steps()).toBe('send look send');
	});

	it('is not sent more often than allowed', async () => {
		const { changing, steps } = start([LOST, LOST], { isHarmlessTwice, maxSends: 2 });

		expect(await rejectionOf(changing)).toBeInstanceOf(UncertainChange);
		expect(steps()).toBe('send look send look');
	});
});

describe('Retry-After', () => {
	const asking = (seconds: string): Outcome => answered(503, undefined, { 'retry-after': seconds });

	it('is waited for before the second look', async () => {
		const { changing, steps, clock } = start([asking('120'), MADE]);

		expect(await changing).toBe(42);
		expect(steps()).toBe('send look look send');
		expect(clock.slept).toEqual([375, 120_000]);
	});

	it('that is too long leaves the change uncertain at once', async () => {
		const { changing, steps, clock } = start([asking('121')]);
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		expect(failure).toMatchObject({ status: 503 });
		expect(steps()).toBe('send');
		expect(clock.slept).toEqual([]);
	});

	it('that is too long after a later send leaves it uncertain, too', async () => {
		const { changing, steps } = start([LOST, asking('3600')]);
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		expect(failure).toMatchObject({ status: 503 });
		expect(steps()).toBe('send look look send');
	});

	it('of a 429 is waited for, as nothing was changed', async () => {
		const throttled = answered(429, undefined, { 'retry-after': '7' });
		const { changing, steps, clock, client } = start([throttled, MADE], { found: null });

		expect(await changing).toBe(42);
		expect(steps()).toBe('send send');
		expect(clock.slept).toEqual([7_000]);
		expect(client.retries).toEqual({ requests: 1, pauses: 1 });
	});
});

describe('when the execution is stopped', () => {
	it.each<[string, Outcome[], string]>([
		['the first send', [STOPPED], 'send'],
		['a later send', [LOST, STOPPED], 'send look look send'],
	])('during %s, the change is uncertain', async (_, outcomes, steps) => {
		const { changing, steps: done } = start(outcomes, { found: [undefined, undefined, 42] });
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		expect(String(failure)).toContain('stopped before Impilo answered');
		expect(done()).toBe(steps);
	});

	it.each<[string, Outcome[], number]>([
		['before the first look', [LOST], 1],
		['before the second look', [LOST], 2],
		['before the next send', [LOST], 3],
		['before the next look for an unreadable success', [answered(201)], 3],
	])('%s, the change is uncertain', async (_, outcomes, closesAfter) => {
		const { changing, steps } = start(outcomes, { closesAfter });
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		expect(failure).toMatchObject({
			message: 'The execution was stopped before that was certain',
			reason: expect.any(GateClosed) as GateClosed,
			status: undefined,
		});
		expect(steps().split(' ')).toHaveLength(closesAfter);
	});
});

describe('when the look fails', () => {
	it('the change is uncertain, and the failure of the look says why', async () => {
		const refused = new ImpiloFailure(
			{ happened: 'The key may not list orders', remedy: 'Use another key.' },
			{ status: 403, apiMessage: 'Access Denied' },
		);
		const { changing, steps } = start([LOST], { found: [refused] });

		expect(await rejectionOf(changing)).toMatchObject({
			message: 'The key may not list orders',
			remedy: 'Use another key.',
			status: 403,
			apiMessage: 'Access Denied',
			reason: refused,
		});
		expect(steps()).toBe('send look');
	});

	it('in an unforeseen way, the message is still plain', async () => {
		const { changing } = start([LOST], { found: [new Error('x is not a function')] });
		const failure = await rejectionOf(changing);

		expect(failure).toBeInstanceOf(UncertainChange);
		if (!(failure instanceof UncertainChange)) return;
		expect(failure.message).toBe('It could not be looked up');
		expectPlainWords(failure.message);
		expectPlainWords(failure.remedy);
	});
});
