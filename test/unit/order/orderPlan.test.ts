import type { OrderPlan, ReadyPlan } from '../../../nodes/Impilo/order/orderPlan';
import { refuseContradictions } from '../../../nodes/Impilo/order/orderPlan';
import type { OrderForm } from '../../../nodes/Impilo/order/orderRequest';
import { buildOrderRequest } from '../../../nodes/Impilo/order/orderRequest';
import { InputRefusal } from '../../../nodes/Impilo/run/refusal';
import { expectPlainWords } from '../plainWords';

function plan(
	externalOrderIds: string,
	form: Partial<OrderForm> = {},
	ifExists: ReadyPlan['ifExists'] = 'return',
): ReadyPlan {
	const request = buildOrderRequest({
		recipient: 'patient',
		patientId: 1234,
		contents: 'json',
		contentsJson: { orderItems: [501] },
		externalOrderIds,
		...form,
	});
	return { itemIndex: 0, request, ifExists, present: ({ id }) => ({ id }) };
}

const numbered = (plans: OrderPlan[]): OrderPlan[] =>
	plans.map((each, itemIndex) => ('refusal' in each ? each : { ...each, itemIndex }));

/** Which of the plans are refused. */
const refused = (plans: OrderPlan[]): boolean[] =>
	refuseContradictions(numbered(plans)).map((result) => 'refusal' in result);

describe('refuseContradictions', () => {
	it.each<[string, OrderPlan[], boolean[]]>([
		['nothing', [], []],
		['different IDs', [plan('PO-1'), plan('PO-2', { patientId: 99 })], [false, false]],
		['no IDs', [plan(''), plan('', { patientId: 99 })], [false, false]],
		['the same asked twice', [plan('PO-1'), plan('PO-1')], [false, false]],
		[
			'the same asked in other words',
			[
				plan('PO-1'),
				plan('PO-1', { contents: 'fields', orderItems: [{ itemId: '501', count: '1' }] }),
			],
			[false, false],
		],
		['another patient', [plan('PO-1'), plan('PO-1', { patientId: 99 })], [false, true]],
		[
			'another patient by email',
			[
				plan('PO-1', { patientId: { mode: 'email', value: 'a@example.com' } }),
				plan('PO-1', { patientId: { mode: 'email', value: 'b@example.com' } }),
			],
			[false, true],
		],
		[
			'a site with the same number',
			[plan('PO-1'), plan('PO-1', { recipient: 'site', siteId: 1234 })],
			[false, true],
		],
		[
			'another site',
			[
				plan('PO-1', { recipient: 'site', siteId: 31 }),
				plan('PO-1', { recipient: 'site', siteId: 32 }),
			],
			[false, true],
		],
		[
			'another item',
			[plan('PO-1'), plan('PO-1', { contentsJson: { orderItems: [502] } })],
			[false, true],
		],
		[
			'another count',
			[plan('PO-1'), plan('PO-1', { contentsJson: { orderItems: [{ id: 501, count: 2 }] } })],
			[false, true],
		],
		...(['orderKits', 'returnDevices', 'returnPackedKits'] as const).map(
			(key): [string, OrderPlan[], boolean[]] => [
				`more ${key}`,
				[plan('PO-1'), plan('PO-1', { contentsJson: { orderItems: [501], [key]: [7] } })],
				[false, true],
			],
		),
		...[
			['shipping option', { shippingOption: 'overnight' }],
			['email label', { emailLabel: true }],
			['order note', { orderNotes: 'Leave at the desk' }],
		].map(([name, additionalFields]): [string, OrderPlan[], boolean[]] => [
			`another ${String(name)}`,
			[plan('PO-1'), plan('PO-1', { additionalFields })],
			[false, true],
		]),
		[
			'the same shipping option and notes',
			Array.from({ length: 2 }, () =>
				plan('PO-1', { additionalFields: { shippingOption: 'standard', orderNotes: 'a' } }),
			),
			[false, false],
		],
		['the same with more IDs', [plan('PO-1'), plan('PO-1, PO-2')], [false, false]],
		[
			'what shares an ID with a refused one only',
			[
				plan('PO-1'),
				plan('PO-1, PO-2', { patientId: 99 }),
				plan('PO-2', { patientId: 77 }),
				plan('PO-2', { patientId: 99 }),
			],
			[false, true, false, true],
		],
		[
			'one of several IDs',
			[plan('PO-1, PO-2'), plan('PO-3, PO-2', { patientId: 99 })],
			[false, true],
		],
		[
			'the third only',
			[plan('PO-1'), plan('PO-1'), plan('PO-1', { patientId: 99 }), plan('PO-1')],
			[false, false, true, false],
		],
		[
			'orders that are to be placed again on purpose',
			[plan('PO-1', {}, 'create'), plan('PO-1', { patientId: 99 }, 'create')],
			[false, false],
		],
		[
			'orders that must not exist',
			[plan('PO-1', {}, 'fail'), plan('PO-1', { patientId: 99 }, 'fail')],
			[false, true],
		],
	])('judges %s', (_, plans, expected) => {
		expect(refused(plans)).toEqual(expected);
	});

	it('hands on what is not refused, and earlier refusals, as they are', () => {
		const refusal: OrderPlan = { refusal: new InputRefusal('City is empty', 'Fill City.') };
		const good = plan('PO-1');
		const results = refuseContradictions([refusal, good]);

		expect(results[0]).toBe(refusal);
		expect(results[1]).toBe(good);
	});

	it('names the earlier item, and the way out', () => {
		const [, , result] = refuseContradictions(
			numbered([plan('PO-0'), plan('PO-1'), plan('PO-1', { patientId: 99 })]),
		);
		const refusal = result !== undefined && 'refusal' in result ? result.refusal : undefined;

		expect(refusal).toBeInstanceOf(InputRefusal);
		expect(refusal).toMatchObject({
			message: expect.stringContaining('an ID that item 1 has as well') as string,
			remedy: expect.stringContaining('into one item') as string,
		});
		if (refusal instanceof InputRefusal) expectPlainWords(refusal.message + refusal.remedy);
	});
});
