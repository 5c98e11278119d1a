import { judgePlacements, judgeStarts } from './judge';

describe('orders', () => {
	const given = new Map<string, unknown>([
		['a', 1],
		['b', 2],
		['c', 3],
	]);

	it('all there once', () => {
		const placed = [
			['a', 1, 'orderPlaced'],
			['b', 2, 'shipped'],
			['c', 3, 'orderPlaced'],
		] as const;
		expect(judgePlacements(['a', 'b', 'c'], given, placed)).toEqual({
			once: 3,
			twice: [],
			lost: [],
			stray: [],
			mixedUp: [],
			voided: 0,
		});
	});

	it('twice, lost, voided, stray, and given to another item', () => {
		const placed = [
			['a', 1, 'orderPlaced'],
			['a', 4, 'orderPlaced'],
			['b', 2, 'voided'],
			['c', 5, 'orderPlaced'],
			['d', 6, 'orderPlaced'],
		] as const;
		expect(judgePlacements(['a', 'b', 'c'], given, placed)).toEqual({
			once: 1,
			twice: ['a'],
			lost: ['b'],
			stray: ['d'],
			mixedUp: ['c'],
			voided: 1,
		});
	});
});

it('events: once, twice, never, and not sent', () => {
	const starts = new Map([
		['one', 1],
		['two', 2],
		['other', 1],
	]);
	expect(judgeStarts(['one', 'two', 'three'], starts)).toEqual({
		once: 1,
		twice: ['two'],
		never: ['three'],
		stray: ['other'],
	});
});
