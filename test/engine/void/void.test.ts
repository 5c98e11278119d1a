import { ERROR_SHAPES, sandboxKeys, seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.placedOrder;
const PATH = `/api/v3/order/${ID}`;
const DELETE = `DELETE ${PATH}`;

const rig = useImpilo();

async function voidOrder(value: string | number = ID, mode = 'id'): Promise<WorkflowRun> {
	return await rig.runImpilo({ operation: 'void', orderId: pick(value, mode) });
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
	it('sends one DELETE', async () => {
		const run = await voidOrder();

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

	it('of an order that is void already is a success', async () => {
		const run = await voidOrder(seedIds.voidedOrder);

		expect(jsonOf(run)[0]).toEqual({ id: seedIds.voidedOrder, voided: true });
		expect(voidings(seedIds.voidedOrder)).toBe(1);
		expect(requestLines(rig.sandbox)).toEqual([
			`DELETE /api/v3/order/${seedIds.voidedOrder}`,
			`GET /api/v3/order/${seedIds.voidedOrder}`,
		]);
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
				description: expect.stringContaining('Check Order'),
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
});

describe('several items', () => {
	const parameters = { operation: 'void', orderId: pick('={{ $json.order }}') };

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
