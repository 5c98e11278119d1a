import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { CONTINUE, IMPILO, pick, useImpilo } from '../impiloRun';
import { failureOf } from '../outcome';
import { createByRef, createForm, NEW_PATIENT, refs } from './orderForm';

const rig = useImpilo();

const { item, device } = seedIds;
const withItem = (line: INodeParameters) => ({ orderItems: { item: [line] } });
const withJson = (contents: unknown) => ({
	contents: 'json',
	contentsJson: typeof contents === 'string' ? contents : JSON.stringify(contents),
});
const newPatient = (parameters: INodeParameters) => ({
	recipient: 'newPatient',
	...NEW_PATIENT,
	...parameters,
});

const withFields = (patientFields: INodeParameters) => newPatient({ patientFields });
const returning = (returns: INodeParameters) => ({ returns });
const NO_ID = 'is not a whole positive number';
const NO_COUNT = 'is not a whole number of at least 1';
const NO_OPTION = 'is not one of the values that Impilo knows';
const NO_CHARACTER = 'contains a character that cannot be sent';
const LEAVE_OUT = 'or remove the line';

/** The form, the message, and a word of the description. */
type Case = [INodeParameters, string, string];

const CASES: Case[] = [
	[
		{ ...NEW_PATIENT, siteId: pick(seedIds.site), recipient: '={{ "nobody" }}' },
		`Ship To ${NO_OPTION}`,
		'site',
	],
	[{ patientId: pick('={{ $json.none }}') }, 'Patient is empty', 'Choose a patient'],
	[{ patientId: pick('={{ $json.none }}', 'email') }, 'Patient is empty', 'Fill Patient'],
	[{ patientId: pick('abc') }, `Patient ${NO_ID}`, 'ID'],
	[{ patientId: '={{ true }}' }, 'Patient is not an ID', 'ID'],
	[
		{ patientId: pick('9007199254740993') },
		'Patient is too large to be handled exactly',
		'9007199254740991',
	],
	[
		{ patientId: pick('https://app.impiloplatform.com/sites/201') },
		'Patient is the URL of a site, not of a patient',
		'ID',
	],
	[
		{ patientId: pick('https://app.impiloplatform.com/patients') },
		'Patient is a URL without the ID of a patient',
		'ID',
	],
	[
		{ externalOrderIds: '={{ "PO-" + "🙂".slice(0, 1) }}' },
		`External Order IDs ${NO_CHARACTER}`,
		'half an emoji',
	],
	[
		{ externalOrderIds: `={{ ["PO-1", "PO\\0"] }}` },
		`External Order IDs ${NO_CHARACTER}`,
		'invisible',
	],
	[
		{ externalOrderIds: 'P'.repeat(251) },
		'External Order IDs is longer than 250 characters',
		'at most 250',
	],
	[
		{ patientId: pick('={{ "🙂".slice(1) }}', 'externalIdentifier') },
		`Patient ${NO_CHARACTER}`,
		'data that Patient comes from',
	],
	[{ patientId: pick('..', 'externalIdentifier') }, 'Patient consists only of dots', 'at Impilo'],
	[
		withFields({ externalIdentifier: 'M'.repeat(251) }),
		'External Identifier is longer than 250 characters',
		'at most 250',
	],
	[{ patientId: pick('nobody', 'email') }, 'Patient is not an email address', 'address'],
	[{ recipient: 'site', siteId: pick('={{ $json.none }}') }, 'Site is empty', 'Choose a site'],
	[
		newPatient({ firstName: '={{ $json.none }}' }),
		'First Name is empty',
		'has a value for this item',
	],
	[newPatient({ lastName: '={{ "  " }}' }), 'Last Name is empty', 'Fill Last Name'],
	[newPatient({ addressLineOne: '={{ "" }}' }), 'Address Line One is empty', 'Address Line One'],
	[newPatient({ addressCity: '={{ "" }}' }), 'Address City is empty', 'Address City'],
	[newPatient({ addressState: '={{ null }}' }), 'Address State is empty', 'Address State'],
	[newPatient({ addressZipCode: '={{ "" }}' }), 'Address Zip Code is empty', 'Address Zip Code'],
	[newPatient({ addressCountry: '={{ "" }}' }), 'Address Country is empty', 'Address Country'],
	[newPatient({ firstName: '={{ ["a"] }}' }), 'First Name is not text', 'plain text'],
	[
		withFields({ dateOfBirth: '1980-02-30' }),
		'Date of Birth is not a valid date',
		'year-month-day',
	],
	[withFields({ dateOfBirth: '31.01.1980' }), 'Date of Birth is not a valid date', '1980-01-31'],
	[
		withFields({ dateOfBirth: '1980-01-31T23:00:00Z' }),
		'Date of Birth is not a valid date',
		'year-month-day',
	],
	[withFields({ email: 'x at y' }), 'Email is not an email address', '@'],
	[
		newPatient({ patientFields: { sex: '={{ "robot" }}' } }),
		`Sex ${NO_OPTION}`,
		'female, male, other, unknown',
	],
	[withFields({ siteId: pick('here') }), `Site ${NO_ID}`, 'ID'],
	[{ orderItems: {} }, 'The order is empty', 'Order Items, Order Kits or Returns'],
	[withItem({ itemId: pick('={{ "" }}'), count: 1 }), 'Order Items, line 1: Item is empty', 'item'],
	[withItem({ itemId: pick(item), count: 0 }), `Order Items, line 1: Count ${NO_COUNT}`, '1'],
	[withItem({ itemId: pick(item), count: 1.5 }), `Order Items, line 1: Count ${NO_COUNT}`, '1'],
	[
		withItem({ itemId: pick(item), count: '={{ "two" }}' }),
		`Order Items, line 1: Count ${NO_COUNT}`,
		'1',
	],
	...['={{ $json.none }}', '={{ null }}', '={{ "" }}'].flatMap((count): Case[] => [
		[withItem({ itemId: pick(item), count }), `Order Items, line 1: Count ${NO_COUNT}`, LEAVE_OUT],
		[
			{ orderKits: { kit: [{ kitId: pick(seedIds.kit), count }] } },
			`Order Kits, line 1: Count ${NO_COUNT}`,
			LEAVE_OUT,
		],
		[
			returning({ returnItems: [{ itemId: pick(item), count }] }),
			`Return Item, line 1: Count ${NO_COUNT}`,
			LEAVE_OUT,
		],
		[
			returning({ returnPackedKits: [{ packedKitId: '8001', quantity: count }] }),
			`Return Packed Kit, line 1: Quantity ${NO_COUNT}`,
			LEAVE_OUT,
		],
	]),
	[
		{
			orderKits: {
				kit: [
					{ kitId: pick(seedIds.kit), count: 1 },
					{ kitId: pick('x'), count: 1 },
				],
			},
		},
		`Order Kits, line 2: Kit ${NO_ID}`,
		'ID',
	],
	[
		returning({ returnDevices: [{ deviceId: 'abc' }] }),
		`Return Device, line 1: Device ${NO_ID}`,
		'ID',
	],
	[
		returning({ returnPackedKits: [{ packedKitId: '8001', quantity: 0 }] }),
		`Return Packed Kit, line 1: Quantity ${NO_COUNT}`,
		'1',
	],
	[
		returning({ returnItems: [{ itemId: pick(item), count: 1 }] }),
		'Shipping Option is empty, but the label for the returned items has to be shipped',
		'Email Label',
	],
	[
		{ additionalFields: { shippingOption: '={{ "express" }}' } },
		`Shipping Option ${NO_OPTION}`,
		'standard, overnight',
	],
	[
		{ additionalFields: { emailLabel: '={{ "perhaps" }}' } },
		'Email Label is neither true nor false',
		'true or false',
	],
	[{ additionalFields: { orderNotes: '={{ [["x"]] }}' } }, 'Order Notes is not text', 'plain text'],
	[
		{ externalOrderIds: '={{ ({ a: 1 }) }}' },
		'External Order IDs is not a list of IDs',
		'PO-1, PO-2',
	],
	[{ externalOrderIds: '={{ [["a"]] }}' }, 'External Order IDs is not a list of IDs', 'PO-1, PO-2'],
	[
		{ ifExists: '={{ "maybe" }}' },
		`If External Order ID Exists ${NO_OPTION}`,
		'return, create, fail',
	],
	[withJson('={{ "{" }}'), 'Contents JSON is not valid JSON', 'orderKits'],
	[withJson([301]), 'Contents JSON is not an object', 'orderKits'],
	[withJson({}), 'The order is empty', 'Contents JSON'],
	[withJson({ orderItems: [] }), 'The order is empty', 'Contents JSON'],
	[withJson({ orderitems: [] }), 'Contents JSON has a key', 'orderItems'],
	...['patient', 'site', 'emailLabel', 'shippingOption', 'orderNotes', 'externalOrderIds'].map(
		(key): Case => [
			withJson({ orderItems: [item], [key]: 'x' }),
			`Contents JSON has a key that belongs in the fields of the node: "${key}" [item 0]`,
			'fill the field instead: Ship To, External Order IDs, or one of Additional Fields',
		],
	),
	[
		withJson({ patient: { id: 1234 }, emailLabel: true, typo: 1 }),
		'Contents JSON has a key that belongs in the fields of the node: "patient", "emailLabel" [item 0]',
		'Remove it',
	],
	[withJson({ orderItems: 5 }), 'Contents JSON: orderItems is not a list', '"count": 1'],
	[
		withJson({ orderItems: [{ item: {}, count: 10 }] }),
		'Contents JSON: orderItems, line 1: id is empty',
		'item',
	],
	[
		withJson({ orderItems: [item, { id: item, quantity: 3 }] }),
		'Contents JSON: orderItems, line 2 has a key',
		'count',
	],
	[
		withJson({ orderKits: [{ id: 1, kit: { id: 2 }, count: 1 }] }),
		'Contents JSON: orderKits, line 1 has two IDs',
		'"id": 1000',
	],
	[
		withJson({ returnPackedKits: [{ id: 8001, count: 1, quantity: 2 }] }),
		'Contents JSON: returnPackedKits, line 1 has a count and a quantity',
		'"quantity": 1',
	],
	[
		withJson({ returnDevices: [{ id: device, count: 2 }] }),
		'Contents JSON: returnDevices, line 1 has a key',
		'id',
	],
	[withJson({ orderItems: [null] }), 'Contents JSON: orderItems, line 1 is not an object', 'id'],
	[
		withJson({ orderItems: [{ id: item, count: -1 }] }),
		'Contents JSON: orderItems, line 1: count is not a whole number of at least 1',
		'1',
	],
];

it.each(CASES)('%j is refused: %s', async (parameters, message, inDescription) => {
	const run = await rig.runImpilo(createForm(parameters));

	expect(run.status).toBe('error');
	expect(failureOf(run).message).toMatch(/ \[item 0\]$/);
	expect(failureOf(run).message.startsWith(message)).toBe(true);
	expect(failureOf(run).description).toContain(inDescription);
	expect(rig.sandbox.requests).toEqual([]);
});

it('an empty required field stops the workflow before it starts', async () => {
	const run = await rig.runImpilo(createForm({ patientId: pick('') }));

	expect(run.status).toBe('error');
	expect(rig.sandbox.requests).toEqual([]);
});

describe('one bad item among many', () => {
	const items: IDataObject[] = refs(5).map((json, index) => ({
		...json,
		count: index === 2 ? 'many' : 1,
	}));
	const form = createByRef(withItem({ itemId: pick(item), count: '={{ $json.count }}' }));

	it('with Continue off: nothing is sent for any', async () => {
		const run = await rig.runImpilo(form, items);

		expect(failureOf(run).message).toBe(
			'Order Items, line 1: Count is not a whole number of at least 1 [item 2]',
		);
		expect(failureOf(run).description).toContain('No order of this run was placed.');
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('with Continue on: the others are placed', async () => {
		const run = await rig.runImpilo(form, items, CONTINUE);

		expect(run.items(IMPILO).map(({ json }) => json.externalOrderIds)).toEqual(
			['ref-0', 'ref-1', 'ref-3', 'ref-4'].map((ref) => [ref]),
		);
		expect(run.items(IMPILO, 1)).toEqual([
			{
				json: {
					ref: 'ref-2',
					count: 'many',
					error: 'Order Items, line 1: Count is not a whole number of at least 1 [item 2]',
					details: { howToFix: expect.stringContaining('Enter a number') as string },
				},
				pairedItem: { item: 2 },
			},
		]);
		expect(rig.sandbox.requests[0]?.query.parsed.externalOrderId).not.toContain('ref-2');
	});
});

it('an expression that cannot be evaluated is refused before anything is sent', async () => {
	const run = await rig.runImpilo(
		createForm({ externalOrderIds: "={{ $('Nowhere').item.json.id }}" }),
		[{}, {}],
	);

	expect(run.status).toBe('error');
	expect(failureOf(run).message).toContain('[item 0]');
	expect(rig.sandbox.requests).toEqual([]);
});

it('Simplify is read before anything is sent, for every item', async () => {
	const run = await rig.runImpilo(
		createByRef({ simplify: '={{ $json.ref === "ref-2" ? $("Nowhere").item.json.on : true }}' }),
		refs(3),
	);

	expect(run.status).toBe('error');
	expect(failureOf(run).message).toMatch(/ \[item 2\]$/);
	expect(failureOf(run).description).toContain('No order of this run was placed.');
	expect(rig.sandbox.requests).toEqual([]);
});

it("the message doesn't repeat what was filled in", async () => {
	const run = await rig.runImpilo(
		createForm(
			newPatient({ patientFields: { email: '={{ $json.mail }}', dateOfBirth: '1980-01-31' } }),
		),
		[{ mail: 'quillon at example' }],
	);
	expect(JSON.stringify(run.runs(IMPILO))).not.toContain('quillon at example');
});
