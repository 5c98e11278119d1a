import { ensure, ensureDone } from '../../../nodes/Impilo/api/ensure';
import { Doubt, ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import type { ImpiloRequest } from '../../../nodes/Impilo/api/request';
import { answered, createClient, createInstantClock, createScript } from '../standIns';

const REQUEST: ImpiloRequest = { method: 'DELETE', path: '/order/12', purpose: 'void order 12' };
const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };
const DONE = answered(200, 'done');
const FAILURE = new ImpiloFailure({ happened: 'No', remedy: 'Stop' }, { status: 403 });

interface Given {
	/** What the looks give, one after the other, then nothing. */
	looks?: Array<string | Error | undefined>;
	request?: ImpiloRequest;
	closesAfter?: number;
}

function open(outcomes: Outcome[], { looks = [], closesAfter }: Given) {
	const { transmit } = createScript(...outcomes);
	const clock = createInstantClock();
	const script = [...looks];
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
	const look = async (): Promise<string | undefined> => {
		note('look');
		const result = script.shift();
		if (result instanceof Error) throw result;
		return await Promise.resolve(result);
	};
	return { client, clock, steps, look };
}

async function endOf(promise: Promise<unknown>): Promise<unknown> {
	return await promise.catch((failure: unknown) => failure);
}

describe('ensure', () => {
	async function run(outcomes: Outcome[], given: Given = {}) {
		const { client, clock, steps, look } = open(outcomes, given);
		const read = (body: unknown): string | undefined =>
			typeof body === 'string' ? body : undefined;
		const end = await endOf(ensure(client, given.request ?? REQUEST, read, look));
		return { end, steps: steps.join(' '), slept: clock.slept, sentAgain: client.retries.requests };
	}

	it.each<[string, Outcome[], Given, unknown, string, number[]]>([
		['answered', [DONE], {}, 'done', 'send', []],
		['found after a lost answer', [LOST], { looks: ['found'] }, 'found', 'send look', [375]],
		['sent again', [LOST, DONE], {}, 'done', 'send look send', [375]],
		[
			'sent again after an answer that says nothing',
			[answered(200), DONE],
			{},
			'done',
			'send look send',
			[375],
		],
		[
			'sent again when Impilo has asked for a wait',
			[answered(503, '', { 'retry-after': '7' }), DONE],
			{},
			'done',
			'send look send',
			[7_000],
		],
		[
			'found after the last send',
			Array<Outcome>(5).fill(LOST),
			{ looks: [undefined, undefined, undefined, undefined, 'found'] },
			'found',
			'send look send look send look send look send look',
			[375, 750, 1_500, 3_000, 6_000],
		],
	])('is %s', async (_, outcomes, given, end, steps, slept) => {
		const sends = steps.split(' ').filter((step) => step === 'send').length;
		expect(await run(outcomes, given)).toEqual({ end, steps, slept, sentAgain: sends - 1 });
	});

	it.each<[string, Outcome[], Given, string, string]>([
		[
			'nothing is found after the last send',
			Array<Outcome>(5).fill(LOST),
			{},
			'closed',
			'send look send look send look send look send look',
		],
		['a later send is refused', [LOST, answered(400)], {}, 'refused to void', 'send look send'],
		['the look fails', [LOST], { looks: [FAILURE] }, 'No', 'send look'],
		[
			'something unforeseen happens',
			[LOST],
			{ looks: [new TypeError('x')] },
			'could not be looked up',
			'send look',
		],
		['the user stops the execution', [{ kind: 'stopped' }], {}, 'stopped', 'send'],
		[
			'the gate closes before the look',
			[LOST],
			{ closesAfter: 1 },
			'stopped before that was certain',
			'send',
		],
		[
			'the gate closes before it is sent again',
			[LOST],
			{ closesAfter: 2 },
			'stopped before that was certain',
			'send look',
		],
		[
			'Impilo asks for too long a wait',
			[answered(503, '', { 'retry-after': '121' })],
			{},
			'',
			'send',
		],
	])('is in doubt where %s', async (_, outcomes, given, message, steps) => {
		const result = await run(outcomes, given);

		expect(result.end).toBeInstanceOf(Doubt);
		expect((result.end as Doubt).message).toContain(message);
		expect(result.steps).toBe(steps);
	});

	it('goes on through a closed gate where it settles something', async () => {
		const request = { ...REQUEST, isFollowUp: true };
		expect(await run([LOST, DONE], { request, closesAfter: 1 })).toMatchObject({
			end: 'done',
			steps: 'send look send',
		});
	});
});

describe('ensureDone', () => {
	async function run(outcomes: Outcome[], given: Given = {}) {
		const { client, steps, look } = open(outcomes, given);
		const end = await endOf(ensureDone(client, REQUEST, async () => (await look()) !== undefined));
		return { end, steps: steps.join(' ') };
	}
	const YES = { looks: ['done'] };
	const SECOND = [LOST, answered(400)];

	it.each<[string, Outcome[], Given, string]>([
		['is done, whatever Impilo answers with', [answered(204)], {}, 'send'],
		['is done after a lost answer', [LOST], YES, 'send look'],
		['may be sent again after a failed look', [LOST, DONE], { looks: [FAILURE] }, 'send look send'],
		['is done already, and refused with 400', [answered(400)], YES, 'send look'],
		['is done already, and refused with 409', [answered(409)], YES, 'send look'],
		['is done already, and refused with 410', [answered(410)], YES, 'send look'],
		['is done already, and refused with 422', [answered(422)], YES, 'send look'],
		['was done by the first', SECOND, { looks: [undefined, 'done'] }, 'send look send look'],
	])('succeeds if it %s', async (_, outcomes, given, steps) => {
		expect(await run(outcomes, given)).toEqual({ end: undefined, steps });
	});

	it.each<[string, Outcome[], Given, string, boolean]>([
		['is refused, and not done', [answered(400)], {}, 'send look', false],
		['is refused, and nobody can look', [answered(409)], { looks: [FAILURE] }, 'send look', false],
		['is not allowed', [answered(403)], YES, 'send', false],
		['is not there', [answered(404)], YES, 'send', false],
		['is refused later, and not done', SECOND, {}, 'send look send look', true],
	])('fails if it %s', async (_, outcomes, given, steps, isDoubt) => {
		const { end, steps: taken } = await run(outcomes, given);

		expect(end).toBeInstanceOf(ImpiloFailure);
		expect(end instanceof Doubt).toBe(isDoubt);
		expect(taken).toBe(steps);
	});
});
