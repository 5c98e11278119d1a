import {
	checkCarriesOneOf,
	parseExternalOrderIds,
	splitExternalOrderIds,
} from '../../../nodes/Impilo/order/externalIds';
import type { ImpiloOrder } from '../../../nodes/Impilo/order/order';
import { refusalOf } from '../standIns';

describe('parseExternalOrderIds', () => {
	it.each<[unknown, string[]]>([
		['PO-1', ['PO-1']],
		['PO-1, PO-2 ,PO-3', ['PO-1', 'PO-2', 'PO-3']],
		['PO-1,,PO-1, ,', ['PO-1']],
		['', []],
		[' , ', []],
		[undefined, []],
		[null, []],
		[117, ['117']],
		[
			['PO-1', ' PO-2 ', 'PO-1', '', null, undefined],
			['PO-1', 'PO-2'],
		],
		[
			[117, 'PO-1'],
			['117', 'PO-1'],
		],
		[[], []],
		['["PO-1", "PO-2"]', ['PO-1', 'PO-2']],
		[' [117]', ['117']],
		['[draft] PO-1, PO-2', ['[draft] PO-1', 'PO-2']],
		[['a, b'], ['a, b']],
		['po-1, PO-1', ['po-1', 'PO-1']],
	])('reads %j as %j', (value, expected) => {
		expect(parseExternalOrderIds(value, 'External Order IDs')).toEqual(expected);
	});

	it.each<[unknown]>([[{ id: 'PO-1' }], [['PO-1', {}]], [[['PO-1']]], ['[{"id": "PO-1"}]']])(
		'refuses %j',
		(value) => {
			const refusal = refusalOf(() => parseExternalOrderIds(value, 'External Order IDs'));

			expect(refusal.message).toBe('External Order IDs is not a list of IDs');
			expect(refusal.remedy).toContain('commas between');
		},
	);

	it('refuses what is neither text nor a list', () => {
		expect(refusalOf(() => parseExternalOrderIds(true, 'External Order IDs')).message).toBe(
			'External Order IDs is not text',
		);
	});
});

describe('splitExternalOrderIds', () => {
	const ids = (count: number, length = 1) =>
		Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'x'));

	it.each<[string, string[], number[]]>([
		['none', [], []],
		['fifty', ids(50), [50]],
		['fifty-one', ids(51), [50, 1]],
		['each once', [...ids(3), ...ids(3)], [3]],
		['as many long ones as fit', ids(8, 1_000), [3, 3, 2]],
		['one that is too long by itself', ids(2, 5_000), [1, 1]],
		[
			'by their length in the address',
			Array.from('äöü', (letter) => letter.repeat(400)),
			[1, 1, 1],
		],
	])('puts as many into a request as fit: %s', (_, given, sizes) => {
		const chunks = splitExternalOrderIds(given);

		expect(chunks.map(({ size }) => size)).toEqual(sizes);
		expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...new Set(given)]);
	});
});

describe('checkCarriesOneOf', () => {
	const wanted = new Set(['PO-1', 'PO-2']);

	it('accepts an order with one of the IDs', () => {
		const order = { externalOrderIds: ['OTHER', null, 'PO-2'] };

		expect(() => checkCarriesOneOf(order, wanted)).not.toThrow();
	});

	it.each<[ImpiloOrder]>([
		[{ externalOrderIds: ['OTHER'] }],
		[{ externalOrderIds: ['po-1'] }],
		[{ externalOrderIds: null }],
		[{}],
	])('refuses %j', (order) => {
		expect(() => checkCarriesOneOf(order, wanted)).toThrow('of other external order IDs');
	});
});
