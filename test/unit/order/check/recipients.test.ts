import { checkRecipient } from '../../../../nodes/Impilo/order/check/recipients';
import { catalogueOf, orderOf } from './standIns';

it.each([
	['a site', { site: { id: 5 } }, 'Under Site, choose another one.'],
	[
		'the site of a new patient',
		{ patient: { site: { id: 5 } } },
		'Under Patient Fields, choose another Site.',
	],
])('of %s that is not there, it says where to choose another', (_what, body, remedy) => {
	const { findings } = checkRecipient(orderOf(body, { patient: undefined }), catalogueOf());

	expect(findings.problems).toMatchObject([
		{ message: 'Impilo has no site 5', howToFix: expect.stringContaining(remedy) },
	]);
});

it('names all who have the external identifier of a new patient', () => {
	const { findings } = checkRecipient(
		orderOf({ patient: { externalIdentifier: 'MRN-1' } }, { patient: undefined }),
		catalogueOf({
			patientsLike: () => [7, null].map((id) => ({ id, externalIdentifier: ' MRN-1' })),
		}),
	);

	expect(findings.warnings).toEqual([expect.stringContaining('patient 7, unknown.')]);
});

it('does not go on with a patient without an ID', () => {
	const { findings, patient } = checkRecipient(
		orderOf({}, { patient: { by: 'email', value: 'a@example.com' } }),
		catalogueOf({ patientsNamed: () => [{ id: null }] }),
	);

	expect(patient).toBeUndefined();
	expect(findings.problems).toMatchObject([
		{ howToFix: expect.stringContaining('Set Patient to By ID') },
	]);
});
