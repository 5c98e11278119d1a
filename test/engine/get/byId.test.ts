import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, startImpilo, withoutWaiting, type ImpiloRig } from '../impiloRun';
import { ECHO, echoAfter } from './echoNode';
import { locator } from './wire';

/** What is got by its ID alone. */

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
afterEach(() => {
	jest.restoreAllMocks();
	rig.sandbox.reset();
});
afterAll(async () => await rig.stop());

interface Example {
	resource: string;
	/** What messages call it. */
	word: string;
	field: string;
	label: string;
	id: number;
	otherId: number;
	unknownId: number;
}

const EXAMPLES: Example[] = [
	{
		resource: 'item',
		word: 'item',
		field: 'itemId',
		label: 'Item',
		id: seedIds.item,
		otherId: seedIds.otherItem,
		unknownId: seedIds.unknownItem,
	},
	{
		resource: 'kit',
		word: 'kit',
		field: 'kitId',
		label: 'Kit',
		id: seedIds.kits[0],
		otherId: seedIds.kits[1],
		unknownId: seedIds.unknownKit,
	},
	{
		resource: 'return',
		word: 'return',
		field: 'returnId',
		label: 'Return',
		id: seedIds.placedReturn,
		otherId: seedIds.inTransitReturn,
		unknownId: seedIds.unknownReturn,
	},
	{
		resource: 'site',
		word: 'site',
		field: 'siteId',
		label: 'Site',
		id: seedIds.site,
		otherId: seedIds.otherSite,
		unknownId: seedIds.unknownSite,
	},
	{
		resource: 'supportTicket',
		word: 'support ticket',
		field: 'supportTicketId',
		label: 'Support Ticket',
		id: seedIds.openTicket,
		otherId: seedIds.closedTicket,
		unknownId: seedIds.unknownTicket,
	},
];

describe.each(EXAMPLES)('Get of a $word', ({ resource, word, field, label, ...ids }) => {
	const { id, otherId, unknownId } = ids;
	const form = (value: number | string): INodeParameters => ({
		resource,
		operation: 'get',
		[field]: locator('id', value),
	});
	const get = async (value: number): Promise<WorkflowRun> => await rig.runImpilo(form(value));

	it('says that there is none, and never takes another for it', async () => {
		expect((await get(unknownId)).error).toMatchObject({
			message: `Impilo has no ${word} ${unknownId} [item 0]`,
			description: expect.stringContaining(`Check ${label}`),
			httpCode: '404',
		});
		rig.sandbox.misbehave({ kind: 'status', status: 200, body: { id: otherId } });
		expect((await get(id)).error?.message).toBe(
			`Impilo answered with something other than ${word} ${id} [item 0]`,
		);
	});

	it.each<[string, () => unknown]>([
		['lost', () => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 })],
		['a 503', () => rig.sandbox.misbehave({ kind: 'status', status: 503, times: 1 })],
		['a 429', () => rig.sandbox.misbehave({ kind: 'status', status: 429, times: 1 })],
	])('asks again where an answer is %s', async (_, misbehave) => {
		withoutWaiting();
		misbehave();

		expect((await get(id)).items(IMPILO)).toMatchObject([{ json: { id } }]);
		expect(rig.sandbox.requests).toHaveLength(2);
	});

	it('goes on past items that fail, and stops with Continue off', async () => {
		const items = [
			{ wanted: id },
			{ wanted: unknownId },
			{ wanted: 'x' },
			{ wanted: `${otherId}` },
		];
		const run = await rig.runImpilo(
			form('={{ $json.wanted }}'),
			items,
			{ onError: 'continueErrorOutput' },
			echoAfter("={{ $('Trigger').item.json.wanted }}"),
		);

		const [successes, failures] = run.outputs(IMPILO);
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[id, { item: 0 }],
			[otherId, { item: 3 }],
		]);
		expect(failures?.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			[`Impilo has no ${word} ${unknownId} [item 1]`, { item: 1 }],
			[`${label} is not a whole positive number [item 2]`, { item: 2 }],
		]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual([id, `${otherId}`]);
		const stopped = await rig.runImpilo(form('={{ $json.wanted }}'), items.slice(0, 2));
		expect(stopped.error).toMatchObject({ context: { itemIndex: 1 }, httpCode: '404' });
	});
});
