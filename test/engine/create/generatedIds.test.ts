import { NodeConnectionTypes, type INodeParameters } from 'n8n-workflow';

import { testNode, type ToolCallStyle, type WorkflowRun } from '../harness';
import { fromAI, IMPILO, useImpilo, withoutWaiting, type RunSettings } from '../impiloRun';
import { hintsOf, idsOf, wireOf } from '../outcome';
import { checksOf, CREATE, createForm, LIST, postedBodies, postsOf, WIRE_BODY } from './orderForm';

/** Orders without an external order ID of the user's. */

const rig = useImpilo({ inventory: 'unlimited' });
beforeEach(() => void withoutWaiting());

const GENERATED = /^n8n-1-\d+-[0-9a-f]{12}-(run|call)\d+-item\d+$/;
const RETRIES = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
const MANY = Array.from({ length: 200 }, (_, row) => ({ row }));

/** The form as a new node has it: nothing under Options. */
const newForm = (parameters: INodeParameters = {}): INodeParameters => {
	const form = createForm(parameters);
	delete form.options;
	return form;
};

const sentIds = (): string[] =>
	postedBodies(rig.sandbox).flatMap((body) => {
		const { externalOrderIds = [] } = body as { externalOrderIds?: string[] };
		return externalOrderIds;
	});

const outputIds = (run: WorkflowRun): unknown[] =>
	run.items(IMPILO).map(({ json }) => json.externalOrderIds);

it('each item gets one of its own, which says where it comes from', async () => {
	const run = await rig.runImpilo(newForm(), [{}, {}, {}]);
	const ids = sentIds();

	expect(new Set(ids).size).toBe(3);
	for (const id of ids) expect(id).toMatch(GENERATED);
	expect(ids.map((id) => id.split('-').at(-1)).sort()).toEqual(['item0', 'item1', 'item2']);
	expect(outputIds(run)).toEqual([...ids].sort().map((id) => [id]));
	expect(checksOf(rig.sandbox)).toEqual([]);
	expect(hintsOf(run)).toEqual([
		expect.stringMatching(
			/^3 orders were placed with a generated external order ID .* only protects this execution/,
		),
	]);
});

it('another execution, another node and another run of a loop have others', async () => {
	await rig.runImpilo(newForm());
	await rig.runImpilo(newForm());
	const second = { name: 'Second', type: 'n8n-nodes-impilo.impilo' };
	const parameters = { resource: 'order', ...newForm() };
	await rig.runImpilo(newForm(), [{}], {}, { nodes: [{ ...second, parameters }] });
	await rig.runImpilo(newForm(), [{}], {}, loopBack(3));

	expect(postsOf(rig.sandbox)).toHaveLength(2 + 2 + 3);
	expect(new Set(sentIds()).size).toBe(2 + 2 + 3);
});

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		it.each([
			['twice at once', [2], 1],
			['three times at once', [3], 1],
			['twice, one after the other', [1, 1], 1],
			['three times, in two steps', [1, 2], 1],
			['once for each of three items', [1], 3],
			['three times for each of two items', [2, 1], 2],
		])('in one execution, %s: each call places an order of its own', async (_how, steps, items) => {
			const calls = steps.reduce((sum, number) => sum + number, 0) * items;
			const { error, answers } = await rig.runImpiloTool(newForm(), {}, style, {
				steps,
				items: Array.from({ length: items }, () => ({})),
			});

			expect(error).toBeUndefined();
			expect(new Set(answers).size).toBe(calls);
			expect(postsOf(rig.sandbox)).toHaveLength(calls);
			expect(new Set(sentIds()).size).toBe(calls);
			for (const id of sentIds()) expect(id).toMatch(GENERATED);
		});

		it('the model gives nothing for External Order IDs: the call has one all the same', async () => {
			const externalOrderIds = fromAI('externalOrderIds');
			const args = { externalOrderIds: '' };
			await rig.runImpiloTool(newForm({ externalOrderIds }), args, style);

			expect(sentIds()).toEqual([expect.stringMatching(GENERATED)]);
		});

		it('another execution has others', async () => {
			await rig.runImpiloTool(newForm(), {}, style);
			await rig.runImpiloTool(newForm(), {}, style);

			expect(new Set(sentIds()).size).toBe(2);
		});

		it('Retry On Fail: the call has the same on every try', async () => {
			rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1, match: CREATE });
			const hold = rig.sandbox.misbehave({ kind: 'hold', match: CREATE });
			const running = rig.runImpiloTool(newForm(), {}, style, { node: RETRIES });
			await hold.hasApplied(1);
			// Each look for the lost order is refused, which ends the try.
			const refused = { kind: 'refuse', message: 'forbidden', status: 403, times: 5 } as const;
			rig.sandbox.misbehave({ ...refused, match: LIST });
			hold.remove();
			const { error, run } = await running;

			expect(error).toBeUndefined();
			expect(run.status).toBe('success');
			expect(wireOf(rig.sandbox)).toEqual([
				'GET 200',
				'POST undefined',
				...Array.from({ length: 5 }, () => 'GET 403'),
				// The look ahead of the second try, and its look for what is open.
				'GET 200',
				'GET 200',
			]);
		});
	},
);

it.each(['stopWorkflow', 'continueErrorOutput'] as const)(
	'lost answers, on error %s: each order is placed once',
	async (onError) => {
		rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', every: 10, match: CREATE });
		const run = await rig.runImpilo(newForm(), MANY, { onError });

		expect(run.error?.message).toBeUndefined();
		expect(postsOf(rig.sandbox)).toHaveLength(MANY.length);
		expect(new Set(idsOf(run)).size).toBe(MANY.length);
	},
);

it('Retry On Fail finds what the tries before it have placed', async () => {
	rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', every: 10, match: CREATE });
	rig.sandbox.misbehave({
		kind: 'refuse',
		message: 'insufficient_inventory',
		every: 70,
		times: 3,
		match: CREATE,
	});
	const run = await rig.runImpilo(newForm(), MANY, RETRIES);

	expect(run.error?.message).toBeUndefined();
	const placed = [...rig.sandbox.orders].map((order) => order.externalOrderIds?.[0] ?? '');
	expect(placed.filter((id) => GENERATED.test(id))).toHaveLength(MANY.length);
	expect(new Set(idsOf(run)).size).toBe(MANY.length);
});

it.each(['create', 'fail'])('Retry On Fail does so with If Exists: %s', async (ifExists) => {
	const refusal = { kind: 'refuse', message: 'insufficient_inventory' } as const;
	rig.sandbox.misbehave({ ...refusal, every: 2, times: 1, match: CREATE });
	const form = { ...newForm({ ifExists }), options: { concurrency: 1 } };
	const run = await rig.runImpilo(form, [{}, {}], RETRIES);

	expect(run.error?.message).toBeUndefined();
	expect(postsOf(rig.sandbox)).toHaveLength(3);
	expect(new Set(sentIds()).size).toBe(2);
	expect(new Set(idsOf(run)).size).toBe(2);
});

it('Retry On Fail in a loop: each run of the loop keeps its own across its tries', async () => {
	const refusal = { kind: 'refuse', message: 'insufficient_inventory' } as const;
	rig.sandbox.misbehave({ ...refusal, every: 2, match: CREATE });
	const form = { ...newForm(), options: { concurrency: 1 } };
	const run = await rig.runImpilo(form, [{}, {}], RETRIES, loopBack(3));

	expect(run.error?.message).toBeUndefined();
	const placed = rig.sandbox.orders
		.list()
		.flatMap(({ externalOrderIds }) => externalOrderIds ?? [])
		.filter((id) => GENERATED.test(id));
	expect(placed.map((id) => id.split('-').slice(-2).join())).toEqual(
		[0, 1, 2].flatMap((index) => [`run${index},item0`, `run${index},item1`]),
	);
	const given = run.runs(IMPILO).flatMap(({ data }) => data?.main?.[0] ?? []);
	expect(given.map(({ json }) => json.externalOrderIds)).toEqual(placed.map((id) => [id]));
	// The tries that were refused.
	expect(postsOf(rig.sandbox).length).toBeGreaterThan(placed.length);
});

it('a run that stops says that a new execution would place them again', async () => {
	rig.sandbox.misbehave({
		kind: 'refuse',
		message: 'insufficient_inventory',
		every: 3,
		match: CREATE,
	});
	const run = await rig.runImpilo({ ...newForm(), options: { concurrency: 1 } }, [{}, {}, {}]);

	const { description } = run.error as { description?: string };
	expect(description).toContain('Remove these items before you run it again');
	expect(description).toContain('0–1');
});

it('switched off: none is sent, and the hint says what that means', async () => {
	const run = await rig.runImpilo({ ...newForm(), options: { generateExternalOrderId: false } });

	expect(postedBodies(rig.sandbox)).toEqual([WIRE_BODY]);
	expect(rig.sandbox.requests).toHaveLength(1);
	expect(hintsOf(run)).toEqual([expect.stringContaining('without an external order ID')]);
});

it('an expression that gives nothing gets none: the hint names the items', async () => {
	const form = newForm({ externalOrderIds: '={{ $json.ref }}' });
	const run = await rig.runImpilo(form, [
		{ ref: 'A' },
		{},
		{ ref: '' },
		{ ref: 'D' },
		{ ref: null },
	]);

	expect(sentIds().sort()).toEqual(['A', 'D']);
	expect(postsOf(rig.sandbox)).toHaveLength(5);
	expect(hintsOf(run)).toEqual([
		expect.stringContaining('External Order IDs returned nothing for these items: 1–2, 4.'),
	]);
});

it.each(['  ', '='])('a field with nothing but "%s" is empty', async (externalOrderIds) => {
	await rig.runImpilo(newForm({ externalOrderIds }));
	expect(sentIds()).toEqual([expect.stringMatching(GENERATED)]);
});

/** Sends what comes out of the Impilo node back into it, until it has run so often. */
function loopBack(runs: number): RunSettings {
	let run = 0;
	const again = testNode('again', {}, async function () {
		return [++run < runs ? this.getInputData().map(() => ({ json: {} })) : []];
	});
	const to = (node: string) => ({
		[NodeConnectionTypes.Main]: [[{ node, type: NodeConnectionTypes.Main, index: 0 }]],
	});
	const trigger = { name: 'Trigger', type: 'n8n-nodes-base.manualTrigger' };
	return {
		nodes: [trigger, { name: 'Again', type: 'test.again' }],
		extraNodes: { 'test.again': again },
		connections: { Trigger: to(IMPILO), [IMPILO]: to('Again'), Again: to(IMPILO) },
	};
}
