import { sandboxKeys, seedIds, type Order } from '../../../sandbox';
import { EMPTY_ORDER } from '../../emptyOrder';
import { CONTINUE, IMPILO, pick, useImpilo, withoutWaiting } from '../impiloRun';
import { idsOf, jsonOf, pairingOf, requestLines } from '../outcome';

const READ_PATH = `/api/v3/order/${seedIds.placedOrder}`;

const rig = useImpilo();

async function getOrder(orderId: unknown, more: Record<string, string | boolean> = {}) {
	return await rig.runImpilo({ operation: 'get', orderId: orderId as string, ...more });
}

async function getById(id: string | number, more: Record<string, string | boolean> = {}) {
	return await getOrder(pick(id), more);
}

async function getByExternalId(value: string) {
	return await getOrder(pick(value, 'externalOrderId'));
}

/** An order as it comes over the wire: what is undefined is left out. */
function onTheWire(order: Order | undefined): unknown {
	return JSON.parse(JSON.stringify(order));
}

function addOrder(externalOrderIds: string[], currentStatus: string): number {
	const { orders } = rig.sandbox;
	return orders.add({ id: orders.nextId, externalOrderIds, currentStatus }).id;
}

function answerWith(body: unknown): void {
	rig.answer(body, { path: READ_PATH });
}

describe('which order', () => {
	it.each<[string, string | number]>([
		['a pasted address', 'https://app.impiloplatform.com/orders/5001'],
		[
			'a pasted address with a view after the ID',
			'https://app.impiloplatform.com/order/5001/edit?tab=2',
		],
		['a pasted address with a fragment', 'https://app.impiloplatform.com/app#/orders/5001'],
		[
			'a pasted address that names the patient before the order',
			'https://app.impiloplatform.com/patients/1234/orders/5001',
		],
	])('is found by ID from %s', async (_, id) => {
		const run = await getById(id);

		expect(run.status).toBe('success');
		expect(jsonOf(run)[0]?.id).toBe(5001);
		expect(requestLines(rig.sandbox)).toEqual([`GET ${READ_PATH}`]);
	});

	it.each<[string, string | number, string]>([
		[
			"a patient's address",
			'https://app.impiloplatform.com/patients/5001',
			'Order is the URL of a patient, not of an order',
		],
		[
			"a kit's address",
			'https://app.impiloplatform.com/kits/5001',
			'Order is the URL of a kit, not of an order',
		],
		[
			'an address without an ID',
			'https://app.impiloplatform.com/orders',
			'Order is a URL without the ID of an order',
		],
		['zero', 0, 'Order is not a whole positive number'],
		['a fraction', 5001.5, 'Order is not a whole positive number'],
		['a path', '5001/../5002', 'Order is not a whole positive number'],
		[
			'a number that JavaScript would round',
			'9007199254740993',
			'Order is too large to be handled exactly',
		],
	])('is refused, and nothing is sent, for %s', async (_, id, message) => {
		const run = await getById(id);

		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: `${message} [item 0]`,
			context: { itemIndex: 0 },
		});
		expect(run.error?.description).toContain('ID');
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('by external order ID', () => {
	it('asks for exactly that one', async () => {
		const run = await getByExternalId('demo-5001');

		expect(jsonOf(run)[0]?.id).toBe(5001);
		expect(requestLines(rig.sandbox)).toEqual([
			'GET /api/v3/order?externalOrderId=demo-5001&page=1&size=250',
		]);
	});

	it.each(['PO 77, line 2 & more', 'größe/été?'])('encodes %s', async (externalOrderId) => {
		const run = await getByExternalId(externalOrderId);

		expect(jsonOf(run)[0]?.id).toBe(seedIds.oddExternalOrderIdsOrder);
		expect(rig.sandbox.requests).toHaveLength(1);
		expect(rig.sandbox.requests[0]?.query.parsed).toEqual({
			externalOrderId: [externalOrderId],
			page: ['1'],
			size: ['250'],
		});
	});

	it('takes a number, as spreadsheets give it', async () => {
		const id = addOrder(['20260117'], 'orderPlaced');
		const run = await getOrder(pick(20260117, 'externalOrderId'));

		expect(jsonOf(run)[0]?.id).toBe(id);
	});

	it('says so when there is none', async () => {
		const run = await getByExternalId('demo-none');

		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'Impilo has no order with this external order ID [item 0]',
			description: expect.stringContaining('upper and lower case matter'),
		});
	});

	it('refuses to choose between several, and names them', async () => {
		const run = await getByExternalId('demo-shared');

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: `Impilo has 2 orders with this external order ID: ${seedIds.sharedOrder}, ${seedIds.otherSharedOrder} [item 0]`,
			description: 'Set Order to By ID, and enter the ID of the right one.',
		});
	});

	it.each(['voided', 'VOIDED', 'Voided'])(
		'takes the live one before one that is %s',
		async (status) => {
			addOrder(['PO-1'], status);
			const live = addOrder(['PO-1'], 'orderPlaced');
			addOrder(['PO-1'], status);

			expect((await getByExternalId('PO-1')).items(IMPILO)[0]?.json.id).toBe(live);
		},
	);

	it('takes a voided one where it is the only one', async () => {
		const voided = addOrder(['PO-2'], 'voided');

		expect((await getByExternalId('PO-2')).items(IMPILO)[0]?.json).toMatchObject({
			id: voided,
			currentStatus: 'voided',
		});
	});

	it('takes the newest of several that are all voided', async () => {
		addOrder(['PO-3'], 'voided');
		const newest = addOrder(['PO-3'], 'voided');

		expect((await getByExternalId('PO-3')).items(IMPILO)[0]?.json.id).toBe(newest);
	});

	it("never takes a stranger's order where the server ignores the filter", async () => {
		rig.sandbox.misbehave({ kind: 'ignoreFilter' });
		const run = await getByExternalId('demo-none');

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: 'Impilo returned orders with other external order IDs than those asked for [item 0]',
			description: expect.stringContaining('It seems to ignore the filter'),
		});
	});
});

describe('what it gives', () => {
	it('is the eleven fields of a simplified order, exactly', async () => {
		const run = await getById(5008);

		expect(run.items(IMPILO)).toEqual([
			{
				json: {
					id: 5008,
					currentStatus: 'shipped',
					externalOrderIds: ['demo-5008'],
					patientId: null,
					siteId: 201,
					orderItems: [
						{ id: 308, name: 'Thermometer', count: 2 },
						{ id: 315, name: 'AA Batteries (4)', count: 1 },
					],
					orderKits: [
						{ id: 1007, name: 'Hypertension Refill Kit', count: 1 },
						{ id: 1000, name: 'Hypertension Starter Kit', count: 1 },
					],
					devices: [
						{ id: 7026, name: 'Thermometer', identifier: 'SN-7026' },
						{ id: 7027, name: 'Thermometer', identifier: 'SN-7027' },
						{ id: 7028, name: 'Blood Pressure Monitor', identifier: 'SN-7028' },
					],
					trackingNumbers: [
						{
							carrier: 'ups',
							value: 'EXAMPLE000000005008',
							url: 'https://www.ups.com/track?tracknum=EXAMPLE000000005008',
						},
					],
					shippingOption: 'standard',
					lastEvent: { name: 'shipped', eventTimestamp: '2025-09-02T00:07:00.000Z' },
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('tells nothing of the patient but the ID', async () => {
		const run = await getById(5001);

		const text = JSON.stringify(run.items(IMPILO));
		expect(text).toContain('"patientId":1234');
		expect(text).not.toMatch(/John|Doe|example\.com|1980|Example Street|1234abcd/);
	});

	it.each([5001, seedIds.orderWithDevices, seedIds.nullsOrder, seedIds.missingFieldsOrder])(
		"is the API's own order %d, untouched, with Simplify off",
		async (id) => {
			const run = await getById(id, { simplify: false });

			expect(jsonOf(run)[0]).toEqual(onTheWire(rig.sandbox.orders.get(id)));
		},
	);

	const nothing = {
		...EMPTY_ORDER,
		id: 5001,
	};

	it('is null and empty lists where every field is a list of nulls', async () => {
		answerWith({
			...{ id: 5001, patient: {}, site: { id: null }, externalOrderIds: [null] },
			...{ orderItems: [null], orderKits: [null], devices: [null] },
			...{ packedKits: [null, {}, { devices: null }, { devices: [null] }] },
			...{ trackingNumbers: [null], orderEvents: [null] },
		});

		expect(jsonOf(await getById(5001))).toEqual([nothing]);
	});

	it('has nulls in its lines where the parts of them are missing', async () => {
		answerWith({
			id: 5001,
			orderItems: [{}, { count: 2, item: null }, { count: null, item: { id: 301, name: null } }],
			orderKits: [{ count: 1, kit: { id: seedIds.namelessKit } }],
			devices: [{ item: null, deviceIdentifiers: [null] }],
			packedKits: [{ devices: [{}] }],
			trackingNumbers: [{}],
			orderEvents: [{ name: 'orderPlaced' }],
		});

		expect((await getById(5001)).items(IMPILO)[0]?.json).toMatchObject({
			orderItems: [
				{ id: null, name: null, count: null },
				{ id: null, name: null, count: 2 },
				{ id: 301, name: null, count: null },
			],
			orderKits: [{ id: seedIds.namelessKit, name: null, count: 1 }],
			devices: new Array(2).fill({ id: null, name: null, identifier: null }),
			trackingNumbers: [{ carrier: null, value: null, url: null }],
			lastEvent: { name: 'orderPlaced', eventTimestamp: null },
		});
	});

	it('names the devices, those in packed kits once, by their serial numbers', async () => {
		const device = (id: number | null, ...deviceIdentifiers: object[]) => ({
			id,
			item: { id: 301, name: 'Monitor' },
			deviceIdentifiers,
			currentPatient: { id: 1234, firstName: 'John' },
		});
		const serial = { type: 'serial', value: 'SN-1' };
		const imei = { type: 'imei', value: 'IMEI-2' };
		answerWith({
			id: 5001,
			devices: [device(1, imei, serial), device(null)],
			packedKits: [
				{ id: 8001, devices: [device(1, serial), device(2, imei)] },
				{ id: 8002, devices: [device(null), { ...device(3), externalIdentifier: '0000-3' }] },
			],
		});

		const name = 'Monitor';
		const { json } = (await getById(5001)).items(IMPILO)[0] ?? {};
		expect(json?.devices).toEqual([
			{ id: 1, name, identifier: 'SN-1' },
			{ id: null, name, identifier: null },
			{ id: 2, name, identifier: 'IMEI-2' },
			{ id: null, name, identifier: null },
			{ id: 3, name, identifier: '0000-3' },
		]);
		expect(JSON.stringify(json)).not.toContain('John');
	});

	it('lets a status that nobody knows yet pass, and takes the latest event by its time', async () => {
		answerWith({
			id: 5001,
			currentStatus: 'heldAtCustoms',
			orderEvents: [
				{ name: 'HELD_AT_CUSTOMS', eventTimestamp: '2025-09-02T08:00:00Z' },
				{ name: 'orderPlaced', eventTimestamp: '2025-09-02T08:00:00+02:00' },
				{ name: 'unreadable', eventTimestamp: 'foo' },
			],
		});

		expect((await getById(5001)).items(IMPILO)[0]?.json).toMatchObject({
			currentStatus: 'heldAtCustoms',
			lastEvent: { name: 'HELD_AT_CUSTOMS', eventTimestamp: '2025-09-02T08:00:00Z' },
		});
	});
});

describe('the request', () => {
	it('carries the key, and neither a body nor anything of n8n', async () => {
		await getById(5001);

		const [request, ...others] = rig.sandbox.requests;
		expect(others).toEqual([]);
		expect(request?.headers).toMatchObject({
			'impilo-api-key': sandboxKeys.valid,
			accept: expect.stringContaining('application/json'),
			host: `127.0.0.1:${rig.sandbox.port}`,
		});
		expect(request?.headers).not.toHaveProperty('authorization');
		expect(request?.headers).not.toHaveProperty('content-length');
		expect(request?.body).toBeUndefined();
	});
});

describe('several items', () => {
	const byItem = { operation: 'get', orderId: pick('={{ $json.order }}') };
	const items = [{ order: 5002 }, { order: seedIds.unknownOrder }, { order: 'x' }, { order: 5001 }];

	const explained = {
		error: `Impilo has no order ${seedIds.unknownOrder} [item 1]`,
		details: {
			howToFix: expect.stringContaining('the credential has the Environment'),
			httpCode: 404,
			impiloSaid: `Order ${seedIds.unknownOrder} not found`,
		},
	};
	const refused = {
		error: 'Order is not a whole positive number [item 2]',
		details: {
			howToFix:
				'To use it, switch Order from By ID to Own ID. Or enter the ID that Impilo shows, a whole number such as 1042.',
		},
	};

	it('come in the order of the input, each with its own', async () => {
		const ids = Array.from({ length: 30 }, (_, index) => 5030 - index);
		rig.sandbox.misbehave({ kind: 'latency', ms: 10, every: 3 });
		const run = await rig.runImpilo(
			byItem,
			ids.map((order) => ({ order })),
		);

		expect(idsOf(run)).toEqual(ids);
		expect(pairingOf(run)).toEqual(ids.map((_, item) => ({ item })));
		expect(rig.sandbox.requests).toHaveLength(ids.length);
	});

	it('never have more requests under way than Concurrency allows', async () => {
		rig.sandbox.resetPeak();
		rig.sandbox.misbehave({ kind: 'hold', until: 3 });
		rig.sandbox.misbehave({ kind: 'latency', ms: 5 });
		const orders = Array.from({ length: 20 }, (_, index) => ({ order: 5001 + index }));
		await rig.runImpilo({ ...byItem, options: { concurrency: 3 } }, orders);

		expect(rig.sandbox.peakInFlight).toBe(3);
	});

	it('go on, with the failures on the error output', async () => {
		const run = await rig.runImpilo(byItem, items, CONTINUE);

		const [successes, failures] = run.outputs(IMPILO);
		expect(run.status).toBe('success');
		expect(successes?.map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[5002, { item: 0 }],
			[5001, { item: 3 }],
		]);
		expect(failures?.map(({ json }) => json)).toEqual([
			{ ...items[1], ...explained },
			{ ...items[2], ...refused },
		]);
		expect(failures?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
	});

	it('go on, with the failures among the successes', async () => {
		const run = await rig.runImpilo(byItem, items, { onError: 'continueRegularOutput' });

		expect(run.outputs(IMPILO)).toHaveLength(1);
		expect(jsonOf(run)).toEqual([
			expect.objectContaining({ id: 5002 }),
			explained,
			refused,
			expect.objectContaining({ id: 5001 }),
		]);
		expect(pairingOf(run)).toEqual(items.map((_, item) => ({ item })));
	});

	it('of none give none, and ask nothing', async () => {
		const run = await rig.runImpilo(byItem, []);

		expect(run.status).toBe('success');
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('a refusal', () => {
	it.each<[string, number, string, string]>([
		[sandboxKeys.expired, 401, 'Impilo did not accept the API key', 'create a new one'],
		[sandboxKeys.accessDenied, 403, 'The API key is not allowed to do this', 'administrator'],
		[
			sandboxKeys.featureDisabled,
			403,
			'This feature is switched off for your Impilo account',
			'Ask Impilo to switch it on',
		],
		[
			sandboxKeys.resourceForbidden,
			403,
			'The role of the API key does not allow this',
			'another role',
		],
	])(
		'of the key %s (%d) is explained, and sent only once',
		async (apiKey, status, message, remedy) => {
			const run = await rig.runImpilo(
				{ operation: 'get', orderId: pick(5001) },
				[{}],
				{},
				{ credentials: { impiloApi: { ...rig.credentials.impiloApi, apiKey } } },
			);

			expect(run.error).toMatchObject({
				message: `${message} [item 0]`,
				description: expect.stringContaining(remedy),
				httpCode: String(status),
			});
			expect(JSON.stringify(run.data)).not.toContain(apiKey);
			expect(rig.sandbox.requests.map((request) => request.status)).toEqual([status]);
		},
	);

	it('of another kind quotes Impilo', async () => {
		rig.sandbox.refuseNext('The moon is full', { status: 409, match: { path: READ_PATH } });
		const run = await getById(5001);

		expect(run.error?.message).toBe(
			'Impilo refused to read order 5001: "The moon is full" [item 0]',
		);
		expect(rig.sandbox.requests).toHaveLength(1);
	});

	it('never repeats the key, even if Impilo does', async () => {
		rig.sandbox.refuseNext(`Bad key ${sandboxKeys.valid}, ask ada@example.com`, {
			match: { path: READ_PATH },
		});
		const run = await getById(5001);

		expect(run.error?.message).toContain('Bad key [hidden], ask [hidden]');
		expect(JSON.stringify(run.data)).not.toContain(sandboxKeys.valid);
	});
});

describe('an outage', () => {
	it.each([408, 500, 502, 503, 504])('with %d is waited for, four times more', async (status) => {
		const time = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status });
		const run = await getById(5001);

		expect(run.error).toMatchObject({
			message: `Impilo is not available at the moment and could not read order 5001 (HTTP ${status}) [item 0]`,
			httpCode: String(status),
		});
		expect(requestLines(rig.sandbox)).toEqual(Array.from({ length: 5 }, () => `GET ${READ_PATH}`));
		expect(time.waits).toHaveLength(4);
		for (const [index, ms] of time.waits.entries()) {
			const longest = 500 * 2 ** index;
			expect(ms).toBeGreaterThanOrEqual(longest / 2);
			expect(ms).toBeLessThanOrEqual(longest);
		}
	});

	it('leaves no note where there was none', async () => {
		expect((await getById(5001)).hints(IMPILO)).toEqual([]);
	});

	it('is not waited for where Retry-After is too long', async () => {
		const time = withoutWaiting();
		rig.sandbox.misbehave({ kind: 'status', status: 429, retryAfter: 600 });
		const run = await getById(5001);

		expect(run.error?.message).toBe('Impilo accepts no more requests for 10 minutes [item 0]');
		expect(time.waits).toEqual([]);
		expect(rig.sandbox.requests).toHaveLength(1);
	});
});

describe('an answer', () => {
	it.each<[string, unknown, string | undefined]>([
		['another order', { id: 5002, currentStatus: 'shipped' }, undefined],
		['an order without an ID', { currentStatus: 'shipped' }, undefined],
		['the ID as text', { id: '5001' }, undefined],
		['a page of orders', { content: [{ id: 5001 }], page: 1, size: 1, total: 1 }, undefined],
		['a list', [{ id: 5001 }], undefined],
		['null', 'null', undefined],
		['nothing', '', undefined],
	])('that is %s is refused', async (_, body, contentType) => {
		rig.sandbox.misbehave({
			kind: 'status',
			status: 200,
			body,
			contentType,
			match: { path: READ_PATH },
		});
		const run = await getById(5001);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: 'Impilo answered with something other than order 5001 [item 0]',
			description: expect.stringContaining('proxy'),
		});
	});

	it('that is a login page is refused', async () => {
		const body = '<html><title>Sign in</title></html>';
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, contentType: 'text/html' });
		const run = await getById(5001);

		expect(run.items(IMPILO)).toEqual([]);
		expect(run.error).toMatchObject({
			message: 'The answer is a web page, so it did not come from Impilo [item 0]',
			description: expect.stringContaining('The page says "Sign in"'),
		});
	});

	it('that comes half is asked for again', async () => {
		const body = '{"id": 5001, "currentSta';
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, times: 1 });
		withoutWaiting();
		const run = await getById(5001);

		expect(run.items(IMPILO)).toHaveLength(1);
		expect(rig.sandbox.requests).toHaveLength(2);
	});

	it('that points somewhere else is not followed', async () => {
		rig.sandbox.misbehave({ kind: 'status', status: 302, body: '' });
		const run = await getById(5001);

		expect(run.error?.message).toBe(
			'The answer is a redirect to another address, so it did not come from Impilo [item 0]',
		);
		expect(rig.sandbox.requests).toHaveLength(1);
	});
});

describe('the options', () => {
	it.each<[string, object, string]>([
		['too many requests at once', { concurrency: 51 }, 'Concurrency is more than 50'],
		['no request at once', { concurrency: 0 }, 'Concurrency is not a whole number of at least 1'],
		['no time at all', { timeout: 0 }, 'Timeout is not a whole number of at least 1'],
		['more than ten minutes', { timeout: 601 }, 'Timeout is more than 600'],
	])('refuse %s before anything is sent', async (_, options, message) => {
		const run = await rig.runImpilo({
			operation: 'get',
			orderId: pick(5001),
			options: { ...options },
		});

		expect(run.error?.message).toBe(`${message} [item 0]`);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('give up on an answer after the Timeout', async () => {
		withoutWaiting();
		rig.sandbox.misbehave({ kind: 'hang', times: 1 });
		const run = await rig.runImpilo({
			operation: 'get',
			orderId: pick(5001),
			options: { timeout: 1 },
		});

		expect(jsonOf(run)[0]?.id).toBe(5001);
		expect(rig.sandbox.requests.map(({ status }) => status)).toEqual([undefined, 200]);
	});
});
