import { doubtOf } from '../../../nodes/Impilo/api/failure';
import type { Memory, SendState } from '../../../nodes/Impilo/once/memory';
import type { SendSummary, Tally } from '../../../nodes/Impilo/once/sendSummary';
import {
	createTally,
	describeDone,
	hintsOfTally,
	summarizeSends,
} from '../../../nodes/Impilo/once/sendSummary';
import { eachByItself } from '../../../nodes/Impilo/run/runItems';
import { ORDER_WORDING } from '../../../nodes/Impilo/order/create/orderHandler';
import { expectPlainWords } from '../plainWords';

const sendsOf = (changes: Partial<SendSummary>): SendSummary => ({
	count: changes.created?.length ?? 0,
	created: [],
	unsafe: [],
	doubtful: [],
	keptTwice: [],
	voided: [],
	unchecked: [],
	duplicates: new Map(),
	...changes,
});
const tallyOf = (changes: Partial<Tally>): Tally => ({ ...createTally(), ...changes });

const ONE_AND_TWO = new Map([['1,2', ['1', '2']]]);

describe('summarizeSends', () => {
	const OPEN = {
		is: 'unconfirmed',
		sends: 1,
		reason: '',
		sinceMs: 0,
		lookUpsMs: [],
		isNeverResent: false,
		doubt: doubtOf,
	} as const;
	const MADE = { is: 'created', sends: 1, entity: {}, isOwn: true, mayTurnUpUntilMs: 0 } as const;
	const failed = (...ids: string[]) => ({ is: 'failed', failure: '', ids }) as const;

	it.each<[Array<SendState<unknown>>, Partial<SendSummary>]>([
		[[], {}],
		[[{ is: 'notSent' }], {}],
		[[{ is: 'notSent' }, MADE, MADE], { created: [1, 2], unsafe: [2] }],
		[[{ ...MADE, duplicates: ['1', '2'] }], { created: [0], duplicates: ONE_AND_TWO }],
		[[{ ...MADE, isUnchecked: true }, MADE], { created: [0, 1], unchecked: [0] }],
		[[OPEN, OPEN, MADE], { doubtful: [0, 1], created: [2], unsafe: [2] }],
		[
			[failed('1', '2'), failed(), failed('3', '4')],
			{ keptTwice: ['1 2', '3 4'].map((ids) => ids.split(' ')), created: [0, 2], unsafe: [2] },
		],
		[[{ ...failed(), voidedId: '1' }, { ...failed(), voidedId: '1' }, failed()], { voided: ['1'] }],
	])('reads from %j', (states, account) => {
		const memories = states.map((state): Memory<unknown> => ({ state }));
		const memoryOf = (itemIndex: number): Memory<unknown> => {
			const memory = memories[itemIndex];
			if (memory === undefined) throw new Error('There is no such item');
			return memory;
		};
		expect(
			summarizeSends(eachByItself(states.length), memoryOf, (itemIndex) => itemIndex === 2),
		).toEqual(sendsOf(account));
	});
});

describe('describeDone', () => {
	const SAFE =
		'Run it again once this is fixed: orders with an external order ID are looked up first and not placed twice.';
	const unsafe = (items: string): string =>
		`Remove these items before you run it again, as they would be placed twice: ${items}.`;
	const doubt = (items: string): string =>
		`It is not known whether the orders of these items were placed: ${items}.`;
	const done = (orders: string, items: string): string =>
		`${orders} placed before it stopped, for these items: ${items}.`;
	const TWINS = `Impilo has more than one order with the same external order ID: 1 and 2. ${ORDER_WORDING.duplicateAdvice}`;

	it.each<[Partial<SendSummary>, Partial<Tally>, string[]]>([
		[{}, {}, ['No order of this run was placed.']],
		[{}, { existing: 2, repeated: 1 }, ['No order of this run was placed.']],
		[{ created: [0] }, {}, [done('1 order of this run was', '0'), SAFE]],
		[
			{ created: [0, 1, 2, 4], unsafe: [1, 2, 4] },
			{},
			[done('4 orders of this run were', '0–2, 4'), unsafe('1–2, 4')],
		],
		[{ doubtful: [4, 3] }, {}, [doubt('3–4')]],
		[{ created: [0], doubtful: [1] }, {}, [done('1 order of this run was', '0'), doubt('1'), SAFE]],
		[
			{ created: [0, 1], keptTwice: ['90 100', '7 9'].map((ids) => ids.split(' ')) },
			{},
			[
				done('2 orders of this run were', '0–1'),
				'These were placed twice: 90 and 100; 7 and 9.',
				SAFE,
			],
		],
		[
			{ voided: ['90', '100'] },
			{},
			['2 orders of this run were voided, because another run had placed the same: 90, 100.'],
		],
		[{}, { duplicates: ONE_AND_TWO }, [TWINS]],
		[{ duplicates: ONE_AND_TWO }, {}, [TWINS]],
		[
			{ unchecked: [2] },
			{},
			[
				'It could not be checked whether the orders of these items exist twice: 2. Look for their external order IDs at Impilo later.',
			],
		],
	])('says of %j and %j how to go on', (account, tally, sentences) => {
		const text = describeDone(ORDER_WORDING, sendsOf(account), tallyOf(tally), 5);

		expect(text).toBe(sentences.join(' '));
		expectPlainWords(text);
	});

	it('says nothing about a single item, whose own message says it all', () => {
		expect(describeDone(ORDER_WORDING, sendsOf({ doubtful: [0] }), tallyOf({}), 1)).toBe('');
	});
});

describe('hintsOfTally', () => {
	it.each<[Partial<Tally>, Array<[type: string, message: RegExp]>]>([
		[{}, []],
		[
			{ existing: 1 },
			[['info', /^1 item got an order that already existed .* Nothing was placed again\.$/]],
		],
		[
			{ repeated: 2 },
			[['info', /^2 items repeated the external order ID of an earlier item and got its order\.$/]],
		],
		[
			{ existing: 2, unchecked: [1, 0, 4] },
			[
				['info', /^2 items got an order/],
				['warning', /^It could not be checked whether .* of these items exist twice: 0–1, 4\./],
			],
		],
		[
			{ duplicates: new Map([['90,100', ['90', '100']]]) },
			[['warning', /^Impilo has more than one order .* ID: 90 and 100\. The oldest/]],
		],
	])('tells of %j', (changes, expected) => {
		const hints = hintsOfTally(ORDER_WORDING, tallyOf(changes));

		expect(hints).toEqual(
			expected.map(([type, message]) => ({
				type,
				message: expect.stringMatching(message) as string,
				location: 'outputPane',
			})),
		);
		for (const { message } of hints) expectPlainWords(message);
	});
});
