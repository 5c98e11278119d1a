import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import { disenroll } from '../../../nodes/Impilo/patient/disenroll';
import { createRun } from '../once/world';
import { answered, createClient, valuesOf } from '../standIns';

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

it('returns for a patient in doubt are not asked for again by another item', async () => {
	const forms = [0, 1].map(() => ({ patientId: 5, createReturns: true, archive: false }));
	const sent: string[] = [];
	const client = createClient(async ({ method }) => {
		sent.push(method);
		return await Promise.resolve(
			method === 'POST' ? LOST : answered(200, { id: 5, enrolled: true }),
		);
	});
	const run = {
		...createRun(client, forms, { continues: true }),
		valuesOf: (itemIndex: number) => valuesOf(forms[itemIndex] ?? {}),
	};
	const outputs = await disenroll.execute(run);

	expect(outputs.map(({ json }) => json.error)).toEqual(
		[0, 1].map(() => expect.stringContaining('It is not known whether Impilo has disenrolled')),
	);
	expect(sent.filter((method) => method === 'POST')).toHaveLength(1);
});
