import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { PatientFinder } from '../../../nodes/Impilo/patient/reference';
import type { PatientReference } from '../../../nodes/Impilo/patient/reference';
import { answered, createClient, createScript, rejectionOf } from '../standIns';

const byEmail = (value: string): PatientReference => ({ by: 'email', value });
const byIdentifier = (value: string): PatientReference => ({ by: 'externalIdentifier', value });

/** Looks one patient up while Impilo answers with this. */
function find(reference: PatientReference, ...bodies: unknown[]) {
	const { transmit, requests } = createScript(...bodies.map((body) => answered(200, body)));
	return { finding: new PatientFinder(createClient(transmit)).findId(reference), requests };
}

describe('PatientFinder', () => {
	it('takes an ID as it is', async () => {
		const { finding, requests } = find({ by: 'id', id: 42 });

		expect(await finding).toBe(42);
		expect(requests).toEqual([]);
	});

	it.each<[PatientReference, object]>([
		[
			byEmail('nathan@example.com'),
			{ method: 'POST', path: '/patient/find-by-email', body: { email: 'nathan@example.com' } },
		],
		[byIdentifier('MRN/1'), { method: 'GET', path: '/patient/identifier/MRN%2F1' }],
	])('asks Impilo for %j', async (reference, request) => {
		const { finding, requests } = find(reference, { id: 42 });

		expect(await finding).toBe(42);
		expect(requests).toMatchObject([request]);
	});

	it.each<[PatientReference, unknown]>([
		[byEmail('Nathan@Example.com'), { id: 42, email: 'nathan@example.COM' }],
		[byIdentifier('MRN-1'), { id: 42, externalIdentifier: 'MRN-1' }],
		[byIdentifier('MRN-1'), { id: 42, externalIdentifier: ' MRN-1 ' }],
		[byIdentifier('MRN-1'), { id: 42, externalIdentifier: null }],
		[byIdentifier('MRN-1'), [{ id: 42 }]],
		[byIdentifier('MRN-1'), { content: [null, { id: 42 }] }],
	])('takes for %j the answer %j', async (reference, body) => {
		expect(await find(reference, body).finding).toBe(42);
	});

	it.each<[PatientReference, unknown, string]>([
		[byEmail('a@example.com'), { id: 42, email: 'b@example.com' }, 'another patient than the one'],
		[
			byIdentifier('MRN-a'),
			{ id: 42, externalIdentifier: 'MRN-A' },
			'another patient than the one with this external identifier',
		],
		[byIdentifier('MRN-1'), { externalIdentifier: 'MRN-1' }, 'another patient than the one'],
		[byIdentifier('MRN-1'), [], 'no patient with this external identifier'],
		[byEmail('a@example.com'), { content: [] }, 'no patient with this email address'],
		[byEmail('a@example.com'), 'x', 'no patient with this email address'],
		[byEmail('a@example.com'), [{ id: 1 }, { id: 2 }], '2 patients with this email address'],
	])('refuses for %j the answer %j', async (reference, body, message) => {
		const failure = await rejectionOf(find(reference, body).finding);

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(String(failure)).toContain(message);
	});

	it('asks once for an email address in any case', async () => {
		const { transmit, requests } = createScript(answered(200, { id: 42 }));
		const finder = new PatientFinder(createClient(transmit));
		const ids = await Promise.all(
			['nathan@example.com', 'NATHAN@example.com'].map(
				async (email) => await finder.findId(byEmail(email)),
			),
		);

		expect(ids).toEqual([42, 42]);
		expect(requests).toHaveLength(1);
	});

	it('tells external identifiers apart by their case', async () => {
		const { transmit } = createScript(
			answered(200, { id: 1, externalIdentifier: 'mrn-1' }),
			answered(200, { id: 2, externalIdentifier: 'MRN-1' }),
		);
		const finder = new PatientFinder(createClient(transmit));

		expect(await finder.findId(byIdentifier('mrn-1'))).toBe(1);
		expect(await finder.findId(byIdentifier('MRN-1'))).toBe(2);
		expect(await finder.findId(byIdentifier('mrn-1'))).toBe(1);
	});
});
