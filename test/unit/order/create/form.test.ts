import type { IdOrName } from '../../../../nodes/Impilo/fields/named';
import type { IdSource } from '../../../../nodes/Impilo/order/create/form';
import { readNewOrder } from '../../../../nodes/Impilo/order/create/form';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/newOrder';
import { refusalOf, valuesOf } from '../../standIns';

type Form = Record<string, unknown>;

const TO_PATIENT: Form = {
	recipient: 'patient',
	patientId: 1234,
	contents: 'fields',
	orderItems: { item: [{ itemId: 501, count: 3 }] },
};
const TO_SITE: Form = { ...TO_PATIENT, recipient: 'site', siteId: 31 };
const TO_NEW_PATIENT: Form = {
	...TO_PATIENT,
	recipient: 'newPatient',
	firstName: 'Nathan',
	lastName: 'Example',
	addressLineOne: '12 Fictional Street',
	addressCity: 'Springfield',
	addressState: 'IL',
	addressZipCode: '60601',
	addressCountry: 'US',
};
const ITEMS_BODY = { orderItems: [{ item: { id: 501 }, count: 3 }] };

const NO_IDS: IdSource = { isExpression: false, generate: () => undefined };

const read = (form: Form, ids = NO_IDS): NewOrder<IdOrName> => readNewOrder(valuesOf(form), 0, ids);
const bodyWith = (additionalFields: unknown): NewOrder<IdOrName>['body'] =>
	read({ ...TO_PATIENT, additionalFields }).body;

describe('Additional Fields', () => {
	it.each<[unknown, string[]]>([
		[' Leave, please ', ['Leave, please']],
		[
			[{ note: 'a' }, 'b', { note: '' }, null],
			['a', 'b'],
		],
		[{ note: 'a', createdAt: 'x' }, ['a']],
		['["a", {"note": "b"}]', ['a', 'b']],
		[' ["a"]', ['a']],
		['{"note": "b"}', ['{"note": "b"}']],
		['"see [b]"', ['"see [b]"']],
		['[urgent] call first', ['[urgent] call first']],
		[555, ['555']],
	])('have notes in %j', (orderNotes, notes) => {
		expect(bodyWith({ orderNotes }).orderNotes).toEqual(notes.map((note) => ({ note })));
	});

	it.each(['', ' ', undefined, null, [], [''], '[]', { note: null }])(
		'have no notes in %j',
		(orderNotes) => {
			expect(bodyWith({ orderNotes })).toEqual(ITEMS_BODY);
		},
	);

	it.each<[unknown]>([[{ text: 'a' }], [[['a']]], [true]])('refuse %j as notes', (orderNotes) => {
		expect(refusalOf(() => bodyWith({ orderNotes })).message).toBe('Order Notes is not text');
	});
});

describe('what an order is found by', () => {
	const GENERATING = { generate: (itemIndex: number) => `n8n-${itemIndex}` };
	const OFF = { options: { generateExternalOrderId: false } };
	type Ids = Pick<
		NewOrder,
		'keys' | 'hasGeneratedKeys' | 'externalOrderIds' | 'hasEmptyIdExpression'
	>;

	it.each<[string, Form, boolean, Partial<Ids>, string[] | undefined]>([
		['its IDs', { externalOrderIds: 'a, b' }, false, { keys: ['a', 'b'] }, ['a', 'b']],
		['a generated ID', {}, false, { keys: ['n8n-0'], hasGeneratedKeys: true }, ['n8n-0']],
		['nothing, where none is to be generated', OFF, false, { keys: [] }, undefined],
		[
			'nothing, where its expression gave none',
			{},
			true,
			{ keys: [], hasEmptyIdExpression: true },
			undefined,
		],
		['the IDs that its expression gave', { externalOrderIds: 'a' }, true, { keys: ['a'] }, ['a']],
		[
			'a generated ID beside its own, where another one is wanted',
			{ externalOrderIds: 'a', ifExists: 'create' },
			false,
			{ keys: ['n8n-0'], hasGeneratedKeys: true },
			['a', 'n8n-0'],
		],
		[
			'nothing, where another one is wanted and no ID is to be generated',
			{ externalOrderIds: 'a', ifExists: 'create', ...OFF },
			false,
			{ keys: [] },
			['a'],
		],
		[
			'nothing, where another one is wanted and its expression gave no ID',
			{ ifExists: 'create' },
			true,
			{ keys: [], hasEmptyIdExpression: true },
			undefined,
		],
	])('is %s', (_, form, isExpression, ids, sent) => {
		const order = read({ ...TO_SITE, ...form }, { isExpression, ...GENERATING });
		const { externalOrderIds = '' } = form as { externalOrderIds?: string };

		expect(order).toMatchObject({
			hasGeneratedKeys: false,
			hasEmptyIdExpression: false,
			externalOrderIds: externalOrderIds.split(', ').filter(Boolean),
			...ids,
		});
		expect(order.body.externalOrderIds).toEqual(sent);
	});

	it('is nothing where no ID can be generated', () => {
		expect(read(TO_SITE)).toMatchObject({ keys: [], hasGeneratedKeys: false });
	});
});

it.each<[string, Form, string[]]>([
	['a patient by ID', TO_PATIENT, []],
	[
		'a patient by email',
		{ ...TO_PATIENT, patientId: { mode: 'email', value: 'nathan@example.com' } },
		['nathan@example.com'],
	],
	['a new patient', TO_NEW_PATIENT, ['Nathan Example', 'Nathan', 'Springfield']],
	['a site', TO_SITE, []],
])('notes and what names the recipient are kept out of messages: %s', (_, form, names) => {
	const additionalFields = { orderNotes: ['Ring twice', 'Ask for Nathan'] };
	const { personal } = read({ ...form, additionalFields });

	expect(personal).toEqual(expect.arrayContaining(['Ring twice', 'Ask for Nathan', ...names]));
	expect(personal).not.toContain('1234');
});

it.each<[string, Form]>([
	['Additional Fields', { additionalFields: 5 }],
	['Options', { options: 5 }],
	['External Order IDs', { externalOrderIds: { id: 1 } }],
	['Generate External Order ID', { options: { generateExternalOrderId: 'x' } }],
	['If External Order ID Exists', { ifExists: 'x' }],
	['If Placed Twice', { options: { ifPlacedTwice: 'x' } }],
	['If Contents Differ', { options: { ifContentsDiffer: 'x' } }],
	['Ship To', { recipient: 'x' }],
	['Specify Contents', { contents: 'x' }],
])('%s is named where it makes no sense: %j', (field, form) => {
	const { message } = refusalOf(() => read({ ...TO_SITE, ...form }));
	expect(message).toMatch(new RegExp(`^${field} is`));
});

it.each(['', undefined])('Ship To must not be empty: %j', (recipient) => {
	expect(refusalOf(() => read({ ...TO_PATIENT, recipient })).message).toBe('Ship To is empty');
});
