import type { ImpiloClient } from '../../../nodes/Impilo/api/client';
import { Doubt, ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { Creation, FoundMatch } from '../../../nodes/Impilo/once/createOnce';
import { createOnce, readCreated } from '../../../nodes/Impilo/once/createOnce';
import type { Memory, SendState } from '../../../nodes/Impilo/once/memory';
import { expectPlainWords } from '../plainWords';
import { answered, createClient, createInstantClock, createScript, rejectionOf } from '../standIns';

interface Thing {
	id: number;
}

const REQUEST = { method: 'POST', path: '/order', purpose: 'place the order' } as const;

const MADE = answered(201, { id: 42 });
const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };
const STOPPED: Outcome = { kind: 'stopped' };
const UNREACHED: Outcome = { kind: 'unreached', code: 'CERT_HAS_EXPIRED', isLasting: true };

const LOSSES: Array<[string, Outcome]> = [
	['a time-out', { kind: 'lost', code: 'ECONNABORTED' }],
	['a closed connection', LOST],
	['HTTP 408', answered(408)],
	['HTTP 500', answered(500)],
	['HTTP 504', answered(504)],
];
/** Impilo said yes, and not to what. */
const UNREADABLE: Array<[string, Outcome]> = [
	['201 without a body', answered(201)],
	['201 without an ID', answered(201, { id: null })],
	['200 with a web page', answered(200, '<html></html>')],
	['201 that is cut', { kind: 'lost', code: 'ECONNRESET', status: 201 }],
];

const MINE: FoundMatch<Thing> = { is: 'mine', entity: { id: 42 } };
const OTHERS: FoundMatch<Thing> = {
	is: 'others',
	refusal: { happened: 'It is taken', remedy: 'Take another one' },
};
const UNCLEAR: FoundMatch<Thing> = { is: 'doubtful', what: 'Order 7 is there.' };
const BUSY = new ImpiloFailure({ happened: 'Impilo is busy', remedy: 'Wait' }, { status: 503 });

const NOTHING = undefined;
const FAILS: unknown = expect.any(ImpiloFailure);
const NOT_SENT = { is: 'notSent' } as const;
const after503 = (seconds: string, status = 503): Outcome =>
	answered(status, undefined, { 'retry-after': seconds });

interface Given {
	/** What the looks give, one after the other, then nothing; null if nobody can look. */
	looks?: Array<FoundMatch<Thing> | Error | undefined> | null;
	memory?: Memory<Thing>;
	/** After so many steps, sends and looks together. */
	closesAfter?: number;
	stopsAfter?: number;
	isSentOnce?: boolean;
	explain?: ImpiloClient['explain'];
}

/** Creates something while Impilo answers from a script; `steps` tells what was done, and in which order. */
function start(outcomes: Outcome[], given: Given = {}) {
	const { looks = [], memory = { state: { is: 'notSent' } }, closesAfter, stopsAfter } = given;
	const { transmit } = createScript(...outcomes);
	const clock = createInstantClock();
	const begunMs = clock.now();
	const steps: string[] = [];
	let aside = 0;
	const note = (step: string): void => {
		steps.push(`${step}${aside > 0 ? '' : '!'}@${(clock.now() - begunMs) / 1000}`);
		if (steps.length === closesAfter) client.gate.close();
		if (steps.length === stopsAfter) client.gate.stop();
	};
	const client = createClient(
		async (request) => {
			const outcome = await transmit(request);
			note('send');
			return outcome;
		},
		{ clock },
	);
	if (given.explain) client.explain = given.explain;
	const script = [...(looks ?? [])];
	const look: Creation<Thing>['lookUp'] = async () => {
		note('look');
		const result = script.shift();
		if (result instanceof Error) throw result;
		return await Promise.resolve(result);
	};
	const creation: Creation<Thing> = {
		request: REQUEST,
		read: readCreated,
		lookUp: looks === null ? undefined : look,
		isNeverResent: given.isSentOnce,
		question: 'It is not known whether it was placed.',
		doubtRemedy: () => 'Look for it.',
	};
	const creating = createOnce(client, memory, creation, async (waiting) => {
		aside++;
		return await waiting().finally(() => aside--);
	});
	const ends = creating.then(
		(entity) => entity.id,
		(failure: unknown) => failure,
	);
	return { creating, ends, client, memory, clock, steps: () => steps.join(' ') };
}

const WINDOW = 'look@1 look@3 look@7 look@15 look@30';
/** The looks after a send at another moment. */
const windowFrom = (seconds: number): string =>
	[1, 3, 7, 15, 30].map((after) => `look@${seconds + after}`).join(' ');

describe('what is sent for the first time', () => {
	it.each<[string, Outcome, Partial<SendState<Thing>>, unknown]>([
		[
			'is made',
			MADE,
			{ is: 'created', sends: 1, entity: { id: 42 }, isOwn: true, mayTurnUpUntilMs: 0 },
			42,
		],
		['is refused', answered(400), NOT_SENT, FAILS],
		['is not there', answered(404), NOT_SENT, FAILS],
		['is in conflict', answered(409), NOT_SENT, FAILS],
		['is redirected', answered(302), NOT_SENT, FAILS],
		['never arrives', UNREACHED, NOT_SENT, FAILS],
	])('and %s is never looked for', async (_, outcome, state, end) => {
		const { ends, memory, steps, client } = start([outcome]);

		expect(await ends).toEqual(end);
		expect(await ends).not.toBeInstanceOf(Doubt);
		expect(memory.state).toEqual(state);
		expect(steps()).toBe('send!@0');
		expect(client.retries.requests).toBe(0);
	});
});

describe('after a lost answer', () => {
	it.each([...LOSSES, ...UNREADABLE])(
		'it is adopted where it turns up after %s',
		async (_, loss) => {
			const { ends, memory, steps, client } = start([loss], { looks: [NOTHING, MINE] });

			expect(await ends).toBe(42);
			expect(steps()).toBe('send!@0 look@1 look@3');
			expect(memory.state).toMatchObject({
				is: 'created',
				sends: 1,
				entity: { id: 42 },
				isOwn: false,
			});
			expect(client.retries.requests).toBe(0);
		},
	);

	it.each<[string, Outcome, string]>([
		...LOSSES.map(([name, loss]): [string, Outcome, string] => [name, loss, WINDOW]),
		['HTTP 503', answered(503), 'look@1 look@3 look@10'],
		['503 that asks for a shorter wait', after503('5'), 'look@1 look@3 look@10'],
		['503 that asks for a longer wait', after503('60'), 'look@1 look@3 look@60'],
		[
			'500 that asks for the longest wait',
			after503('120', 500),
			'look@1 look@3 look@7 look@15 look@120',
		],
	])('it is sent again when the window has passed after %s', async (_, loss, looks) => {
		const { ends, memory, steps, client } = start([loss, MADE]);
		const seconds = /\d+$/.exec(looks)?.[0];

		expect(await ends).toBe(42);
		expect(steps()).toBe(`send!@0 ${looks} send!@${seconds}`);
		expect(memory.state).toMatchObject({ is: 'created', sends: 2, isOwn: true });
		expect(client.retries.requests).toBe(1);
	});

	it('it is sent again at most twice, each time after a window', async () => {
		const { ends, memory, steps } = start([LOST, LOST, LOST]);

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe(`send!@0 ${WINDOW} send!@30 ${windowFrom(30)} send!@60 ${windowFrom(60)}`);
		expect(memory.state).toMatchObject({ is: 'unconfirmed', sends: 3 });
	});

	it.each(UNREADABLE)('it is never sent again where Impilo said yes: %s', async (_, outcome) => {
		const { ends, steps } = start([outcome]);

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe(`send!@0 ${WINDOW}`);
	});

	it('it is never sent again where a later answer was a yes', async () => {
		const { ends, steps } = start([LOST, answered(201)]);

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe(`send!@0 ${WINDOW} send!@30 ${windowFrom(30)}`);
	});

	it('what may only be sent once is looked for, and not sent again', async () => {
		const { ends, steps } = start([LOST], { isSentOnce: true });

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe(`send!@0 ${WINDOW}`);
	});

	it.each<[string, Outcome, Given]>([
		['nobody can look', LOST, { looks: null }],
		['Impilo asks for too long a wait', after503('121'), {}],
		['the user stops the execution', STOPPED, {}],
	])('there is doubt at once where %s', async (_, outcome, given) => {
		const { ends, memory, steps, clock } = start([outcome], given);

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe('send!@0');
		expect(clock.slept).toEqual([]);
		expect(memory.state).toMatchObject({ is: 'unconfirmed', sends: 1 });
	});

	it.each<[string, Outcome]>([
		['is refused', answered(400)],
		['never arrives', UNREACHED],
		['is stopped', STOPPED],
	])('what becomes of a later send says nothing about the first: it %s', async (_, outcome) => {
		const { ends, memory } = start([LOST, outcome]);

		expect(await ends).toBeInstanceOf(Doubt);
		expect(memory.state).toMatchObject({ is: 'unconfirmed' });
	});
});

describe('what a look finds', () => {
	it('and may be it ends the sending in doubt, and is named', async () => {
		const { ends, steps } = start([LOST], { looks: [UNCLEAR, MINE] });

		expect(await ends).toBeInstanceOf(Doubt);
		expect(await ends).toMatchObject({
			message: expect.stringMatching(
				/^It is not known whether it was placed\. Order 7 is there\. .*closed$/,
			),
			remedy: 'Look for it.',
		});
		expect(steps()).toBe('send!@0 look@1');
	});

	it("and is another's doesn't end the looks", async () => {
		const { ends } = start([LOST], { looks: [OTHERS, MINE] });
		expect(await ends).toBe(42);
	});

	it("and is another's to the end is why it fails, and it isn't sent again", async () => {
		const { ends, memory, steps } = start([LOST], { looks: Array(5).fill(OTHERS) });

		expect(await ends).not.toBeInstanceOf(Doubt);
		expect(await ends).toMatchObject({ message: 'It is taken', remedy: 'Take another one' });
		expect(steps()).toBe(`send!@0 ${WINDOW}`);
		expect(memory.state).toEqual({ is: 'notSent' });
	});

	it.each<[string, Array<FoundMatch<Thing> | Error | undefined>]>([
		['fails', [BUSY, MINE]],
		['fails several times', [BUSY, BUSY, BUSY, BUSY, MINE]],
	])('the next one may still tell where it %s', async (_, looks) => {
		const { ends } = start([LOST], { looks });
		expect(await ends).toBe(42);
	});

	it.each<[string, Array<FoundMatch<Thing> | Error | undefined>]>([
		['fails every time', [BUSY, BUSY, BUSY, BUSY, BUSY]],
		['fails the last time', [NOTHING, NOTHING, NOTHING, NOTHING, BUSY]],
	])("isn't nothing where it %s: there is doubt", async (_, looks) => {
		const { ends, steps } = start([LOST], { looks });

		expect(await ends).toBeInstanceOf(Doubt);
		expect(await ends).toMatchObject({ message: expect.stringContaining('Impilo is busy') });
		expect(steps()).toBe(`send!@0 ${WINDOW}`);
	});

	it('ends at once where it fails in an unforeseen way, in plain words', async () => {
		const { ends, steps } = start([LOST], { looks: [new TypeError('x is not a function')] });
		const failure = (await ends) as Doubt;

		expect(failure).toBeInstanceOf(Doubt);
		expect(failure.message).toBe(
			'It is not known whether it was placed. It could not be looked up',
		);
		expectPlainWords(failure.message);
		expect(steps()).toBe('send!@0 look@1');
	});
});

describe('the gate', () => {
	it('lets looks through when it is closed, and no further send', async () => {
		const { ends, memory, steps } = start([LOST], { closesAfter: 1 });

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe(`send!@0 ${WINDOW}`);
		expect(memory.state).toMatchObject({ is: 'unconfirmed', sends: 1 });
	});

	it('lets no look through when the user has stopped the execution', async () => {
		const { ends, steps } = start([LOST], { stopsAfter: 2 });

		expect(await ends).toMatchObject({
			message:
				'It is not known whether it was placed. The execution was stopped before that was certain',
		});
		expect(steps()).toBe('send!@0 look@1');
	});
});

describe('a later try of Retry On Fail', () => {
	/** @returns what the next try begins with, so long after the first */
	async function failFirst(outcomes: Outcome[], given: Given = {}): Promise<Memory<Thing>> {
		const { ends, memory } = start(outcomes, given);
		await ends;
		return memory;
	}

	it('looks on where the window is still open, and then sends', async () => {
		const memory = await failFirst([LOST], { stopsAfter: 2 });
		// The clocks of both tries begin at the same moment: the window is as young.
		const { ends, steps } = start([MADE], { memory });

		expect(await ends).toBe(42);
		expect(steps()).toBe(`${WINDOW} send!@30`);
	});

	it.each<[number, string]>([
		[3_000, 'look@4 look@12 look@27 send!@27'],
		[29_999, 'look@0.001 send!@0.001'],
		[30_000, 'look@0 send!@0'],
		[500_000, 'look@0 send!@0'],
		// A clock that was set back.
		[-500_000, `${WINDOW} send!@30`],
	])('looks as often as the window has moments left %d ms later', async (laterMs, steps) => {
		const memory = await failFirst([LOST], { stopsAfter: 1 });
		if (memory.state.is !== 'unconfirmed') throw new Error('It is open');
		memory.state = { ...memory.state, sinceMs: memory.state.sinceMs - laterMs };
		const second = start([MADE], { memory });

		expect(await second.ends).toBe(42);
		expect(second.steps()).toBe(steps);
	});

	it.each<[string, Outcome[], Given]>([
		['was sent three times', [LOST, LOST, LOST], {}],
		['got a yes', [answered(201)], {}],
		['may be sent once', [LOST], { isSentOnce: true }],
	])('looks once, and sends nothing, where it %s', async (_, outcomes, given) => {
		const memory = await failFirst(outcomes, given);
		if (memory.state.is !== 'unconfirmed') throw new Error('It is open');
		memory.state = { ...memory.state, sinceMs: 0 };
		const { ends, steps } = start([], { memory });

		expect(await ends).toBeInstanceOf(Doubt);
		expect(steps()).toBe('look@0');
	});
});

describe('the outcome', () => {
	const fail = (): never => {
		throw new TypeError('x is not a function');
	};

	it('is remembered before it is put into words', async () => {
		const { creating, memory } = start([LOST], { explain: fail });

		expect(await rejectionOf(creating)).toBeInstanceOf(TypeError);
		expect(memory.state).toMatchObject({ is: 'unconfirmed', sends: 1, isNeverResent: false });
		expect(await start([], { memory, looks: [MINE] }).ends).toBe(42);
	});

	it('is open where something goes wrong before there is one', async () => {
		// The script has no answer.
		const { creating, memory, clock } = start([]);

		expect(String(await rejectionOf(creating))).toContain('More requests than');
		expect(memory.state).toEqual({
			is: 'unconfirmed',
			sends: 1,
			reason: undefined,
			sinceMs: clock.now(),
			lookUpsMs: [1_000, 3_000, 7_000, 15_000, 30_000],
			isNeverResent: false,
			doubt: expect.any(Function),
		});
	});
});

it('what was created is read if it has an ID', () => {
	for (const body of [{ id: 42 }, { id: '42', currentStatus: 'orderPlaced' }]) {
		expect(readCreated(body)).toBe(body);
	}
	for (const id of [null, '', 'PO-1', 0, '12x', 'x12']) {
		expect(readCreated({ id })).toBeUndefined();
	}
	for (const body of [undefined, 'created', [{ id: 42 }]]) {
		expect(readCreated(body)).toBeUndefined();
	}
});
