import { setTimeout as realWait } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { systemClock } from '../../../nodes/Impilo/api/clock';
import { seedIds } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import { CONTINUE, IMPILO, pick, useImpilo } from '../impiloRun';
import { errorsOf, failureOf, idsOf, pairingOf, wireOf } from '../outcome';
import { CREATE, createByRef, createForm, postedBodies, postsOf, refs } from './orderForm';

const rig = useImpilo();

/** The patients of seven items: the second, fourth and sixth are unknown to Impilo. */
const MIXED = refs(7).map((json, index) => ({
	...json,
	mark: `mark-${index}`,
	patient: index % 2 === 1 ? seedIds.unknownPatient : seedIds.patient,
}));
/** Waits until the node has had an answer with a status. */
async function untilAnswered(status: number): Promise<void> {
	const isAnswered = () => rig.sandbox.requests.some((request) => request.status === status);
	while (!isAnswered()) await realWait(2);
	// What has been written by now is read before anything that is written later.
	await realWait(20);
}

const mixedForm = createByRef({ patientId: pick('={{ $json.patient }}') });
const UNKNOWN = 'Impilo does not know this patient';

describe('some items are refused', () => {
	it('Continue off: stops, names the item, and says how many were placed', async () => {
		const run = await rig.runImpilo({ ...mixedForm, options: { concurrency: 1 } }, MIXED);

		expect(run.status).toBe('error');
		expect(failureOf(run).message).toBe(`${UNKNOWN} [item 1]`);
		expect(failureOf(run).description).toContain(
			'1 order of this run was placed before it stopped, for these items: 0. Run it again once this is fixed: orders with an external order ID are looked up first and not placed twice.',
		);
		expect(run.items(IMPILO)).toEqual([]);
		expect(postsOf(rig.sandbox).map(({ status }) => status)).toEqual([201, 400]);
	});

	it('Continue off, without external order IDs: says what a repeat would double', async () => {
		const run = await rig.runImpilo(
			createForm({ patientId: pick('={{ $json.patient }}'), options: { concurrency: 1 } }),
			[{ patient: 1234 }, { patient: 1235 }, { patient: seedIds.unknownPatient }],
		);

		expect(failureOf(run).message).toBe(`${UNKNOWN} [item 2]`);
		expect(failureOf(run).description).toContain(
			'2 orders of this run were placed before it stopped, for these items: 0–1. Remove these items before you run it again, as they would be placed twice: 0–1.',
		);
	});

	it('Continue off: what is in flight is waited for and counted, nothing new is sent', async () => {
		// Three at once: item 1 is refused once all are there, items 0 and 2 take longer.
		rig.sandbox.misbehave({ kind: 'hold', match: CREATE, until: 3 });
		const first = rig.sandbox.misbehave({ kind: 'hold', match: CREATE, times: 1 });
		const third = rig.sandbox.misbehave({ kind: 'hold', match: CREATE, every: 3 });
		const running = rig.runImpilo({ ...mixedForm, options: { concurrency: 3 } }, MIXED);
		await untilAnswered(400);
		first.remove();
		third.remove();
		const run = await running;

		expect(failureOf(run).message).toBe(`${UNKNOWN} [item 1]`);
		expect(failureOf(run).description).toContain(
			'2 orders of this run were placed before it stopped, for these items: 0, 2.',
		);
		const sent = postsOf(rig.sandbox);
		expect(sent).toHaveLength(3);
		expect(sent.map(({ status }) => status).sort()).toEqual([201, 201, 400]);
		await realWait(100);
		expect(postsOf(rig.sandbox)).toHaveLength(3);
	});

	it('Continue off: the items that are done are listed, those in a row as a range', async () => {
		// Items 5 and 6 get the order that is there already.
		await rig.runImpilo(createByRef(), [{ ref: 'ref-5' }, { ref: 'ref-6' }]);
		const items = refs(9).map((json, index) => ({
			...json,
			patient: index === 8 ? seedIds.unknownPatient : seedIds.patient,
		}));
		const run = await rig.runImpilo({ ...mixedForm, options: { concurrency: 1 } }, items);

		expect(failureOf(run).message).toBe(`${UNKNOWN} [item 8]`);
		expect(failureOf(run).description.split('\n\n')[1]).toBe(
			'6 orders of this run were placed before it stopped, for these items: 0–4, 7. Run it again once this is fixed: orders with an external order ID are looked up first and not placed twice.',
		);
	});

	it('Continue off, some without an external order ID: only those are to be taken out', async () => {
		const run = await rig.runImpilo({ ...mixedForm, options: { concurrency: 1 } }, [
			{ ref: 'A', patient: seedIds.patient },
			{ ref: '', patient: seedIds.patient },
			{ ref: 'B', patient: seedIds.patient },
			{ ref: 'C', patient: seedIds.unknownPatient },
		]);

		expect(failureOf(run).description.split('\n\n')[1]).toBe(
			'3 orders of this run were placed before it stopped, for these items: 0–2. Remove these items before you run it again, as they would be placed twice: 1.',
		);
	});

	it('Continue off: an item that is still looking for its patient is not placed', async () => {
		const LISTS = { path: /patient$/ };
		const hold = rig.sandbox.misbehave({ kind: 'hold', match: LISTS, times: 1 });
		const running = rig.runImpilo(
			createForm({ patientId: pick('={{ $json.email }}', 'email'), options: { concurrency: 2 } }),
			[{ email: 'john.doe@example.com' }, { email: 'nobody@example.com' }],
		);
		await untilAnswered(404);
		hold.remove();
		const run = await running;

		expect(failureOf(run).message).toBe('Impilo has no patient with this email address [item 1]');
		expect(rig.sandbox.requests).toHaveLength(3);
		expect(postedBodies(rig.sandbox)).toEqual([]);
	});

	it('a single item: the message has nothing to say of others', async () => {
		const run = await rig.runImpilo(createForm({ patientId: pick(seedIds.unknownPatient) }));
		expect(failureOf(run).description).not.toContain('of this run');
	});

	it('Continue with the error output: both outputs are complete, in order and paired', async () => {
		const run = await rig.runImpilo(
			mixedForm,
			MIXED,
			CONTINUE,
			echoAfter("={{ $('Trigger').item.json.mark }}"),
		);

		expect(run.status).toBe('success');
		expect(run.items(IMPILO).map(({ json }) => json.externalOrderIds)).toEqual(
			['ref-0', 'ref-2', 'ref-4', 'ref-6'].map((ref) => [ref]),
		);
		expect(pairingOf(run)).toEqual([0, 2, 4, 6].map((item) => ({ item })));
		expect(run.items(IMPILO, 1)).toEqual(
			[1, 3, 5].map((index) => ({
				json: {
					...MIXED[index],
					error: `${UNKNOWN} [item ${index}]`,
					details: {
						howToFix: expect.stringContaining('Choose the patient again under Patient') as string,
						httpCode: 400,
						impiloSaid: 'patient_does_not_exist',
					},
				},
				pairedItem: { item: index },
			})),
		);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual(
			[0, 2, 4, 6].map((index) => `mark-${index}`),
		);
	});

	it('Continue with the regular output: one item for each, in order and paired', async () => {
		const run = await rig.runImpilo(
			mixedForm,
			MIXED,
			{ onError: 'continueRegularOutput' },
			echoAfter("={{ $('Trigger').item.json.mark }}"),
		);

		expect(run.outputs(IMPILO)).toHaveLength(1);
		expect(pairingOf(run)).toEqual(MIXED.map((_json, item) => ({ item })));
		expect(run.items(IMPILO).map(({ json }) => json.error ?? json.externalOrderIds)).toEqual(
			MIXED.map(({ ref }, index) => (index % 2 === 1 ? `${UNKNOWN} [item ${index}]` : [ref])),
		);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual(MIXED.map(({ mark }) => mark));
	});

	it('Continue: a refused patient look-up concerns the items that name the patient', async () => {
		const run = await rig.runImpilo(
			createForm({ patientId: pick('={{ $json.email }}', 'email') }),
			[
				{ email: 'john.doe@example.com' },
				{ email: 'nobody@example.com' },
				{ email: 'john.doe@example.com' },
				{ email: 'nobody@example.com' },
			],
			CONTINUE,
		);
		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(pairingOf(run, 1)).toEqual([{ item: 1 }, { item: 3 }]);
	});
});

it('the output has the order of the input, whatever is answered first', async () => {
	rig.sandbox.misbehave({ kind: 'latency', ms: 50, match: CREATE, every: 2 });
	const run = await rig.runImpilo(createByRef(), refs(9));

	expect(run.items(IMPILO).map(({ json }) => json.externalOrderIds)).toEqual(
		refs(9).map(({ ref }) => [ref]),
	);
	expect(pairingOf(run)).toEqual(refs(9).map((_json, item) => ({ item })));
	expect(new Set(idsOf(run)).size).toBe(9);
});

describe('concurrency', () => {
	it.each([
		['one at a time', { concurrency: 1 }, 1],
		['three at a time', { concurrency: 3 }, 3],
		['as text', { concurrency: '={{ "4" }}' }, 4],
		['ten by default', {}, 10],
	])('%s', async (_name, options, peak) => {
		rig.sandbox.misbehave({ kind: 'hold', until: peak });
		rig.sandbox.misbehave({ kind: 'latency', ms: 20 });
		const run = await rig.runImpilo(
			createForm({ options }),
			Array.from({ length: peak * 3 }, () => ({})),
		);

		expect(run.status).toBe('success');
		expect(rig.sandbox.peakInFlight).toBe(peak);
		expect(postsOf(rig.sandbox)).toHaveLength(peak * 3);
	});

	it('bounds look-ups, patient searches and creates together', async () => {
		rig.sandbox.misbehave({ kind: 'hold', until: 2 });
		rig.sandbox.misbehave({ kind: 'latency', ms: 5 });
		const items = Array.from({ length: 130 }, (_, index) => ({
			ref: `ref-${index}`,
			email: index % 2 === 0 ? 'john.doe@example.com' : 'sam.2@example.com',
		}));
		await rig.runImpilo(
			createByRef({
				patientId: pick('={{ $json.email }}', 'email'),
				options: { concurrency: 2 },
			}),
			items,
		);
		expect(rig.sandbox.peakInFlight).toBe(2);
		expect(rig.sandbox.requests).toHaveLength(3 + 2 + 130 + 3);
	});
});

it.each(['stopWorkflow', 'continueErrorOutput'] as const)(
	'on error %s: other workflows run while the items are read',
	async (onError) => {
		// So that each item seems to take longer to read than other workflows may be held up.
		let nowMs = Date.now();
		jest.spyOn(systemClock, 'now').mockImplementation(() => (nowMs += 20));
		let turns = 0;
		const countTurn = (): void => {
			turns++;
			if (rig.sandbox.requests.length === 0) setImmediate(countTurn);
		};
		setImmediate(countTurn);
		await rig.runImpilo(createByRef(), refs(40), { onError });

		expect(postsOf(rig.sandbox)).toHaveLength(40);
		expect(turns).toBeGreaterThan(40);
	},
);

describe('the API key is not accepted', () => {
	it('with Continue, nothing is sent for the other items, which fail the same way', async () => {
		rig.sandbox.setApiKeyExpired(true);
		const run = await rig.runImpilo(
			createForm({ options: { concurrency: 1 } }),
			Array.from({ length: 5 }, () => ({})),
			CONTINUE,
		);

		expect(rig.sandbox.requests.map(({ status }) => status)).toEqual([401]);
		expect(run.items(IMPILO)).toEqual([]);
		expect(errorsOf(run)).toEqual(
			[0, 1, 2, 3, 4].map((index) => `Impilo did not accept the API key [item ${index}]`),
		);
		const [first, ...others] = run.items(IMPILO, 1).map(({ json }) => json.details);
		expect(first).toMatchObject({ httpCode: 401 });
		// What Impilo said was said of the first.
		for (const details of others) {
			expect(details).toEqual({ ...(first as IDataObject), impiloSaid: null });
		}
	});

	it('with Continue, only what is under way already is sent', async () => {
		rig.sandbox.setApiKeyExpired(true);
		const run = await rig.runImpilo(
			createForm({ options: { concurrency: 3 } }),
			Array.from({ length: 20 }, () => ({})),
			CONTINUE,
		);

		expect(rig.sandbox.requests.length).toBeLessThanOrEqual(3);
		expect(run.items(IMPILO, 1)).toHaveLength(20);
	});

	it('with Continue, a refused look-up is the only request, also of items without an ID', async () => {
		rig.sandbox.setApiKeyExpired(true);
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }, {}, { ref: 'B' }], {
			onError: 'continueErrorOutput',
		});

		expect(wireOf(rig.sandbox)).toEqual(['GET 401']);
		expect(pairingOf(run, 1)).toEqual([0, 1, 2].map((item) => ({ item })));
	});

	it('with Continue, an order that is placed before the key expires stays placed', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 401, every: 3, match: CREATE });
		const run = await rig.runImpilo(
			createForm({ options: { concurrency: 1 } }),
			Array.from({ length: 6 }, () => ({})),
			CONTINUE,
		);

		expect(wireOf(rig.sandbox)).toEqual(['POST 201', 'POST 201', 'POST 401']);
		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(pairingOf(run, 1)).toEqual([2, 3, 4, 5].map((item) => ({ item })));
	});

	it('the next run asks again', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 401, times: 1 });
		await rig.runImpilo(createForm());
		expect((await rig.runImpilo(createForm())).status).toBe('success');
	});
});

describe('the user stops the execution', () => {
	/** Stops when the promise resolves that is told where the orders are on their way. */
	async function runAndStop(untilTimeToStop: () => Promise<void>) {
		const controller = new AbortController();
		const execution = rig.runImpilo(
			createByRef({ options: { concurrency: 2 } }),
			refs(8),
			{},
			{ signal: controller.signal },
		);
		await untilTimeToStop();
		controller.abort();
		const sent = rig.sandbox.requests.length;
		rig.sandbox.behave();
		const run = await execution;
		await realWait(60);
		return { run, sent };
	}

	it('while orders are placed: nothing new is sent', async () => {
		// The first two are placed, then the third and fourth are under way.
		const first = rig.sandbox.misbehave({ kind: 'hold', match: CREATE, times: 2 });
		const { run, sent } = await runAndStop(async () => {
			await first.hasApplied(2);
			const next = rig.sandbox.misbehave({ kind: 'hold', match: CREATE });
			first.remove();
			await next.hasApplied(2);
		});

		expect(run.status).toBe('canceled');
		expect(sent).toBeLessThan(1 + 8);
		expect(rig.sandbox.requests).toHaveLength(sent);
	});

	it('during the look-up: no order is placed', async () => {
		const hold = rig.sandbox.misbehave({ kind: 'hold' });
		const { run } = await runAndStop(async () => await hold.hasApplied(1));

		expect(run.status).toBe('canceled');
		expect(postedBodies(rig.sandbox)).toEqual([]);
	});

	it('while Impilo asked for a pause: it ends at once, and nothing new is sent', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 100, match: CREATE });
		// A pause without end: only the stop can end it.
		const sleep = jest.spyOn(systemClock, 'sleep').mockReturnValue(new Promise(() => {}));
		const { run } = await runAndStop(async () => {
			while (sleep.mock.calls.length < 2) await realWait(2);
		});

		expect(run.status).toBe('canceled');
		expect(failureOf(run).message).toBe(
			'The execution was stopped before this was sent to Impilo [item 0]',
		);
		expect(postsOf(rig.sandbox)).toHaveLength(2);
	});
});
