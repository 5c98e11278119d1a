import { setTimeout as realWait } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import type { WorkflowRun } from '../harness';
import {
	CONTINUE,
	IMPILO,
	pick,
	RETRIES,
	useImpilo,
	withoutWaiting,
	type ImpiloRig,
} from '../impiloRun';
import { failureOf, hintsOf, idsOf, pairingOf } from '../outcome';
import {
	countOrders,
	CREATE,
	createForm,
	LIST,
	listsOf,
	NEW_PATIENT,
	postedBodies,
	postsOf,
	refs,
} from './orderForm';

/** A sheet with a row for each line of an order. */

const rig = useImpilo();
beforeEach(() => void withoutWaiting());

const GENERATING = { generateExternalOrderId: true };
const PATIENT = seedIds.patient;

const combineForm = (parameters: INodeParameters = {}): INodeParameters =>
	createForm({
		externalOrderIds: '={{ $json.ref }}',
		combineItems: true,
		patientId: pick('={{ $json.patient }}'),
		orderItems: { item: [{ itemId: pick('={{ $json.item }}'), count: '={{ $json.count }}' }] },
		additionalFields: {
			orderNotes: '={{ $json.note }}',
			shippingOption: '={{ $json.shipping }}',
			emailLabel: '={{ $json.emailLabel }}',
		},
		...parameters,
	});

const row = (ref: unknown, item: number, others: IDataObject = {}): IDataObject => ({
	ref: ref as string,
	patient: PATIENT,
	item,
	count: 1,
	...others,
});

/** Three orders in five rows, not sorted. */
const SHEET = [row('A', 301), row('B', 301), row('A', 302), row('C', 303), row('B', 302)];
const PAIRS = [[{ item: 0 }, { item: 2 }], [{ item: 1 }, { item: 4 }], { item: 3 }];

const line = (id: number, count = 1): object => ({ item: { id }, count });
const bodyOf = (ref: string, ...orderItems: object[]): object => ({
	patient: { id: PATIENT },
	orderItems,
	externalOrderIds: [ref],
});

/** The message and the pairing of each failed item. */
const failedOf = (run: WorkflowRun): unknown[] =>
	run.items(IMPILO, 1).map(({ json, pairedItem }) => [json.error, pairedItem]);
const messagesOf = (run: WorkflowRun): string[] =>
	run.items(IMPILO, 1).map(({ json }) => String(json.error));

describe('rows with the same external order IDs', () => {
	it('are one order with the lines of all, and one output that is paired with each', async () => {
		const run = await rig.runImpilo(combineForm(), SHEET);

		expect(run.error?.message).toBeUndefined();
		expect(postedBodies(rig.sandbox)).toEqual([
			bodyOf('A', line(301), line(302)),
			bodyOf('B', line(301), line(302)),
			bodyOf('C', line(303)),
		]);
		expect(pairingOf(run)).toEqual(PAIRS);
		expect(run.items(IMPILO).map(({ json }) => json.externalOrderIds)).toEqual([
			['A'],
			['B'],
			['C'],
		]);
		expect(hintsOf(run)).toEqual([]);
	});

	it('are so whatever the order of their IDs, and however these are written', async () => {
		const items = [row('A, A-2', 301), row(['A-2', 'A'], 302), row(' A-2,A ', 303)];
		await rig.runImpilo(combineForm(), items);

		expect(postedBodies(rig.sandbox)).toEqual([
			{ ...bodyOf('A', line(301), line(302), line(303)), externalOrderIds: ['A', 'A-2'] },
		]);
	});

	it('add up where they are the same in everything, and a note names them', async () => {
		const run = await rig.runImpilo(combineForm(), [row('A', 301), row('B', 301), row('A', 301)]);

		expect(postedBodies(rig.sandbox)).toEqual([
			expect.objectContaining({ orderItems: [{ item: { id: 301 }, count: 2 }] }),
			expect.objectContaining({ orderItems: [{ item: { id: 301 }, count: 1 }] }),
		]);
		expect(hintsOf(run)).toEqual([
			expect.stringContaining('Identical rows were added up: items 0, 2.'),
		]);
	});

	it('add up where their lines are equal, and devices that come back are a set', async () => {
		const form = combineForm({ contents: 'json', contentsJson: '={{ $json.contents }}' });
		const contents = [
			{ orderItems: [{ id: 301, count: 2 }], returnDevices: [seedIds.device] },
			{
				orderItems: [{ item: { id: 302 } }, { item: { id: 301 }, count: '3' }],
				returnItems: [{ id: 301, count: 1 }],
				returnPackedKits: [{ id: 8001, quantity: 1 }],
			},
			{
				orderKits: [1000],
				returnDevices: [{ id: seedIds.device }],
				returnItems: [301],
				returnPackedKits: [{ id: 8001, quantity: 2 }],
			},
		];
		const items = contents.map((each) => row('A', 0, { contents: each, shipping: 'standard' }));
		await rig.runImpilo(form, items);

		expect(postedBodies(rig.sandbox)).toEqual([
			{
				...bodyOf('A', line(301, 5), line(302)),
				orderKits: [{ kit: { id: 1000 }, count: 1 }],
				returnItems: [{ id: 301, count: 2 }],
				returnDevices: [{ id: seedIds.device }],
				returnPackedKits: [{ id: 8001, quantity: 3 }],
				shippingOption: 'standard',
			},
		]);
	});

	it('name this switch where they contradict each other while it is off', async () => {
		const run = await rig.runImpilo(combineForm({ combineItems: false }), SHEET);

		expect(failureOf(run).description).toContain('turn on Combine Items Into Orders');
		expect(rig.sandbox.requests).toEqual([]);
	});

	const bySku = pick('={{ $json.item }}', 'sku');
	const skuForm = combineForm({
		combineItems: false,
		orderItems: { item: [{ itemId: bySku, count: '={{ $json.count }}' }] },
	});
	const ADVICE =
		' Another item has the same external order ID. If these items are lines of one order, turn on Combine Items Into Orders.';

	it.each<[string, IDataObject, string]>([
		['what another has', { patient: '' }, 'Patient is empty'],
		['a count', { count: 'two' }, 'Order Items, line 1: Count is not a whole number of at least 1'],
		[
			'an item',
			{ item: 'SKU-0305' },
			'Order Items, line 1: Item is not the SKU of any item at Impilo',
		],
	])(
		'all fail, and name this switch, where one lacks %s while it is off',
		async (_, wrong, message) => {
			const right = { ref: 'A', patient: PATIENT, item: 'SKU-00301', count: 1 };
			const sheet = [
				right,
				{ ...right, ...wrong },
				{ ...right, ...wrong, ref: 'B' },
				{ ...right, ref: 'C' },
			];
			const run = await rig.runImpilo(skuForm, sheet, CONTINUE);

			expect(failedOf(run)).toEqual([
				[
					`External Order IDs shares an ID with item 1, which is refused: ${message} [item 0]`,
					{ item: 0 },
				],
				[`${message} [item 1]`, { item: 1 }],
				[`${message} [item 2]`, { item: 2 }],
			]);
			const ways = run.items(IMPILO, 1).map(({ json }) => (json.details as IDataObject).howToFix);
			expect(ways[0]).toMatch(
				/^An order is only placed if all of its items are right\. Correct item 1\. /,
			);
			expect(ways.map((way) => String(way).endsWith(ADVICE))).toEqual([true, true, false]);
			expect(postedBodies(rig.sandbox)).toEqual([bodyOf('C', line(301))]);
		},
	);

	it('are placed while it is off where each is another order on purpose, or another ID cannot be read', async () => {
		const sheet = [
			row('A', 301),
			row('A', 302, { count: 'two' }),
			row('B', 303),
			row(['B\0'], 304),
		];
		const form = combineForm({
			combineItems: false,
			ifExists: '={{ $json.ref[0] === "A" ? "create" : "return" }}',
		});
		const run = await rig.runImpilo(form, sheet, CONTINUE);

		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 2 }]);
	});
});

describe('a value that is blank in some rows', () => {
	const newPatientForm = combineForm({
		recipient: 'newPatient',
		...Object.fromEntries(Object.keys(NEW_PATIENT).map((name) => [name, `={{ $json.${name} }}`])),
		patientFields: {
			email: '={{ $json.email }}',
			dateOfBirth: '={{ $json.born ? DateTime.fromISO($json.born) : "" }}',
		},
	});
	const newPatient = (
		rows: IDataObject[],
		settings?: Parameters<ImpiloRig['runImpilo']>[2],
	): ReturnType<ImpiloRig['runImpilo']> => rig.runImpilo(newPatientForm, rows, settings);
	const { firstName, lastName, ...address } = NEW_PATIENT;

	it('is that of another row, whichever has it', async () => {
		const items = [
			row('A', 301, { firstName, email: '' }),
			row('A', 302, { ...address, lastName: '  ', born: '1980-01-31', note: 'Ring twice' }),
			row('A', 303, { lastName, firstName, email: 'quillon@example.com', shipping: 'Overnight' }),
			row('A', 304, { shipping: 'overnight', addressZipCode: 77, addressCity: null }),
		];
		const zipCode = 77;
		const run = await newPatient(
			items.map((item) => (item.addressZipCode ? { ...item, addressZipCode: zipCode } : item)),
		);

		expect(run.error?.message).toBeUndefined();
		expect(postedBodies(rig.sandbox)).toEqual([
			{
				patient: {
					firstName,
					lastName,
					address: {
						lineOne: address.addressLineOne,
						city: address.addressCity,
						state: address.addressState,
						zipCode: '77',
						country: address.addressCountry,
					},
					dateOfBirth: '1980-01-31',
					email: 'quillon@example.com',
				},
				orderItems: [301, 302, 303, 304].map((id) => line(id)),
				externalOrderIds: ['A'],
				shippingOption: 'overnight',
				orderNotes: [{ note: 'Ring twice' }],
			},
		]);
	});

	it.each([
		['a patient', combineForm(), { patient: '' }, { patient: { id: PATIENT } }],
		[
			'a site',
			combineForm({ recipient: 'site', siteId: pick('={{ $json.site }}') }),
			{ site: '' },
			{ site: { id: seedIds.site } },
		],
	])('is that of another row: %s', async (_what, form, blank, recipient) => {
		const items = [
			row('A', 301, blank),
			row('A', 302, { site: seedIds.site }),
			row('A', 303, blank),
		];
		await rig.runImpilo(form, items);

		expect(postedBodies(rig.sandbox)).toEqual([expect.objectContaining(recipient)]);
	});

	it('takes a locator from one row whole, not its way of picking with the value of another', async () => {
		const form = combineForm({ patientId: '={{ $json.patient }}' });
		const items = [
			row('A', 301, { patient: { mode: 'externalIdentifier', value: '' } }),
			row('A', 302, { patient: { value: PATIENT } }),
			row('A', 303, { patient: PATIENT }),
		];
		const run = await rig.runImpilo(form, items);

		expect(run.error?.message).toBeUndefined();
		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('A', line(301), line(302), line(303))]);
	});

	it('is the same where an email address is in another case', async () => {
		const form = combineForm({ patientId: pick('={{ $json.patient }}', 'email') });
		const emails = ['john.doe@example.com', 'John.Doe@Example.com'];
		await rig.runImpilo(
			form,
			emails.map((patient, index) => row('A', 301 + index, { patient })),
		);

		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('A', line(301), line(302))]);
	});

	it('is never that of another order', async () => {
		const run = await rig.runImpilo(
			combineForm(),
			[row('A', 301, { note: 'Ring twice' }), row('B', 301), row('C', 301, { patient: '' })],
			CONTINUE,
		);

		expect(postedBodies(rig.sandbox)).toEqual([
			{ ...bodyOf('A', line(301)), orderNotes: [{ note: 'Ring twice' }] },
			bodyOf('B', line(301)),
		]);
		expect(failedOf(run)).toEqual([['Patient is empty [item 2]', { item: 2 }]]);
	});

	it('is refused in each of them where it is needed and blank in all', async () => {
		const items = [row('A', 301, { ...NEW_PATIENT, lastName: '' }), row('A', 302), row('A', 303)];
		const run = await newPatient(items, CONTINUE);

		expect(failedOf(run)).toEqual(
			[0, 1, 2].map((item) => [`Last Name is empty [item ${item}]`, { item }]),
		);
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('rows that cannot be one order', () => {
	it('all fail where they differ, and say in what, by the names of the fields', async () => {
		const items = [
			row('A', 301, { note: 'Ring twice', shipping: 'standard' }),
			row('B', 301),
			row('A', 302, { note: '', shipping: 'overnight' }),
			row('A', 303, { note: 'Knock', patient: seedIds.otherPatient }),
		];
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		const message =
			'External Order IDs is the same for items 0, 2–3, but they differ in: Patient (items 0 and 3), Order Notes (items 0 and 3), Shipping Option (items 0 and 2)';
		expect(failedOf(run)).toEqual([0, 2, 3].map((item) => [`${message} [item ${item}]`, { item }]));
		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('B', line(301))]);
		expect(JSON.stringify(run.items(IMPILO, 1))).toContain('leave it empty in all but one');
	});

	const value = '={{ $json.value }}';
	const toNewcomer = { recipient: 'newPatient', ...NEW_PATIENT };

	it.each<[string, INodeParameters, ...unknown[]]>([
		['Email Label', { additionalFields: { emailLabel: value } }, false, true],
		['Site', { recipient: 'site', siteId: pick(value) }, seedIds.site, seedIds.otherSite],
		['Address City', { ...toNewcomer, addressCity: value }, 'Springfield', 'Fictionburg'],
		[
			'External Identifier',
			{ ...toNewcomer, patientFields: { externalIdentifier: value } },
			'MRN-1',
			'MRN-2',
		],
		['If External Order ID Exists', { ifExists: value }, 'return', 'fail'],
		['If Contents Differ', { options: { ifContentsDiffer: value } }, 'return', 'fail'],
		['If Placed Twice', { options: { ifPlacedTwice: value } }, 'void', 'fail'],
		[
			'Generate External Order ID',
			{ ifExists: 'create', options: { generateExternalOrderId: value } },
			true,
			false,
		],
		['Simplify', { simplify: value }, true, false],
	])('stop the run before anything is sent: %s', async (field, parameters, ...values) => {
		const items = values.map((each) => row('A', 301, { value: each } as IDataObject));
		const run = await rig.runImpilo(combineForm(parameters), items);

		expect(failureOf(run).message).toBe(
			`External Order IDs is the same for items 0–1, but they differ in: ${field} (items 0 and 1) [item 0]`,
		);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('all fail where they share some IDs, but not all, however they are connected', async () => {
		const items = [row('A', 301), row('A,B', 302), row('B,C', 303), row('C', 304), row('D', 301)];
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		expect(messagesOf(run)).toEqual(
			[1, 0, 1, 2].map(
				(other, item) =>
					`External Order IDs shares an ID with item ${other}, but not all IDs [item ${item}]`,
			),
		);
		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('D', line(301))]);
	});

	it.each<[string, IDataObject, string]>([
		[
			'a wrong value',
			{ count: 0 },
			'Order Items, line 1: Count is not a whole number of at least 1',
		],
		['a blank item', { item: '' }, 'Order Items, line 1: Item is empty'],
		[
			'a shared value that is wrong',
			{ shipping: 'slow' },
			'Shipping Option is not one of the values that Impilo knows',
		],
	])('all fail with %s in one of them, which is named', async (_what, wrong, message) => {
		const items = [row('A', 301, { shipping: 'standard' }), row('A', 302, wrong), row('B', 301)];
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		expect(failedOf(run)).toEqual([
			[
				`External Order IDs shares an ID with item 1, which is refused: ${message} [item 0]`,
				{ item: 0 },
			],
			[`${message} [item 1]`, { item: 1 }],
		]);
		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('B', line(301))]);
	});

	it('all fail where an expression of one cannot be evaluated, also one for a shared value', async () => {
		const form = combineForm({
			additionalFields: {
				orderNotes: '={{ $json.item === 302 ? $("Nowhere").item.json.note : $json.note }}',
			},
		});
		const items = [row('A', 301), row('A', 302), row('B', 301)];
		const run = await rig.runImpilo(form, items, CONTINUE);

		expect(pairingOf(run, 1)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(messagesOf(run)[0]).toContain('which is refused');
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});
});

describe('a row without an external order ID', () => {
	it('fails, and so does the order of the row above, to which it may belong', async () => {
		const items = [
			...[row('', 301), row('A', 301), row('B', 301), row('A', 302), row('', 303)],
			...[row('C', 301), row(null, 302), row(' , ', 303), row('D', 301)],
		];
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		const message =
			'External Order IDs is empty, and Combine Items Into Orders needs it to know which order the item belongs to';
		const lacks = (item: number) => [`${message} [item ${item}]`, { item }];
		const mayLack = (item: number, other: number) => [
			`External Order IDs is empty in item ${other}, which may belong to this order [item ${item}]`,
			{ item },
		];
		expect(failedOf(run)).toEqual([
			...[lacks(0), mayLack(1, 4), mayLack(3, 4), lacks(4)],
			...[mayLack(5, 6), lacks(6), lacks(7)],
		]);
		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('B', line(301)), bodyOf('D', line(301))]);
	});

	it('is taken for one whose ID cannot be read, but not for one whose IDs another row has in part', async () => {
		const items = [
			...[row('A', 301), row('A\0', 302), row('B', 301), row({ number: 'B' }, 302)],
			...[row('C', 301), row('D, E', 301), row('E', 301), row('F', 301)],
		];
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		const mayLack = (other: number): string =>
			`External Order IDs cannot be read in item ${other}, which may belong to this order`;
		expect(messagesOf(run)).toEqual([
			`${mayLack(1)} [item 0]`,
			'External Order IDs contains a character that cannot be sent [item 1]',
			`${mayLack(3)} [item 2]`,
			'External Order IDs is not a list of IDs [item 3]',
			expect.stringContaining('but not all IDs [item 5]'),
			expect.stringContaining('but not all IDs [item 6]'),
		]);
		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('C', line(301)), bodyOf('F', line(301))]);
	});

	it('leaves the order to be placed whole, once it is corrected and run again', async () => {
		const first = await rig.runImpilo(combineForm(), [row('A', 301), row('', 302)], CONTINUE);
		const refused = first.items(IMPILO, 1).map(({ json }) => ({ ...json, ref: 'A' }));
		await rig.runImpilo(combineForm(), refused, CONTINUE);

		expect(postedBodies(rig.sandbox)).toEqual([bodyOf('A', line(301), line(302))]);
	});

	it('is an order of its own where the field itself is empty', async () => {
		const form = combineForm({ externalOrderIds: '', options: GENERATING });
		const run = await rig.runImpilo(form, SHEET);

		expect(postsOf(rig.sandbox)).toHaveLength(SHEET.length);
		expect(pairingOf(run)).toEqual(SHEET.map((_, item) => ({ item })));
		expect(hintsOf(run)).toContain(
			'Combine Items Into Orders combines items by External Order IDs only, which is empty in items 0–4: each of these becomes a separate order.',
		);
	});

	it('has no row that it could be combined with where it is alone', async () => {
		const form = combineForm({ externalOrderIds: '', options: GENERATING });
		const run = await rig.runImpilo(form, [row('A', 301)]);

		expect(hintsOf(run).join()).not.toContain('Combine');
	});
});

describe('an order that fails', () => {
	it('fails each of its rows, in the order of the sheet', async () => {
		const items = SHEET.map((item, index) =>
			[0, 2, 3].includes(index) ? { ...item, patient: seedIds.unknownPatient } : item,
		);
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		expect(failedOf(run)).toEqual(
			[0, 2, 3].map((item) => [`Impilo does not know this patient [item ${item}]`, { item }]),
		);
		expect(run.items(IMPILO, 1).map(({ json }) => json.item)).toEqual([301, 302, 303]);
		expect(pairingOf(run)).toEqual([[{ item: 1 }, { item: 4 }]]);
	});

	it('mixes with the others in the order of the sheet on the regular output', async () => {
		const items = SHEET.map((item) =>
			item.ref === 'A' ? { ...item, patient: seedIds.unknownPatient } : item,
		);
		const run = await rig.runImpilo(combineForm(), items, { onError: 'continueRegularOutput' });

		expect(pairingOf(run)).toEqual([
			{ item: 0 },
			[{ item: 1 }, { item: 4 }],
			{ item: 2 },
			{ item: 3 },
		]);
	});

	it('names its items where it stops the run, and those whose orders were placed', async () => {
		const items = SHEET.map((item) =>
			item.ref === 'B' ? { ...item, patient: seedIds.unknownPatient } : item,
		);
		const run = await rig.runImpilo(combineForm({ options: { concurrency: 1 } }), items);

		expect(failureOf(run).message).toBe('Impilo does not know this patient [items 1, 4]');
		expect(failureOf(run).description).toContain(
			'1 order of this run was placed before it stopped, for these items: 0, 2.',
		);
	});

	it('names the items that are in doubt', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 500, match: CREATE, every: 2 });
		const form = combineForm({
			ifExists: 'create',
			options: { generateExternalOrderId: false, concurrency: 1 },
		});
		const run = await rig.runImpilo(form, SHEET);

		expect(failureOf(run).message).toMatch(/not known whether .* \[items 1, 4\]$/);
		expect(failureOf(run).description).toContain(
			'It is not known whether the orders of these items were placed: 1, 4. Remove these items before you run it again, as they would be placed twice: 0, 2.',
		);
	});

	it('names all items of an order that could not be looked for once more', async () => {
		rig.sandbox.misbehave({ kind: 'latency', ms: 150, match: CREATE, times: 1 });
		const running = rig.runImpilo(combineForm(), [row('A', 301), row('B', 302), row('A', 303)]);
		while (postsOf(rig.sandbox).length === 0) await realWait(2);
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST });

		expect(hintsOf(await running)).toEqual([
			expect.stringContaining('whether the orders of these items exist twice: 0–2.'),
		]);
	});

	it('hides what any of its rows says of the patient', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 400,
			body: { message: 'No delivery: Beware of Rex, 12 Hidden Hollow' },
			match: CREATE,
		});
		const items = [row('A', 301), row('A', 302, { note: 'Beware of Rex, 12 Hidden Hollow' })];
		const run = await rig.runImpilo(combineForm(), items, CONTINUE);

		expect(messagesOf(run)).toHaveLength(2);
		expect(
			JSON.stringify(run.items(IMPILO, 1).map(({ json }) => [json.error, json.details])),
		).not.toContain('Rex');
	});
});

describe('an order that exists', () => {
	async function placeEarlier(): Promise<unknown> {
		const run = await rig.runImpilo(combineForm(), [row('A', 302), row('A', 301)]);
		rig.sandbox.clearRequests();
		return idsOf(run)[0];
	}

	it('is returned once for all rows that ask for it together', async () => {
		const id = await placeEarlier();
		const run = await rig.runImpilo(combineForm(), SHEET);

		expect(idsOf(run)[0]).toBe(id);
		expect(pairingOf(run)).toEqual(PAIRS);
		expect(postsOf(rig.sandbox)).toHaveLength(2);
		expect(hintsOf(run)).toEqual([
			'2 items got an order that already existed at Impilo with the same external order ID. Nothing was placed again.',
		]);
	});

	it('fails all rows where its contents are others', async () => {
		const id = await placeEarlier();
		const run = await rig.runImpilo(
			combineForm(),
			[row('A', 301), row('A', 302, { count: 2 })],
			CONTINUE,
		);

		expect(messagesOf(run)).toEqual(
			[0, 1].map(
				(item) =>
					`The external order ID of this item belongs to order ${String(id)}, which has other contents: 1 × item 302. This item asks for 2 × item 302 [item ${item}]`,
			),
		);
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('fails all rows with Fail', async () => {
		const id = await placeEarlier();
		const run = await rig.runImpilo(combineForm({ ifExists: 'fail' }), SHEET, CONTINUE);

		expect(messagesOf(run)).toEqual(
			[0, 2].map(
				(item) =>
					`An order with this external order ID already exists: order ${String(id)} [item ${item}]`,
			),
		);
		expect(postsOf(rig.sandbox)).toHaveLength(2);
	});

	it('gets one more with Create Another Order, whose ID is made for the first row', async () => {
		await placeEarlier();
		const form = combineForm({ ifExists: 'create', options: GENERATING });
		const run = await rig.runImpilo(form, SHEET);

		expect(postsOf(rig.sandbox)).toHaveLength(3);
		expect(countOrders(rig.sandbox, 'A')).toBe(2);
		expect(pairingOf(run)).toEqual(PAIRS);
		expect(run.items(IMPILO).map(({ json }) => json.externalOrderIds)).toEqual([
			['A', expect.stringMatching(/^n8n-.*-item0$/)],
			['B', expect.stringMatching(/^n8n-.*-item1$/)],
			['C', expect.stringMatching(/^n8n-.*-item3$/)],
		]);
	});
});

describe('Retry On Fail', () => {
	it.each([
		['return', {}],
		['fail', {}],
		['create', GENERATING],
		['create', {}],
	])(
		'with If External Order ID Exists on %s and %j, places each order once',
		async (ifExists, options) => {
			rig.sandbox.misbehave({
				kind: 'refuse',
				message: 'insufficient_inventory',
				match: CREATE,
				every: 2,
				times: 1,
			});
			const form = combineForm({ ifExists, options: { concurrency: 1, ...options } });
			const run = await rig.runImpilo(form, SHEET, RETRIES);

			expect(run.error?.message).toBeUndefined();
			expect(pairingOf(run)).toEqual(PAIRS);
			for (const ref of ['A', 'B', 'C']) expect(countOrders(rig.sandbox, ref)).toBe(1);
		},
	);

	it.each(['return', 'fail', 'create'])(
		'with If External Order ID Exists on %s, finds what the first try has placed whose answer was lost',
		async (ifExists) => {
			rig.sandbox.misbehave({ kind: 'latency', ms: 150, match: CREATE, times: 1 });
			rig.sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', match: CREATE, times: 1 });
			const form = combineForm({ ifExists, options: { concurrency: 1, ...GENERATING } });
			const running = rig.runImpilo(form, SHEET, RETRIES);
			while (postsOf(rig.sandbox).length === 0) await realWait(2);
			// All looks of the first try, which ends in doubt.
			rig.sandbox.misbehave({ kind: 'status', status: 403, match: LIST, times: 5 });
			const run = await running;

			expect(run.error?.message).toBeUndefined();
			expect(listsOf(rig.sandbox).filter(({ status }) => status === 403)).toHaveLength(5);
			expect(pairingOf(run)).toEqual(PAIRS);
			expect(postsOf(rig.sandbox)).toHaveLength(3);
			for (const ref of ['A', 'B', 'C']) expect(countOrders(rig.sandbox, ref)).toBe(1);
		},
	);
});

it('a thousand rows of four hundred orders take the requests of four hundred orders', async () => {
	const orders = refs(400);
	const singles = orders.map(({ ref }) => row(`single-${ref}`, 301));
	await rig.runImpilo(combineForm(), singles, CONTINUE);
	const single = rig.sandbox.requests.length;
	rig.sandbox.clearRequests();

	const rows = Array.from({ length: 1000 }, (_, index) =>
		row(`ref-${Math.floor(index / 2.5)}`, 301 + (index % 5)),
	);
	const run = await rig.runImpilo(combineForm(), rows, CONTINUE);

	expect(idsOf(run)).toHaveLength(400);
	expect(run.items(IMPILO).flatMap(({ pairedItem }) => pairedItem)).toHaveLength(1000);
	expect(postsOf(rig.sandbox)).toHaveLength(400);
	expect(rig.sandbox.requests.length).toBeLessThanOrEqual(single);
});
