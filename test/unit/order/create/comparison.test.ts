import {
	areIdentical,
	compareOrder,
	compareRecipient,
	fingerprintRequest,
	showsAllContents,
} from '../../../../nodes/Impilo/order/create/comparison';
import type { NewOrder, OrderBody } from '../../../../nodes/Impilo/order/create/newOrder';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { askFor, orderOf } from './orders';

const PERSON = {
	firstName: 'Quillon',
	lastName: 'Testperson',
	address: { lineOne: '77 Nowhere Lane', city: 'Fictionburg' },
	dateOfBirth: '1980-01-31',
	email: 'q@example.com',
	externalIdentifier: 'MRN-1',
};

const NOBODY = { id: null, firstName: null, address: { lineOne: null } };

describe('the recipient', () => {
	const SITE: Partial<NewOrder> = { body: { site: { id: 31 } } };
	const BY_ID: Partial<NewOrder> = { body: {}, patient: { by: 'id', id: 1234 } };
	const BY_MRN: Partial<NewOrder> = {
		body: {},
		patient: { by: 'externalIdentifier', value: 'MRN-1' },
	};
	const BY_EMAIL: Partial<NewOrder> = {
		body: {},
		patient: { by: 'email', value: 'q@example.com' },
	};
	const KNOWN: Partial<NewOrder> = { ...BY_EMAIL, body: { patient: { id: 1234 } } };
	const NEW: Partial<NewOrder> = { body: { patient: PERSON } };
	const patient = (changes = {}): ImpiloOrder => ({
		patient: { ...PERSON, id: 1234, ...changes },
		site: null,
	});

	it.each<[string, Partial<NewOrder>, ImpiloOrder, string]>([
		['a site, and the same', SITE, { site: { id: 31 } }, 'same'],
		['a site, and another', SITE, { site: { id: 32 } }, 'other'],
		['a site, and one without an ID', SITE, { site: { id: null } }, 'unknown'],
		['a site, and nobody', SITE, {}, 'unknown'],
		[
			'a site, and the same beside an empty patient',
			SITE,
			{ patient: {}, site: { id: 31 } },
			'same',
		],
		['a site, and the same beside nothing', SITE, { patient: NOBODY, site: { id: 31 } }, 'same'],
		['a site, and a patient of it', SITE, { ...patient(), site: { id: 31 } }, 'other'],
		['a patient, and the same', BY_ID, patient(), 'same'],
		['a patient, and another with the same data', BY_ID, patient({ id: 9 }), 'other'],
		['a patient, and one without an ID', BY_ID, patient({ id: null }), 'unknown'],
		['a patient, and a site', BY_ID, { site: { id: 31 } }, 'other'],
		['a patient, and a site beside nobody', BY_ID, { patient: NOBODY, site: { id: 31 } }, 'other'],
		['a patient, and nobody', BY_ID, { patient: null, site: { id: null } }, 'unknown'],
		['an identifier, and the same', BY_MRN, patient(), 'same'],
		['an identifier, and another', BY_MRN, patient({ externalIdentifier: 'X' }), 'unknown'],
		['an identifier, and none', BY_MRN, patient({ externalIdentifier: null }), 'unknown'],
		['an email, and the same, which two may share', BY_EMAIL, patient(), 'unknown'],
		['an email, and a site', BY_EMAIL, { site: { id: 31 } }, 'other'],
		['an email whose patient is found, and the same', KNOWN, patient(), 'same'],
		['an email whose patient is found, and another', KNOWN, patient({ id: 9 }), 'other'],
		['a new patient, and the same by identifier', NEW, patient({ lastName: 'Other' }), 'same'],
		[
			'a new patient, and another by name',
			NEW,
			patient({ externalIdentifier: null, lastName: 'Other' }),
			'other',
		],
		['a new patient, and a site', NEW, { site: { id: 31 } }, 'other'],
	])('is asked for as %s', (_, asked, there, sameness) => {
		expect(compareRecipient(askFor(asked), there)).toBe(sameness);
	});
});

const item = (id: number, count = 1) => ({ item: { id }, count });
const kit = (id: number, count = 1) => ({ kit: { id }, count });
const ITEM = { orderItems: [item(501)] };
const TWO = { orderItems: [item(501, 2)] };
const KIT = { orderKits: [kit(9)] };
const UNNAMED = { id: 88, count: 1 };

describe('the contents', () => {
	type Lists = Partial<OrderBody>;
	const compare = (asked: Lists, there: Partial<ImpiloOrder>) => {
		const order = askFor({ body: { site: { id: 31 }, ...asked } });
		return compareOrder(order, { id: 7, site: { id: 31 }, ...there });
	};

	it.each<[string, Lists, Partial<ImpiloOrder>, string[]]>([
		['the same', ITEM, ITEM, []],
		[
			'in another order, and in more lines',
			{ orderItems: [item(501, 2), item(502)] },
			{ orderItems: [item(502), null, item(501), item(501)] } as Partial<ImpiloOrder>,
			[],
		],
		['beside an empty list', ITEM, { ...ITEM, orderKits: [] }, []],
		[
			'all that goes and comes back',
			{
				orderKits: [kit(9)],
				returnItems: [{ id: 501, count: 2 }],
				returnDevices: [{ id: 3 }],
				returnPackedKits: [{ id: 4, quantity: 2 }],
			},
			{
				orderKits: [kit(9)],
				returnItems: [item(501, 2)],
				returnDevices: [{ id: 3 }],
				returnPackedKits: [{ id: 4, count: 2 }],
			},
			[],
		],
		[
			'what comes back, shown in full',
			{
				returnItems: [{ id: 501, count: 2 }],
				returnDevices: [{ id: 3 }],
				returnPackedKits: [{ id: 4, quantity: 2 }],
			},
			{
				returnItems: [{ id: 77, ...item(501, 2) }],
				returnDevices: [{ id: 3, ...item(501) }],
				returnPackedKits: [{ id: 4, quantity: 2, kit: { id: 9 } }],
			},
			[],
		],
		[
			'with more than was asked for',
			ITEM,
			{
				orderItems: [item(501), item(512)],
				orderKits: [kit(9, 2)],
				returnItems: [{ id: 1, count: 3 }],
				returnDevices: [{ id: 3 }],
				returnPackedKits: [{ id: 4, quantity: 5 }],
			},
			[
				'1 × item 512',
				'2 × kit 9',
				'return of 3 × item 1',
				'return of device 3',
				'return of 5 × packed kit 4',
			],
		],
		[
			'with nothing known of what nobody asked for',
			ITEM,
			{ ...ITEM, orderKits: [{ count: 1 }] },
			[],
		],
	])('are the same: %s', (_, asked, there, extra) => {
		expect(compare(asked, there)).toEqual({ is: 'same', extra });
	});

	it.each<[string, Lists, Partial<ImpiloOrder>]>([
		['it is left out', ITEM, KIT],
		['it is null', ITEM, { orderItems: null }],
		['it is no list', ITEM, { orderItems: 'many' as never }],
		['it is empty, and so is all', ITEM, { orderItems: [], orderKits: [] }],
		['it is empty beside packed kits', ITEM, { orderItems: [], ...KIT, packedKits: [{}] }],
		['it is empty beside devices', ITEM, { orderItems: [null], ...KIT, devices: [{}] }],
		['a line has no ID', ITEM, { orderItems: [{ count: 1 }] }],
		['a line has an ID that is only its own', ITEM, { orderItems: [UNNAMED] }],
		['a kit’s line has an ID that is only its own', KIT, { orderKits: [UNNAMED] }],
		['a line has no count', ITEM, { orderItems: [{ ...item(501), count: null }] }],
	])('are unknown where %s', (_, asked, there) => {
		expect(compare(asked, there).is).toBe('unknown');
	});

	it.each<[string, Lists, Partial<ImpiloOrder>, string, string]>([
		['another count', TWO, { orderItems: [item(501, 3)] }, '3 × item 501', '2 × item 501'],
		['another item', TWO, { orderItems: [item(502, 2)] }, 'no item 501', '2 × item 501'],
		[
			'an empty list beside lines',
			KIT,
			{ orderKits: [], orderItems: [item(501)] },
			'no kit 9',
			'1 × kit 9',
		],
		[
			'no device to come back',
			{ returnDevices: [{ id: 3 }] },
			{ returnDevices: [{ id: 4 }] },
			'no return of device 3',
			'return of device 3',
		],
		[
			'several differences, one of them beside an unknown list',
			{ orderItems: [item(501), item(502)], ...KIT },
			TWO,
			'2 × item 501, no item 502',
			'1 × item 501, 1 × item 502',
		],
	])('are other ones: %s', (_, asked, there, isThere, isAsked) => {
		expect(compare(asked, there)).toEqual({
			is: 'otherContents',
			actual: isThere,
			requested: isAsked,
		});
	});

	it('matter less than the recipient', () => {
		const there = { site: { id: 32 }, orderItems: [item(9)] };
		expect(compareOrder(askFor(), there)).toEqual({ is: 'otherRecipient' });
	});

	it('that are the same for somebody unknown are unknown', () => {
		const there = { orderItems: [item(501, 2), item(9)] };
		expect(compareOrder(askFor(), there)).toEqual({ is: 'unknown', extra: ['1 × item 9'] });
	});

	it.each<[string, Partial<ImpiloOrder>, boolean]>([
		['shown', {}, true],
		['hidden', { orderItems: null }, false],
		['others', { orderItems: [item(1)] }, false],
	])('are all there or not: %s', (_, there, isShown) => {
		expect(showsAllContents(askFor(), orderOf(7, there))).toBe(isShown);
	});
});

describe('what two items ask for', () => {
	const describeBody = (body: OrderBody, changes: Partial<NewOrder> = {}) =>
		fingerprintRequest(askFor({ body: { site: { id: 31 }, ...body }, ...changes }));
	const MORE = { emailLabel: true, orderNotes: [{ note: 'Ring' }], shippingOption: 'overnight' };

	it.each<[string, OrderBody, OrderBody]>([
		[
			'lines in another order',
			{ orderItems: [item(10), item(9)] },
			{ orderItems: [item(9), item(10)] },
		],
		['lines that add up', { orderItems: [item(9), item(9)] }, { orderItems: [item(9, 2)] }],
		['other external order IDs', { externalOrderIds: ['a'] }, { externalOrderIds: ['a', 'b'] }],
		['keys in another order', MORE, Object.fromEntries(Object.entries(MORE).reverse())],
	])('is the same with %s', (_, one, other) => {
		expect(describeBody(one)).toBe(describeBody(other));
	});

	it.each<[string, OrderBody, OrderBody]>([
		['another count', { orderItems: [item(9)] }, { orderItems: [item(9, 2)] }],
		[
			'another list',
			{ returnItems: [{ id: 9, count: 1 }] },
			{ returnPackedKits: [{ id: 9, quantity: 1 }] },
		],
		['another site', {}, { site: { id: 32 } }],
		['another note', MORE, { ...MORE, orderNotes: [{ note: 'Knock' }] }],
		['another shipping option', MORE, { ...MORE, shippingOption: 'standard' }],
		[
			'another address',
			{ patient: PERSON },
			{ patient: { ...PERSON, address: { city: 'Other' } } },
		],
	])('differs with %s', (_, one, other) => {
		expect(describeBody(one)).not.toBe(describeBody(other));
	});

	it('is the same with an email address in another case', () => {
		const [one, other] = ['q@example.com', 'Q@Example.com'].map((value) =>
			describeBody({}, { patient: { by: 'email', value } }),
		);
		expect(one).toBe(other);
	});

	it('differs with another patient', () => {
		const [one, other] = [1, 2].map((id) => describeBody({}, { patient: { by: 'id', id } }));
		expect(one).not.toBe(other);
	});
});

describe('two orders at Impilo', () => {
	const isAlike = (
		one: Partial<ImpiloOrder>,
		other: Partial<ImpiloOrder>,
		isNewPatient = false,
	) => [
		areIdentical(orderOf(1, one), orderOf(2, other), isNewPatient),
		areIdentical(orderOf(2, other), orderOf(1, one), isNewPatient),
	];
	const YES = [true, true];
	const NO = [false, false];

	it.each<[string, Partial<ImpiloOrder>, Partial<ImpiloOrder>]>([
		['in all', {}, {}],
		[
			'but for the order of lines',
			{ orderItems: [item(1), item(2)] },
			{ orderItems: [item(2), item(1)] },
		],
		[
			'but for the order of IDs',
			{ externalOrderIds: ['a', 'b'] },
			{ externalOrderIds: ['b', 'a'] },
		],
		['but for the number of lines', {}, { orderItems: [item(501), null, item(501)] }],
		[
			'but for what a count is called',
			{ returnPackedKits: [{ id: 7, count: 3 }] },
			{ returnPackedKits: [{ id: 7, quantity: 3 }] },
		],
		['but for an empty list', {}, { orderKits: [] }],
		['but for the status', {}, { currentStatus: 'shipped' }],
	])('are alike %s', (_, one, other) => {
		expect(isAlike(one, other)).toEqual(YES);
	});

	it.each<[string, Partial<ImpiloOrder>, Partial<ImpiloOrder>]>([
		['a count', {}, { orderItems: [item(501, 3)] }],
		['an item', {}, { orderItems: [item(502, 2)] }],
		['one more line', {}, KIT],
		[
			'what becomes of it',
			{ orderItems: null, returnItems: [item(501)] },
			{ orderItems: null, returnDevices: [item(501)] },
		],
		['an external order ID', {}, { externalOrderIds: ['PO-1', 'PO-2'] }],
		['how they ship', {}, { shippingOption: 'overnight' }],
		['nothing that is known', { orderItems: null }, { orderItems: [] }],
		[
			'lines without an ID',
			{ orderItems: [item(1), { count: 1 }] },
			{ orderItems: [item(1), { count: 1 }] },
		],
		[
			'lines without a count',
			{ orderItems: [{ item: { id: 1 } }] },
			{ orderItems: [{ item: { id: 1 } }] },
		],
	])('are not alike by %s', (_, one, other) => {
		expect(isAlike(one, other)).toEqual(NO);
	});

	const person = (id: number | null, changes = {}): Partial<ImpiloOrder> => ({
		site: null,
		patient: { id, ...PERSON, ...changes },
	});
	const NO_FIRST = { firstName: null };
	const NO_LAST = { lastName: null };
	const OTHER_ORDER = { city: 'Fictionburg', lineOne: '77 Nowhere Lane', lineTwo: null };
	const AT = (id: number) => ({ site: { id } });
	const BARE = { address: null, dateOfBirth: null, email: undefined, externalIdentifier: null };

	it.each<[string, Partial<ImpiloOrder>, Partial<ImpiloOrder>, boolean, boolean[]]>([
		['two sites', {}, { site: { id: 32 } }, false, NO],
		['nobody who is known', { site: null }, { site: null }, false, NO],
		['a site without an ID', { site: { id: null } }, { site: { id: null } }, false, NO],
		['a site, once beside an empty patient', {}, { patient: NOBODY }, false, YES],
		['a patient of a site, and without', { ...person(1), site: { id: 31 } }, person(1), false, YES],
		['a patient and a site', person(1), {}, false, NO],
		['a patient of a site, and the site', { ...person(1), site: { id: 31 } }, {}, false, NO],
		['two patients with the same data', person(1), person(2), false, NO],
		['two patients without an ID', person(null), person(null), false, NO],
		['two new patients with the same data', person(1), person(2), true, YES],
		['two with data in another order', person(1), person(2, { address: OTHER_ORDER }), true, YES],
		['two of one site', person(1, { site: { id: 31, name: 'A' } }), person(2, AT(31)), true, YES],
		['two of two sites', person(1, AT(31)), person(2, AT(32)), true, NO],
		['two with little data', person(1, BARE), person(2, { ...BARE, email: null }), true, YES],
		['two first names', person(1), person(2, { firstName: 'Other' }), true, NO],
		['two last names', person(1), person(2, { lastName: 'Other' }), true, NO],
		['two addresses', person(1), person(2, { address: { city: 'Other' } }), true, NO],
		['two birth dates', person(1), person(2, { dateOfBirth: '1981-01-31' }), true, NO],
		['two phone numbers', person(1), person(2, { phoneNumber: '1' }), true, NO],
		['two without first names', person(1, NO_FIRST), person(2, NO_FIRST), true, NO],
		['two without last names', person(1, NO_LAST), person(2, NO_LAST), true, NO],
	])('go to %s', (_, one, other, isNewPatient, expected) => {
		expect(isAlike(one, other, isNewPatient)).toEqual(expected);
	});
});
