import type { INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import type { Fault } from '../../../sandbox';
import { startImpilo, useImpilo, withoutWaiting, type VirtualTime } from '../impiloRun';
import { failureOf, hintsOf, idsOf, wireOf } from '../outcome';
import { countOrders, CREATE, createByRef, createForm, LIST, postsOf, refs } from './orderForm';

const rig = useImpilo({ now: () => new Date(systemClock.now()) });
let time: VirtualTime;

/** A process remembers what is in doubt, so no test has the external order ID of another. */
let ref = '';
let testCount = 0;
beforeEach(() => {
	time = withoutWaiting();
	ref = `lost-${++testCount}`;
});

type Loss = [name: string, fault: Fault, form: INodeParameters];

const ONE_SECOND = { options: { timeout: 1 } };
const STATUSES = [500, 502, 503, 504];

/** Impilo has the order, and the node doesn't learn of it. */
const COMMITTED: Loss[] = [
	['the connection is cut', { kind: 'loseAnswer', when: 'afterCommit' }, {}],
	['the answer comes half', { kind: 'truncate' }, {}],
	['the answer never comes', { kind: 'hang', when: 'afterCommit' }, ONE_SECOND],
	...STATUSES.map((status): Loss => [
		`status ${status}`,
		{ kind: 'statusAfterCommit', status },
		{},
	]),
];

/** Impilo doesn't have the order, and the node can't know that. */
const NOT_COMMITTED: Loss[] = [
	['the connection is cut', { kind: 'loseAnswer', when: 'beforeCommit' }, {}],
	['the answer never comes', { kind: 'hang' }, ONE_SECOND],
	...[...STATUSES, 408].map((status): Loss => [`status ${status}`, { kind: 'status', status }, {}]),
];

/** How long after the last look each look is made, in milliseconds. */
const LOOKS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** What was found may be another's until the window ends: how long that is after so many looks. */
const LEFT_AFTER = { 2: [27_000], 4: [15_000], 5: [] };
/** A server that answers 503 has usually not begun. */
const LOOKS_AFTER_503 = [1_000, 2_000, 7_000];
const looksAfter = (name: string): number[] => (name === 'status 503' ? LOOKS_AFTER_503 : LOOKS);

/** Waits of the node; what is left of the first second is shorter by what happened since the loss. */
function expectWaits(expected: readonly number[]): void {
	expect(time.waits).toHaveLength(expected.length);
	time.waits.forEach((wait, index) => {
		const longest = expected[index] ?? NaN;
		expect(wait).toBeLessThanOrEqual(longest);
		expect(wait).toBeGreaterThan(longest === 1_000 ? 500 : longest - 1);
	});
}

/** Impilo says that it has the order, but not which one. */
const UNREADABLE: Loss[] = [
	['a success without an order', { kind: 'status', status: 200, body: {} }, {}],
	['a success with a web page', { kind: 'status', status: 200, body: '<html></html>' }, {}],
];

const once = (fault: Fault): Fault => ({ ...fault, match: CREATE, times: 1 });

/** After it's placed, an order is looked up once more, for a twin. */
const CHECK = ['GET'];

describe('with an external order ID, the order is there although its answer was lost', () => {
	it.each(COMMITTED)('%s: it is found, and is the result', async (_name, fault, form) => {
		rig.sandbox.misbehave(once(fault));
		const run = await rig.runImpilo(createByRef(form), [{ ref }]);
		const [order] = rig.sandbox.orders.find({ externalOrderIds: [ref] });

		expect(run.status).toBe('success');
		expect(idsOf(run)).toEqual([order?.id]);
		expect(countOrders(rig.sandbox, ref)).toBe(1);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			'POST',
			'GET',
			...CHECK,
		]);
		expect(rig.sandbox.requests[2]?.query.parsed.externalOrderId).toEqual([ref]);
	});
});

describe('with an external order ID, the order is not there', () => {
	it.each(NOT_COMMITTED)('%s: it is posted again', async (name, fault, form) => {
		rig.sandbox.misbehave(once(fault));
		const run = await rig.runImpilo(createByRef(form), [{ ref }]);

		expect(run.status).toBe('success');
		expect(countOrders(rig.sandbox, ref)).toBe(1);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			'POST',
			...looksAfter(name).map(() => 'GET'),
			'POST',
			...CHECK,
		]);
		const [first, second] = postsOf(rig.sandbox).map(({ body }) => body);
		expect(second).toEqual(first);
		expect(hintsOf(run)).toEqual([
			'Requests were sent again once, because the network or Impilo did not answer.',
		]);
	});

	it.each(NOT_COMMITTED)(
		'%s, over and over: posted twice more, then explained',
		async (name, fault, form) => {
			rig.sandbox.misbehave({ ...fault, match: CREATE });
			const run = await rig.runImpilo(createByRef(form), [{ ref }]);
			const looks = looksAfter(name);

			expect(rig.sandbox.requests.map(({ method }) => method)).toEqual([
				'GET',
				...[1, 2, 3].flatMap(() => ['POST', ...looks.map(() => 'GET')]),
			]);
			expectWaits([...looks, ...looks, ...looks]);
			expect(countOrders(rig.sandbox, ref)).toBe(0);
			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has placed this order\. .+ \[item 0\]$/,
			);
			expect(failureOf(run).description).toContain('is looked up first and not placed twice');
		},
	);

	it.each(UNREADABLE)(
		'%s: it is looked for, but never posted again',
		async (_name, fault, form) => {
			rig.sandbox.misbehave(once(fault));
			const run = await rig.runImpilo(createByRef(form), [{ ref }]);

			expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 200', ...LOOKS.map(() => 'GET 200')]);
			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has placed this order/,
			);
			expect(failureOf(run).description).toContain('is looked up first and not placed twice');
		},
	);

	it('a look cannot be made: the next one finds it', async () => {
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'afterCommit' }));
		// The look-up before the order is placed goes well, the first one after it doesn't.
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST, every: 2, times: 1 });
		const run = await rig.runImpilo(createByRef(), [{ ref }]);

		expect(run.error?.message).toBeUndefined();
		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			'POST undefined',
			'GET 403',
			'GET 200',
			'GET 200',
		]);
		expectWaits([...LOOKS.slice(0, 2), ...LEFT_AFTER[2]]);
	});

	it('the last look cannot be made: it is not posted again, and the doubt is told', async () => {
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'beforeCommit' }));
		rig.sandbox.misbehave({ kind: 'refuse', message: 'No', match: LIST, every: 6, times: 1 });
		const run = await rig.runImpilo(createByRef(), [{ ref }]);

		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			'POST undefined',
			'GET 200',
			'GET 200',
			'GET 200',
			'GET 200',
			'GET 400',
		]);
		expect(failureOf(run).message).toBe(
			'It is not known whether Impilo has placed this order. Impilo refused to look up orders by external order ID: "No" [item 0]',
		);
	});

	it('then no look-up can be made: the doubt is told', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: CREATE });
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: CREATE });
		const execution = rig.runImpilo(createByRef(), [{ ref }]);
		await hold.hasApplied(1);
		rig.sandbox.misbehave({ kind: 'status', status: 503, match: { method: 'GET' } });
		hold.remove();
		const run = await execution;

		expect(postsOf(rig.sandbox)).toHaveLength(1);
		expect(countOrders(rig.sandbox, ref)).toBe(1);
		expect(failureOf(run).message).toMatch(
			/^It is not known whether Impilo has placed this order\. .+look up orders by external order ID/,
		);
		expect(failureOf(run).description).toContain('is looked up first and not placed twice');
	});

	it('then Impilo refuses it: told, but the first post stays in doubt', async () => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 502 }));
		rig.sandbox.refuseNext('insufficient_inventory');
		const run = await rig.runImpilo(createByRef(), [{ ref }]);

		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			'POST 502',
			...LOOKS.map(() => 'GET 200'),
			'POST 400',
		]);
		expect(failureOf(run).message).toBe(
			'It is not known whether Impilo has placed this order. No fulfillment site has enough in stock [item 0]',
		);
		expect(failureOf(run).description).toContain('Impilo said: "insufficient_inventory"');
	});

	it('a voided order of the same ID is not taken for it', async () => {
		const [earlier] = idsOf(await rig.runImpilo(createByRef(), [{ ref }]));
		rig.sandbox.setOrderStatus(Number(earlier), 'voided');
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'beforeCommit' }));
		const run = await rig.runImpilo(createByRef(), [{ ref }]);

		expect(idsOf(run)).toEqual([Number(earlier) + 1]);
	});
});

describe('Create Another Order', () => {
	const another = (generateExternalOrderId: boolean): INodeParameters =>
		createByRef({ ifExists: 'create', options: { generateExternalOrderId } });

	it.each(['beforeCommit', 'afterCommit'] as const)(
		'lost %s: an order that was there before is not taken for the new one',
		async (when) => {
			const [earlier] = idsOf(await rig.runImpilo(createByRef(), [{ ref }]));
			rig.sandbox.misbehave(once({ kind: 'loseAnswer', when }));
			const run = await rig.runImpilo(another(true), [{ ref }]);

			expect(idsOf(run)).toEqual([Number(earlier) + 1]);
			expect(countOrders(rig.sandbox, ref)).toBe(2);
		},
	);

	it.each(['beforeCommit', 'afterCommit'] as const)(
		'lost %s, without a generated ID: it is never posted again, and the user is told',
		async (when) => {
			await rig.runImpilo(createByRef(), [{ ref }]);
			rig.sandbox.clearRequests();
			rig.sandbox.misbehave(once({ kind: 'loseAnswer', when }));
			const run = await rig.runImpilo(another(false), [{ ref }]);

			expect(wireOf(rig.sandbox)).toEqual(['POST undefined']);
			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has placed this order/,
			);
			expect(failureOf(run).description).toContain('Check at Impilo whether the order is there');
		},
	);
});

describe('an order in doubt among several', () => {
	it.each([
		['it stops the run', 1, {}, 0],
		['another item stops the run', 2, { kind: 'refuse', message: 'max_one_loaner_kit' }, 1],
	])('%s: the items in doubt are named', async (_how, concurrency, first, doubtful) => {
		if ('kind' in first) {
			rig.sandbox.misbehave(once({ kind: 'refuse', message: 'max_one_loaner_kit' }));
		}
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'afterCommit' }));
		const run = await rig.runImpilo(createForm({ options: { concurrency } }), [{}, {}]);

		expect(run.status).toBe('error');
		// The last part counts for the whole run, whichever item stopped it.
		expect(failureOf(run).description.split('\n\n')[1]).toBe(
			`It is not known whether the orders of these items were placed: ${doubtful}.`,
		);
		expect(failureOf(run).description).not.toContain('No order of this run was placed');
	});

	it('beside orders that were placed: both are listed, and what a repeat would double', async () => {
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'afterCommit', every: 4 }));
		const run = await rig.runImpilo(
			createForm({ options: { concurrency: 1 } }),
			Array.from({ length: 6 }, () => ({})),
		);

		expect(failureOf(run).description.split('\n\n')[1]).toBe(
			'3 orders of this run were placed before it stopped, for these items: 0–2. It is not known whether the orders of these items were placed: 3. Remove these items before you run it again, as they would be placed twice: 0–2.',
		);
	});

	it('Create Another Order: told to look before a repeat, which would double it', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 503, match: CREATE });
		const run = await rig.runImpilo(createByRef({ ifExists: 'create' }), [{ ref }]);
		expect(failureOf(run).description).toContain('Check at Impilo whether the order is there');
	});
});

it('answers lost all over a batch of 40: each order is there once', async () => {
	rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', every: 4, match: CREATE });
	rig.sandbox.misbehave({ kind: 'status', status: 503, every: 5, times: 3, match: CREATE });
	const items = refs(40);
	const run = await rig.runImpilo(createByRef(), items);

	expect(run.error).toBeUndefined();
	expect(items.map(({ ref }) => countOrders(rig.sandbox, ref))).toEqual(items.map(() => 1));
	expect(idsOf(run)).toEqual(
		items.map(({ ref }) => rig.sandbox.orders.find({ externalOrderIds: [ref] })[0]?.id),
	);
});

describe('Impilo is not reached', () => {
	it('tried five times with growing waits, then explained: nothing was sent', async () => {
		const gone = await startImpilo();
		await gone.stop();
		const run = await gone.runImpilo(createForm());

		expect(failureOf(run).message).toBe(
			'Impilo could not be reached: the connection was refused. Nothing was sent [item 0]',
		);
		expect(failureOf(run).description).toContain('Base URL');
		expect(time.waits).toHaveLength(4);
		expect(time.waits[3]).toBeGreaterThanOrEqual(2_000);
		expect(gone.sandbox.requests).toEqual([]);
	});
});

describe('Retry-After on a 503 to a create', () => {
	it.each<[string, number | string]>([
		['45 seconds', 45],
		['two minutes', 120],
	])('%s: the last look-up waits so long', async (_what, retryAfter) => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 503, retryAfter }));
		const run = await rig.runImpilo(createByRef(), [{ ref }]);

		expect(run.status).toBe('success');
		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			'POST 503',
			...LOOKS_AFTER_503.map(() => 'GET 200'),
			'POST 201',
			'GET 200',
		]);
		expectWaits([1_000, 2_000, Number(retryAfter) * 1_000 - 3_000]);
		expect(countOrders(rig.sandbox, ref)).toBe(1);
	});

	it('a shorter one than the node waits anyway changes nothing', async () => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 503, retryAfter: 1 }));
		await rig.runImpilo(createByRef(), [{ ref }]);
		expectWaits(LOOKS_AFTER_503);
	});

	it.each([121, 3_600])(
		'%d seconds: nothing more is sent, and the doubt is told',
		async (seconds) => {
			rig.sandbox.misbehave({ kind: 'status', status: 503, retryAfter: seconds, match: CREATE });
			const run = await rig.runImpilo(createByRef(), [{ ref }]);

			expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 503']);
			expect(time.waits).toEqual([]);
			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has placed this order/,
			);
		},
	);
});

describe('Impilo places the order after its answer was lost', () => {
	const GENERATED = { options: { generateExternalOrderId: true } };
	const FORMS: Array<[string, INodeParameters]> = [
		['an external order ID', createByRef()],
		['a generated one', createForm(GENERATED)],
		['Create Another Order', createByRef({ ifExists: 'create', ...GENERATED })],
	];
	const SECONDS_AND_LOOKS = [
		[3, 2],
		[8, 4],
		[20, 5],
	] as const;

	it.each(
		FORMS.flatMap(([name, form]) =>
			SECONDS_AND_LOOKS.map(([seconds, looks]) => [name, seconds, looks, form] as const),
		),
	)('%s, %d s later: found, and not posted again', async (_name, seconds, looks, form) => {
		rig.sandbox.misbehave(once({ kind: 'carryOutLater', ms: seconds * 1_000 }));
		const before = rig.sandbox.orders.size;
		const run = await rig.runImpilo(form, [{ ref }]);
		const [newest] = [...rig.sandbox.orders.list()].sort((one, other) => other.id - one.id);

		expect(run.error?.message).toBeUndefined();
		expect(postsOf(rig.sandbox)).toHaveLength(1);
		expect(rig.sandbox.orders.size).toBe(before + 1);
		expect(idsOf(run)).toEqual([newest?.id]);
		const isOwn = form !== FORMS[0]?.[1];
		expectWaits(isOwn ? LOOKS.slice(0, looks) : [...LOOKS.slice(0, looks), ...LEFT_AFTER[looks]]);
	});

	const placedSince = (count: number) => rig.sandbox.orders.list().slice(count);

	it.each([...FORMS, ['Fail', createByRef({ ifExists: 'fail' })] as const])(
		'%s, found only when it was posted again: the order that answered is the newer, and is voided',
		async (_name, form) => {
			rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'afterCommit' }));
			const before = rig.sandbox.orders.size;
			// Until then, the list doesn't show it.
			const times = 1 + LOOKS.length;
			rig.sandbox.misbehave({ kind: 'listLag', ms: 3_600_000, match: LIST, times });
			const run = await rig.runImpilo(form, [{ ref }]);
			const [first, second] = placedSince(before);

			expect(postsOf(rig.sandbox)).toHaveLength(2);
			expect(run.error?.message).toBeUndefined();
			expect(idsOf(run)).toEqual([first?.id]);
			expect([first?.currentStatus, second?.currentStatus]).toEqual(['orderPlaced', 'voided']);
			expect(hintsOf(run).join()).toContain(
				`An answer was lost and the order sent again, or another run placed an order with the same external order ID at the same time, so 1 order of this run was voided: ${second?.id} (order ${first?.id} stays).`,
			);
		},
	);

	it('after the second was answered: both stay, and the item fails and names them', async () => {
		rig.sandbox.misbehave(once({ kind: 'carryOutLater', ms: 30_500 }));
		const before = rig.sandbox.orders.size;
		// So that the check after placing comes later than that.
		rig.sandbox.misbehave({ kind: 'listLag', ms: 2_000, match: LIST });
		const run = await rig.runImpilo(createByRef(), [{ ref }]);
		const placed = placedSince(before);

		expect(placed.map(({ currentStatus }) => currentStatus)).toEqual([
			'orderPlaced',
			'orderPlaced',
		]);
		expect(failureOf(run).message).toBe(
			`The order was placed twice: orders ${placed.map(({ id }) => id).join(' and ')}. It is not known which of them this run has placed. [item 0]`,
		);
	});

	it.each(FORMS.slice(1))(
		'%s, after the second was answered: the late one is voided',
		async (_name, form) => {
			rig.sandbox.misbehave(once({ kind: 'carryOutLater', ms: 30_500 }));
			const before = rig.sandbox.orders.size;
			rig.sandbox.misbehave({ kind: 'listLag', ms: 2_000, match: LIST });
			const run = await rig.runImpilo(form, [{ ref }]);
			const [older, newer] = placedSince(before);

			expect(run.error?.message).toBeUndefined();
			expect(idsOf(run)).toEqual([older?.id]);
			expect(newer?.currentStatus).toBe('voided');
		},
	);

	it('after a time-out: looked for from then on', async () => {
		rig.sandbox.misbehave(once({ kind: 'hang' }));
		const run = await rig.runImpilo(createByRef(ONE_SECOND), [{ ref }]);

		expect(run.error?.message).toBeUndefined();
		expectWaits(LOOKS);
	});
});
