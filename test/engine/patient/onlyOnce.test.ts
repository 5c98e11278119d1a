import { join } from 'node:path';
import { setTimeout as realWait } from 'node:timers/promises';

import { startHelper, type HelperProcess } from '../../helperProcess';
import { runCreate, type CreateJob, type CreateResult } from '../create/createJob';
import { failureOf, hintsOf, idsOf, pairingOf, refs } from '../create/orderForm';
import type { WorkflowRun } from '../harness';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig } from '../impiloRun';
import {
	createByRef,
	createForm,
	createsOf,
	idsWith,
	LIST_PATIENTS,
	listsOf,
	patchesOf,
	patientOf,
	plantPatient,
	POST_PATIENT,
	upsertForm,
} from './patientForm';

/** One external identifier, one patient: in a batch, in overlapping runs, and in other processes. */

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => rig.sandbox.reset());
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

const FIRST_ID = 1274;
const upsertByRef = upsertForm({ externalIdentifier: '={{ $json.ref }}' });

/** Waits until a patient has been posted to the sandbox. */
async function untilPosted(): Promise<void> {
	while (createsOf(rig.sandbox).length === 0) await realWait(2);
}

describe('a batch', () => {
	it('looks fifty identifiers up in a request, before and after', async () => {
		const run = await rig.runImpilo(createByRef(), refs(120));

		expect(idsOf(run)).toHaveLength(120);
		expect(new Set(idsOf(run)).size).toBe(120);
		const sizes = listsOf(rig.sandbox).map(
			({ query }) => query.parsed.externalIdentifier?.length ?? 0,
		);
		expect(sizes.sort()).toEqual([20, 20, 50, 50, 50, 50]);
		expect(rig.sandbox.requests).toHaveLength(126);
		expect(rig.sandbox.peakInFlight).toBeLessThanOrEqual(10);
	});

	it('with one identifier twice creates one patient, whom both get', async () => {
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }, { ref: 'B' }, { ref: 'A' }]);

		const [first, second, third] = idsOf(run);
		expect(third).toBe(first);
		expect(second).not.toBe(first);
		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(createsOf(rig.sandbox)).toHaveLength(2);
		expect(hintsOf(run)).toEqual([
			'1 item repeated the external identifier of an earlier item and got its patient.',
		]);
	});

	it('with one identifier twice, updating: created once, or updated once', async () => {
		const items = [{ ref: 'A' }, { ref: 'A' }, { ref: 'patient-1235' }, { ref: 'patient-1235' }];
		const run = await rig.runImpilo(upsertByRef, items);

		const [created] = idsOf(run);
		expect(idsOf(run)).toEqual([created, created, 1235, 1235]);
		expect(createsOf(rig.sandbox)).toHaveLength(1);
		expect(patchesOf(rig.sandbox)).toHaveLength(1);
	});

	it('whose items get copies of a patient they share', async () => {
		const run = await rig.runImpilo(createByRef({ simplify: false }), [{ ref: 'A' }, { ref: 'A' }]);
		const [one, other] = run.items(IMPILO);

		expect(one?.json).toEqual(other?.json);
		expect(one?.json).not.toBe(other?.json);
	});

	it.each([createByRef, () => upsertByRef])(
		'refuses the later of two items that ask for different things with one identifier',
		async (form) => {
			const run = await rig.runImpilo(
				{ ...form(), lastName: '={{ $json.last }}' },
				[
					{ ref: 'A', last: 'One' },
					{ ref: 'A', last: 'Other' },
					{ ref: 'A', last: 'One' },
				],
				{ onError: 'continueErrorOutput' },
			);

			expect(idsOf(run)).toEqual([FIRST_ID, FIRST_ID]);
			expect(run.items(IMPILO, 1)).toMatchObject([
				{
					json: {
						error:
							'External Identifier is the same as in item 0, and that item has other values for the patient [item 1]',
						details: { howToFix: expect.stringContaining('stands for one patient') },
					},
					pairedItem: { item: 1 },
				},
			]);
			expect(patientOf(rig.sandbox, FIRST_ID).lastName).toBe('One');
		},
	);

	it('takes different items without identifiers as different patients', async () => {
		const run = await rig.runImpilo(createForm(), [{}, {}]);

		expect(new Set(idsOf(run)).size).toBe(2);
		expect(listsOf(rig.sandbox)).toEqual([]);
	});

	it('whose look-up is refused fails for the items it is about, and creates nobody of them', async () => {
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'No',
			status: 403,
			match: LIST_PATIENTS,
			times: 1,
		});
		const run = await rig.runImpilo(createByRef({ options: { concurrency: 1 } }), refs(60), {
			onError: 'continueErrorOutput',
		});

		expect(idsOf(run)).toHaveLength(10);
		expect(run.items(IMPILO, 1)).toHaveLength(50);
		expect(createsOf(rig.sandbox)).toHaveLength(10);
	});

	it('over which answers are lost and refused for a while: each patient once', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({
			kind: 'loseAnswer',
			when: 'afterCommit',
			every: 5,
			match: POST_PATIENT,
		});
		rig.sandbox.misbehave({ kind: 'status', status: 503, every: 7 });
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 1, every: 11 });
		const run = await rig.runImpilo(createByRef(), refs(60), { onError: 'continueErrorOutput' });

		expect(idsOf(run)).toEqual(refs(60).map(({ ref }) => idsWith(rig.sandbox, ref)[0]));
		expect(refs(60).every(({ ref }) => idsWith(rig.sandbox, ref).length === 1)).toBe(true);
	});
});

describe('a second run', () => {
	it('finds the patients of the first', async () => {
		const first = idsOf(await rig.runImpilo(createByRef(), refs(3)));
		const run = await rig.runImpilo(createByRef(), refs(3));

		expect(idsOf(run)).toEqual(first);
		expect(createsOf(rig.sandbox)).toHaveLength(3);
	});

	it.each([0, 30])('that overlaps, %d ms later: each patient once', async (gapMs) => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 20, match: POST_PATIENT });
		const items = refs(60);
		const first = rig.runImpilo(createByRef(), items);
		await realWait(gapMs);
		const runs = await Promise.all([first, rig.runImpilo(createByRef(), items)]);

		expect(createsOf(rig.sandbox)).toHaveLength(60);
		for (const run of runs) {
			expect(run.error?.message).toBeUndefined();
			expect(idsOf(run)).toEqual(items.map(({ ref }) => idsWith(rig.sandbox, ref)[0]));
		}
	});

	it('that overlaps, where none may exist, is refused the patient of the first', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 40, match: POST_PATIENT });
		const form = createByRef({ ifExists: 'fail' });
		const runs = await Promise.all([rig.runImpilo(form, refs(1)), rig.runImpilo(form, refs(1))]);

		expect(createsOf(rig.sandbox)).toHaveLength(1);
		expect(runs.flatMap((run) => idsOf(run))).toEqual([FIRST_ID]);
		expect(runs.map((run) => failureOf(run).message).join('')).toBe(
			`A patient with this external identifier already exists: patient ${FIRST_ID} [item 0]`,
		);
	});

	it('that overlaps, while another process creates an older one: both give the oldest', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 40, match: POST_PATIENT });
		const running = [rig.runImpilo(createByRef(), refs(1)), rig.runImpilo(createByRef(), refs(1))];
		await untilPosted();
		plantPatient(rig.sandbox, 900, { externalIdentifier: 'ref-0' });

		expect((await Promise.all(running)).map((run) => idsOf(run))).toEqual([[900], [900]]);
		expect(createsOf(rig.sandbox)).toHaveLength(1);
	});

	it('that overlaps a run that does not know what became of its patient looks again first', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'latency', ms: 50, match: POST_PATIENT });
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: POST_PATIENT });
		// Both runs look before; what is refused is the look after the lost answer.
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'No',
			match: LIST_PATIENTS,
			every: 3,
			times: 1,
		});
		const runs = await Promise.all([
			rig.runImpilo(createByRef(), refs(1)),
			rig.runImpilo(createByRef(), refs(1)),
		]);

		expect(createsOf(rig.sandbox)).toHaveLength(1);
		expect(runs.flatMap((run) => idsOf(run))).toEqual([FIRST_ID]);
		expect(runs.map((run) => failureOf(run).message).join('')).toBe(
			'It is not known whether Impilo has created this patient. Impilo refused to look up patients by external identifier: "No" [item 0]',
		);
	});

	it('of another account does not wait', async () => {
		const other = await startImpilo();
		try {
			rig.sandbox.misbehave({ kind: 'hang', match: POST_PATIENT, times: 1 });
			const hanging = rig.runImpilo(createByRef({ options: { timeout: 1 } }), refs(1));
			await untilPosted();
			expect(idsOf(await other.runImpilo(createByRef(), refs(1)))).toEqual([FIRST_ID]);
			withoutWaiting();
			await hanging;
		} finally {
			await other.stop();
		}
	});
});

describe('another process that creates the same patient at the same time', () => {
	/** Runs one item, while a patient with its identifier appears between its look-up and its answer. */
	async function runBeside(
		twinId: number,
		form = createByRef(),
		items: Array<{ ref: string }> = refs(1),
	): Promise<WorkflowRun> {
		rig.sandbox.misbehave({ kind: 'latency', ms: 40, match: POST_PATIENT });
		const running = rig.runImpilo(form, items, { onError: 'continueErrorOutput' });
		await untilPosted();
		plantPatient(rig.sandbox, twinId, { externalIdentifier: 'ref-0', firstName: 'Twin' });
		return await running;
	}

	it.each([
		['older', 900, 900],
		['newer', 9_000, FIRST_ID],
	])(
		'%s: the one with the lowest ID is the result, and both are named',
		async (_, twin, result) => {
			const run = await runBeside(twin);

			expect(idsOf(run)).toEqual([result]);
			const [hint] = run.hints(IMPILO);
			const ids = twin < FIRST_ID ? `${twin} and ${FIRST_ID}` : `${FIRST_ID} and ${twin}`;
			expect(hint).toMatchObject({ type: 'warning', message: expect.stringContaining(ids) });
			expect(hint?.message).toContain('take them out of use with Disenroll and Archive');
			expect(hint?.message).not.toContain('ref-0');
			expect(patchesOf(rig.sandbox)).toEqual([]);
		},
	);

	it('older, for all items that share the identifier', async () => {
		expect(idsOf(await runBeside(900, createByRef(), [...refs(1), ...refs(1)]))).toEqual([
			900, 900,
		]);
	});

	it('older, with Create or Update: the older one is updated', async () => {
		const run = await runBeside(900, upsertByRef);

		expect(run.items(IMPILO)[0]?.json).toMatchObject({ id: 900, firstName: 'Quillon' });
		expect(patchesOf(rig.sandbox).map(({ path }) => path)).toEqual(['/api/v3/patient/900']);
	});

	it('older, and its update is refused: the item fails', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', message: 'No', match: { method: 'PATCH' } });
		const run = await runBeside(900, upsertByRef);

		expect(run.items(IMPILO, 1).map(({ json }) => json.error)).toEqual([
			'Impilo refused to update patient 900: "No" [item 0]',
		]);
	});

	it('older, where none may exist: the item fails, and says which is there twice', async () => {
		const run = await runBeside(900, createByRef({ ifExists: 'fail' }));

		expect(run.items(IMPILO, 1)[0]?.json).toMatchObject({
			error: 'A patient with this external identifier already exists: patient 900 [item 0]',
			details: { howToFix: expect.stringContaining(`patient ${FIRST_ID} of this run`) },
		});
	});

	it('is looked for again while the list does not show what was created', async () => {
		const time = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'listLag', ms: 3_600_000, match: LIST_PATIENTS, times: 3 });
		const run = await rig.runImpilo(createByRef(), refs(1));

		expect(idsOf(run)).toEqual([FIRST_ID]);
		expect(time.waits).toEqual([1_000, 2_000]);
		expect(hintsOf(run)).toEqual([]);
	});

	it('may stay unnoticed where the list never shows it, which is said', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'listLag', ms: 3_600_000, match: LIST_PATIENTS });
		const run = await rig.runImpilo(createByRef(), refs(2));

		expect(idsOf(run)).toEqual([FIRST_ID, FIRST_ID + 1]);
		expect(hintsOf(run)).toEqual([
			expect.stringContaining(
				'could not be checked whether another run created the patients of these items at the same time: 0–1.',
			),
		]);
	});

	it('cannot be looked for: the patients are the result, and it is said', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', message: 'No', match: LIST_PATIENTS, every: 2 });
		const run = await rig.runImpilo(createByRef(), refs(1));

		expect(idsOf(run)).toEqual([FIRST_ID]);
		expect(hintsOf(run)).toEqual([expect.stringContaining('could not be checked')]);
	});
});

describe('two processes', () => {
	let other: HelperProcess<CreateJob, CreateResult>;
	const jobOf = (items: CreateJob['items']): CreateJob => ({
		url: rig.sandbox.url,
		apiKey: rig.sandbox.apiKey,
		form: createByRef(),
		items,
	});
	beforeAll(async () => {
		other = await startHelper(join(__dirname, '../create/otherProcess.ts'), {
			nodeArguments: ['--import', 'tsx'],
		});
		await other.ask(jobOf([{}]));
	}, 60_000);
	afterAll(async () => await other.stop());

	it('that create the same patients: both give the oldest of each', async () => {
		// So that both have looked before either creates.
		rig.sandbox.misbehave({
			kind: 'latency',
			ms: 1_000,
			when: 'afterCommit',
			match: LIST_PATIENTS,
			times: 4,
		});
		const items = refs(100);
		const results = await Promise.all([runCreate(jobOf(items)), other.ask(jobOf(items))]);

		const oldest = items.map(({ ref }) => Math.min(...idsWith(rig.sandbox, ref)));
		const twice = items.filter(({ ref }) => idsWith(rig.sandbox, ref).length > 1);
		expect(twice.length).toBeGreaterThan(0);
		for (const { ids, stoppedBy } of results) {
			expect(stoppedBy).toBeUndefined();
			expect(ids).toEqual(oldest);
		}
		const hints = results.flatMap((result) => result.hints).join();
		expect(hints).toContain('more than one patient with the same external identifier');
	}, 60_000);
});

it('a run that the user stops creates nobody new', async () => {
	rig.sandbox.misbehave({ kind: 'latency', ms: 100, match: POST_PATIENT });
	const controller = new AbortController();
	const running = rig.runImpilo(
		createByRef({ options: { concurrency: 2 } }),
		refs(20),
		{},
		{ signal: controller.signal },
	);
	await untilPosted();
	controller.abort();

	expect((await running).status).toBe('canceled');
	expect(createsOf(rig.sandbox).length).toBeLessThanOrEqual(2);
	expect(failureOf(await rig.runImpilo(createByRef(), refs(1))).message).toBe('');
});
