import type { Tally } from '../../../../nodes/Impilo/order/create/report';
import {
	createTally,
	describeDone,
	hintsOfTally,
} from '../../../../nodes/Impilo/order/create/report';
import { expectPlainWords } from '../../plainWords';

const tally = (counts: Partial<Tally>): Tally => ({ ...createTally(), ...counts });

describe('describeDone', () => {
	const SAFE =
		'Run it again once this is fixed: orders with an external order ID are looked up first and not placed twice.';
	const unsafe = (items: string): string =>
		`Remove these items before you run it again, as they would be placed twice: ${items}.`;
	const doubt = (items: string): string =>
		`It is not known whether the orders of these items were placed: ${items}.`;
	const done = (orders: string, items: string): string =>
		`${orders} placed before it stopped, for these items: ${items}.`;

	it.each<[Partial<Tally>, string[]]>([
		[{}, ['No order of this run was placed.']],
		[{ existing: 2, repeated: 1 }, ['No order of this run was placed.']],
		[{ placed: [0] }, [done('1 order of this run was', '0'), SAFE]],
		[{ placed: [3, 1] }, [done('2 orders of this run were', '1, 3'), SAFE]],
		[
			{ placed: [0, 1, 2, 4], placedUnsafely: [1, 2, 4] },
			[done('4 orders of this run were', '0–2, 4'), unsafe('1–2, 4')],
		],
		[{ doubtful: [4, 3] }, [doubt('3–4')]],
		[{ placed: [0], doubtful: [1] }, [done('1 order of this run was', '0'), doubt('1'), SAFE]],
		[
			{ placed: [0, 1], placedUnsafely: [0, 1], doubtful: [2] },
			[done('2 orders of this run were', '0–1'), doubt('2'), unsafe('0–1')],
		],
		[
			{
				placed: [0, 1],
				keptTwice: [
					['90', '100'],
					['7', '9'],
				],
			},
			[
				done('2 orders of this run were', '0–1'),
				'These were placed twice, by another run as well: 90 and 100; 7 and 9.',
				SAFE,
			],
		],
	])('says of %j how to go on', (counts, sentences) => {
		const text = describeDone(tally(counts), 5);

		expect(text).toBe(sentences.join(' '));
		expectPlainWords(text);
	});

	it('says nothing about a single item, whose own message says it all', () => {
		expect(describeDone(tally({}), 1)).toBe('');
		expect(describeDone(tally({ doubtful: [0] }), 1)).toBe('');
	});
});

describe('hintsOfTally', () => {
	it.each<[Partial<Tally>, RegExp[]]>([
		[{ placed: [0, 1, 2] }, []],
		[{ existing: 1 }, [/^1 item got an order that already existed .* Nothing was placed again\.$/]],
		[{ repeated: 2 }, [/^2 items repeated the external order ID/]],
		[
			{ voided: [['100', '90']] },
			[/at the same time, so 1 order of this run was voided: 100 \(order 90 stays\)\.$/],
		],
		[
			{
				voided: [
					['100', '90'],
					['9', '7'],
				],
			},
			[/so 2 orders of this run were voided: 100 \(order 90 stays\), 9 \(order 7 stays\)\.$/],
		],
		[
			{ unchecked: [1, 0, 4], placedWithForgottenId: [2, 3] },
			[
				/^The expression in External Order IDs gave nothing for these items: 2–3\./,
				/^It could not be checked whether .* the orders of these items at the same time: 0–1, 4\./,
			],
		],
		[
			{ placedTwice: new Map([['90,100', ['90', '100']]]) },
			[/^Impilo has more than one order with the same external order ID: 90 and 100\./],
		],
		[{ placedWithGeneratedId: 1 }, [/^1 order was placed with a generated external order ID/]],
		[{ placed: [0], placedWithoutId: 1 }, [/^1 order was placed without .*External Order IDs/]],
		[
			{ existing: 2, repeated: 1, placedWithoutId: 2 },
			[/^2 items got an order/, /^1 item repeated/, /^2 orders were placed without/],
		],
	])('tells of %j', (counts, messages) => {
		const hints = hintsOfTally(tally(counts)).map(({ message }) => message);

		expect(hints).toEqual(messages.map((message) => expect.stringMatching(message) as string));
		for (const hint of hints) expectPlainWords(hint);
	});
});
