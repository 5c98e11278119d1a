import { gzipSync } from 'node:zlib';

import type { INodeParameters } from 'n8n-workflow';

import { countOrders, createByRef, createForm } from '../engine/create/orderForm';
import { IMPILO, pick, startImpilo, withoutWaiting, type ImpiloRig } from '../engine/impiloRun';
import { failureOf, idsOf } from '../engine/outcome';
import { drip, JSON_TYPE, keepSilent, say, write, writeAndReset } from './answers';
import { ask, passOn, type RealAnswer } from './forwarding';
import { startServer, type Answer } from './hostileServer';
import { isPost, ONE_SECOND, runAgainst, type HostileRun } from './rig';

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => {
	rig.sandbox.reset();
	withoutWaiting();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

const PAGE = '<html><head><title>Sign in</title></head></html>';
const created = (header: string): string => `HTTP/1.1 201 Created\r\n${header}\r\n`;

/** What becomes of the answer to a POST that Impilo has carried out. */
type Mangle = (real: RealAnswer) => Answer;

const MANGLED: Array<[string, Mangle, form?: INodeParameters]> = [
	['half of it', ({ body }) => write(created('Content-Length: 9999\r\n'), body)],
	['half of it, without a length', ({ body }) => write(created(''), body.subarray(0, 30))],
	['its head alone, then a reset', () => writeAndReset(created('Content-Length: 9999\r\n'))],
	['a reset', () => writeAndReset('')],
	['nothing', () => say(201)],
	['204', () => say(204)],
	['null', () => say(201, 'null')],
	['a web page', () => say(200, PAGE, { 'content-type': 'text/html' })],
	['not what its compression says', ({ body }) => say(201, body, { 'content-encoding': 'gzip' })],
	[
		'half of its compression',
		({ body }) => say(201, gzipSync(body).subarray(0, 60), { 'content-encoding': 'gzip' }),
	],
	['an unknown compression', ({ body }) => say(201, body, { 'content-encoding': 'exi' })],
	['another protocol', () => write('220 ready\r\n')],
	['silence', () => keepSilent, ONE_SECOND],
	[
		'one byte of its head after the other',
		() => drip('HTTP/1.1 201 Created\r\nA: ', 'a', 100),
		ONE_SECOND,
	],
	[
		'one byte of its body after the other',
		() => drip(created('Content-Length: 9999\r\n'), ' ', 100),
		ONE_SECOND,
	],
	['more than is read', () => drip(created(''), ' '.repeat(4 * 1024 * 1024), 0)],
	['a gateway that gave up', () => say(504, PAGE, { 'content-type': 'text/html' })],
];

/** Passes everything on to the sandbox, but mangles the answers to POST. */
function mangling(mangle: Mangle): Answer {
	const pass = passOn(rig.sandbox);
	return async (response, request, socket) => {
		if (!isPost(request)) return await pass(response, request, socket);
		const real = await ask(rig.sandbox, request);
		await mangle(real)(response, request, socket);
	};
}

const postsIn = ({ requests }: HostileRun): number => requests.filter(isPost).length;

it.each(MANGLED)(
	'%s in place of the answer: the order is placed once',
	async (_, mangle, form = {}) => {
		const placed = await runAgainst(rig, mangling(mangle), createByRef(form), [{ ref: 'A' }]);
		const [order] = rig.sandbox.orders.find({ externalOrderIds: ['A'] });

		expect(failureOf(placed.run).message).toBe('');
		expect(idsOf(placed.run)).toEqual([order?.id]);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
		expect(postsIn(placed)).toBe(1);
		expect(placed.left).toBe(0);
	},
);

it.each(MANGLED)(
	'%s, and no external order ID: it is not sent again',
	async (_, mangle, form = {}) => {
		const before = rig.sandbox.orders.size;
		const doubtful = await runAgainst(rig, mangling(mangle), createForm(form));

		expect(failureOf(doubtful.run).message).toMatch(
			/^It is not known whether Impilo has placed this order\. /,
		);
		expect(rig.sandbox.orders.size).toBe(before + 1);
		expect(postsIn(doubtful)).toBe(1);
	},
);

/** Something in between answers a POST by itself: Impilo never hears of it. */
const INTERCEPTED: Array<[string, Answer]> = [
	['a web page', say(200, PAGE, { 'content-type': 'text/html' })],
	['half a yes', write(created('Content-Length: 99\r\n'), '{"id":')],
	['nothing', say(200)],
	['what is not JSON', say(200, 'OK', { 'content-type': 'text/plain' })],
];

it.each(INTERCEPTED)('%s from in between: no order, and none is claimed', async (_, answer) => {
	const pass = passOn(rig.sandbox);
	const form = createByRef();
	const interceptor: Answer = async (response, request, socket) =>
		await (isPost(request) ? answer : pass)(response, request, socket);
	const intercepted = await runAgainst(rig, interceptor, form, [{ ref: 'A' }]);

	expect(intercepted.run.status).toBe('error');
	expect(failureOf(intercepted.run).message).toMatch(
		/^It is not known whether Impilo has placed this order\. /,
	);
	expect(postsIn(intercepted)).toBe(1);
	expect(countOrders(rig.sandbox, 'A')).toBe(0);
});

it.each([301, 302, 303, 307, 308])('a redirect of the POST is not followed: %d', async (status) => {
	const other = await startServer(say(201, '{"id":1}'));
	const pass = passOn(rig.sandbox);
	const redirect = say(status, '', { location: `http://localhost:${other.port}/api/v3/order` });
	const redirecting: Answer = async (response, request, socket) =>
		await (isPost(request) ? redirect : pass)(response, request, socket);
	const redirected = await runAgainst(rig, redirecting, createByRef(), [{ ref: 'A' }]);
	await other.stop();

	expect(failureOf(redirected.run).message).toMatch(/^The answer is a redirect to another address/);
	expect(postsIn(redirected)).toBe(1);
	expect(other.requests).toEqual([]);
});

describe('a web page in place of Impilo is no yes', () => {
	const login = say(200, PAGE, { 'content-type': 'text/html' });

	/** Reads pass, but changes meet a login page. */
	const intercept = (): Answer => {
		const pass = passOn(rig.sandbox);
		return async (response, request, socket) =>
			await (request.method === 'GET' ? pass : login)(response, request, socket);
	};

	it('to Void', async () => {
		const [order] = rig.sandbox.orders.find({});
		const form = { operation: 'void', orderId: pick(order?.id ?? 0) };
		const { run } = await runAgainst(rig, intercept(), form);

		expect(run.items(IMPILO)).toEqual([]);
		expect(failureOf(run).message).toMatch(/^The answer is a web page/);
	});

	it('to Disenroll', async () => {
		const [patient] = [...rig.sandbox.patients.keys()];
		const form = {
			resource: 'patient',
			operation: 'disenroll',
			patientId: pick(patient ?? 0),
			createReturns: false,
		};
		const { run } = await runAgainst(rig, intercept(), form);

		expect(run.items(IMPILO)).toEqual([]);
		expect(failureOf(run).message).toMatch(/The answer is a web page/);
	});
});

describe('the user stops', () => {
	const STAGES: Array<[string, Answer]> = [
		['before the answer', keepSilent],
		['in its head', drip('HTTP/1.1 200 OK\r\nA: ', 'a', 5)],
		['in its body', drip('HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n', ' ', 5)],
		[
			'in its compressed body',
			async (response) => {
				response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
				response.write(gzipSync(' '.repeat(99_999)).subarray(0, 50));
				await Promise.resolve();
			},
		],
	];

	it.each(STAGES)('%s: the run ends at once, and so does the connection', async (_, answer) => {
		const stop = new AbortController();
		const stopping: Answer = async (response, request, socket) => {
			setTimeout(() => stop.abort(), 50);
			await answer(response, request, socket);
		};
		const startedAt = Date.now();
		const { run, requests, left } = await runAgainst(
			rig,
			stopping,
			{ operation: 'getAll', returnAll: true },
			[{}],
			{},
			{ signal: stop.signal },
		);

		expect(run.status).toBe('canceled');
		// Otherwise it would wait for a minute.
		expect(Date.now() - startedAt).toBeLessThan(30_000);
		expect(requests).toHaveLength(1);
		expect(left).toBe(0);
	});

	it.each(STAGES)('%s to a POST: it is not sent again', async (_, answer) => {
		const stop = new AbortController();
		const pass = passOn(rig.sandbox);
		const stopping: Answer = async (response, request, socket) => {
			if (!isPost(request)) return await pass(response, request, socket);
			await ask(rig.sandbox, request);
			setTimeout(() => stop.abort(), 50);
			await answer(response, request, socket);
		};
		const form = createByRef();
		const settings = { signal: stop.signal };
		const stopped = await runAgainst(rig, stopping, form, [{ ref: 'A' }], {}, settings);

		expect(stopped.run.status).toBe('canceled');
		expect(postsIn(stopped)).toBe(1);
		expect(stopped.requests.at(-1)?.method).toBe('POST');

		const again = await runAgainst(rig, pass, form, [{ ref: 'A' }]);
		expect(postsIn(again)).toBe(0);
		expect(countOrders(rig.sandbox, 'A')).toBe(1);
	});
});
