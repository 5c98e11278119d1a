import type { IDataObject } from 'n8n-workflow';

import { seedIds } from '../../../sandbox';
import { pick, useImpilo } from '../impiloRun';
import { hintsOf, pairingOf } from '../outcome';
import { checkedOf, checkForm, countByPath, messagesOf, changesOf } from './checkRun';

/** A sheet with a row for each line of an order. */

const rig = useImpilo();

const FORM = checkForm({
	externalOrderIds: '={{ $json.ref }}',
	combineItems: true,
	patientId: pick('={{ $json.patient }}'),
	orderItems: { item: [{ itemId: pick('={{ $json.item }}'), count: '={{ $json.count }}' }] },
});

const row = (ref: string, item: number, others: IDataObject = {}): IDataObject => ({
	ref,
	patient: seedIds.patient,
	item,
	count: 1,
	...others,
});

it('says what would become of each order, once for all of its rows', async () => {
	const items = [
		row('A', 301, { patient: '' }),
		row('B', 303, { patient: seedIds.unknownPatient }),
		row('A', 302),
		row('A', 301),
		row('B', 304, { patient: '' }),
	];
	const run = await rig.runImpilo(FORM, items);

	expect(pairingOf(run)).toEqual([
		[{ item: 0 }, { item: 2 }, { item: 3 }],
		[{ item: 1 }, { item: 4 }],
	]);
	expect(checkedOf(run)).toEqual([
		expect.objectContaining({
			canBePlaced: true,
			order: {
				patient: { id: seedIds.patient },
				orderItems: [
					{ item: { id: 301 }, count: 2 },
					{ item: { id: 302 }, count: 1 },
				],
				externalOrderIds: ['A'],
			},
		}),
		expect.objectContaining({ canBePlaced: false }),
	]);
	expect(hintsOf(run)).toEqual([
		expect.stringContaining('1 order can be placed. Cannot be placed: items 1, 4.'),
	]);
	expect(changesOf(rig.sandbox)).toEqual([]);
	expect(countByPath(rig.sandbox)['/order']).toBe(1);
});

it('warns of rows that are the same in everything', async () => {
	const items = [
		row('A', 301),
		row('A', 302),
		row('A', 301),
		row('A', 302, { count: 2 }),
		row('A', 301),
		row('B', 301),
	];
	const run = await rig.runImpilo(FORM, items);

	expect(checkedOf(run).map(({ canBePlaced, warnings }) => [canBePlaced, warnings])).toEqual([
		[
			true,
			['Identical rows: items 0, 2, 4. Their counts add up: if one is a duplicate, remove it.'],
		],
		[true, []],
	]);
});

it('names the row of a line that cannot be shipped, and counts the stock of all', async () => {
	const items = [
		row('A', seedIds.scarceItem, { count: 2 }),
		row('A', seedIds.unknownItem),
		row('A', seedIds.scarceItem, { count: 2 }),
	];
	const run = await rig.runImpilo(FORM, items);

	expect(checkedOf(run)[0]?.problems.map(({ field, message }) => [field, message])).toEqual([
		['Order Items, line 1: Item (item 1)', `Impilo has no item ${seedIds.unknownItem}`],
		['Order Items, line 1: Count (item 0)', expect.stringContaining('this order needs 4')],
	]);
});

it('refuses each row of an order that cannot be read', async () => {
	const items = [row('A', 301), row('B', 301), row('A', 302, { count: 'two' }), row('', 303)];
	const run = await rig.runImpilo(FORM, items);
	const message = 'Order Items, line 1: Count is not a whole number of at least 1';

	expect(pairingOf(run)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
	expect(messagesOf(run)).toEqual([
		[`External Order IDs shares an ID with item 2, which is refused: ${message}`],
		[],
		[message],
		[
			'External Order IDs is empty, and Combine Items Into Orders needs it to know which order the item belongs to',
		],
	]);
	expect(hintsOf(run)).toEqual([
		expect.stringContaining('1 order can be placed. Cannot be placed: items 0, 2–3.'),
	]);
});

it('fails each row of an order that Impilo cannot be asked about', async () => {
	rig.sandbox.misbehave({ kind: 'status', status: 403, match: { path: /\/patient$/ } });
	const run = await rig.runImpilo(FORM, [row('A', 301), row('A', 302)], {
		onError: 'continueErrorOutput',
	});

	expect(pairingOf(run, 1)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(hintsOf(run)).toEqual([
		expect.stringContaining('Impilo could not be asked about items 0–1.'),
	]);
});
