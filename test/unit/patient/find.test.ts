import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { findPatientsByIdentifier } from '../../../nodes/Impilo/patient/find';
import type { ImpiloPatient } from '../../../nodes/Impilo/patient/patient';
import { createClient, createScript, pageOf, rejectionOf } from '../standIns';

/** Looks MRN-1 and MRN-2 up while Impilo answers with these patients. */
async function find(patients: ImpiloPatient[]) {
	const { transmit } = createScript(pageOf(patients));
	return await findPatientsByIdentifier(createClient(transmit), ['MRN-1', 'MRN-2']);
}

describe('findPatientsByIdentifier', () => {
	it('gives the patients of each identifier, the oldest first', async () => {
		const { found, failures } = await find([
			{ id: 9, externalIdentifier: 'MRN-1' },
			{ id: 7, externalIdentifier: ' MRN-1 ' },
			{ id: 8, externalIdentifier: 'MRN-2' },
		]);

		expect([...found].map(([key, patients]) => [key, patients.map(({ id }) => id)])).toEqual([
			['MRN-1', [7, 9]],
			['MRN-2', [8]],
		]);
		expect(failures.size).toBe(0);
	});

	it('asks nothing for no identifiers', async () => {
		const { transmit, requests } = createScript();

		expect(await findPatientsByIdentifier(createClient(transmit), [])).toEqual({
			found: new Map(),
			failures: new Map(),
		});
		expect(requests).toEqual([]);
	});

	it.each([
		[{ id: 1, externalIdentifier: 'MRN-3' }],
		[{ id: 1, externalIdentifier: null }],
		[{ id: 1 }],
	])('takes nobody else for one of them: %j', async (patient) => {
		const failure = await rejectionOf(find([{ id: 2, externalIdentifier: 'MRN-1' }, patient]));

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(String(failure)).not.toMatch(/mrn/i);
	});

	it('lets an identifier fail alone that Impilo has in other letters only', async () => {
		const { found, failures } = await find([
			{ id: 7, externalIdentifier: 'mrn-1' },
			{ id: 8, externalIdentifier: 'MRN-2' },
		]);

		expect([...found.keys()]).toEqual(['MRN-2']);
		expect([...failures.keys()]).toEqual(['MRN-1']);
		expect(failures.get('MRN-1')).toMatchObject({
			message: expect.stringMatching(/upper and lower case apart.* patient 7/),
			remedy: expect.stringContaining('patient 7'),
		});
		expect(String(failures.get('MRN-1'))).not.toMatch(/mrn/i);
	});
});
