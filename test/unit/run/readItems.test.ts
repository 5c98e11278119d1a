import { readItems, refuseContradictions } from '../../../nodes/Impilo/run/readItems';
import type { ReadItem } from '../../../nodes/Impilo/run/readItems';

describe('readItems', () => {
	it('reads to the end, and keeps refusals in their places', async () => {
		const refusal = new Error('no');
		const items = await readItems(3, (itemIndex) => {
			if (itemIndex === 1) throw refusal;
			return { itemIndex };
		});
		expect(items).toEqual([{ itemIndex: 0 }, { refusal }, { itemIndex: 2 }]);
	});

	describe('lets others on', () => {
		beforeEach(() => jest.useFakeTimers());
		afterEach(() => jest.useRealTimers());

		it('every ten milliseconds, and not at each item', async () => {
			const readAt: number[] = [];
			let turns = 0;
			const begunMs = Date.now();
			const reading = readItems(6, (itemIndex) => {
				readAt.push(turns);
				jest.setSystemTime(begunMs + (itemIndex + 1) * 4);
				return { itemIndex };
			});
			while (turns++ < 4) await jest.advanceTimersToNextTimerAsync();
			await reading;

			// After 12 ms, and after 24.
			expect(new Set(readAt.slice(0, 3)).size).toBe(1);
			expect(new Set(readAt.slice(3)).size).toBe(1);
			expect(readAt[3]).toBeGreaterThan(readAt[2] ?? 0);
		});
	});
});

describe('refuseContradictions', () => {
	interface Item {
		itemIndex: number;
		keys: string[];
		asks: string;
	}
	type Given = [keys: string[], asks: string] | 'refused';

	it.each<[string, Given[], Array<number | undefined>]>([
		[
			'none of one key',
			[
				[['a'], 'x'],
				[['a'], 'x'],
				[['b'], 'y'],
			],
			[undefined, undefined, undefined],
		],
		[
			'none without a key',
			[
				[[], 'x'],
				[[], 'y'],
			],
			[undefined, undefined],
		],
		[
			'both of two',
			[
				[['a'], 'x'],
				[['a'], 'y'],
			],
			[1, 0],
		],
		[
			'the many and the one',
			[
				[['a'], 'x'],
				[['a'], 'x'],
				[['a'], 'y'],
				[['a'], 'z'],
			],
			[2, 2, 0, 0],
		],
		[
			'by any of their keys',
			[
				[['a', 'b'], 'x'],
				[['b', 'c'], 'y'],
				[['c'], 'y'],
			],
			[1, 0, undefined],
		],
		['not by what could not be read', [[['a'], 'x'], 'refused', [['a'], 'y']], [2, undefined, 0]],
		[
			'in all of their places',
			[
				[['b'], 'x'],
				[['a'], 'x'],
				[['b'], 'x'],
				[['a'], 'y'],
			],
			[undefined, 3, undefined, 1],
		],
	])('refuses %s', (_, given, others) => {
		const items = given.map((one, itemIndex): ReadItem<Item> =>
			one === 'refused' ? { refusal: one } : { itemIndex, keys: one[0], asks: one[1] },
		);
		const checked = refuseContradictions(
			items,
			({ keys }) => keys,
			() =>
				({ asks }) =>
					asks,
			(other) => other,
		);
		expect(checked).toEqual(
			items.map((item, index) =>
				'refusal' in item || others[index] === undefined
					? item
					: { refusal: others[index], read: item },
			),
		);
	});
});
