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
			{ placed: 4, placedWithoutId: 1 },
			/^4 orders .* Take the items that are done out .*: 1 order went out without/,
		],
		[{ placed: 4, placedWithoutId: 3 }, /Take the items .*: 3 orders went out .* placed twice\.$/],
	])('says of %j how to go on', (counts, message) => {
		const text = describeDone(tally(counts), 5);

		expect(text).toMatch(message);
		expectPlainWords(text);
	});

	it('says nothing of a single item, whose own message says it all', () => {
		expect(describeDone(tally({}), 1)).toBe('');
	});
});

describe('hintsOfTally', () => {
	it('has nothing to say of orders that were placed and can be found again', () => {
		expect(hintsOfTally(tally({ placed: 3 }))).toEqual([]);
	});

	it.each([
		[{ existing: 1 }, /^1 order existed already at Impilo, .* was returned/],
		[{ existing: 2 }, /^2 orders existed already at Impilo, .* were returned/],
		[{ repeated: 1 }, /^1 item repeated the external order ID/],
		[{ repeated: 2 }, /^2 items repeated the external order ID/],
		[{ placed: 2, placedWithoutId: 2 }, /^2 orders went out without .*External Order IDs/],
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
