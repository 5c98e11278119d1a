import type { Outcome } from '../../../../nodes/Impilo/api/outcome';
import type { ImpiloRequest } from '../../../../nodes/Impilo/api/request';
import { OrderBatch } from '../../../../nodes/Impilo/order/create/batch';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/form';
import { DoubtfulOrder } from '../../../../nodes/Impilo/order/create/place';
import { createTally } from '../../../../nodes/Impilo/order/create/report';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { answered, createClient, pageOf, rejectionOf, type Transmit } from '../../standIns';

/** A small Impilo: finds orders by external order ID, and places new ones. */
class OrderServer {
	readonly requests: ImpiloRequest[] = [];

	/** Outcomes of the next posts, in place of placing; a `true` places all the same. */
	disturbances: Array<{ outcome: Outcome; isPlaced: boolean }> = [];

	isListBroken = false;

	private nextId = 100;

	constructor(readonly orders: ImpiloOrder[] = []) {}

	readonly transmit: Transmit = async (request) => {
		this.requests.push(request);
		return await Promise.resolve(
			request.method === 'POST' ? this.post(request) : this.list(request),
		);
	};

	count(method: string): number {
		return this.requests.filter((request) => request.method === method).length;
	}

	private list({ query }: ImpiloRequest): Outcome {
		if (this.isListBroken) return answered(403, { message: 'Access Denied' });
		const wanted = new Set(Array.isArray(query?.externalOrderId) ? query.externalOrderId : []);
		return pageOf(
			this.orders.filter(({ externalOrderIds }) => externalOrderIds?.some((id) => wanted.has(id))),
		);
	}

	private post({ body }: ImpiloRequest): Outcome {
		const disturbance = this.disturbances.shift();
		if (disturbance !== undefined && !disturbance.isPlaced) return disturbance.outcome;
		const order = { ...body, id: this.nextId++, currentStatus: 'orderPlaced' };
		this.orders.push(order);
		return disturbance?.outcome ?? answered(201, order);
	}
}

function newOrder(
	externalOrderIds: string[],
	ifExists: NewOrder['ifExists'] = 'return',
	itemIndex = 0,
): NewOrder {
	const body = { site: { id: 31 }, orderItems: [{ item: { id: 501 }, count: 1 }] };
	return {
		itemIndex,
		body: externalOrderIds.length > 0 ? { ...body, externalOrderIds } : body,
		externalOrderIds,
		ifExists,
		personal: [],
		simplify: true,
	};
}

/** Places all at once, as a run of items does, and tells each item's order or failure. */
async function placeAll(server: OrderServer, unnumbered: NewOrder[]) {
	const orders = unnumbered.map((each, itemIndex) => ({ ...each, itemIndex }));
	const batch = new OrderBatch(createClient(server.transmit));
	await batch.lookUp(orders);
	const settled = await Promise.allSettled(orders.map(async (each) => await batch.place(each)));
	const results = settled.map((each) =>
		each.status === 'fulfilled' ? each.value.id : String(each.reason),
	);
	return { results, tally: batch.tally };
}

const existing = (id: number, externalOrderId: string, currentStatus = 'shipped'): ImpiloOrder => ({
	id,
	currentStatus,
	externalOrderIds: [externalOrderId],
});

const LOST: Outcome = { kind: 'lost', code: 'ECONNRESET' };

describe('OrderBatch', () => {
	it('looks all IDs up in one request, and places what is not there', async () => {
		const server = new OrderServer([existing(7, 'PO-2')]);
		const { results, tally } = await placeAll(server, [
			newOrder(['PO-1']),
			newOrder(['PO-2']),
			newOrder(['PO-3']),
		]);

		expect(results).toEqual([100, 7, 101]);
		expect([server.count('GET'), server.count('POST')]).toEqual([1, 2]);
		expect(tally).toEqual({ ...createTally(), placed: [0, 2], existing: 1 });
	});

	it('looks nothing up where there are no IDs', async () => {
		const server = new OrderServer();
		const { results, tally } = await placeAll(server, [newOrder([]), newOrder([])]);

		expect(results).toEqual([100, 101]);
		expect(server.count('GET')).toBe(0);
		expect(tally).toEqual({
			...createTally(),
			placed: [0, 1],
			placedWithoutId: 2,
			placedUnsafely: [0, 1],
		});
	});

	it('places one order for items that share an ID, and gives it to all', async () => {
		const server = new OrderServer();
		const { results, tally } = await placeAll(server, [
			newOrder(['PO-1']),
			newOrder(['PO-1']),
			newOrder(['PO-2']),
			newOrder(['PO-2', 'PO-3']),
			newOrder(['PO-3']),
		]);

		expect(results).toEqual([100, 100, 101, 101, 101]);
		expect(server.count('POST')).toBe(2);
		expect(tally).toEqual({ ...createTally(), placed: [0, 2], repeated: 3 });
	});

	it('keeps in mind an order that it found under all IDs of the item', async () => {
		const server = new OrderServer([existing(7, 'PO-1')]);
		const { results, tally } = await placeAll(server, [
			newOrder(['PO-1', 'PO-2']),
			newOrder(['PO-2']),
		]);

		expect(results).toEqual([7, 7]);
		expect(server.count('POST')).toBe(0);
		expect(tally).toEqual({ ...createTally(), existing: 2 });
	});

	it('keeps in mind an order that it placed under all IDs of the item', async () => {
		const server = new OrderServer();
		server.disturbances = [{ outcome: answered(201, { id: 100 }), isPlaced: true }];
		const { results } = await placeAll(server, [
			newOrder(['PO-1', 'PO-2']),
			newOrder(['PO-2']),
			newOrder(['PO-1'], 'fail'),
		]);

		expect(results).toEqual([100, 100, expect.stringContaining('already exists: order 100')]);
		expect(server.count('POST')).toBe(1);
	});

	it('refuses IDs that have led to different orders', async () => {
		const server = new OrderServer([existing(9, 'PO-1'), existing(7, 'PO-2')]);
		const { results, tally } = await placeAll(server, [
			newOrder(['PO-1', 'PO-2']),
			newOrder(['PO-3', 'PO-1', 'PO-2'], 'fail'),
			newOrder(['PO-2']),
		]);

		expect(results).toEqual([
			expect.stringMatching(/belong to different orders: 7, 9$/),
			expect.stringContaining('already exists: order 7'),
			7,
		]);
		expect(server.count('POST')).toBe(0);
		expect(tally).toEqual({ ...createTally(), existing: 1 });
	});

	it('refuses IDs that lead to different orders of the batch', async () => {
		const server = new OrderServer();
		const { results } = await placeAll(server, [
			newOrder(['PO-1']),
			newOrder(['PO-2']),
			newOrder(['PO-1', 'PO-2']),
		]);

		expect(results).toEqual([100, 101, expect.stringContaining('different orders: 100, 101')]);
		expect(server.count('POST')).toBe(2);
	});

	it('takes one order that carries all IDs of the item', async () => {
		const order = { ...existing(7, 'PO-1'), externalOrderIds: ['PO-1', 'PO-2'] };
		const { results } = await placeAll(new OrderServer([order]), [newOrder(['PO-2', 'PO-1'])]);

		expect(results).toEqual([7]);
	});

	it('places another for IDs of different orders where that is wanted', async () => {
		const server = new OrderServer([existing(9, 'PO-1'), existing(7, 'PO-2')]);
		const { results } = await placeAll(server, [newOrder(['PO-1', 'PO-2'], 'create')]);

		expect(results).toEqual([100]);
	});

	it('does not count a voided order as existing', async () => {
		const server = new OrderServer([existing(7, 'PO-1', 'VOIDED')]);
		const { results } = await placeAll(server, [newOrder(['PO-1'])]);

		expect(results).toEqual([100]);
	});

	it('returns the oldest of several that exist', async () => {
		const server = new OrderServer([
			existing(9, 'PO-1'),
			existing(7, 'PO-1', 'voided'),
			existing(8, 'PO-1'),
		]);

		expect((await placeAll(server, [newOrder(['PO-1'])])).results).toEqual([8]);
	});

	it('places another where that is wanted, and takes the new one after a loss', async () => {
		const server = new OrderServer([existing(7, 'PO-1')]);
		server.disturbances = [{ outcome: LOST, isPlaced: true }];
		const orders = [newOrder(['PO-1'], 'create'), newOrder(['PO-1'], 'create')];
		const { results, tally } = await placeAll(server, orders);

		expect(results).toEqual([100, 101]);
		expect(server.count('POST')).toBe(2);
		expect(tally).toEqual({ ...createTally(), placed: [0, 1], placedUnsafely: [0, 1] });
	});

	it.each<[string, string[], NewOrder['ifExists'], RegExp]>([
		['with an ID', ['PO-1'], 'return', /^Run the workflow again later: .* looked up first/],
		['with an ID that must be new', ['PO-1'], 'fail', /^Run the workflow again later: /],
		['with an ID, placed anyway', ['PO-1'], 'create', /^Check at Impilo .* Existing Order\.$/],
		['without an ID', [], 'return', /^Check at Impilo .* fill External Order IDs/],
	])('counts an order in doubt, and says how to go on: %s', async (_, ids, ifExists, remedy) => {
		const server = new OrderServer();
		server.disturbances = [{ outcome: { kind: 'stopped' }, isPlaced: true }];
		const batch = new OrderBatch(createClient(server.transmit));
		const failure = await rejectionOf(batch.place(newOrder(ids, ifExists, 4)));

		expect(failure).toBeInstanceOf(DoubtfulOrder);
		expect(failure).toMatchObject({ remedy: expect.stringMatching(remedy) as string });
		expect(batch.tally).toEqual({ ...createTally(), doubtful: [4] });
	});

	it('does not count a refused order as doubtful', async () => {
		const server = new OrderServer();
		server.disturbances = [{ outcome: answered(400, 'no'), isPlaced: false }];
		const { tally } = await placeAll(server, [newOrder(['PO-1'])]);

		expect(tally).toEqual(createTally());
	});

	it('does not take what an earlier item has placed for its own after a loss', async () => {
		const server = new OrderServer();
		server.disturbances = [
			{ outcome: answered(201, { id: 100 }), isPlaced: true },
			{ outcome: LOST, isPlaced: false },
		];
		const orders = [newOrder(['PO-1'], 'create'), newOrder(['PO-1'], 'create')];

		expect((await placeAll(server, orders)).results).toEqual([100, 101]);
		expect(server.count('POST')).toBe(3);
	});

	it('fails where the order must not exist', async () => {
		const server = new OrderServer([existing(7, 'PO-1')]);
		const { results } = await placeAll(server, [
			newOrder(['PO-1'], 'fail'),
			newOrder(['PO-2'], 'fail'),
		]);

		expect(results).toEqual([expect.stringContaining('already exists: order 7'), 100]);
		expect(server.count('POST')).toBe(1);
	});

	it('fails where an earlier item of the batch has placed it', async () => {
		const server = new OrderServer();
		const { results } = await placeAll(server, [
			newOrder(['PO-1'], 'fail'),
			newOrder(['PO-1'], 'fail'),
		]);

		expect(results).toEqual([100, expect.stringContaining('already exists: order 100')]);
	});

	it('posts nothing that has IDs when these could not be looked up', async () => {
		const server = new OrderServer();
		server.isListBroken = true;
		const { results } = await placeAll(server, [
			newOrder(['PO-1']),
			newOrder([]),
			newOrder(['PO-2']),
		]);

		expect(results).toEqual([
			expect.stringContaining('not allowed'),
			100,
			expect.stringContaining('not allowed'),
		]);
	});

	it('looks again before an item that shares an ID with one that failed', async () => {
		const server = new OrderServer();
		server.disturbances = [{ outcome: answered(400, 'no'), isPlaced: false }];
		const { results } = await placeAll(server, [
			newOrder(['PO-1']),
			newOrder(['PO-1']),
			newOrder(['PO-1']),
		]);

		expect(results).toEqual([expect.stringContaining('refused'), 100, 100]);
		expect([server.count('POST'), server.count('GET')]).toEqual([2, 2]);
	});

	it('finds what an item with an unknown outcome has placed after all', async () => {
		const server = new OrderServer();
		server.disturbances = [{ outcome: { kind: 'stopped' }, isPlaced: true }];
		const { results } = await placeAll(server, [newOrder(['PO-1']), newOrder(['PO-1'])]);

		expect(results).toEqual([expect.stringContaining('not known whether'), 100]);
		expect(server.count('POST')).toBe(1);
	});

	it('hands an ID over to the patient that was found, asking once for each', async () => {
		const posts: unknown[] = [];
		const finds: unknown[] = [];
		const transmit: Transmit = async ({ path, body }) => {
			if (path === '/order') posts.push(body);
			else finds.push(body);
			return await Promise.resolve(
				answered(200, path === '/order' ? { id: 42 } : { id: 1234, email: 'nathan@example.com' }),
			);
		};
		const batch = new OrderBatch(createClient(transmit));
		const toPatient: NewOrder = {
			...newOrder([]),
			patient: { by: 'email', value: 'nathan@example.com' },
			body: { orderItems: [{ item: { id: 501 }, count: 1 }] },
		};
		await Promise.all([batch.place(toPatient), batch.place(toPatient)]);

		expect(finds).toEqual([{ email: 'nathan@example.com' }]);
		expect(posts).toEqual(
			Array.from({ length: 2 }, () => ({
				orderItems: [{ item: { id: 501 }, count: 1 }],
				patient: { id: 1234 },
			})),
		);
	});

	it('places nothing where the patient is not found', async () => {
		const requests: ImpiloRequest[] = [];
		const transmit: Transmit = async (request) => {
			requests.push(request);
			return await Promise.resolve(answered(404, { message: 'Not Found' }));
		};
		const batch = new OrderBatch(createClient(transmit));
		const failure = await rejectionOf(
			batch.place({
				...newOrder([]),
				patient: { by: 'externalIdentifier', value: 'MRN/20481' },
				personal: ['MRN/20481'],
			}),
		);

		expect(String(failure)).toContain('no patient with this external identifier');
		expect(requests.map(({ path }) => path)).toEqual(['/patient/identifier/MRN%2F20481']);
	});
});

describe('an order that is there for another recipient', () => {
	type Recipient = Pick<ImpiloOrder, 'patient' | 'site'>;
	type Wanted = Pick<NewOrder, 'patient'> & { site?: { id: number } };
	const TO_SITE: Wanted = { site: { id: 31 } };
	const TO_ID: Wanted = { patient: { by: 'id', id: 1234 } };
	const TO_IDENTIFIER: Wanted = { patient: { by: 'externalIdentifier', value: 'MRN-20481' } };
	const TO_EMAIL: Wanted = { patient: { by: 'email', value: 'nathan@example.com' } };

	async function placeFor(
		{ patient, site }: Wanted,
		there: Recipient,
		ifExists: NewOrder['ifExists'] = 'return',
	) {
		const server = new OrderServer([{ ...existing(7, 'PO-1'), ...there }]);
		const order = newOrder(['PO-1'], ifExists);
		const { results, tally } = await placeAll(server, [
			{ ...order, patient, body: { ...order.body, site } },
		]);
		return { result: results[0], posts: server.count('POST'), tally };
	}

	it.each<[Wanted, Recipient]>([
		[TO_SITE, { site: { id: 32 } }],
		[TO_ID, { patient: { id: 99 } }],
		[TO_IDENTIFIER, { patient: { id: 1234, externalIdentifier: 'MRN-1' } }],
	])('is refused: %j where it goes to %j', async (wanted, there) => {
		const { result, posts, tally } = await placeFor(wanted, there);

		expect(result).toMatch(/belongs to order 7, which goes to another recipient$/);
		expect(result).not.toContain('MRN');
		expect(posts).toBe(0);
		expect(tally).toEqual(createTally());
	});

	it.each<[Wanted, Recipient]>([
		[TO_SITE, { site: { id: 31 } }],
		[TO_SITE, {}],
		[TO_SITE, { site: null }],
		[TO_ID, { patient: { id: 1234 } }],
		[TO_ID, { patient: null }],
		[TO_ID, { patient: { id: null } }],
		[TO_IDENTIFIER, { patient: { id: 1234, externalIdentifier: 'MRN-20481' } }],
		[TO_IDENTIFIER, { patient: { id: 1234, externalIdentifier: null } }],
		[TO_IDENTIFIER, { patient: { id: 1234 } }],
		[TO_EMAIL, { patient: { id: 1234 } }],
		[{}, { patient: { id: 1234 } }],
	])('is not what %j finds where it goes to %j', async (wanted, there) => {
		const { result, posts } = await placeFor(wanted, there);

		expect(result).toBe(7);
		expect(posts).toBe(0);
	});

	it('does not keep another from being placed where that is wanted', async () => {
		const { result } = await placeFor(TO_SITE, { site: { id: 32 } }, 'create');

		expect(result).toBe(100);
	});

	it('is named as one that exists already where none must', async () => {
		const { result } = await placeFor(TO_SITE, { site: { id: 32 } }, 'fail');

		expect(result).toContain('already exists: order 7');
	});
});

describe('findRefusal', () => {
	async function findRefusals(server: OrderServer, orders: NewOrder[]): Promise<unknown[]> {
		const batch = new OrderBatch(createClient(server.transmit));
		await batch.lookUp(orders);
		return orders.map((order) => batch.findRefusal(order)?.toString());
	}

	it('refuses what its turn would refuse, and sends nothing for it', async () => {
		const server = new OrderServer([
			{ ...existing(7, 'PO-1'), site: { id: 32 } },
			existing(8, 'PO-2'),
			existing(9, 'PO-3'),
		]);
		const refusals = await findRefusals(server, [
			newOrder(['PO-1']),
			newOrder(['PO-2'], 'fail'),
			newOrder(['PO-2', 'PO-3']),
		]);

		expect(refusals).toEqual([
			expect.stringContaining('another recipient'),
			expect.stringContaining('already exists: order 8'),
			expect.stringContaining('different orders: 8, 9'),
		]);
		expect([server.count('GET'), server.count('POST')]).toEqual([1, 0]);
	});

	it('refuses nothing else', async () => {
		const server = new OrderServer([existing(7, 'PO-1'), existing(8, 'PO-2', 'VOIDED')]);
		const orders = [
			newOrder([]),
			newOrder([], 'fail'),
			newOrder(['PO-1']),
			newOrder(['PO-1'], 'create'),
			newOrder(['PO-2'], 'fail'),
			newOrder(['PO-9'], 'fail'),
		];

		expect(await findRefusals(server, orders)).toEqual(orders.map(() => undefined));
	});

	it('refuses all that have IDs where these could not be looked up', async () => {
		const server = new OrderServer();
		server.isListBroken = true;
		const orders = [newOrder(['PO-1']), newOrder([]), newOrder(['PO-2'])];

		const notAllowed = expect.stringContaining('not allowed') as string;
		expect(await findRefusals(server, orders)).toEqual([notAllowed, undefined, notAllowed]);
	});
});
