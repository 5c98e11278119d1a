import { sandboxKeys, seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.placedReturn;
const DELETE = `DELETE /api/v3/return/${ID}`;
const GET = `GET /api/v3/return/${ID}`;

const rig = useImpilo();

async function voidReturn(value: string | number = ID, apiKey?: string): Promise<WorkflowRun> {
	return await rig.runImpilo(
		{ resource: 'return', operation: 'void', returnId: pick(value) },
		[{}],
		{},
		{
			credentials: {
				impiloApi: { ...rig.credentials.impiloApi, ...(apiKey === undefined ? {} : { apiKey }) },
			},
		},
	);
}

/** How often the return has become void: more than once would be a second harm. */
function voidings(): number {
	const events = rig.sandbox.returns.get(ID)?.returnEvents ?? [];
	return events.filter(({ type }) => type === 'voided').length;
}

it('sends one DELETE', async () => {
	const run = await voidReturn();

	expect(run.items(IMPILO)).toEqual([{ json: { id: ID, voided: true }, pairedItem: { item: 0 } }]);
	expect(requestLines(rig.sandbox)).toEqual([DELETE]);
	expect(rig.sandbox.requests[0]).toMatchObject({
		headers: { 'impilo-api-key': sandboxKeys.valid },
		body: undefined,
		status: 204,
	});
	expect(voidings()).toBe(1);
});

it('of one that is void already is a success', async () => {
	const id = seedIds.voidedReturn;
	const run = await voidReturn(id);

	expect(jsonOf(run)[0]).toEqual({ id, voided: true });
	expect(requestLines(rig.sandbox)).toEqual([
		`DELETE /api/v3/return/${id}`,
		`GET /api/v3/return/${id}`,
	]);
});

it('understands "VOIDED" as well', async () => {
	rig.sandbox.setReturnStatus(ID, 'inTransit');
	rig.sandbox.misbehave({
		kind: 'status',
		status: 200,
		body: { id: ID, currentStatus: 'VOIDED' },
		match: { method: 'GET' },
	});

	expect((await voidReturn()).status).toBe('success');
});

it.each([seedIds.inTransitReturn, seedIds.completedReturn])(
	'of return %d is refused in the words of Impilo',
	async (id) => {
		const run = await voidReturn(id);

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(
				new RegExp(`^Impilo refused to void return ${id}: "Return ${id} cannot be voided`),
			),
			httpCode: '400',
		});
		expect(rig.sandbox.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
	},
);

it('of an unknown one says so', async () => {
	const run = await voidReturn(seedIds.unknownReturn);

	expect(run.error).toMatchObject({
		message: `Impilo has no return ${seedIds.unknownReturn} [item 0]`,
		httpCode: '404',
	});
});

it.each<[string, string]>([
	[sandboxKeys.expired, 'Impilo did not accept the API key [item 0]'],
	[sandboxKeys.accessDenied, 'The API key is not allowed to do this [item 0]'],
])('of the key %s is explained, and nothing is voided', async (apiKey, message) => {
	expect((await voidReturn(ID, apiKey)).error?.message).toBe(message);
	expect(voidings()).toBe(0);
});

it.each(['x', '={{ $json.none }}', 'https://app.impiloplatform.com/orders/4001'])(
	'sends nothing for %j',
	async (value) => {
		expect((await voidReturn(value)).status).toBe('error');
		expect(rig.sandbox.requests).toEqual([]);
	},
);

describe('an answer that gets lost', () => {
	it.each<[string, () => void, string[]]>([
		[
			'after the work is done',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 }),
			[DELETE, GET],
		],
		[
			'behind a 502, after the work is done',
			() => rig.sandbox.misbehave({ kind: 'statusAfterCommit', status: 502, times: 1 }),
			[DELETE, GET],
		],
		[
			'before the work is done',
			() => rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'beforeCommit', times: 1 }),
			[DELETE, GET, DELETE],
		],
		[
			'by a pause that Impilo asks for',
			() => rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 2, times: 1 }),
			[DELETE, DELETE],
		],
	])('%s, harms nothing', async (_, misbehave, lines) => {
		withoutWaiting();
		misbehave();

		expect((await voidReturn()).items(IMPILO)[0]?.json).toEqual({ id: ID, voided: true });
		expect(requestLines(rig.sandbox)).toEqual(lines);
		expect(voidings()).toBe(1);
	});
});

it('goes on past items that fail, with Continue on, and stops without', async () => {
	const parameters = {
		resource: 'return',
		operation: 'void',
		returnId: pick('={{ $json.return }}'),
		options: { concurrency: 1 },
	};
	const items = [
		{ return: ID },
		{ return: seedIds.completedReturn },
		{ return: seedIds.siteReturn },
	];
	const stopped = await rig.runImpilo(parameters, items);
	expect(stopped.error).toMatchObject({ context: { itemIndex: 1 } });
	expect(rig.sandbox.returns.get(seedIds.siteReturn)?.currentStatus).toBe('outbound');

	const going = await rig.runImpilo(parameters, items, { onError: 'continueErrorOutput' });
	const [successes, failures] = going.outputs(IMPILO);
	expect(successes).toEqual([
		{ json: { id: ID, voided: true }, pairedItem: { item: 0 } },
		{ json: { id: seedIds.siteReturn, voided: true }, pairedItem: { item: 2 } },
	]);
	expect(failures?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
});
