import { readNewPatient, readPatientForm, UPDATE_FORM } from '../../../nodes/Impilo/patient/fields';
import { refusalOf } from '../standIns';

const REQUIRED: Record<string, unknown> = {
	firstName: 'Nathan',
	lastName: 'Example',
	addressLineOne: '12 Fictional Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: 60601,
	addressCountry: 'US',
};
const ADDRESS = {
	lineOne: '12 Fictional Street',
	city: 'Springfield',
	state: 'IL',
	zipCode: '60601',
	country: 'US',
};

const read = (patientFields: unknown) =>
	readNewPatient((name) => (name === 'patientFields' ? patientFields : REQUIRED[name]));

describe('readNewPatient', () => {
	it.each<[string, unknown]>([
		['nothing', undefined],
		['empty text', ''],
		['an empty collection as JSON', '{}'],
		['empty fields', { email: '', addressNote: ' ', sex: null, dateOfBirth: '', siteId: '' }],
		['an empty locator', { siteId: { mode: 'list', value: '' } }],
		['fields that the form does not have', { surprise: 1, firstName: 'Other' }],
	])('sends only the required fields where the others are %s', (_, patientFields) => {
		expect(read(patientFields).body).toEqual({
			firstName: 'Nathan',
			lastName: 'Example',
			address: ADDRESS,
		});
	});

	it('reads the other fields from JSON text', () => {
		expect(read('{"sex": "Other", "siteId": 31, "addressNote": "Ring twice"}').body).toEqual({
			firstName: 'Nathan',
			lastName: 'Example',
			address: { ...ADDRESS, note: 'Ring twice' },
			sex: 'other',
			site: { id: 31 },
		});
	});

	it('lists what must not be shown: all but state and country, and the whole name', () => {
		expect(read({ email: 'nathan@example.com', sex: 'other' }).personal).toEqual([
			'Nathan Example',
			'Nathan',
			'Example',
			'12 Fictional Street',
			'Springfield',
			'60601',
			'nathan@example.com',
		]);
	});

	it.each([
		['today', '2026-01-31', true],
		['tomorrow, as it may be tomorrow where the patient is', '2026-02-01', true],
		['the day after tomorrow', '2026-02-02', false],
		['next year', '2027-01-31', false],
	])('checks a date of birth that is %s', (_, dateOfBirth, isTaken) => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 31, 12));
		try {
			if (isTaken) expect(read({ dateOfBirth }).body).toMatchObject({ dateOfBirth });
			else {
				expect(refusalOf(() => read({ dateOfBirth })).message).toBe(
					'Date of Birth is in the future',
				);
			}
		} finally {
			now.mockRestore();
		}
	});
});

describe('the forms', () => {
	it('give only what is filled, and of a name only what there is', () => {
		const { body, personal } = readPatientForm(UPDATE_FORM, () => ({
			firstName: '',
			lastName: 'Example',
			addressState: 'IL',
		}));
		expect(body).toEqual({ lastName: 'Example', address: { state: 'IL' } });
		expect(personal).toEqual(['Example', 'Example']);
	});
});
