import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { findPatientsByIdentifier } from '../../../nodes/Impilo/patient/externalIdentifiers';
import type { ImpiloPatient } from '../../../nodes/Impilo/patient/patient';
import { createClient, createScript, pageOf, rejectionOf } from '../standIns';

/** Looks MRN-1 and MRN-2 up while Impilo answers with these patients. */
async function find(patients: ImpiloPatient[]) {
	const { transmit } = createScript(pageOf(patients));
	return await findPatientsByIdentifier(createClient(transmit), ['MRN-1', 'MRN-2']);
}

describe('findPatientsByIdentifier', () => {
	it('gives the patients of each identifier, the oldest first', async () => {
		const found = await find([
			{ id: 9, externalIdentifier: 'MRN-1' },
			{ id: 7, externalIdentifier: ' MRN-1 ' },
			{ id: 8, externalIdentifier: 'MRN-2' },
		]);

		expect([...found].map(([key, patients]) => [key, patients.map(({ id }) => id)])).toEqual([
			['MRN-1', [7, 9]],
			['MRN-2', [8]],
		]);
	});

	it('asks nothing for no identifiers', async () => {
		const { transmit, requests } = createScript();

		expect(await findPatientsByIdentifier(createClient(transmit), [])).toEqual(new Map());
		expect(requests).toEqual([]);
	});

	it.each([
		[{ id: 1, externalIdentifier: 'mrn-1' }],
		[{ id: 1, externalIdentifier: 'MRN-3' }],
		[{ id: 1, externalIdentifier: null }],
		[{ id: 1 }],
	])('takes nobody else for one of them: %j', async (patient) => {
		const failure = await rejectionOf(find([{ id: 2, externalIdentifier: 'MRN-1' }, patient]));

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(String(failure)).not.toMatch(/mrn/i);
	});
});
