import { ERROR_SHAPES, sandboxKeys, seedIds } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.placedOrder;
const PATH = `/api/v3/order/${ID}`;
const DELETE = `DELETE ${PATH}`;
const GET = `GET ${PATH}`;

const rig = useImpilo();

async function voidOrder(
	value: string | number = ID,
	mode = 'id',
	credential: Record<string, string> = {},
): Promise<WorkflowRun> {
	return await rig.runImpilo(
		{ operation: 'void', orderId: pick(value, mode) },
		[{}],
		{},
		{ credentials: { impiloApi: { ...rig.credentials.impiloApi, ...credential } } },
	);
}

function statusOf(id: number = ID): string | null | undefined {
	return rig.sandbox.orders.get(id)?.currentStatus;
}

/** How often the order has become void: more than once would be a second harm. */
function voidings(id: number = ID): number {
	const events = rig.sandbox.orders.get(id)?.orderEvents ?? [];
	return events.filter(({ name }) => name === 'voided').length;
}

describe('voiding', () => {
	it.each<[string, string | number]>([
		['id', ID],
		['id', String(ID)],
		['id', `https://app.impiloplatform.com/orders/${ID}`],
		['list', ID],
	])('sends one DELETE, by %s %s', async (mode, value) => {
		const run = await voidOrder(value, mode);

		expect(run.status).toBe('success');
		expect(run.items(IMPILO)).toEqual([
			{ json: { id: ID, voided: true }, pairedItem: { item: 0 } },
		]);
		expect(statusOf()).toBe('voided');
		expect(requestLines(rig.sandbox)).toEqual([DELETE]);
		expect(rig.sandbox.requests[0]).toMatchObject({
			headers: { 'impilo-api-key': sandboxKeys.valid },
			body: undefined,
			status: 204,
		});
	});

	it('finds the order by external order ID first', async () => {
		const run = await voidOrder(`demo-${ID}`, 'externalOrderId');

		expect(jsonOf(run)[0]).toEqual({ id: ID, voided: true });
		expect(requestLines(rig.sandbox)).toEqual([
			`GET /api/v3/order?externalOrderId=demo-${ID}&page=1&size=250`,
			DELETE,
		]);
	});

	it.each<[string, string]>([
		['demo-shared', 'Impilo has 2 orders with this external order ID: 5014, 5015 [item 0]'],
		['demo-none', 'Impilo has no order with this external order ID [item 0]'],
	])('voids nothing where %s is not exactly one order', async (externalOrderId, message) => {
		const run = await voidOrder(externalOrderId, 'externalOrderId');

		expect(run.error?.message).toBe(message);
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it("voids no stranger's order where the server ignores the filter", async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await voidOrder('demo-none', 'externalOrderId');

		expect(run.status).toBe('error');
		expect(rig.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it.each(['x', '', 'https://app.impiloplatform.com/patients/1234'])(
		'sends nothing for %j',
		async (value) => {
			const run = await voidOrder(value);

			expect(run.status).toBe('error');
			expect(rig.sandbox.requests).toEqual([]);
		},
	);

	it('of an order that is void already is a success', async () => {
		const run = await voidOrder(seedIds.voidedOrder);

		expect(jsonOf(run)[0]).toEqual({ id: seedIds.voidedOrder, voided: true });
		expect(voidings(seedIds.voidedOrder)).toBe(1);
		expect(requestLines(rig.sandbox)).toEqual([
			`DELETE /api/v3/order/${seedIds.voidedOrder}`,
			`GET /api/v3/order/${seedIds.voidedOrder}`,
		]);
	});

	it('twice, as by Retry On Fail or a second run, harms nothing', async () => {
		expect((await voidOrder()).status).toBe('success');
		expect((await voidOrder(`demo-${ID}`, 'externalOrderId')).status).toBe('success');
		expect(voidings()).toBe(1);
	});

	it.each([[[]], [[5014]], [[5014, 5015]]])(
		'by an external order ID that several orders have, again and again, where %j are void',
		async (voided) => {
			for (const id of voided) await voidOrder(id);
			if (voided.length === 0) await voidOrder(5015);
			const runs = [
				await voidOrder('demo-shared', 'externalOrderId'),
				await voidOrder('demo-shared', 'externalOrderId'),
			];

			expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
			expect(runs.at(-1)?.items(IMPILO)[0]?.json).toEqual({ id: 5015, voided: true });
			expect([statusOf(5014), statusOf(5015)]).toEqual(['voided', 'voided']);
			expect([voidings(5014), voidings(5015)]).toEqual([1, 1]);
		},
	);

	it('of the same order by two items harms nothing', async () => {
		const run = await rig.runImpilo({ operation: 'void', orderId: pick(ID) }, [{}, {}]);

		expect(jsonOf(run)).toEqual([
			{ id: ID, voided: true },
			{ id: ID, voided: true },
		]);
		expect(voidings()).toBe(1);
	});
});

describe('a refusal', () => {
	it.each(ERROR_SHAPES.filter((shape) => shape !== 'empty' && shape !== 'html'))(
		"of a shipped order is in Impilo's words, from a body of the shape %s",
		async (shape) => {
			rig.sandbox.misbehave({ kind: 'errorShape', shape });
			const run = await voidOrder(seedIds.shippedOrder);

			expect(run.status).toBe('error');
			expect(run.error).toMatchObject({
				name: 'NodeApiError',
				message:
					'Impilo refused to void order 5008: "Order 5008 cannot be voided because it is shipped" [item 0]',
				description: expect.stringContaining('Change what Impilo names'),
				httpCode: '400',
			});
			expect(statusOf(seedIds.shippedOrder)).toBe('shipped');
			expect(rig.sandbox.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
		},
	);

	it('without words says that there are none', async () => {
		rig.sandbox.misbehave({ kind: 'errorShape', shape: 'empty' });

		expect((await voidOrder(seedIds.shippedOrder)).error?.message).toBe(
			'Impilo refused to void order 5008 and did not say why (HTTP 400) [item 0]',
		);
	});

	it('of an unknown order says which one', async () => {
		const run = await voidOrder(seedIds.unknownOrder);

		expect(run.error).toMatchObject({
			message: `Impilo has no order ${seedIds.unknownOrder} [item 0]`,
			httpCode: '404',
		});
		expect(rig.sandbox.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
	});

	it.each<[string, string]>([
		[sandboxKeys.expired, 'Impilo did not accept the API key [item 0]'],
		[sandboxKeys.accessDenied, 'The API key is not allowed to do this [item 0]'],
	])('of the key %s is explained, and nothing is voided', async (apiKey, message) => {
		const run = await voidOrder(ID, 'id', { apiKey });

		expect(run.error?.message).toBe(message);
		expect(statusOf()).toBe('orderPlaced');
		expect(rig.sandbox.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
	});
});

describe('an answer that gets lost', () => {
	it.each<[string, () => void]>([
		[
			'with its connection',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 }),
		],
		[
			'behind a 502',
			() => rig.sandbox.misbehave({ kind: 'statusAfterCommit', status: 502, times: 1 }),
		],
		[
			'behind a 504',
			() => rig.sandbox.misbehave({ kind: 'statusAfterCommit', status: 504, times: 1 }),
		],
	])('after the work is done, %s, is found out by looking', async (_, misbehave) => {
		withoutWaiting();
		misbehave();
		const run = await voidOrder();

		expect(jsonOf(run)[0]).toEqual({ id: ID, voided: true });
		expect(voidings()).toBe(1);
		expect(requestLines(rig.sandbox)).toEqual([DELETE, GET]);
	});

	it.each<[string, () => void]>([
		[
			'with its connection',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', times: 1 }),
		],
		['behind a 503', () => rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 })],
	])('before the work is done, %s, is sent again', async (_, misbehave) => {
		const time = withoutWaiting();
		misbehave();
		const run = await voidOrder();

		expect(jsonOf(run)[0]).toEqual({ id: ID, voided: true });
		expect(voidings()).toBe(1);
		expect(requestLines(rig.sandbox)).toEqual([DELETE, GET, DELETE]);
		expect(time.waits).toHaveLength(1);
	});

	it('every time is given up after five tries, each wait longer', async () => {
		const time = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 500, match: { method: 'DELETE' } });
		const run = await voidOrder();

		expect(run.error).toMatchObject({
			message: `Impilo is not available at the moment and could not void order ${ID} (HTTP 500) [item 0]`,
			httpCode: '500',
		});
		expect(requestLines(rig.sandbox)).toEqual(
			Array.from({ length: 5 }, () => [DELETE, GET]).flat(),
		);
		for (const [index, ms] of time.waits.entries()) {
			expect(ms).toBeGreaterThanOrEqual(250 * 2 ** index);
			expect(ms).toBeLessThanOrEqual(500 * 2 ** index);
		}
		expect(statusOf()).toBe('orderPlaced');
	});

	it('by throttling is sent again after the pause that Impilo asks for', async () => {
		const time = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 3, times: 1 });
		const run = await voidOrder();

		expect(run.status).toBe('success');
		expect(requestLines(rig.sandbox)).toEqual([DELETE, DELETE]);
		expect(time.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2_900);
	});
});

describe('several items', () => {
	const parameters = { operation: 'void', orderId: pick('={{ $json.order }}') };
	const items = [
		{ order: 5002, who: 'first' },
		{ order: seedIds.shippedOrder, who: 'second' },
		{ order: 'x', who: 'third' },
		{ order: 5003, who: 'fourth' },
	];

	it('go on past those that fail, each still known after the node', async () => {
		const run = await rig.runImpilo(
			parameters,
			items,
			{ onError: 'continueErrorOutput' },
			echoAfter("={{ $('Trigger').item.json.who }}"),
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes).toEqual([
			{ json: { id: 5002, voided: true }, pairedItem: { item: 0 } },
			{ json: { id: 5003, voided: true }, pairedItem: { item: 3 } },
		]);
		expect(failures?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[
				{
					...items[1],
					error:
						'Impilo refused to void order 5008: "Order 5008 cannot be voided because it is shipped" [item 1]',
					details: {
						howToFix: expect.stringContaining('Change what Impilo names'),
						httpCode: 400,
						impiloSaid: 'Order 5008 cannot be voided because it is shipped',
					},
				},
				{ item: 1 },
			],
			[
				{
					...items[2],
					error: 'Order is not a whole positive number [item 2]',
					details: { howToFix: expect.stringContaining('whole number') },
				},
				{ item: 2 },
			],
		]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual(['first', 'fourth']);
	});

	it('keep the failures among the successes', async () => {
		const run = await rig.runImpilo(parameters, items, { onError: 'continueRegularOutput' });

		expect(run.items(IMPILO).map(({ json }) => Object.keys(json))).toEqual([
			['id', 'voided'],
			['error', 'details'],
			['error', 'details'],
			['id', 'voided'],
		]);
	});

	it('void nothing new after the first that fails, with Continue off', async () => {
		const run = await rig.runImpilo({ ...parameters, options: { concurrency: 1 } }, items);

		expect(run.error).toMatchObject({ context: { itemIndex: 1 }, httpCode: '400' });
		expect(statusOf(5002)).toBe('voided');
		expect(voidings(5003)).toBe(0);
	});

	it('are not voided any more once the user stops the execution', async () => {
		const hold = rig.sandbox.misbehave({ kind: 'hold' });
		const controller = new AbortController();
		const orders = Array.from({ length: 8 }, (_, index) => ({ order: 5002 + index }));
		rig.sandbox.misbehave({ kind: 'status', status: 204, match: { method: 'DELETE' } });
		const running = rig.runImpilo(
			{ ...parameters, options: { concurrency: 2 } },
			orders,
			{},
			{
				signal: controller.signal,
			},
		);
		await hold.hasApplied(2);
		controller.abort();
		hold.remove();

		expect((await running).status).toBe('canceled');
		expect(rig.sandbox.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(2);
	});
});
