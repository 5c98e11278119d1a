import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { idsOf, requestLines } from '../outcome';

const LIST = 'GET /api/v3/return';
const ALL = 'page=1&size=250';

const rig = useImpilo();

async function getMany(parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'return', operation: 'getAll', ...parameters }, items);
}

async function filter(filters: INodeParameters): Promise<WorkflowRun> {
	return await getMany({ returnAll: true, filters });
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

	it('does not repeat in a message what was searched for', async () => {
		rig.sandbox.refuseNext('Nothing to find for Quillon', { match: { method: 'GET' } });
		const run = await filter({ searchString: 'Quillon' });

		expect(run.status).toBe('error');
		expect(JSON.stringify([run.error?.message, run.error?.description])).not.toContain('Quillon');
	});
});
