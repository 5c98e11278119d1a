import type { FilledForm } from '../../../nodes/Impilo/fields/formFields';
import { readNewPatient } from '../../../nodes/Impilo/patient/fields';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

type Form = Record<string, unknown>;

const read = (form: Form): FilledForm => readNewPatient((name) => form[name]);

const REQUIRED: Form = {
	firstName: ' Nathan ',
	lastName: 'Example',
	addressLineOne: '12 Fictional Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: 60601,
	addressCountry: 'US',
};

const PATIENT_FIELDS = {
	addressLineTwo: 'Apartment 555',
	addressLineThree: 'Back door',
	addressNote: 'Ring twice',
	dateOfBirth: '1980-01-31',
	email: ' nathan@example.com ',
	externalIdentifier: 'MRN-20481',
	phoneNumber: 5550100,
	sex: 'Male',
	siteId: { mode: 'list', value: 31 },
};

const sent = (form: Form): unknown => read(form).body;

describe('readNewPatient', () => {
	const SMALLEST = {
		firstName: 'Nathan',
		lastName: 'Example',
		address: {
			lineOne: '12 Fictional Street',
			city: 'Springfield',
			state: 'IL',
			zipCode: '60601',
			country: 'US',
		},
	};

	it.each<[string, unknown]>([
		['no optional fields', undefined],
		['an empty collection', {}],
		['an empty text', ''],
		['an empty collection as JSON', '{}'],
		['empty fields', { email: '', addressNote: ' ', sex: null, dateOfBirth: '', siteId: '' }],
		['an empty locator', { siteId: { mode: 'list', value: '' } }],
	])('sends only what is filled: %s', (_, patientFields) => {
		expect(sent({ ...REQUIRED, patientFields })).toEqual(SMALLEST);
	});

	it('sends everything where it belongs', () => {
		expect(sent({ ...REQUIRED, patientFields: PATIENT_FIELDS })).toEqual({
			...SMALLEST,
			address: {
				...SMALLEST.address,
				lineTwo: 'Apartment 555',
				lineThree: 'Back door',
				note: 'Ring twice',
			},
			dateOfBirth: '1980-01-31',
			email: 'nathan@example.com',
			externalIdentifier: 'MRN-20481',
			phoneNumber: '5550100',
			sex: 'male',
			site: { id: 31 },
		});
	});

	it('reads the optional fields from JSON text', () => {
		const patientFields = JSON.stringify(PATIENT_FIELDS);

		expect(sent({ ...REQUIRED, patientFields })).toEqual(
			sent({ ...REQUIRED, patientFields: PATIENT_FIELDS }),
		);
	});

	it.each([['none'], [['a']], [7], [true]])('refuses the optional fields %j', (patientFields) => {
		const refusal = refusalOf(() => read({ ...REQUIRED, patientFields }));

		expect(refusal.message).toBe('Patient Fields is not a set of fields');
		expectPlainWords(refusal.remedy);
	});

	it.each([
		['firstName', 'First Name'],
		['lastName', 'Last Name'],
		['addressLineOne', 'Address Line One'],
		['addressCity', 'Address City'],
		['addressState', 'Address State'],
		['addressZipCode', 'Address Zip Code'],
		['addressCountry', 'Address Country'],
	])('refuses an empty %s', (name, displayName) => {
		for (const value of ['', '  ', undefined, null]) {
			const refusal = refusalOf(() => read({ ...REQUIRED, [name]: value }));

			expect(refusal.message).toBe(`${displayName} is empty`);
			expectPlainWords(refusal.remedy);
		}
	});

	it.each<[string, unknown, string]>([
		['email', 'nathan', 'Email is not an email address'],
		['email', 'a@example.com, b@example.com', 'Email is not an email address'],
		['email', 'nathan@', 'Email is not an email address'],
		['email', 'a@b@example.com', 'Email is not an email address'],
		['dateOfBirth', '1980-02-30', 'Date of Birth is not a day that exists'],
		['dateOfBirth', '9999-12-31', 'Date of Birth is in the future'],
		['sex', 'm', 'Sex is not one of the values that Impilo knows'],
		['siteId', 'x', 'Site is not a whole positive number'],
		['phoneNumber', {}, 'Phone Number is not text'],
		['externalIdentifier', [], 'External Identifier is not text'],
		['addressLineTwo', true, 'Address Line Two is not text'],
		['addressLineThree', true, 'Address Line Three is not text'],
		['addressNote', true, 'Address Note is not text'],
	])('refuses the optional %s %p', (name, value, message) => {
		const fields = { ...REQUIRED, patientFields: { [name]: value } };
		const refusal = refusalOf(() => read(fields));

		expect(refusal.message).toBe(message);
		expectPlainWords(refusal.remedy);
	});

	it.each([
		['today', '2026-01-31', true],
		['tomorrow, as it may be tomorrow where the patient is', '2026-02-01', true],
		['the day after tomorrow', '2026-02-02', false],
		['next year', '2027-01-31', false],
	])('judges a date of birth that is %s', (_, dateOfBirth, isTaken) => {
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 31, 12));
		const readDay = () => read({ ...REQUIRED, patientFields: { dateOfBirth } }).body.dateOfBirth;
		try {
			if (isTaken) expect(readDay()).toBe(dateOfBirth);
			else expect(refusalOf(readDay).message).toBe('Date of Birth is in the future');
		} finally {
			now.mockRestore();
		}
	});

	it.each(['female', 'male', 'other', 'unknown'])('knows the sex %s', (sex) => {
		expect(read({ ...REQUIRED, patientFields: { sex } }).body.sex).toBe(sex);
	});
});

describe('the personal values of a new patient', () => {
	it('lists all that tells who the patient is', () => {
		const { personal } = read({ ...REQUIRED, patientFields: PATIENT_FIELDS });

		expect(personal).toEqual(
			expect.arrayContaining([
				'Nathan Example',
				'Nathan',
				'Example',
				'1980-01-31',
				'nathan@example.com',
				'MRN-20481',
				'5550100',
				'12 Fictional Street',
				'Apartment 555',
				'Back door',
				'Ring twice',
				'Springfield',
				'60601',
			]),
		);
	});

	it('lists nothing for what is not filled', () => {
		const values: unknown[] = read(REQUIRED).personal;

		expect(values.filter((value) => typeof value !== 'string')).toEqual([]);
		expect(values).toHaveLength(6);
	});

	it('does not list state and country, which tell nothing and stand in many messages', () => {
		const { personal } = read({ ...REQUIRED, patientFields: PATIENT_FIELDS });

		expect(personal).not.toEqual(expect.arrayContaining(['IL']));
		expect(personal).not.toEqual(expect.arrayContaining(['US']));
	});
});
