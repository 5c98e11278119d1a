import type { INodeParameters } from 'n8n-workflow';

import { KNOWN_ORDER_STATUSES, seedIds, type Order } from '../../../sandbox';
import { ECHO, echoAfter } from '../echoNode';
import type { WorkflowRun } from '../harness';
import { IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { hintsOf, idsOf, jsonOf, pairingOf, requestLines } from '../outcome';

const LIST_PATH = '/api/v3/order';
const SEEDED = 30;

const rig = useImpilo();

async function getMany(parameters: INodeParameters = {}, items = [{}]): Promise<WorkflowRun> {
	return await rig.runImpilo({ operation: 'getAll', ...parameters }, items);
}

async function filter(filters: INodeParameters): Promise<WorkflowRun> {
	return await getMany({ returnAll: true, filters });
}

function seededIds(count: number): number[] {
	return Array.from({ length: count }, (_, index) => seedIds.placedOrder + index);
}

function idsWhere(predicate: (order: Order) => boolean): number[] {
	return rig.sandbox.orders
		.list()
		.filter(predicate)
		.map(({ id }) => id);
}

/** An order as it comes over the wire: what is undefined is left out. */
function onTheWire(order: Order | undefined): unknown {
	return JSON.parse(JSON.stringify(order));
}

function pagesAsked(): number[] {
	return rig.sandbox.requests.map(({ query }) => Number(query.parsed.page));
}

describe('how many', () => {
	it('are fifty where the form is left as it is', async () => {
		rig.sandbox.seedOrders(40);
		const run = await getMany();

		expect(idsOf(run)).toEqual(seededIds(50));
		expect(requestLines(rig.sandbox)).toEqual([`GET ${LIST_PATH}?page=1&size=50`]);
	});

	it.each([1, 7, 30])('are %d, asked for in one page of that size', async (limit) => {
		const run = await getMany({ limit });

		expect(idsOf(run)).toEqual(seededIds(limit));
		expect(requestLines(rig.sandbox)).toEqual([`GET ${LIST_PATH}?page=1&size=${limit}`]);
	});

	it('are a limit above the largest page, in pages of 250', async () => {
		rig.sandbox.seedOrders(600);
		const run = await getMany({ limit: 260 });

		expect(idsOf(run)).toEqual(seededIds(260));
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${LIST_PATH}?page=1&size=250`,
			`GET ${LIST_PATH}?page=2&size=250`,
		]);
	});

	it('are all with Return All, whatever the limit says, in pages of 250', async () => {
		rig.sandbox.seedOrders(600);
		const run = await getMany({ returnAll: true, limit: 3 });

		expect(idsOf(run)).toEqual(seededIds(SEEDED + 600));
		expect(requestLines(rig.sandbox).sort()).toEqual([
			`GET ${LIST_PATH}?page=1&size=250`,
			`GET ${LIST_PATH}?page=2&size=250`,
			`GET ${LIST_PATH}?page=3&size=250`,
		]);
	});

	it.each([0, -1, 1.5])('are not %d', async (limit) => {
		const run = await getMany({ limit });

		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: 'Limit is not a whole number of at least 1 [item 0]',
		});
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('are none of an empty list', async () => {
		rig.answer({ content: [], page: 1, size: 250, total: 0, first: true, last: true });

		for (const returnAll of [true, false]) {
			const run = await getMany({ returnAll });
			expect(run.status).toBe('success');
			expect(run.items(IMPILO)).toEqual([]);
		}
		expect(rig.sandbox.requests).toHaveLength(2);
	});
});

describe('a page', () => {
	it('that the server makes shorter loses nothing', async () => {
		rig.sandbox.misbehave({ kind: 'clampSize', size: 7 });

		expect(idsOf(await getMany({ returnAll: true }))).toEqual(seededIds(SEEDED));
		expect(requestLines(rig.sandbox).sort()).toEqual([
			`GET ${LIST_PATH}?page=1&size=250`,
			...[2, 3, 4, 5].map((page) => `GET ${LIST_PATH}?page=${page}&size=7`),
		]);
	});

	it.each([{ returnAll: true }, { limit: 25 }])(
		'that becomes shorter on the way loses nothing, with %j',
		async (parameters) => {
			rig.sandbox.misbehave({ kind: 'clampSize', size: 10, times: 1 });
			rig.sandbox.misbehave({ kind: 'clampSize', size: 6, every: 2 });
			const run = await getMany(parameters);

			expect(idsOf(run)).toEqual(seededIds('limit' in parameters ? 25 : SEEDED));
		},
	);

	it('without anything but its content is enough, until one is empty', async () => {
		const pages = [[{ id: 1 }, { id: 2 }], [{ id: 3 }], []];
		for (const content of pages) {
			rig.sandbox.misbehave({ kind: 'status', status: 200, body: { content }, times: 1 });
		}

		expect(idsOf(await getMany({ returnAll: true }))).toEqual([1, 2, 3]);
		expect(pagesAsked()).toEqual([1, 2, 3]);
	});

	it('with nulls in it gives the others', async () => {
		rig.answer({ content: [null, { id: 1, currentStatus: null }], last: true, total: null });

		expect(idsOf(await getMany({ returnAll: true }))).toEqual([1]);
	});

	const NO_LIST = 'Impilo did not answer with a list: could not list orders [item 0]';

	it.each<[string, unknown, string | undefined, string]>([
		['a bare list', [{ id: 1 }], undefined, NO_LIST],
		['one order', { id: 1 }, undefined, NO_LIST],
		[
			'a login page',
			'<html><title>Sign in</title></html>',
			'text/html',
			'The answer is a web page, so it did not come from Impilo [item 0]',
		],
		['nothing', '', undefined, NO_LIST],
	])('that is %s is refused', async (_, body, contentType, message) => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, contentType });
		const run = await getMany({ returnAll: true });

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message,
			description: expect.stringContaining('Base URL'),
		});
	});

	it('that fails for a while is asked for again, and no order is missing', async () => {
		withoutWaiting();
		rig.sandbox.seedOrders(1_000);
		rig.sandbox.misbehave({ kind: 'status', status: 503, every: 3 });
		const run = await getMany({ returnAll: true });

		expect(idsOf(run)).toEqual(seededIds(SEEDED + 1_000));
		expect(run.hints(IMPILO)[0]?.message).toContain('Requests were sent again');
	});
});

describe('orders that arrive while the list is read', () => {
	/** From now on `perRequest` orders arrive just before each list request but the first. */
	function letOrdersArrive(perRequest: number, newest: 'first' | 'last', times = Infinity): void {
		const { orders } = rig.sandbox;
		const find = orders.find.bind(orders);
		let requests = 0;
		// So that pages are answered in another order than they are asked for.
		rig.sandbox.misbehave({ kind: 'latency', ms: 20, every: 2 });
		jest.spyOn(orders, 'find').mockImplementation((wanted) => {
			if (requests++ > 0 && requests <= times + 1) rig.sandbox.seedOrders(perRequest);
			const found = [...find(wanted)];
			return newest === 'first' ? found.reverse() : found;
		});
	}

	function missing(wanted: number[], ids: unknown[]): number[] {
		const given = new Set(ids);
		return wanted.filter((id) => !given.has(id));
	}

	it.each(['first', 'last'] as const)('come twice nowhere, the newest %s', async (newest) => {
		rig.sandbox.seedOrders(1_100);
		const before = idsWhere(() => true);
		letOrdersArrive(7, newest, 10);
		const ids = idsOf(await getMany({ returnAll: true }));

		expect(new Set(ids).size).toBe(ids.length);
		expect(missing(before, ids)).toEqual([]);
	});

	it.each(['first', 'last'] as const)(
		'come twice nowhere up to a limit, the newest %s',
		async (newest) => {
			rig.sandbox.seedOrders(1_100);
			letOrdersArrive(7, newest);
			const ids = idsOf(await getMany({ limit: 700 }));

			expect(ids).toHaveLength(700);
			expect(new Set(ids).size).toBe(700);
		},
	);

	it('hide none of those that match the filters', async () => {
		rig.sandbox.seedOrders(1_100);
		const before = idsWhere(({ currentStatus }) => currentStatus === 'shipped');
		letOrdersArrive(9, 'first', 10);
		const ids = idsOf(await filter({ statuses: ['shipped'] }));

		expect(new Set(ids).size).toBe(ids.length);
		expect(missing(before, ids)).toEqual([]);
	});
});

it('orders that no page has, as each page is sorted otherwise, are told in a note', async () => {
	rig.sandbox.seedOrders(570);
	const { orders } = rig.sandbox;
	const find = orders.find.bind(orders);
	let requests = 0;
	jest.spyOn(orders, 'find').mockImplementation((wanted) => {
		const found = [...find(wanted)];
		// Of the three pages of a list, all but the first.
		return requests++ % 3 === 0 ? found : [...found.slice(3), ...found.slice(0, 3)];
	});
	const run = await getMany({ returnAll: true });

	expect(idsOf(run)).toHaveLength(597);
	expect(hintsOf(run)).toEqual([
		"3 orders may be missing: Impilo's list kept changing while it was read. Run the workflow again. If it keeps happening, report it to Impilo.",
	]);
});

describe('the patient filter', () => {
	const ofPatient = [5001];

	it.each<[string, string, string | number]>([
		['from the list', 'list', 1234],
		['by ID', 'id', '1234'],
		['by address', 'id', 'https://app.impiloplatform.com/patients/1234'],
	])('goes to Impilo, %s', async (_, mode, value) => {
		const run = await filter({ patientId: pick(value, mode) });

		expect(idsOf(run)).toEqual(ofPatient);
		expect(requestLines(rig.sandbox)).toEqual([`GET ${LIST_PATH}?patientId=1234&page=1&size=250`]);
	});

	it("never gives other patients' orders where the server ignores it", async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter({ patientId: pick(1234) });

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: 'Impilo returned orders that do not match Patient [item 0]',
			description: expect.stringContaining('remove Patient from Filters'),
		});
	});
});

describe('the filter by external order IDs', () => {
	it.each<[string, string]>([
		['separated by commas', 'demo-5001, demo-5003 ,,'],
		['a JSON list', '["demo-5001", "demo-5003"]'],
		['an expression that returns a list', "={{ ['demo-5001', 'demo-5003', 'demo-5001'] }}"],
		['an expression on the item', '={{ $json.orders }}'],
	])('repeats the name for %s', async (_, externalOrderIds) => {
		const run = await getMany({ returnAll: true, filters: { externalOrderIds } }, [
			{ orders: ['demo-5001', 'demo-5003'] },
		]);

		expect(idsOf(run)).toEqual([5001, 5003]);
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${LIST_PATH}?externalOrderId=demo-5001&externalOrderId=demo-5003&page=1&size=250`,
		]);
	});

	it('keeps a comma inside an ID of a list, and encodes it', async () => {
		const run = await getMany(
			{ returnAll: true, filters: { externalOrderIds: '={{ $json.orders }}' } },
			[{ orders: ['PO 77, line 2 & more'] }],
		);

		expect(idsOf(run)).toEqual([seedIds.oddExternalOrderIdsOrder]);
		expect(rig.sandbox.requests[0]?.query.parsed.externalOrderId).toEqual(['PO 77, line 2 & more']);
	});

	it('gives every order that carries one of them, each once', async () => {
		const run = await filter({ externalOrderIds: 'demo-shared, demo-5014' });

		expect(idsOf(run)).toEqual([seedIds.sharedOrder, seedIds.otherSharedOrder]);
	});

	it("never gives a stranger's orders where the server ignores it", async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await filter({ externalOrderIds: 'demo-5001' });

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error?.message).toBe(
			'Impilo returned orders that do not match External Order IDs [item 0]',
		);
	});

	it.each(['={{ ["PO-1", "\\ud83d"] }}', 'P'.repeat(251), '..'])(
		'refuses what no address can hold: %.20s',
		async (externalOrderIds) => {
			const run = await getMany({ filters: { externalOrderIds } });

			expect(run.error?.message).toMatch(
				/^External Order IDs (contains a character|consists only of dots|is) /,
			);
			expect(rig.sandbox.requests).toEqual([]);
		},
	);

	it('goes together with the patient', async () => {
		const run = await filter({
			externalOrderIds: 'demo-5001, demo-5002',
			patientId: pick(1234),
		});

		expect(idsOf(run)).toEqual([5001]);
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${LIST_PATH}?externalOrderId=demo-5001&externalOrderId=demo-5002&patientId=1234&page=1&size=250`,
		]);
	});
});

describe('many external order IDs', () => {
	const ids = Array.from({ length: 120 }, (_, index) => `bulk-${index}`);
	const many = { externalOrderIds: '={{ $json.ids }}' };

	/** Adds orders that each carry an ID of the first request and one of the last. */
	function carry(count: number): number[] {
		const { orders } = rig.sandbox;
		const model = orders.get(seedIds.placedOrder) as Order;
		return Array.from({ length: count }, (_, index) => {
			const externalOrderIds = [`bulk-${index}`, `bulk-${index + 100}`];
			return orders.add({ ...model, id: orders.nextId, externalOrderIds }).id;
		});
	}

	async function getByIds(parameters: INodeParameters): Promise<WorkflowRun> {
		return await rig.runImpilo({ operation: 'getAll', filters: many, ...parameters }, [{ ids }]);
	}

	function asked(): string[][] {
		return rig.sandbox.requests.map(({ query }) => query.parsed.externalOrderId ?? []);
	}

	it.each([{}, { simplify: false }])(
		'are asked for fifty at a time, and each order is given once, with %j',
		async (parameters) => {
			const orders = carry(10);
			const run = await getByIds({ returnAll: true, ...parameters });

			expect(asked().map(({ length }) => length)).toEqual([50, 50, 20]);
			expect(asked().flat()).toEqual(ids);
			expect(idsOf(run)).toEqual(orders);
		},
	);

	it('count each order once up to a limit, and no more is read then', async () => {
		const orders = carry(10);
		expect(idsOf(await getByIds({ limit: 4 }))).toEqual(orders.slice(0, 4));
		expect(asked()).toHaveLength(1);
	});

	it('are read to the end where there are not enough', async () => {
		const orders = carry(10);
		expect(idsOf(await getByIds({ limit: 12 }))).toEqual(orders);
		expect(asked()).toHaveLength(3);
	});

	it('of exactly fifty take one request', async () => {
		await rig.runImpilo({ operation: 'getAll', returnAll: true, filters: many }, [
			{ ids: ids.slice(0, 50) },
		]);
		expect(asked().map(({ length }) => length)).toEqual([50]);
	});
});

describe('a hint', () => {
	const hintsFor = async (filters: INodeParameters) =>
		(await filter(filters)).hints(IMPILO).map(({ message }) => message);

	it('says that nobody knows a status', async () => {
		expect(await hintsFor({ statuses: "={{ ['neverHeardOf'] }}" })).toEqual([
			expect.stringMatching(
				/^No order has the status "neverheardof", and Impilo does not document it\. Check Statuses/i,
			),
		]);
	});

	it('says so of those alone that neither the documentation nor an order has', async () => {
		expect(await hintsFor({ statuses: "={{ ['onHold', 'HELD_AT_CUSTOMS'] }}" })).toEqual([]);
		const [message] = await hintsFor({ statuses: "={{ ['onHold', 'one', 'two'] }}" });
		expect(message).toContain('"one" or "two"');
	});

	it('counts the orders whose last change cannot be read', async () => {
		const filters = { statusChangedAfter: '2000-01-01', externalOrderIds: 'demo-5001, demo-5002' };
		expect(await hintsFor(filters)).toEqual([]);
		const event = rig.sandbox.orders.get(5001)?.orderEvents?.at(-1);
		if (event) event.eventTimestamp = 'the other day';

		const run = await filter(filters);
		expect(idsOf(run)).toEqual([5002]);
		expect(hintsOf(run)).toEqual([
			'Status Changed After left out 1 order: Impilo gives no readable time of the last change.',
		]);
	});
});

describe('the filter by status', () => {
	it.each(KNOWN_ORDER_STATUSES)('picks %s', async (status) => {
		const wanted = idsWhere(({ currentStatus }) => currentStatus === status);
		const run = await filter({ statuses: [status] });

		expect(wanted.length).toBeGreaterThan(0);
		expect(idsOf(run)).toEqual(wanted);
		expect(requestLines(rig.sandbox)).toEqual([`GET ${LIST_PATH}?page=1&size=250`]);
	});

	it.each<[string, INodeParameters['statuses']]>([
		['several', ['shipped', 'delivered']],
		['separated by commas', 'shipped, delivered'],
		['an expression that returns a list', "={{ ['shipped', 'delivered'] }}"],
		['a JSON list', '["shipped", "delivered"]'],
		["Impilo's other spelling", ['SHIPPED', 'Delivered']],
	])('picks %s', async (_, statuses) => {
		const wanted = idsWhere(({ currentStatus }) =>
			['shipped', 'delivered'].includes(currentStatus ?? ''),
		);

		expect(idsOf(await filter({ statuses }))).toEqual(wanted);
	});

	it.each(['orderPlaced', 'ORDER_PLACED', 'order placed', 'order-placed'])(
		'finds orderPlaced and ORDER_PLACED alike by %s',
		async (status) => {
			const { orders } = rig.sandbox;
			const upper = orders.add({ id: orders.nextId, currentStatus: 'ORDER_PLACED' });
			const run = await filter({ statuses: `={{ ['${status}'] }}` });

			expect(idsOf(run)).toEqual([5001, seedIds.sharedOrder, upper.id]);
			expect(run.items(IMPILO).at(-1)?.json.currentStatus).toBe('ORDER_PLACED');
		},
	);

	it('gives none where no order has it, and never one without a status', async () => {
		const run = await filter({ statuses: "={{ ['neverHeardOf'] }}" });

		expect(run.status).toBe('success');
		expect(run.items(IMPILO)).toEqual([]);
	});
});

describe('the filter by the last change', () => {
	/** The history of the nth order of the seed begins so many minutes after noon. */
	const NOON = Date.UTC(2025, 8, 1, 12);

	function lastEventMs({ orderEvents }: Order): number {
		return Math.max(...(orderEvents ?? []).map(({ eventTimestamp }) => Date.parse(eventTimestamp)));
	}

	function changedAfter(ms: number): number[] {
		return idsWhere((order) => lastEventMs(order) > ms);
	}

	const SIX_HOURS_LATER = NOON + 6 * 3_600_000;

	it.each<[string, string]>([
		['UTC', '2025-09-01T18:00:00Z'],
		['an offset', '2025-09-01T20:00:00+02:00'],
		['an offset, with milliseconds', '2025-09-01T11:00:00.000-07:00'],
		['RFC 2822', 'Mon, 01 Sep 2025 18:00:00 GMT'],
	])('takes a time with its zone: %s', async (_, statusChangedAfter) => {
		const wanted = changedAfter(SIX_HOURS_LATER);
		expect(wanted.length).toBeGreaterThan(0);
		expect(wanted.length).toBeLessThan(SEEDED);

		expect(idsOf(await filter({ statusChangedAfter }))).toEqual(wanted);
		expect(requestLines(rig.sandbox)).toEqual([`GET ${LIST_PATH}?page=1&size=250`]);
	});

	it.each<[string, string]>([
		['Europe/Berlin', '2025-09-01T20:00:00'],
		['America/Los_Angeles', '2025-09-01T11:00:00'],
		['Asia/Kolkata', '2025-09-01 23:30:00'],
	])("takes a time without a zone in the workflow's: %s", async (timezone, statusChangedAfter) => {
		const wanted = changedAfter(SIX_HOURS_LATER);
		const run = await rig.runImpilo(
			{ operation: 'getAll', returnAll: true, filters: { statusChangedAfter } },
			[{}],
			{},
			{ settings: { timezone } },
		);

		expect(idsOf(run)).toEqual(wanted);
	});

	it("takes a day without a time from its beginning in the workflow's zone", async () => {
		const run = await rig.runImpilo(
			{ operation: 'getAll', returnAll: true, filters: { statusChangedAfter: '2025-09-02' } },
			[{}],
			{},
			{ settings: { timezone: 'Europe/Berlin' } },
		);

		expect(idsOf(run)).toEqual(changedAfter(Date.UTC(2025, 8, 1, 22)));
	});

	it("takes n8n's DateTime", async () => {
		const { id } = rig.sandbox.setOrderStatus(5004, 'shipped');
		const run = await filter({ statusChangedAfter: "={{ $now.minus(1, 'day') }}" });

		expect(idsOf(run)).toEqual([id]);
	});

	it('is later than, not as late as', async () => {
		const last = rig.sandbox.orders.get(5001)?.orderEvents?.at(-1)?.eventTimestamp ?? '';
		const externalOrderIds = 'demo-5001';

		expect(idsOf(await filter({ externalOrderIds, statusChangedAfter: last }))).toEqual([]);
		const before = new Date(Date.parse(last) - 1).toISOString();
		expect(idsOf(await filter({ externalOrderIds, statusChangedAfter: before }))).toEqual([5001]);
	});

	it('leaves out an order without events, as it says', async () => {
		const run = await filter({ statusChangedAfter: '2000-01-01' });

		expect(idsOf(run)).toEqual(idsWhere(({ id }) => id !== seedIds.missingFieldsOrder));
	});

	it.each(['yesterday-ish', '2025-13-01', '={{ "no time" }}', '={{ true }}'])(
		'refuses %s',
		async (statusChangedAfter) => {
			const run = await filter({ statusChangedAfter });

			expect(run.error).toMatchObject({
				message: 'Status Changed After is not a time [item 0]',
				description: expect.stringContaining('e.g. 2026-01-31T08:00:00'),
			});
			expect(rig.sandbox.requests).toEqual([]);
		},
	);
});

describe('a limit with filters of the node', () => {
	it('counts what is picked, not what is read', async () => {
		rig.sandbox.seedOrders(1_000);
		const shipped = idsWhere(({ currentStatus }) => currentStatus === 'shipped');
		const run = await getMany({ limit: 30, filters: { statuses: ['shipped'] } });

		expect(idsOf(run)).toEqual(shipped.slice(0, 30));
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${LIST_PATH}?page=1&size=250`,
			`GET ${LIST_PATH}?page=2&size=250`,
		]);
	});

	it('reads to the end where there are not enough', async () => {
		rig.sandbox.seedOrders(600);
		const run = await getMany({
			limit: 5,
			filters: { statuses: "={{ ['heldAtCustoms'] }}", statusChangedAfter: '2025-09-01' },
		});

		expect(idsOf(run)).toEqual([seedIds.unknownStatusOrder]);
		expect(pagesAsked()).toEqual([1, 2, 3]);
	});

	it('holds for all filters together', async () => {
		const run = await getMany({
			limit: 1,
			filters: {
				externalOrderIds: 'demo-5014, demo-5001, demo-5008',
				statuses: ['orderPlaced', 'shipped'],
				statusChangedAfter: '2025-09-01T00:00:00Z',
				patientId: pick(1234),
			},
		});

		expect(idsOf(run)).toEqual([5001]);
		expect(requestLines(rig.sandbox)).toEqual([
			`GET ${LIST_PATH}?externalOrderId=demo-5014&externalOrderId=demo-5001&externalOrderId=demo-5008&patientId=1234&page=1&size=250`,
		]);
	});
});

describe('what it gives', () => {
	const ELEVEN_FIELDS = [
		'currentStatus',
		'devices',
		'externalOrderIds',
		'id',
		'lastEvent',
		'orderItems',
		'orderKits',
		'patientId',
		'shippingOption',
		'siteId',
		'trackingNumbers',
	];

	it('is eleven fields an order, and nobody to be recognized', async () => {
		const run = await getMany({ returnAll: true });

		expect(run.items(IMPILO)).toHaveLength(SEEDED);
		for (const { json } of run.items(IMPILO))
			expect(Object.keys(json).sort()).toEqual(ELEVEN_FIELDS);
		expect(JSON.stringify(run.items(IMPILO))).not.toMatch(/@example|Example Street|Doe/);
	});

	it("is the API's own orders, untouched, with Simplify off", async () => {
		const run = await getMany({ returnAll: true, simplify: false });

		expect(jsonOf(run)).toEqual(rig.sandbox.orders.list().map((order) => onTheWire(order)));
	});
});

describe('several items', () => {
	const byItem = {
		operation: 'getAll',
		limit: '={{ $json.limit }}',
		filters: { statuses: '={{ $json.statuses }}' },
	};

	it('give their orders one after the other, each paired with its own', async () => {
		const shipped = idsWhere(({ currentStatus }) => currentStatus === 'shipped');
		const placed = idsWhere(({ currentStatus }) => currentStatus === 'orderPlaced');
		const run = await rig.runImpilo(
			byItem,
			[
				{ limit: 2, statuses: ['orderPlaced'], who: 'first' },
				{ limit: 5, statuses: ['neverHeardOf'], who: 'second' },
				{ limit: 9, statuses: ['shipped'], who: 'third' },
			],
			{},
			echoAfter("={{ $('Trigger').item.json.who }}"),
		);

		expect(idsOf(run)).toEqual([...placed.slice(0, 2), ...shipped]);
		expect(pairingOf(run)).toEqual([{ item: 0 }, { item: 0 }, ...shipped.map(() => ({ item: 2 }))]);
		expect(run.items(ECHO).map(({ json }) => json.value)).toEqual([
			'first',
			'first',
			...shipped.map(() => 'third'),
		]);
	});

	it('share one limit of requests under way', async () => {
		rig.sandbox.seedOrders(2_000);
		const first = rig.sandbox.misbehave({ kind: 'hold', times: 3 });
		rig.sandbox.resetPeak();
		const running = rig.runImpilo(
			{ operation: 'getAll', returnAll: true, options: { concurrency: 4 } },
			[{}, {}, {}],
		);
		// The first page of each list tells how many there are.
		await first.hasApplied(3);
		rig.sandbox.misbehave({ kind: 'hold', until: 4 });
		rig.sandbox.misbehave({ kind: 'latency', ms: 20 });
		first.remove();
		await running;

		expect(rig.sandbox.peakInFlight).toBe(4);
	});
});
