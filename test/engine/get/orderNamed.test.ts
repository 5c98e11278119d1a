import type { INodeParameters } from 'n8n-workflow';

import { pick, useImpilo } from '../impiloRun';
import { failureOf, requestLines } from '../outcome';

/** An order that a form names by its external order ID: found first, and no other is taken for it. */

const rig = useImpilo();

const runWith = async (name: string, externalOrderId: string) => {
	const [resource = '', operation = ''] = name.split(' ');
	const order = pick(externalOrderId, 'externalOrderId');
	const fields: INodeParameters =
		resource === 'return' ? { filters: { relatedOrderId: order } } : { orderId: order };
	return await rig.runImpilo({ resource, operation, ...fields });
};

describe.each([
	['order void', 'DELETE /api/v3/order/5001', 'Order'],
	['order getSummary', 'GET /api/v3/order/summary/5001', 'Order'],
	['return getAll', 'GET /api/v3/return?relatedOrderId=5001&page=1&size=50', 'Related Order'],
])('%s', (name, line, field) => {
	const lookUp = (id: string) => `GET /api/v3/order?externalOrderId=${id}&page=1&size=250`;

	it('looks the order up first', async () => {
		const run = await runWith(name, 'demo-5001');

		expect(run.error).toBeUndefined();
		expect(requestLines(rig.sandbox)).toEqual([lookUp('demo-5001'), line]);
	});

	it.each([
		[
			'demo-shared',
			'Impilo has 2 orders with this external order ID: 5014, 5015 [item 0]',
			`Set ${field} to By ID`,
		],
		['demo-none', 'Impilo has no order with this external order ID [item 0]', `Check ${field}:`],
		[
			'5001',
			'Impilo has no order with this external order ID [item 0]',
			`If it is an ID at Impilo, switch ${field} from Own ID to By ID.`,
		],
	])('does nothing where %s is not exactly one order', async (externalOrderId, message, remedy) => {
		const failure = failureOf(await runWith(name, externalOrderId));

		expect(failure.message).toBe(message);
		expect(failure.description).toContain(remedy);
		expect(requestLines(rig.sandbox)).toEqual([lookUp(externalOrderId)]);
	});

	it("takes no stranger's order where the server ignores the filter", async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });

		expect((await runWith(name, 'demo-none')).status).toBe('error');
		expect(requestLines(rig.sandbox)).toEqual([lookUp('demo-none')]);
	});
});
