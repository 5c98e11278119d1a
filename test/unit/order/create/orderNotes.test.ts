import type { NewOrder } from '../../../../nodes/Impilo/order/create/newOrder';
import { OrderNotes } from '../../../../nodes/Impilo/order/create/orderNotes';
import { expectPlainWords } from '../../plainWords';
import { askFor, orderOf } from './orders';

const WITHOUT_ID: Partial<NewOrder> = { externalOrderIds: [], keys: [] };
const GENERATED: Partial<NewOrder> = {
	externalOrderIds: [],
	keys: ['n8n-1'],
	hasGeneratedKeys: true,
};
const ANOTHER: Partial<NewOrder> = { keys: ['n8n-1'], hasGeneratedKeys: true, ifExists: 'create' };
const FORGOTTEN: Partial<NewOrder> = { ...WITHOUT_ID, hasEmptyIdExpression: true };

const MORE = { orderItems: [...(orderOf(1).orderItems ?? []), { item: { id: 9 }, count: 1 }] };
const OTHERWISE = { orderItems: [{ item: { id: 502 }, count: 1 }] };
const ELSEWHERE = { site: { id: 32 } };
const HIDDEN = { orderItems: null };

type Note = (notes: OrderNotes) => void;
const placed =
	(changes: Partial<NewOrder>, ...shown: object[]): Note =>
	(notes) => {
		for (const [index, one] of (shown.length > 0 ? shown : [{}]).entries()) {
			notes.notePlaced(askFor(changes), orderOf(7 + index, one));
		}
	};
const existing =
	(changes: Partial<NewOrder>, shown: object): Note =>
	(notes) =>
		notes.noteExisting(askFor(changes), orderOf(7, shown));

describe('the notes on orders', () => {
	it.each<[string, Note, Array<[type: string, message: RegExp]>]>([
		['with an ID of the user’s', placed({}), []],
		['with one of its own beside it', placed(ANOTHER), []],
		['another one without one of its own', placed({ keys: [], ifExists: 'create' }), []],
		[
			'without an ID',
			placed(WITHOUT_ID),
			[['info', /^1 order was placed without an external order ID/]],
		],
		[
			'with a generated ID',
			placed(GENERATED),
			[['info', /^1 order was placed with a generated external order ID \(n8n-…\)/]],
		],
		[
			'whose expression gave nothing',
			placed(FORGOTTEN),
			[['warning', /^The expression in External Order IDs returned nothing for these items: 4\./]],
		],
		[
			'with more than was asked for',
			placed({}, MORE, MORE),
			[['info', /in these orders than was asked for: order 7: 1 × item 9; order 8: 1 × item 9\.$/]],
		],
		['that shows too little', placed({}, HIDDEN), []],
		[
			'that differs',
			placed({}, OTHERWISE, ELSEWHERE, { ...ELSEWHERE, id: null }),
			[
				[
					'warning',
					/differ .*: order 7 has no item 501 instead of 2 × item 501; order 8 goes .*; order without/,
				],
			],
		],
		['that existed', existing({}, {}), []],
		['that existed and differs', existing({}, OTHERWISE), [['warning', /^These orders differ/]]],
		['that existed where another is wanted', existing({ ifExists: 'create' }, OTHERWISE), []],
		[
			'two that were voided for one reason, and one for another',
			(notes) => {
				notes.noteVoided('100', '90', 'Another run was faster');
				notes.noteVoided('80', '70', 'The network is slow');
				notes.noteVoided('9', '7', 'Another run was faster');
			},
			[
				[
					'info',
					/^Another run was faster, so 2 orders of this run were voided: 100 \(order 90 stays\), 9 \(order 7 stays\)\.$/,
				],
				['info', /^The network is slow, so 1 order of this run was voided: 80 /],
			],
		],
	])('tell of one %s', (_, note, expected) => {
		const notes = new OrderNotes();
		note(notes);

		expect(notes.hints.map(({ type, message }) => [type, message])).toEqual(
			expected.map(([type, message]) => [type, expect.stringMatching(message) as string]),
		);
		for (const { message } of notes.hints) expectPlainWords(message);
	});
});
