import type { IDataObject } from 'n8n-workflow';

import { choicesFilter, flagFilter, listFilter } from '../../../nodes/Impilo/run/filterKinds';
import { listOperation, readLimit } from '../../../nodes/Impilo/run/listOperation';
import { expectPlainWords } from '../plainWords';
import { createRun, pageOf, refusalOf, valuesOf } from '../standIns';

interface Box {
	id: number;
	colour?: string;
	weight?: number;
	sealed?: boolean;
	fragile?: boolean;
}

const getBoxes = listOperation<Box>({
	name: 'box entry',
	by: 'colour',
	filters: [
		choicesFilter<Box>(
			{ displayName: 'Colours', name: 'colours', options: [{ name: 'Red', value: 'red' }] },
			'colour',
			'colour',
			({ colour }) => colour,
		),
		listFilter<Box, number>({
			property: { displayName: 'Weight', name: 'weight' },
			read: Number,
			matches: ({ weight }, least) => (weight === undefined ? undefined : weight >= least),
			untold: 'nobody has weighed it',
		}),
		flagFilter<Box>({ displayName: 'Sealed', name: 'sealed' }, 'sealed', ({ sealed }) => sealed),
		flagFilter<Box>(
			{ displayName: 'Fragile', name: 'fragile' },
			undefined,
			({ fragile }) => fragile,
		),
	],
	simplify: (box) => box,
});

/** What items with these filters get where Impilo answers each with the boxes of the colours asked for. */
async function list(filters: IDataObject[], boxes: Box[], parameters: IDataObject = {}) {
	const items = filters.map((each) => ({ returnAll: true, filters: each, ...parameters }));
	const { run, hints } = createRun(items, {}, ({ query }) => {
		const colours = query?.colour as string[] | undefined;
		return pageOf(boxes.filter(({ colour = '' }) => !colours || colours.includes(colour)));
	});
	const outputs = await getBoxes.execute(run);
	return { ids: outputs.map(({ json }) => json.id), hints: hints() };
}

it('is named after one of what is listed', () => {
	expect(getBoxes.option).toMatchObject({
		action: 'Get many box entries',
		description: 'Get many box entries, optionally by colour',
	});
});

describe('a note about choices', () => {
	const green: Box = { id: 1, colour: 'GREEN' };
	const red: Box = { id: 2, colour: 'red' };

	it.each<[string, IDataObject[], Box[], IDataObject]>([
		['all are documented', [{ colours: ['red', 'RED'] }], [], {}],
		['something has it', [{ colours: ['green', 'GREEN'] }], [green], {}],
		['what another item has got has it', [{ colours: ['green'] }, {}], [green], {}],
		['more may come', [{ colours: ['red', 'blue'] }], [red], { returnAll: false, limit: 1 }],
	])('is not made where %s', async (_, filters, boxes, parameters) => {
		expect((await list(filters, boxes, parameters)).hints).toEqual([]);
	});

	it('names those of all items that are neither documented nor there', async () => {
		const colours = [['blue'], ['Blue', 'red'], ['mauve']];
		const { hints } = await list(
			colours.map((each) => ({ colours: each })),
			[green, red],
		);

		expect(hints).toEqual([
			'No box entry has the colour "Blue" or "mauve", and Impilo does not document it. Check Colours under Filters.',
		]);
		hints.forEach(expectPlainWords);
	});
});

describe('what the node cannot tell', () => {
	it('is left out, and counted once over all items unless another filter leaves it out or cannot tell either', async () => {
		const boxes: Box[] = [{ id: 1 }, { id: 2, weight: 3 }, { id: 3, weight: 9, fragile: true }];
		const filters = [{ weight: 5 }, { weight: 2 }, { weight: 2, fragile: true }];
		const { ids, hints } = await list(filters, [...boxes, { id: 4, fragile: false }]);

		expect(ids).toEqual([3, 2, 3, 3]);
		expect(hints).toEqual(['Weight left out 2 box entries: nobody has weighed it.']);
		hints.forEach(expectPlainWords);
	});
});

it('stops at what Impilo should not have answered with, also where the node would leave it out', async () => {
	await expect(list([{ weight: 5, sealed: true }], [{ id: 1, sealed: false }])).rejects.toThrow(
		'Impilo returned box entries that do not match Sealed [item 0]',
	);
});

describe('readLimit', () => {
	const limitOf = (parameters: IDataObject) => readLimit(valuesOf(parameters));

	it.each<[IDataObject, number]>([
		[{ limit: 7 }, 7],
		[{ limit: '7', returnAll: false }, 7],
		[{ limit: 7, returnAll: true }, Infinity],
		[{ limit: 0, returnAll: true }, Infinity],
	])('of %j is %d', (parameters, limit) => {
		expect(limitOf(parameters)).toBe(limit);
	});

	it.each([0, -1, 1.5, '', 'all', null])('refuses %p', (limit) => {
		const refusal = refusalOf(() => limitOf({ limit }));

		expect(refusal.message).toBe('Limit is not a whole number of at least 1');
		expect(refusal.remedy).toContain('switch on Return All');
	});
});
