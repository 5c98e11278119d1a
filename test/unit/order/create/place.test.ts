import { ImpiloFailure } from '../../../../nodes/Impilo/api/failure';
import type { Outcome } from '../../../../nodes/Impilo/api/outcome';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/form';
import {
	DoubtfulOrder,
	isSafeToRepeat,
	placeOrder,
} from '../../../../nodes/Impilo/order/create/place';
import { expectPlainWords } from '../../plainWords';
import { answered, createClient, createScript, pageOf, rejectionOf } from '../../standIns';

/** How orders are sent again after lost answers is shown for `changeOnce`; here is what they add to it. */

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };
const NOT_FOUND = pageOf([]);

const foundAs = (id: number, currentStatus = 'orderPlaced', externalOrderIds = ['PO-1']) =>
	({ id, currentStatus, externalOrderIds }) as const;

function createOrder(changes: Partial<NewOrder> = {}): NewOrder {
	const { externalOrderIds = ['PO-1'] } = changes;
	const body = { site: { id: 31 }, orderItems: [{ item: { id: 501 }, count: 1 }] };
	return {
		itemIndex: 0,
		body: { ...body, externalOrderIds: [...externalOrderIds] },
		externalOrderIds,
		isGenerated: false,
		lacksId: false,
		ifExists: 'return',
		ifPlacedTwice: 'void',
		personal: [],
		simplify: true,
		...changes,
	};
}

/** Places an order while Impilo answers from a script. */
function start(outcomes: Outcome[], changes: Partial<NewOrder> = {}, known: string[] = []) {
	const { transmit, requests } = createScript(...outcomes);
	const placing = placeOrder(createClient(transmit), createOrder(changes), new Set(known));
	placing.catch(() => {});
	return { placing, requests, methods: () => requests.map(({ method }) => method).join(' ') };
}

describe('placeOrder', () => {
	it.each([{ id: 42 }, { id: '42', currentStatus: 'orderPlaced' }])(
		'returns the order that Impilo answers: %j',
		async (order) => {
			const { placing, requests } = start([answered(201, order)]);

			expect(await placing).toEqual({ order, isCertain: true });
			expect(requests).toMatchObject([
				{ method: 'POST', path: '/order', body: createOrder().body },
			]);
		},
	);

	it.each<[unknown]>([
		[undefined],
		['created'],
		[{ id: null }],
		[{ id: 'PO-1' }],
		[{ id: '' }],
		[{ id: 0 }],
		[{ id: '12x' }],
		[[{ id: 42 }]],
	])('looks for the order when the answer has no usable ID: %j', async (body) => {
		const { placing, methods } = start([answered(201, body), pageOf([foundAs(42)])]);

		expect(await placing).toMatchObject({ order: { id: 42 }, isCertain: false });
		expect(methods()).toBe('POST GET');
	});

	it('looks for the order by all of its external order IDs', async () => {
		const found = pageOf([foundAs(42, 'orderPlaced', ['PO-2'])]);
		const { placing, requests } = start([LOST, found], { externalOrderIds: ['PO-1', 'PO-2'] });

		expect(await placing).toMatchObject({ order: { id: 42 }, isCertain: false });
		expect(requests[1]?.query).toMatchObject({ externalOrderId: ['PO-1', 'PO-2'] });
	});

	it('does not take a voided order for it, nor one that existed before', async () => {
		const others = pageOf([foundAs(7), foundAs(8, 'VOIDED')]);
		const found = pageOf([foundAs(43), foundAs(7), foundAs(8, 'voided')]);
		const { placing, methods } = start([LOST, others, others, LOST, found], {}, ['7']);

		expect(await placing).toMatchObject({ order: { id: 43 }, isCertain: false });
		expect(methods()).toBe('POST GET GET POST GET');
	});

	it("never takes a stranger's order for it when Impilo ignores the filter", async () => {
		const strangers = pageOf([foundAs(9, 'orderPlaced', ['OTHER'])]);
		const { placing, methods } = start([LOST, strangers]);

		await expect(placing).rejects.toThrow(DoubtfulOrder);
		await expect(placing).rejects.toThrow('orders of other external order IDs');
		expect(methods()).toBe('POST GET');
	});

	it('posts four times at most', async () => {
		const round = [LOST, NOT_FOUND, NOT_FOUND];
		const { placing, methods } = start([...round, ...round, ...round, ...round]);

		await expect(placing).rejects.toThrow(DoubtfulOrder);
		expect(methods().match(/POST/g)).toHaveLength(4);
	});

	it('posts once without external order IDs', async () => {
		const { placing, methods } = start([LOST], { externalOrderIds: [] });

		await expect(placing).rejects.toThrow(DoubtfulOrder);
		expect(methods()).toBe('POST');
	});

	it('passes a refusal on, without personal values', async () => {
		const refused = answered(400, { message: 'Nathan cannot be served' });
		const { placing } = start([refused], { personal: ['Nathan'] });
		const failure = await rejectionOf(placing);

		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(failure).not.toBeInstanceOf(DoubtfulOrder);
		expect(String(failure)).toContain(
			'Impilo refused to place the order: "[hidden] cannot be served"',
		);
	});
});

describe('DoubtfulOrder', () => {
	const REPEAT = /^Run the workflow again later: .* not placed twice\.$/;
	const CHECK = /^Check at Impilo whether the order is there .* Return the Existing Order\.$/;

	it.each<[Pick<NewOrder, 'externalOrderIds' | 'ifExists'>, RegExp]>([
		[{ externalOrderIds: ['PO-1'], ifExists: 'return' }, REPEAT],
		[{ externalOrderIds: ['PO-1'], ifExists: 'fail' }, REPEAT],
		[{ externalOrderIds: ['PO-1'], ifExists: 'create' }, CHECK],
		[{ externalOrderIds: [], ifExists: 'return' }, CHECK],
	])('says how to go on: %j', async (changes, remedy) => {
		const failure = await rejectionOf(start([{ kind: 'stopped' }], changes).placing);

		expect(isSafeToRepeat(createOrder(changes))).toBe(remedy === REPEAT);
		expect(failure).toBeInstanceOf(DoubtfulOrder);
		if (!(failure instanceof DoubtfulOrder)) return;
		expect(failure.message).toMatch(/^It is not known whether Impilo has placed this order\. /);
		expect(failure.remedy).toMatch(remedy);
		expectPlainWords(failure.message);
		expectPlainWords(failure.remedy);
	});

	it.each<[number, RegExp]>([
		[401, /^Open the Impilo credential, .* Run the workflow again later: /],
		[403, /^Ask the administrator .* Run the workflow again later: /],
		[422, /^Change what Impilo names, .* Run the workflow again later: /],
	])('first says what to change where a later post is refused: %d', async (status, remedy) => {
		const refused = answered(status, { message: 'no' });
		const { placing } = start([LOST, NOT_FOUND, NOT_FOUND, refused]);

		await expect(placing).rejects.toMatchObject({
			status,
			apiMessage: 'no',
			remedy: expect.stringMatching(remedy) as string,
		});
	});

	it.each<[string, Outcome, RegExp]>([
		['an unreadable 201', answered(201), CHECK],
		['HTTP 408', answered(408), CHECK],
		['HTTP 503', answered(503), CHECK],
	])('has no other remedy after %s', async (_, loss, remedy) => {
		const { placing } = start([loss], { externalOrderIds: [] });

		await expect(placing).rejects.toMatchObject({
			remedy: expect.stringMatching(remedy) as string,
		});
	});
});
