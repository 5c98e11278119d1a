import { findPatientsByIdentifier } from '../../../nodes/Impilo/patient/find';
import type { ImpiloPatient } from '../../../nodes/Impilo/patient/patient';
import { createClient, createScript, pageOf } from '../standIns';

/** Looks MRN-1 and MRN-2 up while Impilo answers with these patients. */
async function find(patients: ImpiloPatient[]) {
	const { transmit } = createScript(pageOf(patients));
	return await findPatientsByIdentifier(createClient(transmit), ['MRN-1', 'MRN-2']);
}

describe('findPatientsByIdentifier', () => {
	it('lets an identifier fail alone that Impilo has in other letters only', async () => {
		const { found, failures } = await find([
			{ id: 7, externalIdentifier: 'mrn-1' },
			{ id: 8, externalIdentifier: 'MRN-2' },
		]);

		expect([...found.keys()]).toEqual(['MRN-2']);
		expect([...failures.keys()]).toEqual(['MRN-1']);
		expect(failures.get('MRN-1')).toMatchObject({
			message: expect.stringMatching(/ignores upper and lower case.* patient 7/),
			remedy: expect.stringContaining('patient 7'),
		});
		expect(String(failures.get('MRN-1'))).not.toMatch(/mrn/i);
	});
});
