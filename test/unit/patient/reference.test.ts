import type { PatientReference } from '../../../nodes/Impilo/patient/reference';
import { findPatientId } from '../../../nodes/Impilo/patient/reference';
import { answered, createClient, createScript } from '../standIns';

const byEmail = (value: string): PatientReference => ({ by: 'email', value });
const byIdentifier = (value: string): PatientReference => ({ by: 'externalIdentifier', value });

/** Looks a patient up whom the list doesn't have, while Impilo answers with this when asked for one. */
async function find(reference: PatientReference, body: unknown): Promise<number> {
	const { transmit } = createScript(
		answered(200, { content: [], last: true }),
		answered(200, body),
	);
	return await findPatientId(createClient(transmit), reference);
}

describe('findPatientId', () => {
	it.each<[PatientReference, unknown]>([
		[byEmail('Nathan@Example.com'), { id: 42, email: 'nathan@example.COM' }],
		[byIdentifier('MRN-1'), { id: 42, externalIdentifier: 'MRN-1' }],
		[byIdentifier('MRN-1'), { id: 42, externalIdentifier: ' MRN-1 ' }],
		[byIdentifier('MRN-1'), { id: 42, externalIdentifier: null }],
		[byIdentifier('MRN-1'), [{ id: 42 }]],
		[byIdentifier('MRN-1'), { content: [null, { id: 42 }] }],
	])('accepts for %j the answer %j', async (reference, body) => {
		expect(await find(reference, body)).toBe(42);
	});
});
