import { ItemReader, SharedKeys } from '../../../nodes/Impilo/run/itemReader';

describe('ItemReader', () => {
	it('reads to the end, and keeps refusals in their places', async () => {
		const refusal = new Error('no');
		const reader = new ItemReader(3, (itemIndex) => {
			if (itemIndex === 1) throw refusal;
			return { itemIndex };
		});

		expect(await reader.read(0, 2)).toEqual([{ itemIndex: 0 }, { refusal }]);
		expect(await reader.read(2, Infinity)).toEqual([{ itemIndex: 2 }]);
	});
});

describe('SharedKeys', () => {
	it.each<[Array<[string[], string]>, Array<number | undefined>]>([
		[
			[
				[['a'], 'x'],
				[['a'], 'x'],
				[['b'], 'y'],
			],
			[undefined, undefined, undefined],
		],
		[
			[
				[['a'], 'x'],
				[['b', 'a'], 'y'],
				[['b'], 'z'],
			],
			[undefined, 0, undefined],
		],
		[
			[
				[[], 'x'],
				[[], 'y'],
			],
			[undefined, undefined],
		],
	])('finds in %j the earlier items that ask for something else', (items, others) => {
		const shared = new SharedKeys();
		expect(items.map(([keys, asks], index) => shared.take(index, keys, asks))).toEqual(others);
	});
});
