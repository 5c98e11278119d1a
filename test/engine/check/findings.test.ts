import type { INodeParameters } from 'n8n-workflow';

import { seedIds, type Sandbox } from '../../../sandbox';
import { expectPlainWords } from '../../unit/plainWords';
import { createForm, NEW_PATIENT } from '../create/orderForm';
import { pick, useImpilo } from '../impiloRun';
import { failureOf, idsOf, pairingOf } from '../outcome';
import { checkedOf, checkForm, type Checked } from './checkRun';

const rig = useImpilo();

const NOTHING: Checked = {
	canBePlaced: true,
	existingOrderId: null,
	problems: [],
	warnings: [],
	order: null,
};

async function check(parameters: INodeParameters): Promise<Checked> {
	const run = await rig.runImpilo(checkForm({ externalOrderIds: 'PO-1', ...parameters }));
	expect(run.error?.message).toBeUndefined();
	expect(pairingOf(run)).toEqual([{ item: 0 }]);
	const [checked = NOTHING] = checkedOf(run);
	for (const { field, message, howToFix } of checked.problems) {
		expectPlainWords(`${field} ${message}`);
		expectPlainWords(howToFix);
	}
	for (const warning of checked.warnings) expectPlainWords(warning);
	return checked;
}

/** Field and message of each. */
const problemsOf = ({ problems }: Checked): string[] =>
	problems.map(({ field, message }) => `${field}: ${message}`);

const pageOf = (content: object[]) => ({ content, page: 1, size: 250, total: 0, last: true });

const patient = (id: number) => ({ patientId: pick(id) });
const toSite = (id: number) => ({ recipient: 'site', siteId: pick(id) });
const toNewcomer = (fields: INodeParameters, others: INodeParameters = {}) => ({
	recipient: 'newPatient',
	...NEW_PATIENT,
	patientFields: { externalIdentifier: 'MRN-20481', ...fields },
	...others,
});
const items = (...lines: Array<[number, number]>): INodeParameters => ({
	orderItems: { item: lines.map(([id, count]) => ({ itemId: pick(id), count })) },
});
const kits = (...lines: Array<[number, number]>): INodeParameters => ({
	orderItems: {},
	orderKits: { kit: lines.map(([id, count]) => ({ kitId: pick(id), count })) },
});
const json = (contentsJson: object): INodeParameters => ({
	contents: 'json',
	contentsJson: JSON.stringify(contentsJson),
});
const returned = (...ids: number[]): INodeParameters => ({
	orderItems: {},
	returns: { returnDevices: ids.map((id) => ({ deviceId: pick(id) })) },
	additionalFields: { shippingOption: 'standard' },
});

it('an order that can be placed: the whole output, in the order in which it is read', async () => {
	const checked = await check(items([301, 2]));

	expect(checked).toEqual({
		canBePlaced: true,
		problems: [],
		warnings: [],
		existingOrderId: null,
		order: {
			patient: { id: 1234 },
			orderItems: [{ item: { id: 301 }, count: 2 }],
			externalOrderIds: ['PO-1'],
		},
	});
	expect(Object.keys(checked)).toEqual([
		'canBePlaced',
		'problems',
		'warnings',
		'existingOrderId',
		'order',
	]);
});

it('one that cannot: what is wrong, where, and what to do', async () => {
	expect(await check({ ...patient(999999), ...items([301, 1], [322, 5]) })).toEqual({
		canBePlaced: false,
		existingOrderId: null,
		problems: [
			{
				field: 'Patient',
				message: 'Impilo has no patient 999999',
				howToFix: expect.stringContaining('Choose the patient again under Patient'),
			},
			{
				field: 'Order Items, line 2: Count',
				message:
					'Only 3 of item 322 (Spirometer, Limited Edition) are left at Impilo; this order needs 5',
				howToFix: expect.stringContaining('Lower the count'),
			},
		],
		warnings: [],
		order: expect.objectContaining({ patient: { id: null } }),
	});
});

describe('a form that cannot be read', () => {
	it.each<[string, INodeParameters, string, string]>([
		['no contents', { orderItems: {} }, 'The order', 'The order is empty'],
		[
			'a line',
			{ orderItems: { item: [{ itemId: pick(''), count: 1 }] } },
			'Order Items, line 1: Item',
			'Order Items, line 1: Item is empty',
		],
		[
			'JSON',
			json({ orderKits: [{ id: 1000, count: 0 }] }),
			'Contents JSON: orderKits, line 1: count',
			'Contents JSON: orderKits, line 1: count is not a whole number of at least 1',
		],
		['a patient', { patientId: pick('John') }, 'Patient', 'Patient is not a whole positive number'],
		[
			'a new patient',
			{ recipient: 'newPatient', ...NEW_PATIENT, lastName: ' ' },
			'Last Name',
			'Last Name is empty',
		],
		[
			'returned items without a Shipping Option',
			{ returns: { returnItems: [{ itemId: pick(301), count: 1 }] } },
			'Shipping Option',
			'Shipping Option is empty, but the label for the returned items has to be shipped',
		],
	])('%s: the refusal is told, and there is no order', async (_what, form, field, message) => {
		const checked = await check(form);

		expect(checked).toEqual({
			canBePlaced: false,
			existingOrderId: null,
			problems: [{ field, message, howToFix: expect.stringMatching(/\w\.$/) }],
			warnings: [],
			order: null,
		});
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('the recipient', () => {
	const shareIdentifier = ({ patients }: Sandbox) => {
		const twin = patients.get(seedIds.otherPatient);
		if (twin) {
			twin.externalIdentifier = '1234abcd';
			twin.email = 'john.doe@example.com';
		}
	};

	it.each<[string, INodeParameters, ...string[]]>([
		['an active patient', patient(1234)],
		['one of whom most is null', patient(seedIds.nullsPatient)],
		[
			'one who is not there',
			patient(seedIds.unknownPatient),
			'Patient: Impilo has no patient 999999',
		],
		['one who is archived', patient(1273), 'Patient: The patient is archived'],
		['archived but enrolled', patient(1264), 'Patient: The patient is archived'],
		['one who is not enrolled', patient(1265), 'Patient: The patient is not enrolled'],
		[
			'an external identifier that nobody has',
			{ patientId: pick('nobody', 'externalIdentifier') },
			'Patient: Impilo has no patient with this external identifier',
		],
		[
			'an email address that nobody has',
			{ patientId: pick('nobody@example.com', 'email') },
			'Patient: Impilo has no patient with this email address',
		],
		['an active site', toSite(201)],
		['a site that is not there', toSite(999998), 'Site: Impilo has no site 999998'],
		['a site that is not active', toSite(208), 'Site: Site 208 is not active'],
		['a new patient of a site', toNewcomer({ siteId: pick(201) })],
		[
			'a new patient of a site that is not there',
			toNewcomer({ siteId: pick(999998) }),
			'Site: Impilo has no site 999998',
		],
		[
			'a new patient of a site that is not active',
			toNewcomer({ siteId: pick(208) }),
			'Site: Site 208 is not active',
		],
	])('%s', async (_who, form, ...problems) => {
		const checked = await check(form);

		expect(problemsOf(checked)).toEqual(problems);
		expect(checked.canBePlaced).toBe(problems.length === 0);
		expect(checked.warnings).toEqual([]);
	});

	it('a site that the key may not read is of another account', async () => {
		const match = { method: 'GET', path: '/api/v3/site/999998' };
		rig.sandbox.misbehave({ kind: 'status', status: 403, match });

		expect(problemsOf(await check(toSite(999998)))).toEqual(['Site: Impilo has no site 999998']);
	});

	it.each([
		['externalIdentifier', '1234abcd', 'external identifier'],
		['email', 'john.doe@example.com', 'email address'],
	])('%s that several patients have', async (mode, value, words) => {
		shareIdentifier(rig.sandbox);
		const checked = await check({ patientId: pick(value, mode) });

		expect(problemsOf(checked)).toEqual([
			`Patient: Impilo has 2 patients with this ${words}: 1234, 1235`,
		]);
		expect(JSON.stringify(checked)).not.toContain(value);
	});

	it('a new patient with the external identifier of an existing one: a warning', async () => {
		const checked = await check(toNewcomer({ externalIdentifier: '1234abcd' }));

		expect(checked.canBePlaced).toBe(true);
		expect(checked.warnings).toEqual([
			'Impilo already has a patient with the external identifier of the new patient: patient 1234. Create would create another one: to ship to the existing patient, set Ship To to Patient.',
		]);
	});

	it.each([
		[
			'written differently',
			[{ id: 12, externalIdentifier: 'MRN-1' }],
			', written differently: patient 12.',
		],
		[
			'written in both ways: the equal one counts',
			[
				{ id: 12, externalIdentifier: 'MRN-1' },
				{ id: 13, externalIdentifier: 'mrn-1' },
			],
			' of the new patient: patient 13.',
		],
	])('a new patient whose external identifier is there, %s', async (_how, found, words) => {
		rig.answer(pageOf(found), { path: '/api/v3/patient' });
		const checked = await check(toNewcomer({ externalIdentifier: 'mrn-1' }));

		expect(checked.canBePlaced).toBe(true);
		expect(checked.warnings).toEqual([expect.stringContaining(words)]);
	});
});

describe('what a list does not show, or compares otherwise', () => {
	it.each([
		['id', undefined],
		['externalIdentifier', 'MRN-1'],
		['email', 'Q.T@example.com'],
	])('a patient who was just created, by %s: as Create, it asks for the one', async (by, value) => {
		const fields = { externalIdentifier: 'MRN-1', email: 'q.t@example.com' };
		const made = await rig.runImpilo({
			resource: 'patient',
			operation: 'create',
			...NEW_PATIENT,
			externalIdentifier: 'MRN-1',
			additionalFields: fields,
		});
		const [id = 0] = idsOf(made).map(Number);
		rig.sandbox.misbehave({ kind: 'listLag', ms: 60_000 });

		expect(await check({ patientId: pick(value ?? id, by) })).toMatchObject({
			canBePlaced: true,
			order: { patient: { id } },
		});
	});

	it.each<[string, INodeParameters]>([
		['site', toSite(201)],
		['item', items([301, 1])],
		['kit', kits([1000, 1])],
		['device', { ...toSite(201), ...returned(seedIds.deviceAtSite) }],
	])('the one %s', async (name, form) => {
		rig.answer(pageOf([]), { path: `/api/v3/${name}` });

		expect(problemsOf(await check(form))).toEqual([]);
	});

	it('an answer about another patient: a problem, in the words of Create', async () => {
		rig.answer(
			{ id: 12, externalIdentifier: 'MRN-1' },
			{ path: '/api/v3/patient/identifier/mrn-1' },
		);
		const form = { patientId: pick('mrn-1', 'externalIdentifier') };
		const message = 'Impilo returned a patient who does not have this external identifier';

		expect(problemsOf(await check(form))).toEqual([`Patient: ${message}`]);
		expect(failureOf(await rig.runImpilo(createForm(form))).message).toBe(`${message} [item 0]`);
	});
});

it.each([1273, 1265])('patient %i, who has left: Impilo itself may say yes', async (id) => {
	const { problems } = await check(patient(id));

	expect(problems).toMatchObject([
		{ howToFix: expect.stringContaining('Impilo itself may still accept the order.') },
	]);
});

describe('what may be a slip: the order can be placed, with a warning', () => {
	const NO_ID =
		'External Order IDs is empty, so the order would be placed again if the workflow is repeated.';
	const LOST_ZERO =
		'Address Zip Code is too short for the US: it seems to have lost its leading zero';
	const OTHER_ZIP = 'Address Zip Code is not a US zip code.';
	const address = (addressZipCode: string | number, addressCountry = 'US') =>
		toNewcomer({}, { addressZipCode, addressCountry });

	it.each<[string, INodeParameters, string | undefined]>([
		['no external order ID', { externalOrderIds: '' }, NO_ID],
		['blanks only', { externalOrderIds: ' , ' }, NO_ID],
		[
			'a new patient without an external identifier',
			toNewcomer({ externalIdentifier: '' }),
			'The new patient has no external identifier',
		],
		['a ZIP code that has lost its zero', address('2134'), LOST_ZERO],
		['one that is a number', address(2134, 'United States'), LOST_ZERO],
		['one that has lost two', address('601', 'usa'), LOST_ZERO],
		['one of nine digits that has lost its zero', address('2134-1234', 'U.S.'), LOST_ZERO],
		['a ZIP code of six digits', address('021345'), OTHER_ZIP],
		['one with letters', address('O2134'), OTHER_ZIP],
		['a good one', address(' 02134 '), undefined],
		['a good one of nine digits', address('02134-1234'), undefined],
		['a post code of four digits elsewhere', address('1010', 'AT'), undefined],
		['100 of an item', items([301, 100]), undefined],
		['101 of an item', items([302, 1], [301, 101]), 'Order Items, line 2: Count is 101. Make sure'],
		['101 of a kit', kits([1000, 101]), 'Order Kits, line 1: Count is 101.'],
		[
			'101 of an item to be returned',
			{
				...json({ returnItems: [{ id: 301, count: 101 }] }),
				additionalFields: { emailLabel: true },
			},
			'Contents JSON: returnItems, line 1 is 101.',
		],
	])('%s', async (_what, form, warning) => {
		const checked = await check(form);

		expect(checked.canBePlaced).toBe(true);
		expect(checked.warnings).toEqual(
			warning === undefined ? [] : [expect.stringContaining(warning)],
		);
		expect(checked.warnings.join(' ')).not.toMatch(/\b2134|O2134|021345|601/);
	});

	it('packed kits are counted, too', async () => {
		const checked = await check({
			...json({ returnPackedKits: [{ id: 8001, quantity: 101 }] }),
			additionalFields: { emailLabel: true },
		});

		expect(checked.warnings).toContainEqual(expect.stringContaining('line 1 is 101.'));
	});
});

describe('what is shipped and taken back', () => {
	it.each<[string, INodeParameters, ...string[]]>([
		[
			'items that are not there, in the lines that name them',
			items([301, 1], [999997, 1]),
			'Order Items, line 2: Item: Impilo has no item 999997',
		],
		[
			'items that cannot be ordered',
			items([324, 1]),
			'Order Items, line 1: Item: Item 324 (Nebulizer, Retired) cannot be ordered',
		],
		[
			'the same as JSON',
			json({ orderItems: [301, 999997, 323] }),
			'Contents JSON: orderItems, line 2: Impilo has no item 999997',
			'Contents JSON: orderItems, line 3: Item 323 (ECG Patch, Recalled) cannot be ordered',
		],
		[
			'kits that are not there or archived',
			kits([1000, 1], [999996, 1], [1011, 1]),
			'Order Kits, line 2: Kit: Impilo has no kit 999996',
			'Order Kits, line 3: Kit: Kit 1011 is archived',
		],
		[
			'more than there is',
			items([322, 2], [322, 2]),
			'Order Items, line 1: Count: Only 3 of item 322 (Spirometer, Limited Edition) are left at Impilo; this order needs 4',
		],
		[
			'more than there is, in kits',
			json({ orderItems: [301], orderKits: [{ id: 1000, count: 1_000_500 }] }),
			'Contents JSON: orderItems, line 1: Only 1000500 of item 301 (Blood Pressure Monitor) are left at Impilo; this order needs 1000501',
			"Contents JSON: orderKits, line 1: None of Impilo's sites has enough of item 302 (Blood Pressure Cuff, Large): the most at one site is 1000000, and this order needs 1000500",
			'Contents JSON: orderKits, line 1: Only 1000000 of item 315 (AA Batteries (4)) are left at Impilo; this order needs 1000500',
			'Contents JSON: orderKits, line 1: Only 1000000 of item 319 (Welcome Booklet) are left at Impilo; this order needs 1000500',
		],
		[
			'returned items may be of those that cannot be ordered, but have to be there',
			{ ...json({ returnItems: [324, 999997] }), additionalFields: { emailLabel: true } },
			'Contents JSON: returnItems, line 2: Impilo has no item 999997',
		],
		[
			'packed kits cannot be looked up',
			{ ...json({ returnPackedKits: [4711] }), additionalFields: { emailLabel: true } },
		],
	])('%s', async (_what, form, ...problems) => {
		const checked = await check(form);

		expect(problemsOf(checked)).toEqual(problems);
		expect(checked.canBePlaced).toBe(problems.length === 0);
	});

	it('a kit with an item that cannot be ordered', async () => {
		const item = rig.sandbox.items.get(324);
		const [line] = rig.sandbox.kits.get(1002)?.kitItems ?? [];
		if (item && line) line.item = item;

		expect(problemsOf(await check(kits([1002, 1])))).toEqual([
			'Order Kits, line 1: Kit: Kit 1002 contains item 324 (Nebulizer, Retired), which cannot be ordered',
		]);
	});

	it('none left', async () => {
		await rig.runImpilo({ ...checkForm(items([322, 3])), operation: 'create' });

		expect(problemsOf(await check(items([322, 1])))).toEqual([
			'Order Items, line 1: Count: None of item 322 (Spirometer, Limited Edition) is left at Impilo; this order needs 1',
		]);
	});

	it('enough only at several of its sites together', async () => {
		expect(problemsOf(await check(items([301, 1_000_200])))).toEqual([
			"Order Items, line 1: Count: None of Impilo's sites has enough of item 301 (Blood Pressure Monitor): the most at one site is 1000000, and this order needs 1000200",
		]);
	});

	it.each([
		['devices', returned(7001)],
		[
			'packed kits',
			{ ...json({ returnPackedKits: [8001] }) },
			'Impilo cannot be asked about packed kit 8001, so it could not be checked.',
		],
	])('%s without a Shipping Option: a warning', async (_what, form, ...others) => {
		const checked = await check({ ...form, additionalFields: {} });

		expect(checked.canBePlaced).toBe(true);
		expect(checked.warnings).toEqual([
			...others,
			expect.stringContaining('Impilo may ask how to ship the label'),
		]);
	});
});

describe('devices to be returned', () => {
	const FIELD = 'Return Device, line 1: ';

	it.each<[string, INodeParameters, number, string | undefined]>([
		['with the patient', patient(1245), seedIds.deviceWithPatient, undefined],
		['with another patient', patient(1234), 7012, 'Device 7012 is with another patient'],
		['with nobody', patient(1234), 7016, 'not with the patient: its status is availableAtSite'],
		['not there', patient(1234), 999994, 'Impilo has no device 999994'],
		['at the site', toSite(201), seedIds.deviceAtSite, undefined],
		['at another site', toSite(202), 7016, 'Device 7016 is at another site'],
		['with a patient of the site', toSite(205), 7012, 'with a patient, not at the site'],
		['at Impilo', toSite(201), 7020, 'not at the site: its status is available'],
		['of a new patient', toNewcomer({}), 7012, 'not with the patient, who is new'],
		['of a patient who is not there', patient(999999), 7012, undefined],
	])('%s', async (_where, recipient, id, message) => {
		const { problems, warnings } = await check({ ...recipient, ...returned(id) });
		const found = problems.filter(({ field }) => field.startsWith(FIELD));

		expect(warnings).toEqual([]);
		expect(found.map((problem) => problem.message)).toEqual(
			message === undefined ? [] : [expect.stringContaining(message)],
		);
	});

	it.each([
		['a patient', patient(1234)],
		['a site', toSite(201)],
	])('to %s, when Impilo says nothing about the device: a warning', async (_who, recipient) => {
		const checked = await check({ ...recipient, ...returned(seedIds.nullsDevice) });

		expect(checked.canBePlaced).toBe(true);
		expect(checked.warnings).toEqual([
			'Impilo does not say who has device 7025, so it could not be checked whether the recipient can return it.',
		]);
	});
});

describe('patient data', () => {
	const form = toNewcomer({ email: 'quillon@example.com', siteId: pick(201), sex: 'other' });
	const full = { ...form, additionalFields: { orderNotes: 'Ask for Quillon' } };

	it('stays out with Simplify on: of a new patient, the site is left', async () => {
		const checked = await check({ ...full, externalOrderIds: 'PO-1' });

		expect(checked.order).toEqual({
			patient: { site: { id: 201 } },
			orderItems: [{ item: { id: 301 }, count: 2 }],
			externalOrderIds: ['PO-1'],
		});
		expect(JSON.stringify(checked)).not.toMatch(/Quillon|quillon|Nowhere/);
	});

	it('is there with Simplify off', async () => {
		const checked = await check({ ...full, simplify: false });

		expect(checked.order).toMatchObject({
			patient: { firstName: 'Quillon', email: 'quillon@example.com', site: { id: 201 } },
			orderNotes: [{ note: 'Ask for Quillon' }],
		});
	});
});
