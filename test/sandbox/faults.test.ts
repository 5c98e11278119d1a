import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

import { FaultBook } from '../../sandbox/faults';
import { ERROR_SHAPES, seedIds, type Fault, type Sandbox } from '../../sandbox';
import { call, readPage, useSandbox } from './client';

const BODY = { patient: { id: seedIds.patient }, orderItems: [{ item: { id: seedIds.item } }] };
const NEW_ADDRESS = { lineOne: '1', city: 'a', state: 'b', zipCode: 'c', country: 'd' };
const PATIENCE_MS = 100;

const rig = useSandbox();
let sandbox: Sandbox;
beforeEach(() => ({ sandbox } = rig));

const create = (externalOrderId = 'one') =>
	call(sandbox, 'POST', '/api/v3/order', { ...BODY, externalOrderIds: [externalOrderId] });
const list = () => call(sandbox, 'GET', '/api/v3/order?size=1');
const countPlaced = () => sandbox.orders.find({ externalOrderIds: ['one'] }).length;

async function readStatuses(count: number): Promise<number[]> {
	const statuses: number[] = [];
	for (let turn = 0; turn < count; turn += 1) statuses.push((await list()).status);
	return statuses;
}

describe('each kind', () => {
	it.each<[fault: Fault, placed: number, status: number | undefined, text: unknown]>([
		[{ kind: 'loseAnswer', when: 'beforeCommit' }, 0, undefined, undefined],
		[{ kind: 'loseAnswer', when: 'afterCommit' }, 1, undefined, undefined],
		[{ kind: 'status', status: 503 }, 0, 503, '{"message":"Service Unavailable"}'],
		[{ kind: 'statusAfterCommit', status: 504 }, 1, 504, '{"message":"Gateway Timeout"}'],
		[{ kind: 'truncate' }, 1, 201, expect.stringMatching(/^\{"id":5031.*[^}]$/s)],
	])('%j: placed %i, answered %j', async (fault, placed, status, text) => {
		sandbox.misbehave({ ...fault, times: 1 });
		const answer = await create().catch(() => undefined);
		expect([answer?.status, answer?.text]).toEqual([status, text]);
		expect(countPlaced()).toBe(placed);
		expect(sandbox.requests[0]?.status).toBe(status);
		expect((await create()).status).toBe(201);
	});

	it('carryOutLater: cut at once, done later', async () => {
		sandbox.misbehave({ kind: 'carryOutLater', ms: 60, times: 1 });
		await expect(create()).rejects.toThrow('fetch failed');
		expect(countPlaced()).toBe(0);
		await wait(PATIENCE_MS);
		expect(countPlaced()).toBe(1);
		expect(sandbox.requests.map(({ status }) => status)).toEqual([undefined]);
	});

	it('carryOutLater by a clock of its own: done before the first request that is later', async () => {
		let nowMs = Date.now();
		const clocked = await rig.start({ now: () => new Date(nowMs) });
		clocked.misbehave({ kind: 'carryOutLater', ms: 20_000, match: { method: 'POST' } });
		const post = () =>
			call(clocked, 'POST', '/api/v3/order', { ...BODY, externalOrderIds: ['late'] });
		await expect(post()).rejects.toThrow('fetch failed');
		const find = async () =>
			(await readPage(clocked, '/api/v3/order?externalOrderId=late')).content.length;
		expect(await find()).toBe(0);
		nowMs += 20_000;
		expect(await find()).toBe(1);

		await expect(post()).rejects.toThrow('fetch failed');
		clocked.reset();
		nowMs += 20_000;
		expect(await find()).toBe(0);
	});

	it.each([
		['beforeCommit', 0],
		['afterCommit', 1],
	] as const)('hang %s', async (when, placed) => {
		const hang = sandbox.misbehave({ kind: 'hang', when });
		const patience = new AbortController();
		const answer = fetch(`${sandbox.url}/api/v3/order`, {
			method: 'POST',
			headers: { 'Impilo-API-Key': sandbox.apiKey },
			body: JSON.stringify({ ...BODY, externalOrderIds: ['one'] }),
			signal: patience.signal,
		});
		const failure = expect(answer).rejects.toThrow(/aborted/);
		// One that arrives later would be an order of the next test.
		await hang.hasApplied(1);
		while (countPlaced() < placed) await nextTurn();
		await wait(PATIENCE_MS);
		patience.abort();
		await failure;
		expect(countPlaced()).toBe(placed);
	});

	it('latency', async () => {
		sandbox.misbehave({ kind: 'latency', ms: 60 });
		sandbox.misbehave({ kind: 'latency', ms: 60, when: 'afterCommit' });
		const started = performance.now();
		expect((await list()).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThanOrEqual(115);
	});

	it('latency that varies from request to request, around its median', () => {
		const faults = new FaultBook(1);
		faults.add({ kind: 'latency', ms: 50, spread: 0.4 });
		const waits = Array.from(
			{ length: 1_001 },
			() => faults.plan('GET', '/api/v3/order').latencyBeforeCommitMs,
		).sort((one, other) => one - other);
		expect(new Set(waits).size).toBe(1_001);
		expect(waits[500]).toBeGreaterThan(45);
		expect(waits[500]).toBeLessThan(55);
		expect(Math.log((waits[841] ?? 0) / (waits[500] ?? 1))).toBeCloseTo(0.4, 1);
	});

	it('latency after the commit: the work is done while the client still waits', async () => {
		sandbox.misbehave({ kind: 'latency', ms: 150, when: 'afterCommit' });
		const answer = create();
		let isAnswered = false;
		void answer.then(() => (isAnswered = true));
		while (countPlaced() === 0) await nextTurn();
		expect(isAnswered).toBe(false);
		expect((await answer).status).toBe(201);
	});

	it.each([
		['beforeCommit', 0],
		['afterCommit', 1],
	] as const)('hold %s, until it is removed', async (when, placed) => {
		const hold = sandbox.misbehave({ kind: 'hold', when, match: { method: 'POST' } });
		let answered = 0;
		const answers = ['one', 'two'].map(async (externalOrderId) => {
			await create(externalOrderId);
			answered += 1;
		});
		await hold.hasApplied(2);
		while (countPlaced() < placed) await nextTurn();
		expect((await list()).status).toBe(200);
		expect([countPlaced(), answered]).toEqual([placed, 0]);
		hold.remove();
		await Promise.all(answers);
		expect(countPlaced()).toBe(1);
		expect((await create('three')).status).toBe(201);
	});

	it('hold until so many are held: none is answered before all are there', async () => {
		sandbox.misbehave({ kind: 'hold', until: 3, when: 'afterCommit' });
		const statuses = async () => (await list(), sandbox.requests.length);
		expect(await Promise.all([statuses(), statuses(), statuses()])).toEqual([3, 3, 3]);
		expect((await list()).status).toBe(200);
	});

	it.each([
		[2, '2'],
		['Wed, 21 Oct 2026 07:28:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT'],
	])('status with Retry-After %s', async (retryAfter, sent) => {
		sandbox.misbehave({ kind: 'status', status: 429, retryAfter });
		const answer = await list();
		expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, sent]);
	});

	it('status with a body of its own', async () => {
		const html = '<html><body>Bad gateway</body></html>';
		sandbox.misbehave({
			kind: 'status',
			status: 502,
			body: html,
			contentType: 'text/html',
			times: 1,
		});
		sandbox.misbehave({ kind: 'status', status: 200, body: { unexpected: true } });
		const first = await list();
		expect([first.status, first.text, first.headers.get('content-type')]).toEqual([
			502,
			html,
			'text/html',
		]);
		expect((await list()).body).toEqual({ unexpected: true });
	});

	it.each([
		['message', '{"message":"item_not_orderable"}', 'application/json; charset=utf-8'],
		['error', '{"error":"item_not_orderable"}', 'application/json; charset=utf-8'],
		['errors', '{"errors":["item_not_orderable"]}', 'application/json; charset=utf-8'],
		['string', 'item_not_orderable', 'text/plain; charset=utf-8'],
		['jsonString', '"item_not_orderable"', 'application/json; charset=utf-8'],
		['html', expect.stringContaining('<h1>item_not_orderable</h1>'), 'text/html; charset=utf-8'],
		['empty', '', null],
	] as const)('errorShape %s', async (shape, text, contentType) => {
		sandbox.misbehave({ kind: 'errorShape', shape });
		const answer = await call(sandbox, 'POST', '/api/v3/order', {
			...BODY,
			orderItems: [{ item: { id: seedIds.itemNotOrderable } }],
		});
		expect(answer.status).toBe(400);
		expect(answer.text).toEqual(text);
		expect(answer.headers.get('content-type')).toBe(contentType);
		expect(ERROR_SHAPES).toContain(shape);
	});
});

it('listLag: lists show only later what is new; the thing itself is there at once', async () => {
	let nowMs = Date.UTC(2026, 0, 31);
	const lagging = await rig.start({ now: () => new Date(nowMs) });
	lagging.misbehave({ kind: 'listLag', ms: 1000, match: { method: 'GET' } });
	const made: Array<[path: string, body: object, seeded: number]> = [
		['/api/v3/order', BODY, 30],
		['/api/v3/patient', { firstName: 'Nova', lastName: 'Sample', address: NEW_ADDRESS }, 40],
		['/api/v3/return', { siteId: 201, returnItems: [{ id: 306 }], emailLabel: true }, 7],
	];
	const totals = async () =>
		await Promise.all(made.map(async ([path]) => (await readPage(lagging, path)).total));
	for (const [path, body] of made) {
		const { id } = (await call(lagging, 'POST', path, body)).body as { id: number };
		expect((await call(lagging, 'GET', `${path}/${id}`)).status).toBe(200);
	}
	nowMs += 999;
	expect(await totals()).toEqual(made.map(([, , seeded]) => seeded));
	nowMs += 1;
	expect(await totals()).toEqual(made.map(([, , seeded]) => seeded + 1));
});

it('IDs that are shuffled are all different, and not in the order of placing', async () => {
	const shuffled = await rig.start({ shuffleOrderIds: true });
	const ids: number[] = [];
	for (let count = 0; count < 130; count++) {
		ids.push(((await call(shuffled, 'POST', '/api/v3/order', BODY)).body as { id: number }).id);
	}
	expect(new Set(ids).size).toBe(130);
	expect(Math.min(...ids)).toBeGreaterThan(5030);
	expect(ids).not.toEqual([...ids].sort((one, other) => one - other));
});

it.each<[string, string, object | undefined]>([
	['POST', '/patient', { firstName: 'A', lastName: 'B', address: NEW_ADDRESS }],
	['PATCH', '/patient/1234', { sex: 'other' }],
	['PUT', '/patient/1234', { firstName: 'A', lastName: 'B', address: NEW_ADDRESS }],
	['POST', '/patient/disenroll/1234', { archive: false, createReturns: true }],
	['POST', '/site', { name: 'New' }],
	['PATCH', '/site/201', { active: false }],
	['PATCH', '/device/associate-patient', { deviceId: 7016, patientId: 1234 }],
	['PATCH', '/device/disassociate-patient', { deviceId: 7012, patientId: 1245 }],
	['POST', '/return', { siteId: 201, returnItems: [{ id: 306 }], emailLabel: true }],
	['DELETE', '/return/4001', undefined],
	['POST', '/webhook', { type: 'order.status', url: 'https://example.com/' }],
])('%s %s does its work although the answer is lost', async (method, path, body) => {
	const world = () => {
		const { patients, sites, devices, returns, webhooks } = sandbox;
		const things = [patients, sites, devices, returns].map((map) => [...map.values()]);
		return JSON.stringify([things, webhooks.subscriptions]);
	};
	const before = world();
	sandbox.misbehave({ kind: 'loseAnswer', when: 'afterCommit', times: 1 });
	await expect(rig.api(method, path, body)).rejects.toThrow('fetch failed');
	expect(world()).not.toBe(before);
});

describe('when a fault applies', () => {
	it.each<[string, Partial<Fault>, number[]]>([
		['always', {}, [503, 503, 503, 503]],
		['twice', { times: 2 }, [503, 503, 200, 200]],
		['every third', { every: 3 }, [200, 200, 503, 200, 200, 503]],
		['every second, once', { every: 2, times: 1 }, [200, 503, 200, 200]],
		['never, by chance', { probability: 0 }, [200, 200, 200]],
		['surely, by chance', { probability: 1 }, [503, 503, 503]],
		['to a method', { match: { method: 'get' } }, [503]],
		['to another method', { match: { method: 'POST' } }, [200]],
		['to a path', { match: { path: '/api/v3/order' } }, [503]],
		['to a part of a path only', { match: { path: '/api/v3' } }, [200]],
		['to an expression', { match: { path: '/api/v3/(order|kit).*' } }, [503]],
		['to a RegExp', { match: { path: /ord/g } }, [503, 503]],
	])('%s', async (_name, condition, statuses) => {
		sandbox.misbehave({ kind: 'status', status: 503, ...condition } as Fault);
		expect(await readStatuses(statuses.length)).toEqual(statuses);
	});

	it('sparing repeats: once to each request, whatever lies between them', async () => {
		sandbox.misbehave({ kind: 'status', status: 503, sparesRepeats: true });
		const sent = [
			await create('one'),
			await list(),
			await create('two'),
			await create('one'),
			await list(),
			await call(sandbox, 'GET', '/api/v3/order?size=2'),
		];
		expect(sent.map(({ status }) => status)).toEqual([503, 503, 503, 201, 200, 503]);
	});

	it('by chance, the same each time', async () => {
		const fault: Fault = { kind: 'status', status: 503, probability: 0.5 };
		sandbox.misbehave(fault);
		const first = await readStatuses(20);
		sandbox.behave();
		sandbox.misbehave(fault);
		expect(await readStatuses(20)).toEqual(first);
		expect(new Set(first)).toEqual(new Set([200, 503]));
	});

	it('one outcome a request, the others wait; latency and shape come on top', async () => {
		const limited = sandbox.misbehave({ kind: 'status', status: 429, times: 1 });
		sandbox.misbehave({ kind: 'status', status: 503, times: 1 });
		sandbox.misbehave({ kind: 'errorShape', shape: 'error' });
		const first = await list();
		expect([first.status, first.body]).toEqual([429, { error: 'Too Many Requests' }]);
		expect(await readStatuses(2)).toEqual([503, 200]);
		expect(limited.applied).toBe(1);
	});

	it('ends with behave, or with its own remove', async () => {
		const fault = sandbox.misbehave({ kind: 'status', status: 500 });
		sandbox.misbehave({ kind: 'clampSize', size: 3 });
		fault.remove();
		expect((await readPage(sandbox, '/api/v3/order')).size).toBe(3);
		sandbox.behave();
		expect((await readPage(sandbox, '/api/v3/order')).size).toBe(15);
	});

	it.each([
		{ kind: 'nonsense' },
		{ kind: 'latency' },
		{ kind: 'latency', ms: 5, typo: 1 },
		{ kind: 'status', status: 503, match: { path: '(' } },
	])('%j is refused', async (fault) => {
		expect(() => sandbox.misbehave(fault as Fault)).toThrow();
		const answer = await call(sandbox, 'POST', '/sandbox/misbehave', fault, {});
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({ message: expect.stringContaining('Not a fault') });
	});
});
