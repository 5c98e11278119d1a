import { join } from 'node:path';

import { startHelper, type HelperProcess } from '../../helperProcess';
import { runCreate, type CreateJob, type CreateResult } from '../create/createJob';
import { refs } from '../create/orderForm';
import { useImpilo } from '../impiloRun';
import { createByRef, idsWith, LIST_PATIENTS } from './patientForm';

const rig = useImpilo();

describe('two processes', () => {
	let other: HelperProcess<CreateJob, CreateResult>;
	const jobOf = (items: CreateJob['items']): CreateJob => ({
		url: rig.sandbox.url,
		apiKey: rig.sandbox.apiKey,
		form: createByRef(),
		items,
	});
	beforeAll(async () => {
		other = await startHelper(join(__dirname, '../create/otherProcess.ts'), {
			nodeArguments: ['--import', 'tsx'],
		});
		await other.ask(jobOf([{}]));
	}, 60_000);
	afterAll(async () => await other.stop());

	it('that create the same patients: both give the oldest of each', async () => {
		// So that both have looked before either creates.
		rig.sandbox.misbehave({
			kind: 'hold',
			until: 4,
			when: 'afterCommit',
			match: LIST_PATIENTS,
		});
		const items = refs(100);
		const results = await Promise.all([runCreate(jobOf(items)), other.ask(jobOf(items))]);

		const oldest = items.map(({ ref }) => Math.min(...idsWith(rig.sandbox, ref)));
		const twice = items.filter(({ ref }) => idsWith(rig.sandbox, ref).length > 1);
		expect(twice.length).toBeGreaterThan(0);
		for (const { ids, stoppedBy } of results) {
			expect(stoppedBy).toBeUndefined();
			expect(ids).toEqual(oldest);
		}
		const hints = results.flatMap((result) => result.hints).join();
		expect(hints).toContain('more than one patient with the same external identifier');
	}, 60_000);
});
