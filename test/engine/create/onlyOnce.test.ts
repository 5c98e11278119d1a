import type { INodeParameters } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { CONTINUE, IMPILO, pick, RETRIES, useImpilo, withoutWaiting } from '../impiloRun';
import { errorsOf, failureOf, hintsOf, idsOf, pairingOf, wireOf } from '../outcome';
import {
	checksOf,
	countOrders,
	CREATE,
	createByRef,
	createForm,
	lookUpsOf,
	NEW_PATIENT,
	postedBodies,
	postsOf,
	refs,
	WIRE_BODY,
} from './orderForm';

const rig = useImpilo();
beforeEach(() => void withoutWaiting());

const EXISTED_HINT =
	'1 item got an order that already existed at Impilo with the same external order ID. Nothing was placed again.';

/** An order that `createByRef` would place for `ref`, placed in an earlier execution. */
async function placeEarlier(ref: string): Promise<number> {
	const run = await rig.runImpilo(createByRef(), [{ ref }]);
	rig.sandbox.clearRequests();
	return Number(idsOf(run)[0]);
}

describe('an order with the external order ID is there', () => {
	it('two live orders with one ID: the older one is returned, and both are named', async () => {
		const older = await placeEarlier('twice');
		await rig.runImpilo(createByRef({ ifExists: 'create' }), [{ ref: 'twice' }]);
		const run = await rig.runImpilo(createByRef(), [{ ref: 'twice' }, { ref: 'twice' }]);

		expect(idsOf(run)).toEqual([older, older]);
		expect(hintsOf(run).at(-1)).toBe(
			`Impilo has more than one order with the same external order ID: ${older} and ${older + 1}. The oldest was returned. Void the others at Impilo if they are not wanted.`,
		);
	});

	it('many of them: ten are named, the others are counted', async () => {
		const items = refs(12);
		await rig.runImpilo(createByRef({ ifExists: 'create' }), items);
		await rig.runImpilo(createByRef({ ifExists: 'create' }), items);
		const run = await rig.runImpilo(createByRef(), items);

		const [hint = ''] = hintsOf(run).filter((message) => message.includes('more than one order'));
		expect(hint.match(/\d+ and \d+/g)).toHaveLength(10);
		expect(hint).toContain('; and 2 more. The oldest was returned.');
	});

	it('return, the default: it is the result, nothing is posted, and a hint says so', async () => {
		const earlier = await placeEarlier('once');
		const run = await rig.runImpilo(createByRef(), [{ ref: 'once' }]);

		expect(idsOf(run)).toEqual([earlier]);
		expect(wireOf(rig.sandbox)).toEqual(['GET 200']);
		expect(hintsOf(run)).toEqual([EXISTED_HINT]);
	});

	it('create: another one is placed', async () => {
		const earlier = await placeEarlier('once');
		const run = await rig.runImpilo(createByRef({ ifExists: 'create' }), [{ ref: 'once' }]);

		expect(idsOf(run)).toEqual([earlier + 1]);
		expect(countOrders(rig.sandbox, 'once')).toBe(2);
	});

	it('fail: nothing is posted, and the message names the order', async () => {
		const earlier = await placeEarlier('once');
		const run = await rig.runImpilo(createByRef({ ifExists: 'fail' }), [{ ref: 'once' }]);

		expect(run.status).toBe('error');
		expect(failureOf(run).message).toBe(
			`An order with this external order ID already exists: order ${earlier} [item 0]`,
		);
		expect(failureOf(run).description).toContain('Nothing was placed');
		expect(failureOf(run).description).toContain('If External Order ID Exists');
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it.each(['return', 'fail', 'create'])('%s: a voided one does not count', async (ifExists) => {
		const earlier = await placeEarlier('once');
		rig.sandbox.setOrderStatus(earlier, ifExists === 'fail' ? 'VOIDED' : 'voided');
		const run = await rig.runImpilo(createByRef({ ifExists }), [{ ref: 'once' }]);

		expect(idsOf(run)).toEqual([earlier + 1]);
		expect(hintsOf(run)).toEqual([]);
	});

	it('rows that ask for the same, each with an ID of the next: one order, as Check says', async () => {
		const form = createByRef({ externalOrderIds: '={{ $json.ids }}' });
		const rows = ['a', 'a, b', 'b'].map((ids) => ({ ids }));
		const check = await rig.runImpilo({ ...form, operation: 'check' }, rows);
		const run = await rig.runImpilo(form, rows);

		expect(hintsOf(check).join()).toContain('place nothing, for items 1–2');
		expect(postsOf(rig.sandbox)).toHaveLength(1);
		expect(new Set(idsOf(run)).size).toBe(1);
	});

	it('rows that ask for the same, each with an ID of the next, and one cannot be read: none is placed', async () => {
		const form = createByRef({
			externalOrderIds: '={{ $json.ids }}',
			orderItems: { item: [{ itemId: pick(seedIds.item), count: '={{ $json.count }}' }] },
		});
		const rows = ['a', 'a, b', 'b', 'c'].map((ids) => ({ ids, count: ids === 'a' ? 'two' : 2 }));
		const run = await rig.runImpilo(form, rows, CONTINUE);

		expect(pairingOf(run)).toEqual([{ item: 3 }]);
		expect(errorsOf(run).slice(1)).toEqual(
			[1, 2].map((item) =>
				expect.stringMatching(
					`^External Order IDs shares an ID with item 0, which is refused: .*\\[item ${item}\\]$`,
				),
			),
		);
	});

	it('under the second of its IDs', async () => {
		const earlier = await placeEarlier('second');
		const run = await rig.runImpilo(createForm({ externalOrderIds: 'first, second' }));

		expect(idsOf(run)).toEqual([earlier]);
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('an ID in another case is another ID', async () => {
		const earlier = await placeEarlier('once');
		const run = await rig.runImpilo(createByRef(), [{ ref: 'ONCE' }]);
		expect(idsOf(run)).toEqual([earlier + 1]);
	});
});

describe('an order with the external order ID is there, for somebody else', () => {
	const forPatient = (id: number) => createByRef({ patientId: pick(id) });
	const forSite = (id: number) => createByRef({ recipient: 'site', siteId: pick(id) });
	const byIdentifier = (value: string) =>
		createByRef({ patientId: pick(value, 'externalIdentifier') });

	it.each([
		['another patient', forPatient(seedIds.patient), forPatient(seedIds.otherPatient)],
		['another site', forSite(seedIds.site), forSite(seedIds.otherSite)],
		['another external identifier', forPatient(seedIds.patient), byIdentifier('patient-1235')],
	])('%s: it is refused, and named', async (_who, earlierForm, form) => {
		const [earlier] = idsOf(await rig.runImpilo(earlierForm, [{ ref: 'A' }]));
		rig.sandbox.clearRequests();
		const run = await rig.runImpilo(form, [{ ref: 'A' }]);

		expect(run.status).toBe('error');
		expect(failureOf(run).message).toBe(
			`The external order ID of this item belongs to order ${String(earlier)}, which goes to another recipient [item 0]`,
		);
		expect(failureOf(run).description).toContain('Check Ship To and External Order IDs');
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('a patient whom nobody knows: the item fails, as nobody can tell whose order it is', async () => {
		await rig.runImpilo(forPatient(seedIds.patient), [{ ref: 'A' }]);
		rig.sandbox.clearRequests();
		const byEmail = createByRef({ patientId: pick('nobody@example.com', 'email') });
		const run = await rig.runImpilo(byEmail, [{ ref: 'A' }]);

		expect(failureOf(run).message).toBe('Impilo has no patient with this email address [item 0]');
		expect(postsOf(rig.sandbox).filter(({ path }) => path.endsWith('/order'))).toEqual([]);
	});

	it.each([
		['the same site', forSite(seedIds.site), forSite(seedIds.site)],
		['the same external identifier', forPatient(seedIds.patient), byIdentifier('1234abcd')],
	])('%s: it is returned', async (_who, earlierForm, form) => {
		const earlier = idsOf(await rig.runImpilo(earlierForm, [{ ref: 'A' }]));
		const run = await rig.runImpilo(form, [{ ref: 'A' }]);

		expect(idsOf(run)).toEqual(earlier);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});

	it('create: another one is placed', async () => {
		await rig.runImpilo(forPatient(seedIds.patient), [{ ref: 'A' }]);
		const run = await rig.runImpilo({ ...forPatient(seedIds.otherPatient), ifExists: 'create' }, [
			{ ref: 'A' },
		]);

		expect(run.status).toBe('success');
		expect(countOrders(rig.sandbox, 'A')).toBe(2);
	});

	it('with Continue: the others are placed', async () => {
		await rig.runImpilo(forPatient(seedIds.otherPatient), [{ ref: 'ref-1' }]);
		const run = await rig.runImpilo(createByRef(), refs(3), CONTINUE);

		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(pairingOf(run, 1)).toEqual([{ item: 1 }]);
		expect(countOrders(rig.sandbox, 'ref-1')).toBe(1);
	});
});

describe('an order with the external order ID is there, with other contents', () => {
	const asking = (...lines: number[]) =>
		createByRef({
			contents: 'json',
			contentsJson: JSON.stringify({ orderItems: lines, orderKits: [{ id: 1000, count: 1 }] }),
		});
	const withOption = (form: ReturnType<typeof asking>) => ({
		...form,
		options: { ifContentsDiffer: 'return' },
	});

	it.each<[string, number[], string, string]>([
		['another count', [301, 301], '1 × item 301', '2 × item 301'],
		['an item more', [301, 302], 'no item 302', '1 × item 302'],
		['another item', [302], 'no item 302', '1 × item 302'],
	])('%s: it fails, and says what is there and what was asked for', async (_, lines, is, asked) => {
		const [earlier] = idsOf(await rig.runImpilo(asking(301), [{ ref: 'A' }]));
		const run = await rig.runImpilo(asking(...lines), [{ ref: 'A' }]);

		expect(failureOf(run).message).toBe(
			`The external order ID of this item belongs to order ${String(earlier)}, which has other contents: ${is}. This item asks for ${asked} [item 0]`,
		);
		expect(failureOf(run).description).toContain('Nothing was placed');
		expect(failureOf(run).description).toContain('set If Contents Differ under Options');
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});

	it('If Contents Differ: return gives it, with a note', async () => {
		const [earlier] = idsOf(await rig.runImpilo(asking(301), [{ ref: 'A' }]));
		const run = await rig.runImpilo(withOption(asking(301, 302)), [{ ref: 'A' }]);

		expect(idsOf(run)).toEqual([earlier]);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
		expect(hintsOf(run)).toEqual([
			EXISTED_HINT,
			`These orders differ from what was asked for: order ${String(earlier)} has no item 302 instead of 1 × item 302. Check them at Impilo.`,
		]);
	});

	it('more than was asked for is no difference: it is returned, with a note', async () => {
		const [earlier] = idsOf(await rig.runImpilo(asking(301, 302), [{ ref: 'A' }]));
		const run = await rig.runImpilo(asking(301), [{ ref: 'A' }]);

		expect(idsOf(run)).toEqual([earlier]);
		expect(hintsOf(run)).toEqual([
			EXISTED_HINT,
			`Impilo shows more in these orders than was asked for: order ${String(earlier)}: 1 × item 302.`,
		]);
	});

	it('a list that Impilo leaves out says nothing: it is returned', async () => {
		const [earlier] = idsOf(await rig.runImpilo(asking(301), [{ ref: 'A' }]));
		const order = rig.sandbox.orders.get(Number(earlier));
		if (order) order.orderItems = undefined;
		const run = await rig.runImpilo(asking(301, 302), [{ ref: 'A' }]);

		expect(idsOf(run)).toEqual([earlier]);
		expect(hintsOf(run)).toEqual([EXISTED_HINT]);
	});

	it.each(['create', 'fail'])('If External Order ID Exists: %s comes first', async (ifExists) => {
		const [earlier] = idsOf(await rig.runImpilo(asking(301), [{ ref: 'A' }]));
		const run = await rig.runImpilo({ ...asking(302), ifExists }, [{ ref: 'A' }]);

		expect(run.status === 'error' ? failureOf(run).message : idsOf(run)).toEqual(
			ifExists === 'create'
				? [Number(earlier) + 1]
				: `An order with this external order ID already exists: order ${String(earlier)} [item 0]`,
		);
	});
});

describe('a new patient, and an order with the external order ID is there', () => {
	const forNewcomer = (fields: INodeParameters = {}) =>
		createByRef({
			recipient: 'newPatient',
			...NEW_PATIENT,
			firstName: "={{ $json.first ?? 'Quillon' }}",
			patientFields: fields,
		});
	const BELONGS =
		/^The external order ID of this item belongs to order \d+, which goes to another recipient/;

	it.each<[string, INodeParameters, INodeParameters]>([
		['of an existing patient', createByRef(), forNewcomer()],
		['of a site', createByRef({ recipient: 'site', siteId: pick(seedIds.site) }), forNewcomer()],
		['of another new patient by name', { ...forNewcomer(), firstName: 'Zebulon' }, forNewcomer()],
		[
			'of another new patient by birth date',
			forNewcomer({ dateOfBirth: '1980-01-31' }),
			forNewcomer({ dateOfBirth: '1980-02-01' }),
		],
		[
			'of another new patient by external identifier',
			forNewcomer({ externalIdentifier: 'new-1' }),
			forNewcomer({ externalIdentifier: 'new-2' }),
		],
	])('%s: it fails, names the order, and nothing is placed', async (_whose, earlierForm, form) => {
		const [earlier] = idsOf(await rig.runImpilo(earlierForm, [{ ref: 'A' }]));
		const run = await rig.runImpilo(form, [{ ref: 'A' }]);

		expect(failureOf(run).message).toMatch(BELONGS);
		expect(failureOf(run).message).toContain(`order ${String(earlier)},`);
		expect(failureOf(run).description).toContain('Nothing was placed');
		expect(JSON.stringify(failureOf(run))).not.toMatch(/Quillon|Testperson|Zebulon/);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});

	it.each<[string, INodeParameters]>([
		['the same', {}],
		['in capitals and without accents', { firstName: 'QUILLÓN' }],
		['who lives elsewhere by now', { addressLineOne: '1 Other Street', addressCity: 'Elsewhere' }],
		['whose birth date is given once', { patientFields: { dateOfBirth: '1980-01-31' } }],
	])('of the same new patient, %s: it is returned', async (_how, changes) => {
		const earlier = idsOf(await rig.runImpilo(forNewcomer(), [{ ref: 'A' }]));
		const run = await rig.runImpilo({ ...forNewcomer(), ...changes }, [{ ref: 'A' }]);

		expect(idsOf(run)).toEqual(earlier);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});
});

describe('external order IDs of one item that lead to different orders', () => {
	const MESSAGE = 'The external order IDs of this item belong to different orders';

	it('of earlier executions: refused, and both are named', async () => {
		const orders = [await placeEarlier('A'), await placeEarlier('B')];
		const run = await rig.runImpilo(createForm({ externalOrderIds: 'B, A' }));

		expect(failureOf(run).message.startsWith(MESSAGE)).toBe(true);
		for (const id of orders) expect(failureOf(run).message).toContain(String(id));
		expect(failureOf(run).description).toContain('Give each order its own external order IDs');
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('of the same batch: the item is refused, nothing more is placed', async () => {
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }, { ref: 'B' }, { ref: 'A, B' }], {
			onError: 'continueErrorOutput',
		});

		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(errorsOf(run)).toEqual([`${MESSAGE}: ${idsOf(run).join(', ')} [item 2]`]);
		expect(postsOf(rig.sandbox)).toHaveLength(2);
	});

	it('to the same order: it is returned', async () => {
		const [earlier] = idsOf(await rig.runImpilo(createForm({ externalOrderIds: 'A, B' })));
		const run = await rig.runImpilo(createForm({ externalOrderIds: 'B, A' }));

		expect(idsOf(run)).toEqual([earlier]);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});
});

describe('Continue off: an item that cannot be placed stops the run before any order is', () => {
	const ITEMS = [{}, { ref: 'new' }, { ref: 'A' }];

	it('an order that is there, with If External Order ID Exists set to fail', async () => {
		const earlier = await placeEarlier('A');
		const run = await rig.runImpilo(createByRef({ ifExists: 'fail' }), ITEMS);

		expect(failureOf(run).message).toBe(
			`An order with this external order ID already exists: order ${earlier} [item 2]`,
		);
		expect(failureOf(run).description).toContain('No order of this run was placed.');
		expect(wireOf(rig.sandbox)).toEqual(['GET 200']);
	});

	it('a look-up that fails: also what needs none is not placed', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: { method: 'GET' } });
		const run = await rig.runImpilo(createByRef(), ITEMS);

		expect(failureOf(run).message).toContain('The API key is not allowed');
		expect(failureOf(run).message).toMatch(/ \[item 1\]$/);
		expect(failureOf(run).description).toContain('No order of this run was placed.');
		expect(wireOf(rig.sandbox)).toEqual(['GET 403']);
	});
});

describe('the same ID several times in one batch', () => {
	it('is posted once, and every item gets the order', async () => {
		const run = await rig.runImpilo(
			createByRef(),
			['A', 'B', 'A', 'A', 'B'].map((ref) => ({ ref })),
		);
		const [a, b] = idsOf(run);

		expect(idsOf(run)).toEqual([a, b, a, a, b]);
		expect(a).not.toBe(b);
		expect(pairingOf(run)).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
		expect(postsOf(rig.sandbox)).toHaveLength(2);
		expect([countOrders(rig.sandbox, 'A'), countOrders(rig.sandbox, 'B')]).toEqual([1, 1]);
		expect(hintsOf(run)).toEqual([
			'3 items repeated the external order ID of an earlier item and got its order.',
		]);
	});

	it('Simplify off: what a later node does to one item does not show in the others', async () => {
		const run = await rig.runImpilo(createByRef({ simplify: false }), refs(1).concat(refs(1)));
		const [first, second] = run.items('Impilo').map(({ json }) => json);

		expect(second).toEqual(first);
		expect(second).not.toBe(first);
	});

	it('create: each item gets an order of its own', async () => {
		const run = await rig.runImpilo(createByRef({ ifExists: 'create' }), [
			{ ref: 'A' },
			{ ref: 'A' },
		]);
		expect(new Set(idsOf(run)).size).toBe(2);
		expect(countOrders(rig.sandbox, 'A')).toBe(2);
	});

	it('fail: the second item is told the order of the first', async () => {
		const run = await rig.runImpilo(
			createByRef({ ifExists: 'fail' }),
			[{ ref: 'A' }, { ref: 'A' }],
			CONTINUE,
		);
		expect(run.items(IMPILO, 1)[0]?.json.error).toBe(
			`An order with this external order ID already exists: order ${String(idsOf(run)[0])} [item 1]`,
		);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
	});

	it('the first is refused by Impilo: the second is tried', async () => {
		rig.sandbox.refuseNext('insufficient_inventory');
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }, { ref: 'A' }], {
			onError: 'continueErrorOutput',
		});

		expect(wireOf(rig.sandbox)).toEqual(['GET 200', 'POST 400', 'POST 201', 'GET 200']);
		expect(pairingOf(run)).toEqual([{ item: 1 }]);
		expect(pairingOf(run, 1)).toEqual([{ item: 0 }]);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
	});

	const USUAL = { ref: 'A', patient: 1234, note: '', lines: [301, 302] };
	const CONTRADICTIONS = {
		patient: { ...USUAL, patient: 1235 },
		'item less': { ...USUAL, lines: [301] },
		count: { ...USUAL, lines: [301, 301, 302] },
		note: { ...USUAL, note: 'Ring twice' },
	};
	const form = createByRef({
		patientId: pick('={{ $json.patient }}'),
		contents: 'json',
		contentsJson: '={{ ({ orderItems: $json.lines }) }}',
		additionalFields: { orderNotes: '={{ $json.note }}' },
	});
	const contradictionOf = (item: number, other: number): string =>
		`External Order IDs shares an ID with item ${other}, which asks for something else [item ${item}]`;

	it('with another patient: refused before anything is sent', async () => {
		const run = await rig.runImpilo(form, [USUAL, CONTRADICTIONS.patient]);

		expect(failureOf(run).message).toBe(contradictionOf(0, 1));
		expect(failureOf(run).description).toContain('No order of this run was placed.');
		expect(rig.sandbox.requests).toEqual([]);
	});

	it.each(Object.entries(CONTRADICTIONS))(
		'with another %s and Continue: all of them fail, and the others are placed',
		async (_what, other) => {
			const items = [USUAL, { ...USUAL, ref: 'B' }, other, USUAL];
			const run = await rig.runImpilo(form, items, CONTINUE);

			expect(pairingOf(run)).toEqual([{ item: 1 }]);
			expect(errorsOf(run)).toEqual([
				contradictionOf(0, 2),
				contradictionOf(2, 0),
				contradictionOf(3, 2),
			]);
			expect(postsOf(rig.sandbox)).toHaveLength(1);
			expect(countOrders(rig.sandbox, 'A')).toBe(0);
		},
	);

	const EMAIL = 'john.doe@example.com';
	const twoWays = createByRef({ patientId: '={{ $json.patient }}', options: { concurrency: 1 } });
	const byEmail = { ref: 'A', patient: pick(EMAIL, 'email') };
	const byId = { ref: 'A', patient: pick(seedIds.patient) };
	const BY_EMAIL = { path: /\/patient$/ };

	it('with the same patient in two ways, one of which cannot be looked up: that is what they say', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: BY_EMAIL });
		const run = await rig.runImpilo(twoWays, [byId, byEmail], CONTINUE);

		const message = 'The API key is not allowed to do this';
		expect(errorsOf(run)).toEqual([
			`External Order IDs shares an ID with item 1, which is refused: ${message} [item 0]`,
			`${message} [item 1]`,
		]);
		expect(JSON.stringify(run.items(IMPILO, 1))).not.toContain('Combine Items');
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('with the same patient in two ways, one of which is in a row with another ID: one order', async () => {
		const rows = [byId, { ...byEmail, ref: 'A, B' }, { ...byEmail, ref: 'B' }];
		const run = await rig.runImpilo(twoWays, rows, CONTINUE);

		expect(errorsOf(run)).toEqual([]);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});

	it('what an earlier try has placed is not refused because another item now is', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 400, match: CREATE, every: 2, times: 1 });
		rig.sandbox.misbehave({ kind: 'status', status: 403, match: BY_EMAIL, every: 2 });
		const sheet = [byId, byEmail, { ...byId, ref: 'B' }];
		const run = await rig.runImpilo(twoWays, sheet, { ...RETRIES, maxTries: 2 });

		expect(failureOf(run).message).toBe('The API key is not allowed to do this [item 1]');
		expect(failureOf(run).description).toContain('for these items: 0.');
	});

	it('with the lines in another order: one order, whom both get, and which is returned later', async () => {
		const others = { ...USUAL, lines: [302, 301] };
		const [first, second] = idsOf(await rig.runImpilo(form, [USUAL, others]));
		const later = await rig.runImpilo(form, [others]);

		expect([second, ...idsOf(later)]).toEqual([first, first]);
		expect(postsOf(rig.sandbox)).toHaveLength(1);
	});
});

describe('the look-up', () => {
	it.each([
		[1, [1]],
		[50, [50]],
		[51, [50, 1]],
		[120, [50, 50, 20]],
	])('of %d IDs takes as many requests as it must', async (count, sizes) => {
		const run = await rig.runImpilo(createByRef(), refs(count));

		expect(run.status).toBe('success');
		const asked = lookUpsOf(rig.sandbox).map(({ query }) => query.parsed.externalOrderId ?? []);
		expect(asked.map(({ length }) => length)).toEqual(sizes);
		expect(asked.flat()).toEqual(refs(count).map(({ ref }) => ref));
		expect(postsOf(rig.sandbox)).toHaveLength(count);
		const lastLookUp = rig.sandbox.requests.findIndex(({ method }) => method === 'POST') - 1;
		expect(lastLookUp).toBe(sizes.length - 1);
		expect(checksOf(rig.sandbox)).toHaveLength(sizes.length);
	});

	it('asks for an ID once, however many items carry it', async () => {
		await rig.runImpilo(createByRef(), [...refs(40), ...refs(40)]);
		expect(lookUpsOf(rig.sandbox)).toHaveLength(1);
		expect(postsOf(rig.sandbox)).toHaveLength(40);
	});

	it('keeps its address short where the IDs are long', async () => {
		const items = refs(50, 'x'.repeat(200));
		await rig.runImpilo(createByRef(), items);

		expect(lookUpsOf(rig.sandbox).map(({ query }) => query.raw.length < 4_200)).not.toContain(
			false,
		);
		expect(
			lookUpsOf(rig.sandbox).flatMap(({ query }) => query.parsed.externalOrderId ?? []),
		).toEqual(items.map(({ ref }) => ref));
	});

	it('the server ignores the filter: explained, and nothing is posted', async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await rig.runImpilo(createByRef(), refs(3));

		expect(failureOf(run).message).toBe(
			'Impilo returned orders with other external order IDs than those asked for [item 0]',
		);
		expect(failureOf(run).description).toContain('seems to ignore the filter');
		expect(postsOf(rig.sandbox)).toEqual([]);
	});

	it('an order comes without its external order IDs: only the item that it may belong to fails', async () => {
		const there = await placeEarlier('ref-7');
		const { orders } = rig.sandbox;
		const find = orders.find.bind(orders);
		jest
			.spyOn(orders, 'find')
			.mockImplementation((filter) =>
				find(filter).map((order) =>
					order.id === there ? { ...order, externalOrderIds: null } : order,
				),
			);
		const run = await rig.runImpilo(createByRef(), refs(20), CONTINUE);

		expect(errorsOf(run)).toEqual([
			`Impilo returned order ${there} for this external order ID, but did not show its external order IDs [item 7]`,
		]);
		expect(postsOf(rig.sandbox)).toHaveLength(19);
	});

	it('with Continue: items without an external order ID are placed all the same', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 503, match: { method: 'GET' } });
		const run = await rig.runImpilo(createByRef(), [{ ref: 'A' }, {}, { ref: 'B' }], {
			onError: 'continueErrorOutput',
		});

		expect(pairingOf(run)).toEqual([{ item: 1 }]);
		expect(pairingOf(run, 1)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(postedBodies(rig.sandbox)).toEqual([WIRE_BODY]);
	});
});

describe('with Continue, fifty items are planned at a time', () => {
	const settings = { onError: 'continueErrorOutput' } as const;

	it('a later item that contradicts an earlier one is refused, and so is the earlier one', async () => {
		const items = [...refs(60), { ref: 'ref-0' }].map((json, index) => ({
			...json,
			patient: index === 60 ? seedIds.otherPatient : seedIds.patient,
		}));
		const run = await rig.runImpilo(
			createByRef({ patientId: pick('={{ $json.patient }}') }),
			items,
			settings,
		);

		expect(errorsOf(run)).toEqual([
			'External Order IDs shares an ID with item 60, which asks for something else [item 0]',
			'External Order IDs shares an ID with item 0, which asks for something else [item 60]',
		]);
		expect(postsOf(rig.sandbox)).toHaveLength(59);
	});

	it('a look-up that fails concerns only its own items', async () => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 403,
			every: 2,
			times: 1,
			match: { method: 'GET' },
		});
		const run = await rig.runImpilo(createByRef(), refs(110), settings);

		const failed = Array.from({ length: 50 }, (_, index) => ({ item: 50 + index }));
		expect(pairingOf(run, 1)).toEqual(failed);
		expect(run.items(IMPILO)).toHaveLength(60);
		expect(postsOf(rig.sandbox)).toHaveLength(60);
	});
});

describe('Retry On Fail', () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it('runs all items again, and no order is doubled', async () => {
		rig.sandbox.misbehave({
			kind: 'refuse',
			message: 'insufficient_inventory',
			every: 3,
			times: 1,
			match: { method: 'POST' },
		});
		const run = await rig.runImpilo(
			createByRef({ options: { concurrency: 1 } }),
			refs(5),
			settings,
		);

		expect(run.status).toBe('success');
		expect(wireOf(rig.sandbox)).toEqual([
			'GET 200',
			'POST 201',
			'POST 201',
			'POST 400',
			// What was placed is looked at before the node gives up, and all is looked up on the next try.
			'GET 200',
			'GET 200',
			'POST 201',
			'POST 201',
			'POST 201',
			'GET 200',
		]);
		expect(refs(5).map(({ ref }) => countOrders(rig.sandbox, ref))).toEqual([1, 1, 1, 1, 1]);
		expect(run.items(IMPILO).map(({ json }) => json.externalOrderIds)).toEqual(
			refs(5).map(({ ref }) => [ref]),
		);
	});
});

it('without external order IDs a hint says how to make repeats safe', async () => {
	const run = await rig.runImpilo(createForm(), [{}, {}]);
	expect(hintsOf(run)).toEqual([
		'2 orders were placed without an external order ID, and would be placed again if the workflow is repeated. Fill External Order IDs with a value that stays the same for an order, e.g. the ID of its row, to make repeats safe.',
	]);
});
