import type { PatientForm } from '../../../nodes/Impilo/patient/fields';
import {
	CREATE_FORM,
	NEW_PATIENT_FIELDS,
	readNewPatient,
	readPatientForm,
	UPDATE_FORM,
	UPSERT_FORM,
} from '../../../nodes/Impilo/patient/fields';
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

const OPTIONAL = [
	'addressLineThree',
	'addressLineTwo',
	'addressNote',
	'dateOfBirth',
	'email',
	'phoneNumber',
	'sex',
	'siteId',
];
const ALL = [...Object.keys(REQUIRED), 'externalIdentifier', ...OPTIONAL].sort();

const namesOf = (form: PatientForm) => ({
	required: form.shown.flatMap(({ property: { name, required } }) => (required ? [name] : [])),
	shown: form.shown.map(({ property }) => property.name),
	added: form.added.map(({ property }) => property.name),
});

describe('the forms', () => {
	it('of Order Create keeps its names', () => {
		const [collection] = NEW_PATIENT_FIELDS.slice(-1);
		expect(NEW_PATIENT_FIELDS.map(({ name }) => name)).toEqual([
			...Object.keys(REQUIRED),
			'patientFields',
		]);
		expect(collection?.options?.map(({ name }) => name).sort()).toEqual(
			[...OPTIONAL, 'externalIdentifier'].sort(),
		);
	});

	it.each([
		[CREATE_FORM, Object.keys(REQUIRED)],
		[UPSERT_FORM, ['externalIdentifier', ...Object.keys(REQUIRED)]],
	])('of a new patient show what Impilo demands, and the external identifier', (form, required) => {
		const names = namesOf(form);
		expect(names.required).toEqual(required);
		expect([...names.shown].sort()).toEqual(
			[...Object.keys(REQUIRED), 'externalIdentifier'].sort(),
		);
		expect([...names.added].sort()).toEqual(OPTIONAL);
	});

	it('of an update has everything in its collection, and demands nothing', () => {
		expect(UPDATE_FORM.shown).toEqual([]);
		expect([...namesOf(UPDATE_FORM).added].sort()).toEqual([...ALL, 'archived', 'enrolled'].sort());
		expect(UPDATE_FORM.added.filter(({ property }) => property.required)).toEqual([]);
	});

	it('refuse a field that they do not have', () => {
		const refusal = refusalOf(() =>
			readPatientForm(UPDATE_FORM, () => '{"firstName": "A", "town": "B"}'),
		);
		expect(refusal.message).toBe('Update Fields has an unknown field: "town"');
		expect(refusal.remedy).toContain('addressCity');
	});

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
