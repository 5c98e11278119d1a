import { setImmediate as nextTurn } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../../sandbox';
import { systemClock } from '../../../nodes/Impilo/api/clock';
import { startImpilo, withoutWaiting, type ImpiloRig, type VirtualTime } from '../impiloRun';
import {
	countOrders,
	createByRef,
	createForm,
	failureOf,
	hintsOf,
	idsOf,
	postsOf,
	refs,
	wireOf,
} from './orderForm';

let rig: ImpiloRig;
let time: VirtualTime;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => {
	rig.sandbox.reset();
	time = withoutWaiting();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

type Loss = [name: string, fault: Fault, form: INodeParameters];

const CREATE = { method: 'POST', path: '/api/v3/order' };
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
		const run = await rig.runImpilo(createByRef(form), [{ ref: 'A' }]);
		const [order] = rig.sandbox.orders.find({ externalOrderIds: ['A'] });

		expect(run.status).toBe('success');
		expect(idsOf(run)).toEqual([order?.id]);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			'POST',
			'GET',
			...CHECK,
		]);
		expect(rig.sandbox.requests[2]?.query.parsed.externalOrderId).toEqual(['A']);
	});
});

describe('with an external order ID, the order is not there', () => {
	it.each(NOT_COMMITTED)('%s: it is posted again', async (_name, fault, form) => {
		rig.sandbox.misbehave(once(fault));
		const run = await rig.runImpilo(createByRef(form), [{ ref: 'A' }]);

		expect(run.status).toBe('success');
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			'POST',
			'GET',
			'GET',
			'POST',
			...CHECK,
		]);
		const [first, second] = postsOf(rig.sandbox).map(({ body }) => body);
		expect(second).toEqual(first);
		expect(hintsOf(run)).toEqual([
			'Requests were sent again once, because the network or Impilo did not answer.',
		]);
	});

	const TOOK_TOO_LONG = ['the answer never comes', 'status 504', 'status 408'];

	it.each(NOT_COMMITTED)(
		'%s: looked for soon, and again much later, before it is posted again',
		async (name, fault, form) => {
			rig.sandbox.misbehave(once(fault));
			await rig.runImpilo(createByRef(form), [{ ref: 'A' }]);

			const later = TOOK_TOO_LONG.includes(name) ? 10_000 : 2_000;
			const [soon, muchLater, ...others] = time.waits;
			expect(others).toEqual([]);
			expect(soon).toBeGreaterThanOrEqual(250);
			expect(soon).toBeLessThanOrEqual(500);
			expect(muchLater).toBeGreaterThanOrEqual(later / 2);
			expect(muchLater).toBeLessThanOrEqual(later);
		},
	);

	it('over and over: posted three times more, with growing waits, then explained', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 503, match: CREATE });
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			...Array.from({ length: 4 }, () => ['POST 503', 'GET 200', 'GET 200']).flat(),
		]);
		expect(time.waits).toHaveLength(8);
		time.waits.forEach((wait, index) => {
			const longest = (index % 2 === 0 ? 500 : 2_000) * 2 ** Math.floor(index / 2);
			expect(wait).toBeGreaterThanOrEqual(longest / 2);
			expect(wait).toBeLessThanOrEqual(longest);
		});
		expect(failureOf(run).message).toBe(
			'It is not known whether Impilo has placed this order. Impilo is not available at the moment and could not place the order (HTTP 503) [item 0]',
		);
		expect(failureOf(run).description).toContain('is looked up first and not placed twice');
	});

	it.each(UNREADABLE)(
		'%s: it is looked for, but never posted again',
		async (_name, fault, form) => {
			rig.sandbox.misbehave(once(fault));
			const run = await rig.runImpilo(createByRef(form), [{ ref: 'A' }]);

			expect(wireOf(rig.sandbox)).toEqual([
				'GET 200',
				'POST 200',
				...Array.from({ length: 8 }, () => 'GET 200'),
			]);
			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has placed this order/,
			);
			expect(failureOf(run).description).toContain('is looked up first and not placed twice');
		},
	);

	it('then the look-up cannot be made: the doubt is told', async () => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: CREATE });
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: CREATE });
		const execution = rig.runImpilo(createByRef(), [{ ref: 'A' }]);
		await hold.hasApplied(1);
		rig.sandbox.misbehave({ kind: 'status', status: 503, match: { method: 'GET' } });
		hold.remove();
		const run = await execution;

		expect(postsOf(rig.sandbox)).toHaveLength(1);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
		expect(failureOf(run).message).toMatch(
			/^It is not known whether Impilo has placed this order\. .+look up orders by external order ID/,
		);
		expect(failureOf(run).description).toContain('is looked up first and not placed twice');
	});

	it('then Impilo refuses it: told, but the first post stays in doubt', async () => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 502 }));
		rig.sandbox.refuseNext('insufficient_inventory');
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 502', 'GET 200', 'GET 200', 'POST 400']);
		expect(failureOf(run).message).toBe(
			'It is not known whether Impilo has placed this order. No fulfillment site has enough in stock [item 0]',
		);
		expect(failureOf(run).description).toContain('Impilo said: "insufficient_inventory"');
	});

	it('a voided order of the same ID is not taken for it', async () => {
		const [earlier] = idsOf(await rig.runImpilo(createByRef(), [{ ref: 'A' }]));
		rig.sandbox.setOrderStatus(Number(earlier), 'voided');
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'beforeCommit' }));
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(idsOf(run)).toEqual([Number(earlier) + 1]);
	});
});

describe('Create Another Order', () => {
	it.each(['beforeCommit', 'afterCommit'] as const)(
		'lost %s: an order that was there before is not taken for the new one',
		async (when) => {
			const [earlier] = idsOf(await rig.runImpilo(createByRef(), [{ ref: 'A' }]));
			rig.sandbox.misbehave(once({ kind: 'loseAnswer', when }));
			const run = await rig.runImpilo(createByRef({ ifExists: 'create' }), [{ ref: 'A' }]);

			expect(idsOf(run)).toEqual([Number(earlier) + 1]);
			expect(countOrders(rig.sandbox, 'A')).toBe(2);
		},
	);
});

describe('without an external order ID', () => {
	const cases: Array<[string, Fault, INodeParameters, number]> = [
		...COMMITTED.map(([name, fault, form]): [string, Fault, INodeParameters, number] => [
			`${name}, placed`,
			fault,
			form,
			1,
		]),
		...[...NOT_COMMITTED, ...UNREADABLE].map(
			([name, fault, form]): [string, Fault, INodeParameters, number] => [
				`${name}, not placed`,
				fault,
				form,
				0,
			],
		),
	];

	it.each(cases)(
		'%s: it is never posted again, and the user is told',
		async (_name, fault, form, placed) => {
			rig.sandbox.misbehave(once(fault));
			const before = rig.sandbox.orders.size;
			const run = await rig.runImpilo(createForm(form));

			expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['POST']);
			expect(rig.sandbox.orders.size - before).toBe(placed);
			expect(time.waits).toEqual([]);
			expect(failureOf(run).message).toMatch(
				/^It is not known whether Impilo has placed this order\. .+ \[item 0\]$/,
			);
			expect(failureOf(run).description).toContain('Check at Impilo whether the order is there');
			expect(failureOf(run).description).toContain('External Order IDs');
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
		const run = await rig.runImpilo(createByRef({ ifExists: 'create' }), [{ ref: 'A' }]);
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
	])('%s: the second look-up waits so long', async (_what, retryAfter) => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 503, retryAfter }));
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(run.status).toBe('success');
		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			'POST 503',
			'GET 200',
			'GET 200',
			'POST 201',
			'GET 200',
		]);
		expect(time.waits[1]).toBe(Number(retryAfter) * 1_000);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
	});

	it('a shorter one than the node waits anyway changes nothing', async () => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 503, retryAfter: 1 }));
		await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(time.waits).toHaveLength(2);
		expect(time.waits[1]).toBeGreaterThanOrEqual(1_000);
		expect(time.waits[1]).toBeLessThanOrEqual(2_000);
	});

	it('an hour: nothing more is sent, and the doubt is told', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 503, retryAfter: 3_600, match: CREATE });
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }]);

		expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 503']);
		expect(time.waits).toEqual([]);
		expect(failureOf(run).message).toMatch(/^It is not known whether Impilo has placed this order/);
	});
});

describe('Impilo places the order only after the time-out', () => {
	it('the later look-up finds it, and it is not posted again', async () => {
		time.restore();
		const hold = rig.sandbox.misbehave(once({ kind: 'hold' }));
		const waits: number[] = [];
		jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
			waits.push(ms);
			if (ms < 1_000) return;
			hold.remove();
			while (countOrders(rig.sandbox, 'A') === 0) await nextTurn();
		});
		const run = await rig.runImpilo(createByRef(ONE_SECOND), [{ ref: 'A' }]);
		const [order] = rig.sandbox.orders.find({ externalOrderIds: ['A'] });

		expect(run.status).toBe('success');
		expect(idsOf(run)).toEqual([order?.id]);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual([
			'GET',
			'POST',
			'GET',
			'GET',
			...CHECK,
		]);
		expect(waits).toHaveLength(2);
		expect(waits[1]).toBeGreaterThanOrEqual(5_000);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
	});
});
