import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Return } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { idsOf, jsonOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/return';
const ALL = 'page=1&size=250';

const rig = useImpilo();

async function getMany(parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'return', operation: 'getAll', ...parameters }, items);
}

async function filter(filters: INodeParameters): Promise<WorkflowRun> {
	return await getMany({ returnAll: true, filters });
}

function answerWith(...content: object[]): void {
	rig.sandbox.misbehave({ kind: 'status', status: 200, body: { content, last: true } });
}

const { orderReturn, inTransitReturn, returnIssuedOrder } = seedIds;

it('gives all, simplified, and nobody to be recognized', async () => {
	const run = await getMany({ returnAll: true });

	expect(idsOf(run)).toEqual([...rig.sandbox.returns.keys()]);
	expect(requestLines(rig.sandbox)).toEqual([`${LIST}?${ALL}`]);
	const output = JSON.stringify(run.items(IMPILO));
	for (const { lastName } of rig.sandbox.patients.values()) {
		expect(output).not.toContain(lastName ?? 'lastName');
	}
});

it('gives what Impilo sends with Simplify off', async () => {
	const run = await getMany({ simplify: false, limit: 1 });

	const [first] = rig.sandbox.returns.values();
	expect(jsonOf(run)[0]).toEqual(JSON.parse(JSON.stringify(first)));
});

it('gives each once where pages become shorter', async () => {
	const { returns } = rig.sandbox;
	const model = returns.get(inTransitReturn) as Return;
	for (let id = 5000; id < 5600; id++) returns.set(id, { ...model, id });
	rig.sandbox.misbehave({ kind: 'clampSize', size: 100 });

	expect(idsOf(await getMany({ returnAll: true }))).toEqual([...returns.keys()]);
});

describe('a filter', () => {
	it.each<[string, INodeParameters, string, number[]]>([
		['status', { status: 'inTransit' }, 'status=inTransit', [inTransitReturn]],
		['status in another spelling', { status: 'IN_TRANSIT' }, 'status=inTransit', [inTransitReturn]],
		[
			'order',
			{ relatedOrderId: pick(returnIssuedOrder, 'list') },
			`relatedOrderId=${returnIssuedOrder}`,
			[orderReturn],
		],
		['text', { searchString: ` ${inTransitReturn} ` }, 'searchString=4002', [inTransitReturn]],
		[
			'day',
			{ lastUpdatedBefore: '2025-10-03' },
			'lastUpdatedBefore=2025-10-03',
			[seedIds.placedReturn, seedIds.nullsReturn],
		],
		['belonging to an order', { standalone: false }, 'standalone=false', [orderReturn]],
		[
			'several',
			{ status: 'completed', standalone: true },
			'standalone=true&status=completed',
			[seedIds.completedReturn],
		],
	])('by %s goes to Impilo', async (_, filters, query, wanted) => {
		const run = await filter(filters);

		expect(run.error).toBeUndefined();
		expect(idsOf(run)).toEqual(wanted);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?${query}&${ALL}`]);
	});

	it('by order finds the order by its external order ID first', async () => {
		const run = await filter({
			relatedOrderId: pick(`demo-${returnIssuedOrder}`, 'externalOrderId'),
		});

		expect(idsOf(run)).toEqual([orderReturn]);
		expect(requestLines(rig.sandbox)).toEqual([
			`GET /api/v3/order?externalOrderId=demo-${returnIssuedOrder}&page=1&size=250`,
			`${LIST}?relatedOrderId=${returnIssuedOrder}&${ALL}`,
		]);
	});

	it.each<[string, INodeParameters]>([
		['Status', { status: 'receiving' }],
		['Related Order', { relatedOrderId: pick(5001) }],
		['Standalone', { standalone: true }],
	])('that is ignored is noticed: %s', async (label, filters) => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter(filters);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error?.message).toBe(
			`Impilo answered with other returns than those asked for with ${label} [item 0]`,
		);
	});

	it('is kept to by returns of which nothing is known, and by other spellings', async () => {
		answerWith({ id: 1 }, { id: 2, currentStatus: 'IN_TRANSIT', relatedOrderId: null });

		expect(
			idsOf(
				await filter({
					status: 'inTransit',
					standalone: true,
					relatedOrderId: pick(5001),
				}),
			),
		).toEqual([1, 2]);
	});

	it.each<[string, INodeParameters]>([
		['Status', { status: '={{ $json.none }}' }],
		['Related Order', { relatedOrderId: pick('', 'list') }],
		['Search', { searchString: ' ' }],
		['Updated Before', { lastUpdatedBefore: '={{ null }}' }],
	])('that is there but empty is refused: %s', async (label, filters) => {
		const run = await filter(filters);

		expect(run.error?.message).toBe(`${label} is empty [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each<[string, INodeParameters, string]>([
		[
			'a day that does not exist',
			{ lastUpdatedBefore: '2026-02-30' },
			'Updated Before is not a day',
		],
		['a word for an order', { relatedOrderId: 'x' }, 'Related Order is not a whole positive'],
		[
			'neither yes nor no',
			{ standalone: '={{ "maybe" }}' },
			'Standalone is neither true nor false',
		],
	])('is refused for %s', async (_, filters, message) => {
		const run = await filter(filters);

		expect(run.error?.message).toContain(message);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('does not repeat in a message what was searched for', async () => {
		rig.sandbox.refuseNext('Nothing to find for Quillon', { match: { method: 'GET' } });
		const run = await filter({ searchString: 'Quillon' });

		expect(run.status).toBe('error');
		expect(JSON.stringify([run.error?.message, run.error?.description])).not.toContain('Quillon');
	});
});

it('reads for each item what it asks for, and goes on past those that fail', async () => {
	const run = await rig.runImpilo(
		{
			resource: 'return',
			operation: 'getAll',
			returnAll: true,
			filters: { relatedOrderId: pick('={{ $json.order }}') },
		},
		[{ order: returnIssuedOrder }, { order: 'x' }, { order: 5001 }],
		{ onError: 'continueErrorOutput' },
	);

	const [successes, failures] = run.outputs(IMPILO);
	expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
		[orderReturn, { item: 0 }],
	]);
	expect(failures?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
});

it('is asked for again after failures that pass', async () => {
	withoutWaiting();
	rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 });
	rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 });

	expect(idsOf(await getMany({ returnAll: true }))).toEqual([...rig.sandbox.returns.keys()]);
	expect(rig.sandbox.requests).toHaveLength(3);
});

it('understands what an agent gives', async () => {
	const { answer } = await rig.runImpiloTool(
		{
			resource: 'return',
			operation: 'getAll',
			limit: "={{ $fromAI('limit', '', 'string') }}",
			filters: {
				status: "={{ $fromAI('status', '', 'string') }}",
				standalone: "={{ $fromAI('standalone', '', 'string') }}",
				searchString: "={{ $fromAI('text', '', 'string') }}",
			},
		},
		{ limit: '5', status: 'PENDING_RETURN', standalone: 'false', text: '' },
	);

	expect(JSON.parse(answer ?? '')).toEqual([expect.objectContaining({ id: orderReturn })]);
	expect(requestLines(rig.sandbox)).toEqual([
		`${LIST}?standalone=false&status=pendingReturn&page=1&size=5`,
	]);
});
