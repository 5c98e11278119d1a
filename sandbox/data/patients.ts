import type { Patient, Site } from '../entities';
import { pickById, pickCyclic } from './pickCyclic';
import { seedIds } from './seedIds';

const FIRST_NAMES = ['Ada', 'Ben', 'Cleo', 'Dara', 'Eli', 'Faye', 'Gus', 'Hana', 'Ira'];
const LAST_NAMES = ['Example', 'Sample', 'Fictional', 'Placeholder', 'Invented'];
const SEXES = ['female', 'male', 'other', 'unknown'];
const PATIENTS = 40;
/** Sites with patients: the inactive one has none. */
const SITES_WITH_PATIENTS = 7;

/** What is particular about some of the patients; everyone else is made by rule. */
const PARTICULARS: Record<number, Partial<Patient>> = {
	[seedIds.patient]: {
		firstName: 'John',
		lastName: 'Doe',
		email: 'john.doe@example.com',
		dateOfBirth: '1980-01-01',
		sex: 'unknown',
		externalIdentifier: '1234abcd',
	},
	[seedIds.otherPatient]: { firstName: 'Sam', lastName: 'Sample' },
	[seedIds.namesakePatient]: { firstName: 'Sam', lastName: 'Sample', email: 'sam.2@example.com' },
	[seedIds.accentedPatient]: { firstName: 'Zoë', lastName: "O'Exámple-Ñandú" },
	[seedIds.sparsePatient]: { lastName: null, email: null, dateOfBirth: null, phoneNumber: null },
	[seedIds.partialAddressPatient]: {
		address: {
			lineOne: '71 Example Street',
			lineTwo: null,
			city: null,
			state: 'CA',
			zipCode: null,
		},
	},
	[seedIds.addresslessPatient]: { address: null, site: null, externalIdentifier: null },
	[seedIds.archivedPatient]: { archived: true, enrolled: false },
};

export function createPatients(sites: ReadonlyMap<number, Site>): Map<number, Patient> {
	const patients = Array.from({ length: PATIENTS }, (_, index): Patient => {
		const id = seedIds.patient + index;
		const firstName = pickCyclic(FIRST_NAMES, index);
		const lastName = pickCyclic(LAST_NAMES, index);
		return {
			id,
			firstName,
			lastName,
			address: {
				lineOne: `${index + 1} Example Street`,
				lineTwo: index % 3 === 0 ? `Apt ${index + 1}` : null,
				lineThree: null,
				city: 'Sampleton',
				state: 'CA',
				zipCode: `9001${index % 10}`,
				country: 'US',
				note: index % 5 === 0 ? 'Ring twice' : null,
			},
			email: `${firstName}.${lastName}.${id}@example.com`.toLowerCase(),
			phoneNumber: `+1-202-555-01${String(index).padStart(2, '0')}`,
			dateOfBirth: `19${String(40 + index).padStart(2, '0')}-0${1 + (index % 9)}-15`,
			sex: pickCyclic(SEXES, index),
			externalIdentifier: `patient-${id}`,
			archived: false,
			enrolled: true,
			site: pickById(sites, seedIds.site + (index % SITES_WITH_PATIENTS)),
			...PARTICULARS[id],
		};
	});
	return new Map(patients.map((patient) => [patient.id, patient]));
}
