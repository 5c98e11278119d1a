import type { PlacementTally } from '../../../nodes/Impilo/order/placementTally';
import {
	describeDone,
	EMPTY_TALLY,
	hintsOfTally,
} from '../../../nodes/Impilo/order/placementTally';
import { expectPlainWords } from '../plainWords';

const tally = (counts: Partial<PlacementTally>): PlacementTally => ({ ...EMPTY_TALLY, ...counts });

describe('describeDone', () => {
	it.each([
		[{ placed: 1 }, /^1 order of this run was placed before it stopped\. Run it again/],
		[{ placed: 4 }, /^4 orders of this run were placed before it stopped\. Run it again/],
		[
			{ placed: 4, placedUnsafely: 1 },
			/^4 orders .* Take the items that are done out .*: 1 order would be placed twice\.$/,
		],
		[
			{ placed: 4, placedUnsafely: 3 },
			/stopped\. Take the items .*: 3 orders would be placed twice\.$/,
		],
		[{}, /^No order of this run was placed\.$/],
		[{ existing: 2 }, /^No order of this run was placed\.$/],
		[{ doubtful: 1 }, /^It is not known whether Impilo has placed 1 order of this run\.$/],
		[{ doubtful: 2 }, /^It is not known whether Impilo has placed 2 orders/],
		[
			{ placed: 4, doubtful: 1 },
			/^4 orders .* stopped\. It is not known whether Impilo has placed 1 order .* Run it again .* not placed twice\.$/,
		],
		[
			{ placed: 4, placedUnsafely: 2, doubtful: 1 },
			/stopped\. It is not known whether Impilo has placed 1 order .* Take the items .*: 2 orders would be placed twice\.$/,
		],
	])('says of %j how to go on', (counts, message) => {
		const text = describeDone(tally(counts), 5);

		expect(text).toMatch(message);
		expectPlainWords(text);
	});

	it('says nothing of a single item, whose own message says it all', () => {
		expect(describeDone(tally({}), 1)).toBe('');
		expect(describeDone(tally({ doubtful: 1 }), 1)).toBe('');
	});
});

describe('hintsOfTally', () => {
	it('has nothing to say of orders that were placed and can be found again', () => {
		expect(hintsOfTally(tally({ placed: 3 }))).toEqual([]);
	});

	it.each([
		[{ existing: 1 }, /^1 item got an order that existed already .* Nothing was placed again\.$/],
		[{ existing: 2 }, /^2 items got an order that existed already at Impilo/],
		[{ repeated: 1 }, /^1 item repeated the external order ID/],
		[{ repeated: 2 }, /^2 items repeated the external order ID/],
		[{ placed: 1, placedWithoutId: 1 }, /^1 order was placed without .*External Order IDs/],
		[{ placed: 2, placedWithoutId: 2 }, /^2 orders were placed without .*External Order IDs/],
	])('tells %j', (counts, message) => {
		const hints = hintsOfTally(tally(counts));

		expect(hints).toEqual([
			{ message: expect.stringMatching(message), location: 'outputPane', type: 'info' },
		]);
		for (const hint of hints) expectPlainWords(hint.message);
	});

	it('tells everything that there is to tell', () => {
		expect(hintsOfTally(tally({ existing: 1, repeated: 1, placedWithoutId: 1 }))).toHaveLength(3);
	});
});
