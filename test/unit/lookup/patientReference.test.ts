import { parsePatientReference } from '../../../nodes/Impilo/lookup/patientReference';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

describe('parsePatientReference', () => {
	it.each<[unknown, object]>([
		[42, { by: 'id', id: 42 }],
		['42', { by: 'id', id: 42 }],
		[
			{ mode: 'list', value: 42 },
			{ by: 'id', id: 42 },
		],
		[
			{ mode: 'id', value: 'https://app.example.com/patients/42' },
			{ by: 'id', id: 42 },
		],
		[
			{ mode: 'newMode', value: 42 },
			{ by: 'id', id: 42 },
		],
		[
			{ mode: 'externalIdentifier', value: ' MRN-20481 ' },
			{ by: 'externalIdentifier', value: 'MRN-20481' },
		],
		[
			{ mode: 'externalIdentifier', value: 20481 },
			{ by: 'externalIdentifier', value: '20481' },
		],
		[
			{ mode: 'email', value: ' nathan@example.com ' },
			{ by: 'email', value: 'nathan@example.com' },
		],
	])('reads %j', (parameter, expected) => {
		expect(parsePatientReference(parameter)).toEqual(expected);
	});

	it.each<[unknown, string]>([
		['', 'Patient is empty'],
		[{ mode: 'list', value: '' }, 'Patient is empty'],
		[{ mode: 'id', value: null }, 'Patient is empty'],
		[{ mode: 'id', value: 'Nathan' }, 'Patient is not a whole positive number'],
		[
			{ mode: 'id', value: 'https://app.example.com/orders/42' },
			'Patient is the address of an order, not of a patient',
		],
		[{ mode: 'externalIdentifier', value: '  ' }, 'Patient is empty'],
		[{ mode: 'externalIdentifier', value: undefined }, 'Patient is empty'],
		[{ mode: 'email', value: '' }, 'Patient is empty'],
		[{ mode: 'email', value: 'nathan' }, 'Patient is not an email address'],
		[{ mode: 'email', value: 'a@example.com, b@example.com' }, 'Patient is not an email address'],
		[{ mode: 'externalIdentifier', value: 2 ** 53 }, 'Patient is not text'],
	])('refuses %j: %s', (parameter, message) => {
		const refusal = refusalOf(() => parsePatientReference(parameter));

		expect(refusal.message).toBe(message);
		expectPlainWords(refusal.remedy);
	});

	it('names another field', () => {
		expect(refusalOf(() => parsePatientReference('', 'Line 2')).message).toBe('Line 2 is empty');
	});

	it('does not repeat what may be about a patient', () => {
		const { message, remedy } = refusalOf(() =>
			parsePatientReference({ mode: 'email', value: 'nathan.surname' }),
		);

		expect(message + remedy).not.toContain('surname');
	});
});
