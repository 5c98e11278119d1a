import type { Outcome } from '../../../../nodes/Impilo/api/outcome';
import type { ImpiloRequest } from '../../../../nodes/Impilo/api/request';
import { OrderBatch } from '../../../../nodes/Impilo/order/create/batch';
import type { NewOrder } from '../../../../nodes/Impilo/order/create/form';
import { createTally, type Tally } from '../../../../nodes/Impilo/order/create/report';
import type { ImpiloOrder } from '../../../../nodes/Impilo/order/order';
import { answered, createClient, pageOf, type Transmit, onlyTry } from '../../standIns';

/** A small Impilo: finds orders by external order ID, and places new ones. */
class OrderServer {
	readonly requests: ImpiloRequest[] = [];

	/** What becomes of the next posts, instead of a proper answer. */
	faults: Array<{ outcome: Outcome; isPlaced: boolean }> = [];

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
		const wanted = new Set(Array.isArray(query?.externalOrderId) ? query.externalOrderId : []);
		return pageOf(
			this.orders.filter(({ externalOrderIds }) => externalOrderIds?.some((id) => wanted.has(id))),
		);
	}

	private post({ body }: ImpiloRequest): Outcome {
		const fault = this.faults.shift();
		if (fault !== undefined && !fault.isPlaced) return fault.outcome;
		const order = { ...body, id: this.nextId++, currentStatus: 'orderPlaced' };
		this.orders.push(order);
		return fault?.outcome ?? answered(201, order);
	}
}

function orderOf(
	externalOrderIds: string[],
	ifExists: NewOrder['ifExists'] = 'return',
	changes: Partial<NewOrder> = {},
): NewOrder {
	return {
		itemIndex: 0,
		body: { site: { id: 31 }, orderItems: [{ item: { id: 501 }, count: 1 }], externalOrderIds },
		externalOrderIds,
		isGenerated: false,
		lacksId: false,
		ifExists,
		ifPlacedTwice: 'void',
		personal: [],
		simplify: true,
		...changes,
	};
}

/** Places all at once, as a run does; gives the ID of each item's order, or its failure. */
async function placeAll(server: OrderServer, unnumbered: NewOrder[]) {
	const orders = unnumbered.map((order, itemIndex) => ({ ...order, itemIndex }));
	const batch = new OrderBatch(createClient(server.transmit), onlyTry);
	await batch.lookUp(orders);
	const settled = await Promise.allSettled(orders.map(async (order) => await batch.place(order)));
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
const STOPPED: Outcome = { kind: 'stopped' };

describe('items that share external order IDs', () => {
	it('all get the one order that is placed for them', async () => {
		const server = new OrderServer();
		const { results, tally } = await placeAll(server, [
			orderOf(['PO-1']),
			orderOf(['PO-1']),
			orderOf(['PO-2']),
			orderOf(['PO-2', 'PO-3']),
			orderOf(['PO-3']),
		]);

		expect(results).toEqual([100, 100, 101, 101, 101]);
		expect(server.count('POST')).toBe(2);
		expect(tally).toEqual({ ...createTally(), placed: [0, 2], repeated: 3 });
	});

	it('all get the existing order, though it carries only one of the IDs', async () => {
		const server = new OrderServer([existing(7, 'PO-1')]);
		const { results, tally } = await placeAll(server, [
			orderOf(['PO-1', 'PO-2']),
			orderOf(['PO-2']),
		]);

		expect(results).toEqual([7, 7]);
		expect(server.count('POST')).toBe(0);
		expect(tally).toEqual({ ...createTally(), existing: 2 });
	});

	it('all get the placed order, though Impilo does not answer with its IDs', async () => {
		const server = new OrderServer();
		server.faults = [{ outcome: answered(201, { id: 100 }), isPlaced: true }];
		const { results } = await placeAll(server, [
			orderOf(['PO-1', 'PO-2']),
			orderOf(['PO-2']),
			orderOf(['PO-1'], 'fail'),
		]);

		expect(results).toEqual([100, 100, expect.stringContaining('already exists: order 100')]);
		expect(server.count('POST')).toBe(1);
	});

	it('are refused where the IDs lead to different orders', async () => {
		const server = new OrderServer([existing(9, 'PO-1'), existing(7, 'PO-2')]);
		const { results, tally } = await placeAll(server, [
			orderOf(['PO-1', 'PO-2']),
			orderOf(['PO-3', 'PO-1', 'PO-2'], 'fail'),
			orderOf(['PO-2']),
			orderOf(['PO-1', 'PO-2'], 'create'),
		]);

		expect(results).toEqual([
			expect.stringMatching(/belong to different orders: 7, 9$/),
			expect.stringContaining('already exists: order 7'),
			7,
			100,
		]);
		expect(tally).toMatchObject({ existing: 1, placed: [3] });
	});

	it('return the oldest of several existing orders that are not voided', async () => {
		const server = new OrderServer([
			existing(9, 'PO-1'),
			existing(7, 'PO-1', 'voided'),
			existing(8, 'PO-1'),
		]);

		expect((await placeAll(server, [orderOf(['PO-1'])])).results).toEqual([8]);
	});

	it('are looked up again after one of them was refused', async () => {
		const server = new OrderServer();
		server.faults = [{ outcome: answered(400, 'no'), isPlaced: false }];
		const { results } = await placeAll(server, [
			orderOf(['PO-1']),
			orderOf(['PO-1']),
			orderOf(['PO-1']),
		]);

		expect(results).toEqual([expect.stringContaining('refused'), 100, 100]);
		expect([server.count('POST'), server.count('GET')]).toEqual([2, 2]);
	});

	it('are looked up again after one of them was left in doubt', async () => {
		const server = new OrderServer();
		server.faults = [{ outcome: STOPPED, isPlaced: true }];
		const { results, tally } = await placeAll(server, [orderOf(['PO-1']), orderOf(['PO-1'])]);

		expect(results).toEqual([expect.stringContaining('not known whether'), 100]);
		expect(server.count('POST')).toBe(1);
		expect(tally).toEqual({ ...createTally(), doubtful: [0], existing: 1 });
	});
});

describe('what is counted of a placed order', () => {
	it.each<[string, string[], Partial<NewOrder>, Partial<Tally>]>([
		['with an ID', ['PO-1'], {}, {}],
		['without', [], {}, { placedWithoutId: 1, placedUnsafely: [0] }],
		[
			'with a generated ID',
			['n8n-1'],
			{ isGenerated: true },
			{ placedWithGeneratedId: 1, placedUnsafely: [0] },
		],
		[
			'whose expression gave none',
			[],
			{ lacksId: true },
			{ placedWithForgottenId: [0], placedUnsafely: [0] },
		],
	])('%s', async (_, ids, changes, counted) => {
		const { tally } = await placeAll(new OrderServer(), [orderOf(ids, 'return', changes)]);
		expect(tally).toEqual({ ...createTally(), placed: [0], ...counted });
	});
});

it('an order that another process has placed, too, fails with Keep Both and Fail the Item', async () => {
	const server = new OrderServer();
	const batch = new OrderBatch(createClient(server.transmit), onlyTry);
	const placed = await batch.place(orderOf(['PO-1'], 'return', { ifPlacedTwice: 'fail' }));
	server.orders.push({ ...placed, id: 110 });
	await batch.checkTwins();

	expect(() => batch.finalOrder(placed)).toThrow('Both were kept');
});

describe('the order of another run of this process', () => {
	it('is looked after by that run: this one never voids it', async () => {
		const server = new OrderServer();
		const client = createClient(server.transmit);
		const batches = [new OrderBatch(client, onlyTry), new OrderBatch(client, onlyTry)] as const;
		const order = orderOf(['PO-1']);
		for (const batch of batches) await batch.lookUp([order]);
		const placed = await batches[0].place(order);
		const found = await batches[1].place(order);
		// Another process has placed it as well.
		server.orders.push({ ...placed, id: 90 });
		await batches[1].checkTwins();

		expect([found.id, batches[1].finalOrder(found).id]).toEqual([100, 90]);
		expect(server.count('DELETE')).toBe(0);
		expect(batches[1].tally).toMatchObject({ existing: 1, keptTwice: [], voided: [] });
	});

	it('is not told to a run that has ended', async () => {
		const server = new OrderServer();
		const client = createClient(server.transmit);
		const [ended, running, other] = [
			new OrderBatch(client, onlyTry),
			new OrderBatch(client, onlyTry),
			new OrderBatch(client, onlyTry),
		];
		ended.end();
		await other.place(orderOf(['PO-1']));

		const order = orderOf(['PO-1'], 'fail');
		expect(ended.findRefusal(order)).toBeUndefined();
		expect(String(running.findRefusal(order))).toContain('already exists: order 100');
	});
});

describe('Create Another Order', () => {
	it('finds the new order after a lost answer, not the existing one', async () => {
		const server = new OrderServer([existing(7, 'PO-1')]);
		server.faults = [{ outcome: LOST, isPlaced: true }];
		const { results, tally } = await placeAll(server, [
			orderOf(['PO-1'], 'create'),
			orderOf(['PO-1'], 'create'),
		]);

		expect(results).toEqual([100, 101]);
		expect(server.count('POST')).toBe(2);
		expect(tally).toEqual({ ...createTally(), placed: [0, 1], placedUnsafely: [0, 1] });
	});

	it('does not take the order of an earlier item after a lost answer', async () => {
		const server = new OrderServer();
		server.faults = [
			{ outcome: answered(201, { id: 100 }), isPlaced: true },
			{ outcome: LOST, isPlaced: false },
		];
		const orders = [orderOf(['PO-1'], 'create'), orderOf(['PO-1'], 'create')];

		expect((await placeAll(server, orders)).results).toEqual([100, 101]);
		expect(server.count('POST')).toBe(3);
	});
});

describe('an existing order', () => {
	type Recipient = Pick<ImpiloOrder, 'patient' | 'site'>;
	type Wanted = Pick<NewOrder, 'patient'> & { site?: { id: number } };
	const TO_SITE: Wanted = { site: { id: 31 } };
	const TO_ID: Wanted = { patient: { by: 'id', id: 1234 } };
	const TO_IDENTIFIER: Wanted = { patient: { by: 'externalIdentifier', value: 'MRN-20481' } };
	const TO_EMAIL: Wanted = { patient: { by: 'email', value: 'nathan@example.com' } };
	const TO_NEW_PATIENT: Wanted = {};

	async function placeFor(
		{ patient, site }: Wanted,
		there: Recipient,
		ifExists: NewOrder['ifExists'] = 'return',
	) {
		const server = new OrderServer([{ ...existing(7, 'PO-1'), ...there }]);
		const { body } = orderOf(['PO-1']);
		const order = orderOf(['PO-1'], ifExists, { patient, body: { ...body, site } });
		const { results } = await placeAll(server, [order]);
		return { result: results[0], posts: server.count('POST') };
	}

	it.each<[Wanted, Recipient]>([
		[TO_SITE, { site: { id: 32 } }],
		[TO_SITE, { patient: { id: 1234 } }],
		[TO_ID, { patient: { id: 99 } }],
		[TO_ID, { site: { id: 31 } }],
		[TO_IDENTIFIER, { patient: { id: 1234, externalIdentifier: 'MRN-1' } }],
		[TO_EMAIL, { patient: { id: 1234, email: 'other@example.com' } }],
		[TO_NEW_PATIENT, { site: { id: 31 } }],
	])('is not returned for %j where it goes to %j', async (wanted, there) => {
		const { result, posts } = await placeFor(wanted, there);

		expect(result).toMatch(/belongs to order 7, which goes to another recipient$/);
		expect(result).not.toMatch(/MRN|@/);
		expect(posts).toBe(0);
	});

	it.each<[Wanted, Recipient]>([
		[TO_SITE, { site: { id: 31 } }],
		[TO_SITE, {}],
		[TO_SITE, { site: null }],
		[TO_ID, { patient: { id: 1234 } }],
		[TO_ID, { patient: null }],
		[TO_ID, { patient: { id: null } }],
		[TO_IDENTIFIER, { patient: { id: 1234, externalIdentifier: ' MRN-20481 ' } }],
		[TO_IDENTIFIER, { patient: { id: 1234, externalIdentifier: null } }],
		[TO_EMAIL, { patient: { id: 1234, email: 'Nathan@Example.com' } }],
		[TO_EMAIL, { patient: { id: 1234 } }],
		[TO_NEW_PATIENT, { patient: { id: 1234 } }],
	])('is returned for %j where it goes to %j', async (wanted, there) => {
		expect(await placeFor(wanted, there)).toEqual({ result: 7, posts: 0 });
	});

	it.each<[NewOrder['ifExists'], unknown]>([
		['create', 100],
		['fail', expect.stringContaining('already exists: order 7')],
	])('of another recipient changes nothing with %s', async (ifExists, expected) => {
		expect((await placeFor(TO_SITE, { site: { id: 32 } }, ifExists)).result).toEqual(expected);
	});
});
