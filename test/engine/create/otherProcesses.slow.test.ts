import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import fc from 'fast-check';

import { startSandbox, type Fault, type Sandbox } from '../../../sandbox';
import { startHelper, type HelperProcess } from '../../helperProcess';
import { pick } from '../impiloRun';
import { runCreate, type CreateJob, type CreateResult } from './createJob';
import { CREATE, createByRef, LIST, refs } from './orderForm';

/** Runs in different processes of n8n that place orders with the same external order IDs. */

type Other = HelperProcess<CreateJob, CreateResult>;

const startOther = async (): Promise<Other> =>
	await startHelper(join(__dirname, 'otherProcess.ts'), { nodeArguments: ['--import', 'tsx'] });

let sandbox: Sandbox;
let others: Other[];
beforeAll(async () => {
	[sandbox, ...others] = await Promise.all([
		startSandbox({ inventory: 'unlimited' }),
		startOther(),
		startOther(),
	]);
	// The first run of a process takes longer than the others.
	await runIn(3, { items: refs(1) });
}, 60_000);
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await Promise.all([sandbox.stop(), ...others.map(async (other) => await other.stop())]);
});

/** Set FAULT_SEED to see the same kills and schedules again. */
const SEED = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1_000_000));
/** A run takes about as long. */
const LATEST_KILL_MS = 800;

const COUNT = 200;
const ITEMS = refs(COUNT);

type Settings = Pick<CreateJob, 'onError'> & {
	form?: CreateJob['form'];
	otherForm?: CreateJob['form'];
	items?: typeof ITEMS;
	gapMs?: number;
	at?: Sandbox;
};

/** Runs Create in this process and in others at the same time. */
async function runIn(
	processes: number,
	{
		form = createByRef(),
		otherForm = form,
		items = ITEMS,
		gapMs = 0,
		at = sandbox,
		onError,
	}: Settings = {},
): Promise<CreateResult[]> {
	const job = (index: number): CreateJob => ({
		url: at.url,
		apiKey: at.apiKey,
		form: index === 0 ? form : otherForm,
		items,
		onError,
		delayMs: index * gapMs,
	});
	return await Promise.all([
		runCreate(job(0)),
		...others.slice(0, processes - 1).map(async (other, index) => await other.ask(job(index + 1))),
	]);
}

/**
 * Two runs that start together have both looked up before either places an order, and have placed so
 * many between them before either looks again.
 */
function keepInStep(posts: number): void {
	sandbox.misbehave({ kind: 'hold', until: 2, when: 'afterCommit', match: LIST });
	sandbox.misbehave({ kind: 'hold', until: posts, when: 'afterCommit', match: CREATE });
}

const liveOf = (ref: string, at = sandbox): number[] =>
	at.orders
		.find({ externalOrderIds: [ref] })
		.filter(({ currentStatus }) => currentStatus !== 'voided')
		.map(({ id }) => id);

const countVoided = (): number =>
	sandbox.orders
		.list()
		.filter(
			({ currentStatus, externalOrderIds }) =>
				externalOrderIds?.[0]?.startsWith('ref-') === true && currentStatus === 'voided',
		).length;

/** Each ID has one live order, and each output item of each run holds it. */
function expectEachLivesOnce(results: readonly CreateResult[], items = ITEMS): void {
	const live = items.map(({ ref }) => liveOf(ref));
	expect(live.filter(({ length }) => length !== 1)).toEqual([]);
	for (const { stoppedBy, failures, ids } of results) {
		expect(stoppedBy).toBeUndefined();
		expect(failures).toEqual([]);
		expect(ids).toEqual(live.flat());
	}
}

it.each<[number, number, number, CreateJob['onError']]>([
	[2, 0, 0, 'stopWorkflow'],
	[2, 20, 300, 'continueErrorOutput'],
	[3, 20, 100, 'continueErrorOutput'],
])(
	'%d runs, an API that takes %d ms, starts %d ms apart, on error %s: each order lives once',
	async (runs, ms, gapMs, onError) => {
		sandbox.misbehave({ kind: 'latency', ms });
		expectEachLivesOnce(await runIn(runs, { gapMs, onError }));
	},
	60_000,
);

it('a run says which of its orders it voided', async () => {
	// So that both have looked before either places an order.
	const lookUps = COUNT / 50;
	sandbox.misbehave({ kind: 'hold', until: 2 * lookUps, when: 'afterCommit', match: LIST });
	sandbox.misbehave({ kind: 'latency', ms: 20 });
	const results = await runIn(2);

	expectEachLivesOnce(results);
	expect(countVoided()).toBeGreaterThan(0);
	const counts = results
		.flatMap(({ hints }) => hints)
		.map((hint) =>
			/so (\d+) orders? of this run w\w+ voided: (\d+) \(order (\d+) stays\)/.exec(hint),
		)
		.filter((match) => match !== null);
	expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(countVoided());
	for (const [, , voided, kept] of counts) expect(Number(kept)).toBeLessThan(Number(voided));
});

it('a list that lags: it is looked at again until it shows what was placed', async () => {
	sandbox.misbehave({ kind: 'listLag', ms: 2_000 });
	sandbox.misbehave({ kind: 'latency', ms: 20 });
	expectEachLivesOnce(await runIn(2));
}, 60_000);

it('a list that lags for too long: the run says what it could not check', async () => {
	sandbox.misbehave({ kind: 'listLag', ms: 60_000 });
	const items = refs(2);
	const results = await runIn(2, { items });

	for (const { hints, stoppedBy, ids } of results) {
		expect(stoppedBy).toBeUndefined();
		expect(ids).toHaveLength(2);
		expect(hints.join()).toContain(
			'could not be checked whether the orders of these items exist twice',
		);
	}
}, 60_000);

it('IDs that do not increase: what stays twice is said', async () => {
	const shuffled = await startSandbox({ inventory: 'unlimited', shuffleOrderIds: true });
	try {
		shuffled.misbehave({ kind: 'latency', ms: 20 });
		const results = await runIn(2, { at: shuffled });
		const hints = results.flatMap((result) => result.hints).join('\n');
		const twice = ITEMS.map(({ ref }) => liveOf(ref, shuffled)).filter(({ length }) => length > 1);

		expect(results.map(({ stoppedBy }) => stoppedBy)).toEqual([undefined, undefined]);
		if (twice.length > 0) expect(hints).toContain('more than one order with the same');
		// A run that had looked before the other placed a lower ID keeps its own.
		for (const { ids } of results) {
			ITEMS.forEach(({ ref }, item) => expect(liveOf(ref, shuffled)).toContain(ids[item]));
		}
	} finally {
		await shuffled.stop();
	}
}, 60_000);

it('two new patients with the same data are one recipient', async () => {
	keepInStep(2 * 2);
	const form = createByRef({
		recipient: 'newPatient',
		firstName: 'Quillon',
		lastName: 'Testperson',
		addressLineOne: '77 Nowhere Lane',
		addressCity: 'Fictionburg',
		addressState: 'IL',
		addressZipCode: 'Z0Z 0Z9',
		addressCountry: 'US',
	});
	const items = refs(2);
	const results = await runIn(2, { form, items });

	expectEachLivesOnce(results, items);
	expect(countVoided()).toBe(2);
});

it.each([
	[
		'is refused',
		{ kind: 'refuse', message: 'Too late', status: 400 },
		/Order (\d+) could not be voided/,
	],
	[
		'gets no answer',
		{ kind: 'loseAnswer', when: 'beforeCommit' },
		/not known whether order (\d+) was voided/,
	],
] as Array<[string, Fault, RegExp]>)(
	'a void that %s: the item fails and names both orders',
	async (_what, fault, reason) => {
		keepInStep(2);
		sandbox.misbehave({ ...fault, match: { method: 'DELETE' } });
		const items = refs(1);
		const results = await runIn(2, { items });
		const [older, newer] = liveOf('ref-0');

		const [stopped, ...more] = results.filter(({ stoppedBy }) => stoppedBy !== undefined);
		expect(more).toEqual([]);
		expect(stopped?.stoppedBy).toContain(
			`The order was placed twice: orders ${older} and ${newer}.`,
		);
		expect(reason.exec(stopped?.stoppedBy ?? '')?.[1]).toBe(String(newer));
		const other = results.find((result) => result !== stopped);
		expect(other?.ids).toEqual([older]);
		expect(other?.hints.join()).toContain(`${older} and ${newer}`);
	},
	60_000,
);

it('Fail If External Order ID Exists: the run that is second voids its order and fails', async () => {
	keepInStep(2);
	const results = await runIn(2, { form: createByRef({ ifExists: 'fail' }), items: refs(1) });
	const [kept, ...more] = liveOf('ref-0');

	expect(more).toEqual([]);
	expect(results.map(({ stoppedBy }) => stoppedBy).sort()).toEqual([
		`An order with this external order ID already exists: order ${kept} [item 0]`,
		undefined,
	]);
});

it.each([true, false])(
	'Create Another Order, Generate External Order ID %s: both are kept, and the ID is not looked up',
	async (generateExternalOrderId) => {
		keepInStep(2);
		const form = createByRef({ ifExists: 'create', options: { generateExternalOrderId } });
		await runIn(2, { form, items: refs(1) });

		expect(liveOf('ref-0')).toHaveLength(2);
		const lookedUp = sandbox.requests
			.filter(({ method }) => method === 'GET')
			.flatMap(({ query }) => query.parsed.externalOrderId ?? []);
		expect(lookedUp).toHaveLength(generateExternalOrderId ? 2 : 0);
		expect(lookedUp).not.toContain('ref-0');
	},
);

it('a run that fails still looks whether what it placed is there twice', async () => {
	keepInStep(2 * 3);
	const items = refs(3);
	const otherForm = createByRef({
		patientId: pick("={{ $json.ref === 'ref-2' ? 99999999 : 1234 }}"),
	});
	const results = await runIn(2, { items, otherForm });

	expect(results[0]?.stoppedBy).toBeUndefined();
	expect(results[1]?.stoppedBy).toContain('Impilo does not know this patient');
	expect(items.map(({ ref }) => liveOf(ref).length)).toEqual([1, 1, 1]);
	expect(results[0]?.ids).toEqual(items.flatMap(({ ref }) => liveOf(ref)));
});

describe(`a process that is killed, and run again (FAULT_SEED=${SEED})`, () => {
	const anyMoment = fc.noBias(fc.integer({ min: 0, max: LATEST_KILL_MS }));
	const moments = fc.sample(anyMoment, { seed: SEED, numRuns: 3 });

	it.each(moments.map((ms, index) => [index + 1, ms]))(
		'kill %d, after %d ms: nothing is lost, and what is there twice is said',
		async (kill, ms) => {
			sandbox.misbehave({ kind: 'latency', ms: 20 });
			const victim = await startOther();
			const items = refs(COUNT, `killed-${kill}`);
			const job: CreateJob = {
				url: sandbox.url,
				apiKey: sandbox.apiKey,
				form: createByRef(),
				items,
			};
			const killed = victim.ask(job).catch(() => undefined);
			const survivor = runCreate(job);
			await wait(ms);
			process.kill(victim.pid, 'SIGKILL');
			await Promise.all([killed, survivor]);
			const again = await runCreate(job);

			expect(again.stoppedBy).toBeUndefined();
			const live = items.map(({ ref }) => liveOf(ref));
			expect(again.ids).toEqual(live.map(([oldest]) => oldest));
			const twice = live.filter(({ length }) => length > 1);
			const said = again.hints.join();
			if (twice.length === 0) expect(said).not.toContain('more than one order');
			for (const ids of twice.slice(0, 10)) expect(said).toContain(ids.join(' and '));
		},
		60_000,
	);
});
