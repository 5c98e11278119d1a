import { isSameOrder } from '../../../../nodes/Impilo/order/create/sameOrder';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';

const ITEM = { item: { id: 501 }, count: 2 };
const CONTENTS: ImpiloOrder = { orderItems: [ITEM] };
const TO_SITE: ImpiloOrder = { site: { id: 31 } };
const TO_PATIENT: ImpiloOrder = { patient: { id: 1234 } };
const PERSON = {
	firstName: 'Quillon',
	lastName: 'Testperson',
	address: { lineOne: '77 Nowhere Lane', city: 'Fictionburg' },
	dateOfBirth: '1980-01-31',
	email: 'q@example.com',
	externalIdentifier: 'MRN-1',
};

const isSame = (one: ImpiloOrder, other: ImpiloOrder, isNewPatient = false): boolean[] => [
	isSameOrder(one, other, isNewPatient),
	isSameOrder(other, one, isNewPatient),
];
const YES = [true, true];
const NO = [false, false];

describe('what is shipped', () => {
	it.each<[string, ImpiloOrder, ImpiloOrder]>([
		['the same', CONTENTS, CONTENTS],
		[
			'in another order',
			{ orderItems: [ITEM, { item: { id: 502 }, count: 1 }] },
			{ orderItems: [{ item: { id: 502 }, count: 1 }, ITEM] },
		],
		[
			'in more lines',
			CONTENTS,
			{ orderItems: [{ item: { id: 501 } }, null, { item: { id: 501 }, count: 1 }] },
		],
		[
			'with its counts called otherwise',
			{ returnPackedKits: [{ id: 7, count: 3 }] },
			{ returnPackedKits: [{ id: 7, quantity: 3 }] },
		],
		[
			'no items rather than none',
			{ orderKits: [{ kit: { id: 9 } }] },
			{ orderItems: [], orderKits: [{ kit: { id: 9 } }] },
		],
	])('is the same: %s', (_, one, other) => {
		expect(isSame({ ...TO_SITE, ...one }, { ...TO_SITE, ...other })).toEqual(YES);
	});

	it.each<[string, ImpiloOrder, ImpiloOrder]>([
		['another count', CONTENTS, { orderItems: [{ ...ITEM, count: 3 }] }],
		['another item', CONTENTS, { orderItems: [{ ...ITEM, item: { id: 502 } }] }],
		['one more', CONTENTS, { ...CONTENTS, orderKits: [{ kit: { id: 9 } }] }],
		['items sent back', { orderItems: [{ id: 501 }] }, { returnItems: [{ id: 501 }] }],
		['a device of that ID', { returnItems: [{ id: 501 }] }, { returnDevices: [{ id: 501 }] }],
		['nothing that is known', {}, {}],
		['a line without an ID', { orderItems: [ITEM, {}] }, { orderItems: [ITEM, {}] }],
	])('is not the same: %s', (_, one, other) => {
		expect(isSame({ ...TO_SITE, ...one }, { ...TO_SITE, ...other })).toEqual(NO);
	});
});

describe('who gets it', () => {
	const person = (id: number, changes = {}): ImpiloOrder => ({
		patient: { id, ...PERSON, ...changes },
	});
	const PREFIXED = { address: { city: 'Fictionburg', lineOne: '77 Nowhere Lane' } };
	const BARE = { dateOfBirth: null, email: undefined, externalIdentifier: null };

	it.each<[string, ImpiloOrder, ImpiloOrder, boolean, boolean[]]>([
		['a site', TO_SITE, TO_SITE, false, YES],
		['two sites', TO_SITE, { site: { id: 32 } }, false, NO],
		['nobody who is known', {}, {}, false, NO],
		['a site without an ID', { site: { id: null } }, { site: { id: null } }, false, NO],
		['a patient', TO_PATIENT, TO_PATIENT, false, YES],
		['a patient of a site', { ...TO_PATIENT, ...TO_SITE }, TO_PATIENT, false, YES],
		['a patient and a site', TO_PATIENT, TO_SITE, false, NO],
		['a patient of a site, and the site', { ...TO_PATIENT, ...TO_SITE }, TO_SITE, false, NO],
		['two patients with the same data', person(1), person(2), false, NO],
		['two new patients with the same data', person(1), person(2, PREFIXED), true, YES],
		['two with little data', person(1, BARE), person(2, { ...BARE, email: null }), true, YES],
		['two first names', person(1), person(2, { firstName: 'Other' }), true, NO],
		['two last names', person(1), person(2, { lastName: 'Other' }), true, NO],
		['two addresses', person(1), person(2, { address: { city: 'Other' } }), true, NO],
		['two birth dates', person(1), person(2, { dateOfBirth: '1981-01-31' }), true, NO],
		['two emails', person(1), person(2, { email: null }), true, NO],
		['two identifiers', person(1), person(2, { externalIdentifier: 'MRN-2' }), true, NO],
		...['firstName', 'lastName', 'address'].map(
			(lacking): [string, ImpiloOrder, ImpiloOrder, boolean, boolean[]] => [
				`two without ${lacking}`,
				person(1, { [lacking]: null }),
				person(2, { [lacking]: null }),
				true,
				NO,
			],
		),
	])('%s', (_, one, other, isNewPatient, expected) => {
		expect(isSame({ ...CONTENTS, ...one }, { ...CONTENTS, ...other }, isNewPatient)).toEqual(
			expected,
		);
	});
});
