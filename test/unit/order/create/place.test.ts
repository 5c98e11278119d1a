import { ImpiloFailure } from '../../../../nodes/Impilo/api/failure';
import { GateClosed } from '../../../../nodes/Impilo/api/gate';
import type { Outcome } from '../../../../nodes/Impilo/api/outcome';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/form';
import { DoubtfulOrder, placeOrder } from '../../../../nodes/Impilo/order/create/place';
import { expectPlainWords } from '../../plainWords';
import {
	answered,
	createClient,
	createInstantClock,
	createScript,
	pageOf,
	rejectionOf,
} from '../../standIns';

const BODY = { site: { id: 31 }, orderItems: [{ item: { id: 501 }, count: 1 }] };
const PLACED = answered(201, { id: 42, currentStatus: 'orderPlaced' });
const NOT_FOUND = pageOf([]);

const foundAs = (id: number, currentStatus = 'orderPlaced', externalOrderIds = ['PO-1']) =>
	({ id, currentStatus, externalOrderIds }) as const;

interface Given {
	externalOrderIds?: string[];
	known?: string[];
	personal?: string[];
	ifExists?: NewOrder['ifExists'];
}

const newOrder = (order: Partial<NewOrder>): NewOrder => ({
	itemIndex: 0,
	body: BODY,
	externalOrderIds: [],
	ifExists: 'return',
	personal: [],
	simplify: true,
	...order,
});

/** Places an order while the connection answers from a script. */
function start(outcomes: Outcome[], given: Given = {}) {
	const { externalOrderIds = ['PO-1'], known = [], personal = [] } = given;
	const { ifExists = 'return' } = given;
	const { transmit, requests } = createScript(...outcomes);
	const clock = createInstantClock();
	const client = createClient(transmit, { clock });
	const body = { ...BODY, externalOrderIds };
	const order = newOrder({ body, externalOrderIds, personal, ifExists });
	const placing = placeOrder(client, order, new Set(known));
	placing.catch(() => {});
	return {
		placing,
		client,
		clock,
		requests,
		methods: () => requests.map(({ method }) => method).join(' '),
	};
}

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };
const LOSSES: Array<[string, Outcome]> = [
	['a time-out', { kind: 'lost', code: 'ECONNABORTED' }],
	['a cut connection', LOST],
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
	['201 with an ID that is no number', answered(201, { id: 'PO-1' })],
	['201 with an empty ID', answered(201, { id: '' })],
	['201 with a list', answered(201, [{ id: 42 }])],
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

	it('takes an ID that is text', async () => {
		const { placing, methods } = start([answered(201, { id: '42' })]);

		expect(await placing).toEqual({ id: '42' });
		expect(methods()).toBe('POST');
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
		const { placing, requests, methods, client } = start([loss, NOT_FOUND, NOT_FOUND, PLACED]);

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET GET POST');
		expect(requests[3]?.body).toEqual(requests[0]?.body);
		expect(client.retries.requests).toBe(1);
	});

	it.each(LOSSES)('takes what only the second look-up finds after %s', async (_, loss) => {
		const found = pageOf([foundAs(42)]);
		const { placing, methods, client } = start([loss, NOT_FOUND, found]);

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET GET');
		expect(client.retries.requests).toBe(0);
	});

	it.each<[string, Outcome, number[]]>([
		['HTTP 504', answered(504), [375, 7_500, 750, 15_000, 1_500, 30_000, 3_000, 45_000]],
		['HTTP 500', answered(500), [375, 1_500, 750, 3_000, 1_500, 6_000, 3_000, 12_000]],
	])(
		'posts four times at most, waits longer each round, and looks after the last as well: %s',
		async (_, loss, waits) => {
			const round = [loss, NOT_FOUND, NOT_FOUND];
			const { placing, methods, clock, client } = start([...round, ...round, ...round, ...round]);
			const failure = await rejectionOf(placing);

			expect(methods()).toBe('POST GET GET POST GET GET POST GET GET POST GET GET');
			expect(clock.slept).toEqual(waits);
			expect(client.retries.requests).toBe(3);
			expect(failure).toBeInstanceOf(DoubtfulOrder);
			expect(failure).toMatchObject({
				message: expect.stringMatching(
					/^It is not known whether Impilo has placed this order\. .*\(HTTP 50[04]\)$/,
				) as string,
				remedy: expect.stringMatching(/^Run the workflow again later: /) as string,
				status: loss.kind === 'answered' ? loss.status : undefined,
			});
		},
	);

	it('looks no sooner for good, and posts no sooner, than Impilo asks', async () => {
		const loss = answered(503, undefined, { 'retry-after': '90' });
		const { placing, methods, clock } = start([loss, NOT_FOUND, NOT_FOUND, PLACED]);

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET GET POST');
		expect(clock.slept).toEqual([375, 90_000]);
	});

	it('waits for two minutes where Impilo asks for them, and for no more', async () => {
		const most = answered(503, undefined, { 'retry-after': '120' });
		const tooMuch = answered(503, undefined, { 'retry-after': '121' });
		const patient = start([most, NOT_FOUND, pageOf([foundAs(42)])]);
		const impatient = start([tooMuch]);

		expect(await patient.placing).toMatchObject({ id: 42 });
		expect(patient.clock.slept).toEqual([375, 120_000]);
		await expect(impatient.placing).rejects.toThrow(DoubtfulOrder);
		expect(impatient.methods()).toBe('POST');
		expect(impatient.clock.slept).toEqual([]);
	});

	it('is in doubt where Impilo asks for too much only after the second post', async () => {
		const tooMuch = answered(503, undefined, { 'retry-after': '3600' });
		const { placing, methods } = start([LOST, NOT_FOUND, NOT_FOUND, tooMuch]);

		await expect(placing).rejects.toThrow(DoubtfulOrder);
		expect(methods()).toBe('POST GET GET POST');
	});

	it.each<[number, RegExp]>([
		[401, /^Open the Impilo credential, .* Run the workflow again later: /],
		[403, /^Ask the administrator .* Run the workflow again later: /],
		[422, /^Change what Impilo names, .* Run the workflow again later: /],
	])('says first what to change where the second post is refused: %d', async (status, remedy) => {
		const refused = answered(status, { message: 'no' });
		const { placing, methods } = start([LOST, NOT_FOUND, NOT_FOUND, refused]);
		const failure = await rejectionOf(placing);

		expect(failure).toBeInstanceOf(DoubtfulOrder);
		expect(failure).toMatchObject({
			status,
			apiMessage: 'no',
			message: expect.stringMatching(/^It is not known whether .*[^.]$/) as string,
			remedy: expect.stringMatching(remedy) as string,
		});
		expect(methods()).toBe('POST GET GET POST');
	});

	it.each(UNREADABLE)('never posts again after %s, but looks eight times', async (_, answer) => {
		const { placing, methods, clock, client } = start([
			answer,
			...Array.from({ length: 8 }, () => NOT_FOUND),
		]);
		const failure = await rejectionOf(placing);

		expect(methods()).toBe('POST GET GET GET GET GET GET GET GET');
		expect(clock.slept).toEqual([375, 1_500, 750, 3_000, 1_500, 6_000, 3_000, 12_000]);
		expect(client.retries.requests).toBe(0);
		expect(failure).toBeInstanceOf(DoubtfulOrder);
		expect(failure).toMatchObject({
			message: expect.stringMatching(/placed this order\. .* cannot be read$/) as string,
			remedy: expect.stringMatching(
				/^Run the workflow again later: .* not placed twice\.$/,
			) as string,
		});
	});

	// Faults of DoubtfulOrder, which takes every status below 500 for a refusal: without external
	// order IDs, "Run the workflow again later" would have the order placed twice.
	it.each<[string, Outcome, string[], RegExp]>([
		['201 without a body', answered(201), [], /^Check at Impilo whether the order is there/],
		['HTTP 408', answered(408), [], /^Check at Impilo whether the order is there/],
		['201 without a body', answered(201), ['PO-1'], /^Run the workflow again later: the order/],
	])('says only how to go on after %s: %j, IDs %j', async (_, loss, externalOrderIds, remedy) => {
		const lookUps = Array.from({ length: 8 }, () => NOT_FOUND);
		const { placing } = start([loss, ...lookUps], { externalOrderIds });

		await expect(placing).rejects.toMatchObject({
			remedy: expect.stringMatching(remedy) as string,
		});
	});

	it.each(UNREADABLE)('takes what the eighth look-up finds after %s', async (_, answer) => {
		const { placing, methods } = start([
			answer,
			...Array.from({ length: 7 }, () => NOT_FOUND),
			pageOf([foundAs(42)]),
		]);

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET GET GET GET GET GET GET GET');
	});

	it('posts no more once Impilo has said yes in words that cannot be read', async () => {
		const { placing, methods } = start([
			answered(504),
			NOT_FOUND,
			NOT_FOUND,
			answered(201),
			...Array.from({ length: 6 }, () => NOT_FOUND),
		]);

		await expect(placing).rejects.toThrow(/cannot be read$/);
		expect(methods()).toBe('POST GET GET POST GET GET GET GET GET GET');
	});

	it.each([
		[['PO-1'], 'return', /^Run the workflow again later: .* not placed twice\.$/],
		[['PO-1'], 'create', /^Check at Impilo .* to Return the Existing Order\.$/],
		[[], 'return', /^Check at Impilo .* fill External Order IDs/],
	] as Array<[string[], NewOrder['ifExists'], RegExp]>)(
		'says how to go on where it is in doubt: %j, if it exists: %s',
		async (externalOrderIds, ifExists, remedy) => {
			const { placing } = start([{ kind: 'stopped' }], { externalOrderIds, ifExists });
			const failure = await rejectionOf(placing);

			expect(failure).toBeInstanceOf(DoubtfulOrder);
			if (!(failure instanceof DoubtfulOrder)) return;
			expect(failure.remedy).toMatch(remedy);
			expectPlainWords(failure.remedy);
		},
	);

	it('takes the order that only the last look-up finds', async () => {
		const round = [answered(504), NOT_FOUND, NOT_FOUND];
		const last = [answered(504), NOT_FOUND, pageOf([foundAs(42)])];
		const { placing } = start([...round, ...round, ...round, ...last]);

		expect(await placing).toMatchObject({ id: 42 });
	});

	it.each([...LOSSES, ...UNREADABLE])(
		'never posts twice without external order IDs, and says so: %s',
		async (_, loss) => {
			const { placing, methods } = start([loss], { externalOrderIds: [] });
			const failure = await rejectionOf(placing);

			expect(methods()).toBe('POST');
			expect(failure).toBeInstanceOf(DoubtfulOrder);
			if (!(failure instanceof DoubtfulOrder)) return;
			expect(failure.message).toMatch(/^It is not known whether Impilo has placed this order\. /);
			expect(failure.remedy).toMatch(/Check at Impilo .* fill External Order IDs/);
			expect(failure.message).not.toMatch(/\.$/);
			expectPlainWords(failure.message);
			expectPlainWords(failure.remedy);
		},
	);

	it('does not take an order that carried the ID before, nor a voided one', async () => {
		const others = pageOf([foundAs(7), foundAs(8, 'VOIDED')]);
		const { placing, methods } = start([answered(504), others, others, PLACED], {
			known: ['7'],
		});

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST GET GET POST');
	});

	it('takes the new order among those that carried the ID before', async () => {
		const found = pageOf([foundAs(43), foundAs(7), foundAs(8, 'voided')]);
		const { placing } = start([answered(504), found], { known: ['7'] });

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

		await expect(placing).rejects.toThrow(DoubtfulOrder);
		await expect(placing).rejects.toThrow('orders of other external order IDs');
		expect(methods()).toBe('POST GET');
	});

	it.each<[string, Outcome, string]>([
		['is refused', answered(403, { message: 'Access Denied' }), 'API key is not allowed'],
		['is no list', answered(200, 'x'), 'did not answer with a list'],
		['is stopped', { kind: 'stopped' }, 'stopped before Impilo answered'],
	])('is in doubt where the look-up after a loss %s', async (_, lookUp, why) => {
		const { placing, methods } = start([answered(504), lookUp]);
		const failure = await rejectionOf(placing);

		expect(failure).toBeInstanceOf(DoubtfulOrder);
		expect(String(failure)).toMatch(/It is not known whether Impilo has placed this order\. /);
		expect(String(failure)).toContain(why);
		expect(methods()).toBe('POST GET');
		if (failure instanceof DoubtfulOrder) expectPlainWords(failure.message);
	});

	it('keeps what Impilo said where the look-up after a loss is refused', async () => {
		const lookUp = answered(403, { message: 'Access Denied' });
		const { placing } = start([answered(504), lookUp]);

		await expect(placing).rejects.toMatchObject({ status: 403, apiMessage: 'Access Denied' });
	});

	it.each([
		['before it is looked up', [answered(504)], 1],
		['before it is looked up for good', [answered(504), NOT_FOUND], 2],
		['before it is looked up in another round', [answered(201), NOT_FOUND, NOT_FOUND], 3],
		['before it is posted again', [answered(504), NOT_FOUND, NOT_FOUND], 3],
	])('is in doubt where the gate closes %s', async (_, outcomes, answersBeforeClosing) => {
		const { transmit, requests } = createScript(...outcomes);
		const client = createClient(async (request) => {
			const outcome = await transmit(request);
			if (requests.length === answersBeforeClosing) client.gate.close();
			return outcome;
		});
		const order = newOrder({ externalOrderIds: ['PO-1'] });
		const failure = await rejectionOf(placeOrder(client, order, new Set()));

		expect(failure).toBeInstanceOf(DoubtfulOrder);
		expect(failure).toMatchObject({
			message:
				'It is not known whether Impilo has placed this order. The execution was stopped before that was certain',
			remedy: expect.stringMatching(/^Run the workflow again later: /) as string,
			status: undefined,
		});
		expect(requests).toHaveLength(answersBeforeClosing);
	});

	it('is in doubt where the user stops while it is posted again', async () => {
		const { placing, methods } = start([answered(504), NOT_FOUND, NOT_FOUND, { kind: 'stopped' }]);

		await expect(placing).rejects.toThrow(DoubtfulOrder);
		expect(methods()).toBe('POST GET GET POST');
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
			const unreached: Outcome = { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false };
			const { placing, methods } = start([unreached, unreached, PLACED], { externalOrderIds });

			expect(await placing).toMatchObject({ id: 42 });
			expect(methods()).toBe('POST POST POST');
		},
	);

	it('is sure that nothing was placed where Impilo was never reached', async () => {
		const unreached: Outcome = { kind: 'unreached', code: 'ECONNREFUSED', isLasting: false };
		const { placing, methods } = start(Array.from({ length: 5 }, () => unreached));

		await expect(placing).rejects.toThrow(/^Impilo could not be reached: .* Nothing was sent$/);
		expect(methods()).toBe('POST POST POST POST POST');
	});

	it('posts once where a certificate is bad, and is sure that nothing was placed', async () => {
		const outcome: Outcome = { kind: 'unreached', code: 'CERT_HAS_EXPIRED', isLasting: true };
		const { placing, methods } = start([outcome]);

		await expect(placing).rejects.toThrow(/its certificate has expired\. Nothing was sent$/);
		expect(methods()).toBe('POST');
	});

	it('waits for as long as Impilo asks, and posts again', async () => {
		const throttled = answered(429, undefined, { 'retry-after': '7' });
		const { placing, methods, clock, client } = start([throttled, PLACED], {
			externalOrderIds: [],
		});

		expect(await placing).toMatchObject({ id: 42 });
		expect(methods()).toBe('POST POST');
		expect(clock.slept).toEqual([7_000]);
		expect(client.retries).toEqual({ pauses: 1, requests: 1 });
	});

	it('gives up at once where Impilo asks for more than two minutes', async () => {
		const throttled = answered(429, undefined, { 'retry-after': '121' });
		const { placing, methods } = start([throttled]);

		await expect(placing).rejects.toThrow('no more requests for 3 minutes');
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
		const order = newOrder({});

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
