import { simplifyPatient } from '../../../nodes/Impilo/patient/patient';

const NOTHING = {
	id: null,
	firstName: null,
	lastName: null,
	externalIdentifier: null,
	email: null,
	phoneNumber: null,
	dateOfBirth: null,
	siteId: null,
	enrolled: null,
	archived: null,
};

describe('simplifyPatient', () => {
	it.each([
		[{}, NOTHING],
		[
			{ id: 1, site: null, address: null },
			{ ...NOTHING, id: 1 },
		],
		[
			{ site: {}, enrolled: false },
			{ ...NOTHING, enrolled: false },
		],
		[
			{ site: { id: 31, name: 'Clinic' }, address: { lineOne: 'x' }, archived: true, sex: 'other' },
			{ ...NOTHING, siteId: 31, archived: true },
		],
	])('makes of %j ten flat fields', (patient, simplified) => {
		expect(simplifyPatient(patient)).toEqual(simplified);
	});
});
