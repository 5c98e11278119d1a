import { ImpiloFailure } from '../../../nodes/Impilo/api/failure';
import { GateClosed } from '../../../nodes/Impilo/api/gate';
import type { Outcome } from '../../../nodes/Impilo/api/outcome';
import { placeOrder } from '../../../nodes/Impilo/order/placeOrder';
import { expectPlainWords } from '../plainWords';
import {
	answered,
	createClient,
	createInstantClock,
	createScript,
	pageOf,
	rejectionOf,
} from '../standIns';

const BODY = { site: { id: 31 }, orderItems: [{ item: { id: 501 }, count: 1 }] };
const PLACED = answered(201, { id: 42, currentStatus: 'orderPlaced' });
const NOT_FOUND = pageOf([]);

const foundAs = (id: number, currentStatus = 'orderPlaced', externalOrderIds = ['PO-1']) =>
	({ id, currentStatus, externalOrderIds }) as const;

/** Places an order while the connection answers from a script. */
function start(
	outcomes: Outcome[],
	{ externalOrderIds = ['PO-1'], known = [] as number[], personal = [] as string[] } = {},
) {
	const { transmit, requests } = createScript(...outcomes);
	const clock = createInstantClock();
	const client = createClient(transmit, { clock });
	const body = { ...BODY, externalOrderIds };
	const placing = placeOrder(client, { body, externalOrderIds, personal }, new Set(known));
	placing.catch(() => {});
	return {
		placing,
		client,
		clock,
		requests,
		methods: () => requests.map(({ method }) => method).join(' '),
	};
}

const LOSSES: Array<[string, Outcome]> = [
	['a time-out', { kind: 'lost', code: 'ECONNABORTED' }],
	['a cut connection', { kind: 'lost', code: 'ECONNRESET' }],
	['HTTP 408', answered(408)],
	['HTTP 500', answered(500, { message: 'oops' })],
	['HTTP 502', answered(502, '<html><title>Bad Gateway</title></html>')],
	['HTTP 503', answered(503)],
	['HTTP 504', answered(504)],
];
const UNREADABLE: Array<[string, Outcome]> = [
	['201 without a body', answered(201)],
	['201 with text', answered(201, 'created')],
	['200 with a web page', answered(200, '<html></html>')],
	['201 with an order without an ID', answered(201, { id: null })],
	['204', answered(204)],
];

describe('placeOrder', () => {
	it.each([200, 201])('posts once when Impilo answers %d', async (status) => {
		const { placing, requests, clock } = start([answered(status, { id: 42 })]);

		expect(await placing).toEqual({ id: 42 });
		expect(requests).toMatchObject([
			{ method: 'POST', path: '/order', body: { ...BODY, externalOrderIds: ['PO-1'] } },
		]);
		expect(clock.slept).toEqual([]);
	});

	it.each([...LOSSES, ...UNREADABLE])(
		'looks the order up after %s, and takes it',
		async (_, loss) => {
			const { placing, requests, methods, clock } = start([loss, pageOf([foundAs(42)])]);

			expect(await placing).toMatchObject({ id: 42 });
			expect(methods()).toBe('POST GET');
			expect(requests[1]).toMatchObject({ path: '/order', query: { externalOrderId: ['PO-1'] } });
			expect(clock.slept).toHaveLength(1);
		},
	);

	it.each(LOSSES)('posts again after %s when the order is not there', async (_, loss) => {
		const { placing, requests, methods, client } = start([loss, NOT_FOUND, PLACED]);

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET POST');
		expect(requests[2]?.body).toEqual(requests[0]?.body);
		expect(client.disturbances.repeats).toBe(1);
	});

	it('posts four times at most, waits longer each time, and looks after the last as well', async () => {
		const loss = answered(504);
		const round = [loss, NOT_FOUND];
		const { placing, methods, clock } = start([...round, ...round, ...round, ...round]);
		const failure = await rejectionOf(placing);

		expect(methods()).toBe('POST GET POST GET POST GET POST GET');
		expect(clock.slept).toHaveLength(4);
		expect([...clock.slept].sort((one, other) => one - other)).toEqual(clock.slept);
		expect(new Set(clock.slept).size).toBe(4);
		expect(failure).toBeInstanceOf(ImpiloFailure);
		expect(failure).toMatchObject({
			message: expect.stringMatching(/^It is not known whether Impilo has placed this order\. /),
			status: 504,
		});
	});

	it('takes the order that only the last look-up finds', async () => {
		const round = [answered(504), NOT_FOUND];
		const last = [answered(504), pageOf([foundAs(42)])];
		const { placing } = start([...round, ...round, ...round, ...last]);

		expect(await placing).toMatchObject({ id: 42 });
	});

	it.each([...LOSSES, ...UNREADABLE])(
		'never posts twice without external order IDs, and says so: %s',
		async (_, loss) => {
			const { placing, methods } = start([loss], { externalOrderIds: [] });
			const failure = await rejectionOf(placing);

			expect(methods()).toBe('POST');
			expect(failure).toBeInstanceOf(ImpiloFailure);
			if (!(failure instanceof ImpiloFailure)) return;
			expect(failure.message).toMatch(/^It is not known whether Impilo has placed this order\. /);
			expect(failure.remedy).toMatch(/Look at Impilo .* fill External Order IDs/);
			expectPlainWords(failure.message);
			expectPlainWords(failure.remedy);
		},
	);

	it('does not take an order that carried the ID before, nor a voided one', async () => {
		const others = pageOf([foundAs(7), foundAs(8, 'VOIDED')]);
		const { placing, methods } = start([answered(504), others, PLACED], { known: [7] });

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET POST');
	});

	it('takes the new order among those that carried the ID before', async () => {
		const found = pageOf([foundAs(43), foundAs(7), foundAs(8, 'voided')]);
		const { placing } = start([answered(504), found], { known: [7] });

		expect(await placing).toMatchObject({ id: 43 });
	});

	it('finds the order by any of its IDs', async () => {
		const found = pageOf([foundAs(42, 'orderPlaced', ['PO-2'])]);
		const { placing, requests } = start([answered(504), found], {
			externalOrderIds: ['PO-1', 'PO-2'],
		});

		expect(await placing).toMatchObject({ id: 42 });
		expect(requests[1]?.query).toMatchObject({ externalOrderId: ['PO-1', 'PO-2'] });
	});

	it("stops when the list ignores its filter: never takes a stranger's order", async () => {
		const strangers = pageOf([foundAs(9, 'orderPlaced', ['OTHER'])]);
		const { placing, methods } = start([answered(504), strangers]);

		await expect(placing).rejects.toThrow('orders of other external order IDs');
		expect(methods()).toBe('POST GET');
	});

	it.each([400, 401, 403, 404, 409, 422, 302])(
		'does not repeat what is refused: %d',
		async (status) => {
			const { placing, methods } = start([answered(status, { message: 'no' })]);
			const failure = await rejectionOf(placing);

			expect(failure).toBeInstanceOf(ImpiloFailure);
			expect(failure).toMatchObject({ status });
			expect(String(failure)).not.toContain('not known whether');
			expect(methods()).toBe('POST');
		},
	);

	it.each([[['PO-1']], [[]]])(
		'posts again where nothing has reached Impilo, with the IDs %j',
		async (externalOrderIds) => {
			const unreached: Outcome = { kind: 'unreached', code: 'ECONNREFUSED' };
			const { placing, methods } = start([unreached, unreached, PLACED], { externalOrderIds });

			expect(await placing).toMatchObject({ id: 42 });
			expect(methods()).toBe('POST POST POST');
		},
	);

	it('is sure that nothing was placed where Impilo was never reached', async () => {
		const unreached: Outcome = { kind: 'unreached', code: 'ECONNREFUSED' };
		const { placing, methods } = start(Array.from({ length: 5 }, () => unreached));

		await expect(placing).rejects.toThrow(/^Impilo could not be reached: .* Nothing was sent$/);
		expect(methods()).toBe('POST POST POST POST POST');
	});

	it('waits for as long as Impilo asks, and posts again', async () => {
		const throttled = answered(429, undefined, { 'retry-after': '7' });
		const { placing, methods, clock, client } = start([throttled, PLACED], {
			externalOrderIds: [],
		});

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST POST');
		expect(clock.slept).toEqual([7_000]);
		expect(client.disturbances).toEqual({ pauses: 1, repeats: 1 });
	});

	it('gives up at once where Impilo asks for more than two minutes', async () => {
		const throttled = answered(429, undefined, { 'retry-after': '121' });
		const { placing, methods } = start([throttled]);

		await expect(placing).rejects.toThrow('no more requests for now, for 3 minutes');
		expect(methods()).toBe('POST');
	});

	it('starts nothing new when the user stops, and says that it is not known', async () => {
		const { placing, methods } = start([{ kind: 'stopped' }]);

		await expect(placing).rejects.toThrow(/^It is not known whether Impilo has placed this order/);
		expect(methods()).toBe('POST');
	});

	it('sends nothing through a closed gate', async () => {
		const { transmit, requests } = createScript();
		const client = createClient(transmit);
		client.gate.close();
		const order = { body: BODY, externalOrderIds: [], personal: [] };

		await expect(placeOrder(client, order, new Set())).rejects.toThrow(GateClosed);
		expect(requests).toEqual([]);
	});

	it('shows nothing personal', async () => {
		const refused = answered(400, { message: 'Nathan cannot be served' });
		const { placing } = start([refused], { personal: ['Nathan'] });

		await expect(placing).rejects.toThrow(
			'Impilo refused to place the order: "[hidden] cannot be served"',
		);
	});
});
