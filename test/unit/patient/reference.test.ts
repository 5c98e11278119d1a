import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import type { PatientReference } from '../../../nodes/Impilo/patient/reference';
import { findPatientId } from '../../../nodes/Impilo/patient/reference';
import { answered, createClient, createScript, rejectionOf } from '../standIns';

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

	it.each<[PatientReference, unknown, string]>([
		[byEmail('a@example.com'), { id: 42, email: 'b@example.com' }, 'another patient than the one'],
		[
			byIdentifier('MRN-a'),
			{ id: 42, externalIdentifier: 'MRN-A' },
			'another patient than the one with this external identifier',
		],
		[byIdentifier('MRN-1'), { externalIdentifier: 'MRN-1' }, 'did not say the ID'],
		[byIdentifier('MRN-1'), [], 'no patient with this external identifier'],
		[byEmail('a@example.com'), { content: [] }, 'no patient with this email address'],
		[byEmail('a@example.com'), 'x', 'no patient with this email address'],
		[byEmail('a@example.com'), [{ id: 1 }, { id: 2 }], '2 patients with this email address'],
	])('refuses for %j the answer %j', async (reference, body, message) => {
		const failure = await rejectionOf(find(reference, body));

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(String(failure)).toContain(message);
	});
});
