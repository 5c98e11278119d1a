import type { ImpiloKit } from '../../../../nodes/Impilo/kit/kit';
import { readNeeds, StockLeft } from '../../../../nodes/Impilo/order/check/stock';
import type { OrderBody } from '../../../../nodes/Impilo/order/create/newOrder';
import { catalogueOf, filled } from './standIns';

const KITS: Record<number, ImpiloKit> = {
	1000: { id: 1000, kitItems: [{ item: { id: 1 }, count: 2 }, { item: { id: 2 } }] },
	1001: { id: 1001, kitItems: [null, { item: { id: 1 }, count: 1 }] },
	1002: { id: 1002 },
	1005: {
		id: 1005,
		kitItems: [
			{ item: { id: null }, count: 1 },
			{ item: { id: 1 }, count: 1 },
		],
	},
	1003: { id: 1003, kitItems: [{ item: { id: 3, orderable: false }, count: 1 }] },
	1004: { id: 1004, archived: true, kitItems: [{ item: { id: 1 }, count: 1 }] },
};

const catalogue = catalogueOf({
	item: (id) =>
		({ 9: undefined, 8: { id: 8, orderable: false } })[id] ?? (id < 8 ? { id } : undefined),
	kit: (id) => KITS[id],
});

const needsOf = (body: OrderBody) => readNeeds(filled(body), catalogue);
const items = (...lines: Array<[number, number]>): OrderBody => ({
	orderItems: lines.map(([id, count]) => ({ item: { id }, count })),
});
const kits = (...lines: Array<[number, number]>): OrderBody => ({
	orderKits: lines.map(([id, count]) => ({ kit: { id }, count })),
});

describe('what an order needs', () => {
	it.each<[string, OrderBody, string, number[]]>([
		['nothing', {}, '', []],
		['items', items([1, 2], [2, 1]), '2 × 1, 1 × 2', []],
		['an item in several lines', items([1, 2], [1, 3]), '5 × 1', []],
		['kits, as often as ordered', kits([1000, 3]), '6 × 1, 3 × 2', []],
		['items and kits', { ...items([1, 1]), ...kits([1000, 1]) }, '3 × 1, 1 × 2', []],
		['a kit of which not all is known', kits([1001, 1]), '1 × 1', [1001]],
		['a kit with an item without an ID', kits([1005, 1]), '1 × 1', [1005]],
		['a kit of which nothing is known', kits([1002, 1]), '', [1002]],
		['what cannot be ordered is not counted', kits([1003, 1]), '', []],
		['nor archived and unknown kits', kits([1004, 1], [999, 1]), '', []],
		['nor unknown items', items([8, 1], [9, 1], [2, 1]), '1 × 2', []],
	])('%s', (_what, body, counts, unknownKits) => {
		const needs = needsOf(body);

		expect([...needs.byItem].map(([id, { count }]) => `${count} × ${id}`).join(', ')).toBe(counts);
		expect(needs.unknownKits).toEqual(unknownKits);
	});

	it('names the first line', () => {
		const { byItem } = needsOf({ ...items([2, 1], [1, 1]), ...kits([1000, 1]) });

		expect([...byItem.values()].map(({ field }) => field)).toEqual([
			'Order Items, line 1: Count',
			'Order Items, line 2: Count',
		]);
		expect(needsOf(kits([1001, 1])).byItem.get(1)?.field).toBe('Order Kits, line 1: Count');
	});
});

type Entry = [itemId: number, siteId: number | null, newCount: number | null];

const stockOf = (...entries: Entry[]) =>
	new StockLeft(
		entries.map(([id, siteId, newCount]) => ({
			item: { id },
			site: siteId === null ? null : { id: siteId },
			newCount,
			usedCount: 99,
		})),
	);

/** What is said of each order, one after the other: enough, too little, at several sites, unknown. */
function play(stock: StockLeft, ...bodies: OrderBody[]): string[] {
	return bodies.map((body) => {
		const needs = needsOf(body);
		const { problems, warnings } = stock.check(needs);
		if (problems.length === 0) stock.take(needs);
		const words = [...problems.map(({ message }) => message), ...warnings].join();
		if (problems.length > 0)
			return /(None of Impilo's sites has enough|None|Only \d+) of/.exec(words)?.[0] ?? words;
		if (words.includes('several of its sites')) return 'split';
		return words === '' ? 'enough' : 'unknown';
	});
}

describe('what is left', () => {
	it.each<[string, StockLeft, OrderBody[], string[]]>([
		['just enough', stockOf([1, 5, 3]), [items([1, 3])], ['enough']],
		['one too few', stockOf([1, 5, 3]), [items([1, 4])], ['Only 3 of']],
		['used ones do not count', stockOf([1, 5, 0]), [items([1, 1])], ['None of']],
		[
			'taken one after the other',
			stockOf([1, 5, 3]),
			[items([1, 2]), items([1, 2]), items([1, 1])],
			['enough', 'Only 1 of', 'enough'],
		],
		[
			'kits and items together',
			stockOf([1, 5, 3], [2, 5, 9]),
			[kits([1000, 1]), items([1, 2])],
			['enough', 'Only 1 of'],
		],
		[
			'at one of several sites',
			stockOf([1, 5, 1], [1, 6, 4]),
			[items([1, 4]), items([1, 1])],
			['enough', 'enough'],
		],
		[
			'at several sites together',
			stockOf([1, 5, 2], [1, 6, 2]),
			[items([1, 3]), items([1, 2])],
			["None of Impilo's sites has enough of", 'enough'],
		],
		[
			'at several sites together, after an order took some',
			stockOf([1, 5, 3], [1, 6, 2]),
			[items([1, 2]), items([1, 3]), items([1, 1])],
			['enough', 'split', 'None of'],
		],
		[
			'each item at another site: no more is taken than needed',
			stockOf([1, 5, 2], [1, 6, 2], [2, 7, 1]),
			[items([1, 2], [2, 1]), items([1, 2])],
			['split', 'enough'],
		],
		[
			'too little is no split',
			stockOf([1, 5, 1], [2, 6, 2]),
			[items([1, 2], [2, 1])],
			['Only 1 of'],
		],
		[
			'no site is a place as well',
			stockOf([1, null, 2], [1, null, 1]),
			[items([1, 3])],
			['enough'],
		],
		['not listed', stockOf([2, 5, 1]), [items([1, 1])], ['unknown']],
		[
			'not listed, beside one that is',
			stockOf([2, 5, 1]),
			[items([1, 1], [2, 1]), items([2, 1])],
			['unknown', 'None of'],
		],
		['no number', stockOf([1, 5, null]), [items([1, 1])], ['unknown']],
		[
			'no number at one site, enough at the other',
			stockOf([1, 5, null], [1, 6, 3]),
			[items([1, 3])],
			['enough'],
		],
		[
			'no number at one site, too few at the other',
			stockOf([1, 5, null], [1, 6, 3]),
			[items([1, 4])],
			['unknown'],
		],
		['nothing to ship', stockOf(), [{}], ['enough']],
	])('%s', (_what, stock, bodies, said) => {
		expect(play(stock, ...bodies)).toEqual(said);
	});

	it.each<[string, StockLeft, OrderBody]>([
		['one is a problem', stockOf([1, 5, 2], [1, 6, 2]), items([1, 3])],
		['it is not known of one', stockOf([1, 5, 3], [2, 6, null]), items([1, 1], [2, 1])],
	])('says nothing of several sites where %s', (_what, stock, body) => {
		expect(stock.check(needsOf(body)).warnings.join()).not.toContain('several of its sites');
	});

	it('the site with the lowest ID comes first, whatever the order of the list', () => {
		const stock = stockOf([1, 6, 5], [1, 5, 5], [2, 5, 1]);

		expect(play(stock, items([1, 4]), items([1, 2], [2, 1]))).toEqual(['enough', 'split']);
	});
});
