import { sandboxKeys, seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo } from '../impiloRun';
import { jsonOf, requestLines } from '../outcome';

const ID = seedIds.placedReturn;
const DELETE = `DELETE /api/v3/return/${ID}`;

const rig = useImpilo();

async function voidReturn(id: number = ID): Promise<WorkflowRun> {
	return await rig.runImpilo({ resource: 'return', operation: 'void', returnId: pick(id) });
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
	rig.answer({ id: ID, currentStatus: 'VOIDED' }, { method: 'GET' });

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
