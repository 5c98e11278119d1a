import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { ToolCallStyle, ToolRun } from '../harness';
import { fromAI, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { requestLines } from '../outcome';

const rig = useImpilo();

const GET: INodeParameters = {
	operation: 'get',
	orderId: pick("={{ $fromAI('order', 'ID of the order', 'string') }}"),
};

const GET_BY_EXTERNAL_ID: INodeParameters = {
	operation: 'get',
	orderId: pick(fromAI('order'), 'externalOrderId'),
};

const GET_MANY: INodeParameters = {
	operation: 'getAll',
	limit: "={{ $fromAI('limit', 'How many', 'string') }}",
	filters: {
		statuses: "={{ $fromAI('statuses', 'With with commas', 'string') }}",
		statusChangedAfter: "={{ $fromAI('since', 'A time', 'string') }}",
	},
};

const GET_MANY_BY_EXTERNAL_ID: INodeParameters = {
	...GET_MANY,
	filters: {
		...(GET_MANY.filters as INodeParameters),
		externalOrderIds: "={{ $fromAI('externalOrderIds', 'With with commas', 'string') }}",
	},
};

const ANYTHING = { limit: '50', statuses: '', externalOrderIds: '', since: '' };

/** What the agent is left with where the call failed: the engine's answer, or what was thrown. */
function complaintOf({ answer, error }: ToolRun, style: ToolCallStyle): string {
	if (style === 'direct') return error?.message ?? '';
	const [item] = JSON.parse(answer ?? '[]') as IDataObject[];
	return String(item?.error);
}

describe.each<ToolCallStyle>(['engine', 'direct'])(
	'an agent that calls in the %s style',
	(style) => {
		async function call(parameters: INodeParameters, args: IDataObject): Promise<ToolRun> {
			return await rig.runImpiloTool(parameters, args, style);
		}

		function answered({ answer }: ToolRun): IDataObject[] {
			return JSON.parse(answer ?? '') as IDataObject[];
		}

		it('is told what the tool does', async () => {
			expect((await call(GET, { order: '5001' })).tool).toMatchObject({
				name: 'Impilo',
				description: 'Get order in Impilo',
			});
			expect((await call(GET_MANY, ANYTHING)).tool).toMatchObject({
				description: 'Get many orders in Impilo',
			});
		});

		it.each(['5001', ' 5001 ', 'https://app.impiloplatform.com/orders/5001'])(
			'gets the order %j',
			async (order) => {
				const run = await call(GET, { order });

				expect(run.error).toBeUndefined();
				expect(answered(run)).toEqual([
					expect.objectContaining({ id: 5001, currentStatus: 'orderPlaced', patientId: 1234 }),
				]);
				expect(run.answer).not.toMatch(/John|Doe|@example/);
				expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/order/5001']);
			},
		);

		it('gets an order by external order ID', async () => {
			const run = await call(GET_BY_EXTERNAL_ID, { order: 'demo-5002' });

			expect(answered(run)).toEqual([expect.objectContaining({ id: 5002 })]);
			expect(requestLines(rig.sandbox)).toEqual([
				'GET /api/v3/order?externalOrderId=demo-5002&page=1&size=250',
			]);
		});

		it.each<[INodeParameters, string, string[]]>([
			[GET, 'PO-1', ['Order is not a whole positive number', 'a whole number such as 1042']],
			[GET, '', ['Order is empty', 'enter its ID']],
			[GET, String(seedIds.unknownOrder), ['Impilo has no order 999995', 'Check Order']],
			[
				GET,
				'https://app.impiloplatform.com/kits/1000',
				['Order is the URL of a kit, not of an order', 'Enter the ID'],
			],
			[
				GET_BY_EXTERNAL_ID,
				'demo-none',
				['Impilo has no order with this external order ID', 'upper and lower case matter'],
			],
			[
				GET_BY_EXTERNAL_ID,
				'demo-shared',
				['2 orders', '5014, 5015', 'enter the ID of the right one'],
			],
		])('is told what to do better: %j %s', async (parameters, order, parts) => {
			const complaint = complaintOf(await call(parameters, { order }), style);

			for (const part of parts) expect(complaint).toContain(part);
		});

		it('gets many orders, with everything given as text', async () => {
			const run = await call(GET_MANY, {
				limit: '2',
				statuses: 'SHIPPED, delivered',
				since: '2025-09-01T00:00:00Z',
			});

			expect(answered(run).map(({ id }) => id)).toEqual([5008, 5011]);
			expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/order?page=1&size=250']);
		});

		it('gets many orders by their external order IDs', async () => {
			const run = await call(GET_MANY_BY_EXTERNAL_ID, {
				...ANYTHING,
				externalOrderIds: 'demo-5003,demo-5001',
			});

			expect(answered(run).map(({ id }) => id)).toEqual([5001, 5003]);
			expect(requestLines(rig.sandbox)).toEqual([
				'GET /api/v3/order?externalOrderId=demo-5003&externalOrderId=demo-5001&page=1&size=50',
			]);
		});

		it.each<[IDataObject, string[]]>([
			[{ limit: 'many' }, ['Limit is not a whole number of at least 1']],
			[{ limit: '-3' }, ['Limit is not a whole number of at least 1']],
			[{ since: 'last week' }, ['Status Changed After is not a time', 'e.g. 2026-01-31T08:00:00']],
			[{ externalOrderIds: '[{"id": 1}]' }, ['External Order IDs is not a list of IDs', 'commas']],
		])('is told what to do better than %j, and nothing is sent', async (args, parts) => {
			const form = 'externalOrderIds' in args ? GET_MANY_BY_EXTERNAL_ID : GET_MANY;
			const complaint = complaintOf(await call(form, { ...ANYTHING, ...args }), style);

			for (const part of parts) expect(complaint).toContain(part);
			expect(rig.sandbox.requests).toEqual([]);
		});

		it.each<[string, INodeParameters]>([
			['Patient', { patientId: pick('={{ $json.signedInPatientId }}') }],
			['Patient', { patientId: pick(fromAI('who')) }],
			['External Order IDs', { externalOrderIds: fromAI('who') }],
			['Statuses', { statuses: '={{ $json.signedInStatuses }}' }],
			['Status Changed After', { statusChangedAfter: '' }],
		])("never gets everybody's orders where %s is empty: %j", async (label, filters) => {
			const form = { operation: 'getAll', limit: 50, filters };
			const complaint = complaintOf(await call(form, { who: '' }), style);

			expect(complaint).toContain(`${label} is empty`);
			expect(rig.sandbox.requests).toEqual([]);
		});

		it('is told that Impilo is out of order, after patience', async () => {
			withoutWaiting();
			rig.sandbox.misbehave({ kind: 'status', status: 503 });
			const complaint = complaintOf(await call(GET, { order: '5001' }), style);

			expect(complaint).toContain('Impilo is not available at the moment');
			expect(complaint).toContain('Run the workflow again later');
			expect(rig.sandbox.requests).toHaveLength(5);
		});

		it('never learns the key', async () => {
			rig.sandbox.misbehave({ kind: 'refuse', message: `No: ${rig.sandbox.apiKey}` });
			const run = await call(GET, { order: '5001' });

			expect(complaintOf(run, style)).toContain('No: [hidden]');
			expect(JSON.stringify([run.answer, run.error])).not.toContain(rig.sandbox.apiKey);
		});
	},
);
