import type { Verdict } from '../../../../nodes/Impilo/order/check/batch';
import {
	hintsOfVerdicts,
	presentVerdict,
	withoutPatientData,
} from '../../../../nodes/Impilo/order/check/output';
import type { OrderBody } from '../../../../nodes/Impilo/order/create/newOrder';

const ITEMS: OrderBody = { orderItems: [{ item: { id: 1 }, count: 1 }] };

describe('what is shown', () => {
	const NOTES = { orderNotes: [{ note: 'For Nathan' }] };

	it.each<[string, OrderBody, OrderBody]>([
		['a patient', { ...ITEMS, ...NOTES, patient: { id: 7 } }, { ...ITEMS, patient: { id: 7 } }],
		[
			'nobody who could be found',
			{ ...ITEMS, patient: { id: null } },
			{ ...ITEMS, patient: { id: null } },
		],
		['a site', { ...ITEMS, ...NOTES, site: { id: 5 } }, { ...ITEMS, site: { id: 5 } }],
		[
			'a new patient',
			{ ...ITEMS, patient: { firstName: 'Nathan', sex: 'male', address: { city: 'X' } } },
			{ ...ITEMS, patient: {} },
		],
		[
			'a new patient of a site',
			{ patient: { firstName: 'Nathan', site: { id: 5 } }, emailLabel: true },
			{ patient: { site: { id: 5 } }, emailLabel: true },
		],
	])('of %s, with Simplify on', (_who, body, shown) => {
		expect(withoutPatientData(body)).toStrictEqual(shown);
	});

	it('with Simplify off, all of it', () => {
		const order = { ...ITEMS, ...NOTES, patient: { firstName: 'Nathan' } };
		const verdict = { existingOrderId: 7, problems: [], warnings: ['Look'], isReturned: false };

		expect(presentVerdict({ ...verdict, order, simplify: false })).toEqual({
			canBePlaced: true,
			problems: [],
			warnings: ['Look'],
			existingOrderId: 7,
			order,
		});
	});
});

describe('the note on the output', () => {
	const verdictOf = (changes: Partial<Verdict> = {}): Verdict => ({
		problems: [],
		warnings: [],
		existingOrderId: null,
		order: null,
		isReturned: false,
		simplify: true,
		...changes,
	});
	const good = verdictOf();
	const warned = verdictOf({ warnings: ['Look'] });
	const blocked = verdictOf({
		problems: [{ field: 'Site', message: 'It is closed', howToFix: 'Choose another.' }],
		warnings: ['Look'],
	});
	const failed = { failure: new Error('The network is down') };

	it.each<[string, Array<Verdict | { failure: unknown }>, 'info' | 'warning', string]>([
		['one that is good', [good], 'info', 'The order can be placed.'],
		[
			'one with a warning',
			[warned],
			'info',
			'The order can be placed. There are warnings for item 0.',
		],
		[
			'one with a problem',
			[blocked],
			'warning',
			'The order cannot be placed. It is closed. Choose another.',
		],
		['one that failed', [failed], 'warning', 'Impilo could not be asked about item 0.'],
		[
			'a failure beside a problem',
			[failed, blocked],
			'warning',
			'1 of 1 order cannot be placed: item 1. First, item 1: It is closed. Choose another. Impilo could not be asked about item 0.',
		],
	])('%s', (_what, verdicts, type, message) => {
		expect(hintsOfVerdicts(verdicts)).toMatchObject([
			{ type, message: `${message} Nothing was placed: Check only reads.` },
		]);
	});
});
