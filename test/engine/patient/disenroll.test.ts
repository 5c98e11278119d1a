import type { INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import { seedIds, type Fault } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, RETRIES, useImpilo, withoutWaiting, type VirtualTime } from '../impiloRun';
import { failureOf, hintsOf, jsonOf, requestLines } from '../outcome';
import { patientOf } from './patientForm';

const ID = seedIds.patientWithDevice;
const GET = `GET /api/v3/patient/${ID}`;
const POST = `POST /api/v3/patient/disenroll/${ID}`;
const DISENROLL = { method: 'POST', path: '/api/v3/patient/disenroll/\\d+' };

const rig = useImpilo({ now: () => new Date(systemClock.now()) });

const form = (parameters: INodeParameters = {}): INodeParameters => ({
	resource: 'patient',
	operation: 'disenroll',
	patientId: pick(ID),
	...parameters,
});

const disenroll = async (parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> =>
	await rig.runImpilo(form(parameters), items);

const posts = (): unknown[] =>
	rig.sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);

const countReturns = (): number =>
	[...rig.sandbox.returns.values()].filter(({ patient }) => patient?.id === ID).length;

/** As many as there were before. */
let returnsBefore = 0;
beforeEach(() => {
	returnsBefore = countReturns();
});

describe('an enrolled patient', () => {
	it.each<[INodeParameters, object, object]>([
		[{}, { archive: false, createReturns: false }, { archived: false, returnsRequested: false }],
		[
			{ archive: true },
			{ archive: true, createReturns: false },
			{ archived: true, returnsRequested: false },
		],
		[
			{ createReturns: true },
			{ archive: false, createReturns: true },
			{ archived: false, returnsRequested: true },
		],
		[
			{ archive: '={{ "true" }}', createReturns: '={{ "TRUE" }}' },
			{ archive: true, createReturns: true },
			{ archived: true, returnsRequested: true },
		],
	])('with %j', async (parameters, body, output) => {
		const run = await disenroll(parameters);

		expect(requestLines(rig.sandbox)).toEqual([GET, POST]);
		expect(rig.sandbox.requests[1]).toMatchObject({ body, status: 201 });
		expect(run.items(IMPILO)).toEqual([
			{ json: { id: ID, disenrolled: true, ...output }, pairedItem: { item: 0 } },
		]);
		expect(patientOf(rig.sandbox, ID).enrolled).toBe(false);
		expect(hintsOf(run)).toEqual([]);
	});

	it('whom two items name gets returns once', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 20 });
		const run = await disenroll({ createReturns: true }, [{}, {}]);

		expect(run.items(IMPILO).map(({ json }) => json.returnsRequested)).toEqual([true, false]);
		expect(posts()).toHaveLength(1);
		expect(countReturns()).toBe(returnsBefore + 1);
		expect(hintsOf(run)).toEqual([]);
	});

	it('whom two items name is asked returns of once, also where nothing is known but the ID', async () => {
		rig.answer({ id: ID }, { method: 'GET' });
		const run = await disenroll({ archive: true, createReturns: true }, [{}, {}]);

		expect(jsonOf(run)).toEqual(
			[true, false].map((returnsRequested) => ({
				id: ID,
				disenrolled: true,
				archived: true,
				returnsRequested,
			})),
		);
		expect(posts()).toEqual(
			[true, false].map((createReturns) => ({ archive: true, createReturns })),
		);
		expect(hintsOf(run)).toEqual([]);
	});

	it('whom two overlapping runs disenroll gets returns once', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 20 });
		await Promise.all([disenroll({ createReturns: true }), disenroll({ createReturns: true })]);

		expect(posts()).toHaveLength(1);
		expect(countReturns()).toBe(returnsBefore + 1);
	});

	it('of whom nothing is known but the ID is disenrolled', async () => {
		rig.answer({ id: ID }, { method: 'GET' });
		const run = await disenroll({ createReturns: true });

		expect(jsonOf(run)[0]).toMatchObject({ disenrolled: true, returnsRequested: true });
		expect(posts()).toHaveLength(1);
	});
});

describe('a patient who is disenrolled already', () => {
	beforeEach(() => {
		patientOf(rig.sandbox, ID).enrolled = false;
	});

	it('is no failure: nothing is sent', async () => {
		const run = await disenroll();

		expect(requestLines(rig.sandbox)).toEqual([GET]);
		expect(jsonOf(run)[0]).toEqual({
			id: ID,
			disenrolled: true,
			archived: false,
			returnsRequested: false,
		});
		expect(hintsOf(run)).toEqual([]);
	});

	it('gets no returns, and a hint says so', async () => {
		const run = await disenroll({ createReturns: true });

		expect(posts()).toEqual([]);
		expect(run.hints(IMPILO)).toEqual([
			expect.objectContaining({
				type: 'warning',
				message: `No returns were created for these patients, because they were disenrolled before: ${ID}. If they still have devices, create a return for each.`,
			}),
		]);
	});

	it('is archived where that is wanted, without returns', async () => {
		const run = await disenroll({ archive: true, createReturns: true });

		expect(posts()).toEqual([{ archive: true, createReturns: false }]);
		expect(jsonOf(run)[0]).toMatchObject({ archived: true, returnsRequested: false });
		expect(countReturns()).toBe(returnsBefore);
		expect(hintsOf(run)).toHaveLength(1);
	});

	it('and archived is left alone', async () => {
		patientOf(rig.sandbox, ID).archived = true;
		const run = await disenroll({ archive: true, createReturns: true });

		expect(posts()).toEqual([]);
		expect(jsonOf(run)[0]).toMatchObject({ archived: true });
	});
});

const COMMITTED: Fault[] = [
	{ kind: 'loseAnswer', when: 'afterCommit' },
	{ kind: 'statusAfterCommit', status: 502 },
];
const NOT_COMMITTED: Array<[fault: Fault, looks: number]> = [
	[{ kind: 'loseAnswer', when: 'beforeCommit' }, 5],
	[{ kind: 'status', status: 503 }, 3],
];

describe('a lost answer with returns', () => {
	let time: VirtualTime;
	beforeEach(() => {
		time = withoutWaiting();
	});
	const once = (fault: Fault): Fault => ({ ...fault, times: 1, match: DISENROLL });

	it.each(COMMITTED)('%j: the patient is looked at, and nothing is sent again', async (fault) => {
		rig.sandbox.misbehave(once(fault));
		const run = await disenroll({ createReturns: true });

		expect(requestLines(rig.sandbox)).toEqual([GET, POST, GET]);
		expect(countReturns()).toBe(returnsBefore + 1);
		expect(jsonOf(run)[0]).toMatchObject({ disenrolled: true, returnsRequested: true });
		expect(hintsOf(run)).toEqual([
			`Impilo's answer was lost for these patients: ${ID}. They are disenrolled; check that their returns are there.`,
		]);
	});

	it.each(NOT_COMMITTED)('%j: looked at %d times, and not sent again', async (fault, looks) => {
		rig.sandbox.misbehave(once(fault));
		const run = await disenroll({ createReturns: true });

		expect(requestLines(rig.sandbox)).toEqual([
			GET,
			POST,
			...Array.from({ length: looks }, () => GET),
		]);
		expect(failureOf(run).message).toContain(
			`It is not known whether Impilo has disenrolled patient ${ID} and created the returns.`,
		);
		expect(failureOf(run).description).toContain('Check Patients and Returns at Impilo');
	});

	it('and not archived although that was wanted: archived without returns', async () => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 503 }));
		const running = disenroll({ archive: true, createReturns: true });
		// Somebody else disenrolls the patient before it is looked at.
		while (posts().length === 0) await new Promise((resolve) => setImmediate(resolve));
		patientOf(rig.sandbox, ID).enrolled = false;
		await running;

		expect(posts()).toEqual([
			{ archive: true, createReturns: true },
			{ archive: true, createReturns: false },
		]);
		expect(patientOf(rig.sandbox, ID).archived).toBe(true);
	});

	it.each(NOT_COMMITTED)('%j, with Retry On Fail: asked for once, then doubt', async (fault) => {
		rig.sandbox.misbehave({ ...fault, match: DISENROLL });
		const run = await rig.runImpilo(form({ createReturns: true }), [{}], RETRIES);

		expect(posts()).toHaveLength(1);
		expect(run.error?.message).toMatch(
			/^It is not known whether Impilo has disenrolled patient \d+ and created the returns/,
		);
		expect(countReturns()).toBe(returnsBefore);
	});

	it('carried out only after the first try, with Retry On Fail: the second finds it', async () => {
		rig.sandbox.misbehave({ kind: 'carryOutLater', ms: 31_000, match: DISENROLL });
		// The second try begins when it's done.
		const hold = rig.sandbox.misbehave({ kind: 'hold', every: 7, match: { method: 'GET' } });
		const running = rig.runImpilo(form({ createReturns: true }), [{}], RETRIES);
		await hold.hasApplied(1);
		time.pass(1_100);
		hold.remove();
		const run = await running;

		expect(run.error?.message).toBeUndefined();
		expect(posts()).toHaveLength(1);
		expect(countReturns()).toBe(returnsBefore + 1);
		expect(jsonOf(run)[0]).toMatchObject({ disenrolled: true, returnsRequested: true });
	});

	it('the next run creates no returns', async () => {
		rig.sandbox.misbehave(once({ kind: 'loseAnswer', when: 'afterCommit' }));
		const running = disenroll({ createReturns: true });
		while (posts().length === 0) await new Promise((resolve) => setImmediate(resolve));
		rig.sandbox.misbehave({ kind: 'status', status: 400, match: { method: 'GET' }, times: 5 });
		const first = await running;
		const second = await disenroll({ createReturns: true });

		expect(first.error?.message).toContain('It is not known');
		expect(jsonOf(second)[0]).toMatchObject({ returnsRequested: false });
		expect(hintsOf(second)).toEqual([expect.stringContaining('disenrolled before')]);
		expect(countReturns()).toBe(returnsBefore + 1);
	});

	it('429: waited for, and sent again', async () => {
		rig.sandbox.misbehave(once({ kind: 'status', status: 429, retryAfter: 2 }));
		await disenroll({ createReturns: true });

		expect(requestLines(rig.sandbox)).toEqual([GET, POST, POST]);
		expect(countReturns()).toBe(returnsBefore + 1);
	});
});

const LOST = [...COMMITTED, ...NOT_COMMITTED.map(([fault]) => fault)];

it.each(LOST)('without returns, after %j: made so', async (fault) => {
	withoutWaiting();
	rig.sandbox.misbehave({ ...fault, times: 1, match: DISENROLL });
	const run = await disenroll({ archive: true });

	expect(run.status).toBe('success');
	expect(patientOf(rig.sandbox, ID)).toMatchObject({ enrolled: false, archived: true });
});

describe('a refusal', () => {
	it('is explained, and sent once', async () => {
		rig.sandbox.refuseNext('Patient has open orders', { match: DISENROLL });
		const run = await disenroll({ createReturns: true });

		expect(failureOf(run).message).toBe(
			`Impilo refused to disenroll patient ${ID}: "Patient has open orders" [item 0]`,
		);
		expect(posts()).toHaveLength(1);
		expect(patientOf(rig.sandbox, ID).enrolled).toBe(true);
	});

	it.each<[INodeParameters, string]>([
		[{ patientId: pick('={{ $json.none }}') }, 'Patient is empty'],
		[{ archive: '={{ "perhaps" }}' }, 'Archive is neither true nor false'],
		[{ createReturns: '={{ 1 }}' }, 'Create Returns is neither true nor false'],
	])('of %j sends nothing', async (parameters, message) => {
		expect(failureOf(await disenroll(parameters)).message).toContain(message);
		expect(rig.sandbox.requests).toEqual([]);
	});
});
