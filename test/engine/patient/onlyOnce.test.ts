import { setTimeout as realWait } from 'node:timers/promises';

import { refs } from '../create/orderForm';
import type { WorkflowRun } from '../harness';
import { CONTINUE, IMPILO, useImpilo, withoutWaiting } from '../impiloRun';
import { errorsOf, failureOf, hintsOf, idsOf, jsonOf, pairingOf } from '../outcome';
import {
	createByRef,
	createsOf,
	LIST_PATIENTS,
	listsOf,
	patchesOf,
	patientOf,
	plantPatient,
	POST_PATIENT,
	upsertForm,
} from './patientForm';

/** One external identifier, one patient: in a batch, and in overlapping runs. */

const rig = useImpilo();

const FIRST_ID = 1274;
const upsertByRef = upsertForm({ externalIdentifier: '={{ $json.ref }}' });

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

	it.each([createByRef, () => upsertByRef])(
		'refuses all items that ask for different things with one identifier',
		async (form) => {
			const run = await rig.runImpilo(
				{ ...form(), lastName: '={{ $json.last }}' },
				[
					{ ref: 'A', last: 'One' },
					{ ref: 'A', last: 'Other' },
					{ ref: 'A', last: 'One' },
					{ ref: 'B', last: 'One' },
				],
				CONTINUE,
			);

			expect(idsOf(run)).toEqual([FIRST_ID]);
			expect(pairingOf(run)).toEqual([{ item: 3 }]);
			expect(run.items(IMPILO, 1)).toMatchObject(
				[1, 0, 1].map((other, item) => ({
					json: {
						error: `External Identifier is the same as in item ${other}, which has other values for the patient [item ${item}]`,
						details: { howToFix: expect.stringContaining('stands for one patient') },
					},
					pairedItem: { item },
				})),
			);
			expect(patientOf(rig.sandbox, FIRST_ID).externalIdentifier).toBe('B');
		},
	);
});

describe('a second run', () => {
	it('finds the patients of the first', async () => {
		const first = idsOf(await rig.runImpilo(createByRef(), refs(3)));
		const run = await rig.runImpilo(createByRef(), refs(3));

		expect(idsOf(run)).toEqual(first);
		expect(createsOf(rig.sandbox)).toHaveLength(3);
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
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: POST_PATIENT });
		const running = [rig.runImpilo(createByRef(), refs(1)), rig.runImpilo(createByRef(), refs(1))];
		await hold.hasApplied(1);
		plantPatient(rig.sandbox, 900, { externalIdentifier: 'ref-0' });
		hold.remove();

		expect((await Promise.all(running)).map((run) => idsOf(run))).toEqual([[900], [900]]);
		expect(createsOf(rig.sandbox)).toHaveLength(1);
	});

	it('that overlaps a run that does not know what became of its patient looks again first', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: POST_PATIENT });
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: POST_PATIENT });
		const items = refs(1, 'doubt');
		const running = [rig.runImpilo(createByRef(), items), rig.runImpilo(createByRef(), items)];
		await hold.hasApplied(1);
		while (listsOf(rig.sandbox).length < 2) await realWait(2);
		// Both runs have looked; what is refused is each look of the first after its lost answer.
		rig.sandbox.misbehave({ kind: 'refuse', message: 'No', match: LIST_PATIENTS, times: 5 });
		hold.remove();
		const runs = await Promise.all(running);

		expect(createsOf(rig.sandbox)).toHaveLength(1);
		expect(runs.flatMap((run) => idsOf(run))).toEqual([FIRST_ID]);
		expect(runs.map((run) => failureOf(run).message).join('')).toBe(
			'It is not known whether Impilo has created this patient. Impilo refused to look up patients by external identifier: "No" [item 0]',
		);
	});
});

describe('another process that creates the same patient at the same time', () => {
	/** Runs one item, while a patient with its identifier appears between its look-up and its answer. */
	async function runBeside(
		twinId: number,
		form = createByRef(),
		items: Array<{ ref: string }> = refs(1),
		every = 1,
	): Promise<WorkflowRun> {
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: POST_PATIENT, every });
		const running = rig.runImpilo(form, items, CONTINUE);
		await hold.hasApplied(1);
		plantPatient(rig.sandbox, twinId, { externalIdentifier: 'ref-0', firstName: 'Twin' });
		hold.remove();
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
			expect(hint?.message).toContain('disenroll and archive them with Disenroll');
			expect(hint?.message).not.toContain('ref-0');
			expect(patchesOf(rig.sandbox)).toEqual([]);
		},
	);

	it('older, with Create or Update: the older one is updated', async () => {
		const run = await runBeside(900, upsertByRef);

		expect(jsonOf(run)[0]).toMatchObject({ id: 900, firstName: 'Quillon' });
		expect(patchesOf(rig.sandbox).map(({ path }) => path)).toEqual(['/api/v3/patient/900']);
	});

	it('found after a lost answer, with Create or Update: it is updated', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', match: POST_PATIENT });
		const { lastName } = patientOf(rig.sandbox, 1235);
		const form = upsertForm({ externalIdentifier: 'ref-0', firstName: 'Twin', lastName });
		const run = await runBeside(900, form);

		expect(idsOf(run)).toEqual([900]);
		expect(createsOf(rig.sandbox)).toHaveLength(1);
		expect(patchesOf(rig.sandbox).map(({ path }) => path)).toEqual(['/api/v3/patient/900']);
	});

	it('older, and its update is refused: the item fails', async () => {
		rig.sandbox.misbehave({ kind: 'refuse', message: 'No', match: { method: 'PATCH' } });
		const run = await runBeside(900, upsertByRef);

		expect(errorsOf(run)).toEqual([
			`Impilo has patient ${FIRST_ID}, which this item created, but the next step failed: Impilo refused to update patient 900: "No" [item 0]`,
		]);
	});

	it.each([
		['older, where none may exist', undefined],
		['somebody else who is older, although it was sent twice', 'beforeCommit'],
	] as const)('%s: the item fails, and says which is there twice', async (_, when) => {
		withoutWaiting();
		if (when) rig.sandbox.misbehave({ kind: 'loseAnswer', when, match: POST_PATIENT, times: 1 });
		// Another system creates it when the first or the second POST is under way.
		const run = await runBeside(900, createByRef({ ifExists: 'fail' }), refs(1), when ? 2 : 1);

		expect(run.items(IMPILO, 1)[0]?.json).toMatchObject({
			error: 'A patient with this external identifier already exists: patient 900 [item 0]',
			details: {
				howToFix: expect.stringContaining(`patient ${FIRST_ID} has the same external identifier`),
			},
		});
	});

	it('may stay unnoticed where the list never shows it, which is said', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'listLag', ms: 3_600_000, match: LIST_PATIENTS });
		const run = await rig.runImpilo(createByRef(), refs(2));

		expect(idsOf(run)).toEqual([FIRST_ID, FIRST_ID + 1]);
		expect(hintsOf(run)).toEqual([
			expect.stringContaining(
				'could not be checked whether the patients of these items exist twice: 0–1.',
			),
		]);
	});
});

it('a twin that cannot be looked for: the patients are the result, and it is said', async () => {
	rig.sandbox.misbehave({ kind: 'refuse', message: 'No', match: LIST_PATIENTS, every: 2 });
	const run = await rig.runImpilo(createByRef(), refs(1, 'unchecked'));

	expect(idsOf(run)).toEqual([FIRST_ID]);
	expect(hintsOf(run)).toEqual([expect.stringContaining('could not be checked')]);
});

describe('Update, and Create or Update, of one patient at the same time', () => {
	const update = {
		resource: 'patient',
		operation: 'update',
		patientId: { __rl: true, mode: 'id', value: 1235 },
		updateFields: { addressLineTwo: 'Apartment 5' },
	};
	const sameAddress = upsertForm({ externalIdentifier: 'patient-1235' });
	beforeEach(() => {
		Object.assign(patientOf(rig.sandbox, 1235).address ?? {}, {
			lineOne: '77 Nowhere Lane',
			lineTwo: 'Apartment 4',
		});
	});

	it('take turns, each from what the other has left', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 30 });
		const runs = await Promise.all([rig.runImpilo(update), rig.runImpilo(sameAddress)]);

		expect(runs.map((run) => run.error?.message)).toEqual([undefined, undefined]);
		const ofPatient = rig.sandbox.requests.filter(({ path }) => path === '/api/v3/patient/1235');
		expect(ofPatient.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'PATCH']);
		expect(patientOf(rig.sandbox, 1235)).toMatchObject({
			firstName: 'Quillon',
			address: { lineOne: '77 Nowhere Lane', lineTwo: 'Apartment 5' },
		});
	});

	it('what was changed since the look-up is kept', async () => {
		// The answer to the look-up says what was there before the update.
		rig.sandbox.misbehave({
			kind: 'latency',
			ms: 500,
			when: 'afterCommit',
			match: LIST_PATIENTS,
			times: 1,
		});
		const running = rig.runImpilo(sameAddress);
		while (listsOf(rig.sandbox).length === 0) await realWait(2);
		await rig.runImpilo(update);
		const run = await running;

		expect(run.error?.message).toBeUndefined();
		expect(patientOf(rig.sandbox, 1235)).toMatchObject({
			firstName: 'Quillon',
			address: { lineTwo: 'Apartment 5' },
		});
	});
});
