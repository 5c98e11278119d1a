import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';

import { keepSilent } from './answers';
import { GET_ORDER } from './rig';
import { startServer, type Answer, type HostileServer } from './hostileServer';
import { startRunner, type Runner } from './runner';

jest.setTimeout(120_000);

const MIB = 1024 * 1024;
const BODY_MIB = 500;
/** What the node reads of an answer, and the garbage of it that may wait to be collected. */
const MOST_MIB = 150;
/** What the node reads of an answer, and what lies in the buffers of both ends. */
const MOST_SENT_MIB = 64;

let server: HostileServer;
let runner: Runner;
let sentMib: number;
beforeAll(async () => {
	[server, runner] = await Promise.all([startServer(keepSilent), startRunner()]);
	server.answer = (response) => void response.end('{"id":5001}');
	// What n8n itself needs is had before anything is measured.
	await runner.ask({ ...job(), parameters: GET_ORDER });
}, 60_000);
beforeEach(() => {
	server.requests.length = 0;
	sentMib = 0;
});
afterAll(async () => await Promise.all([runner.stop(), server.stop()]));

const job = () => ({ baseUrl: `http://127.0.0.1:${server.port}`, apiKey: 'test-key-5550100' });

function* pieces(start: string): Generator<Buffer> {
	yield Buffer.from(start.padEnd(MIB));
	const piece = Buffer.alloc(MIB, ' ');
	for (sentMib = 1; sentMib < BODY_MIB; sentMib++) yield piece;
}

/** Sends a body of 500 MiB, a mebibyte at a time, for as long as somebody takes it. */
const sendMuch =
	(status: number, headers: Record<string, string | number>, start: string): Answer =>
	async (response) => {
		response.writeHead(status, headers);
		await pipeline(Readable.from(pieces(start), { objectMode: false }), response);
	};

const LENGTH = { 'content-length': BODY_MIB * MIB };
const JSON_START = '{"id":5001,"notes":"';
const PAGE_START = '<html><head><title>Welcome</title></head><body>';
const TOO_LARGE = "Impilo's answer is larger than 32 MB, so it was not read to the end [item 0]";

/** Half a megabyte that unpacks to 500. */
const PACKED_PIECE = gzipSync(Buffer.alloc(MIB, ' '));
const BOMB = Buffer.concat(Array.from({ length: BODY_MIB }, () => PACKED_PIECE));

const LARGE: Array<[string, Answer, message: string]> = [
	['JSON', sendMuch(200, LENGTH, JSON_START), TOO_LARGE],
	['JSON without a length', sendMuch(200, {}, JSON_START), TOO_LARGE],
	['a web page', sendMuch(200, LENGTH, PAGE_START), TOO_LARGE],
	['a refusal', sendMuch(403, {}, PAGE_START), 'The API key is not allowed to do this [item 0]'],
	[
		'half a megabyte, unpacked',
		(response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
		TOO_LARGE,
	],
];

it.each(LARGE)('500 MiB of %s are not kept', async (_, answer, message) => {
	server.answer = answer;
	const before = await runner.ask({ ...job(), parameters: { operation: 'get', orderId: '' } });
	const parameters = { ...GET_ORDER, options: { timeout: 120 } };
	const after = await runner.ask({ ...job(), parameters });

	expect(after.message).toBe(message);
	expect(after.peakMib - before.peakMib).toBeLessThan(MOST_MIB);
	expect(sentMib).toBeLessThan(MOST_SENT_MIB);
	expect(server.requests).toHaveLength(1);
});

it('ten answers of 500 MiB at the same time take what each may take, and no more', async () => {
	server.answer = sendMuch(200, LENGTH, JSON_START);
	const before = await runner.ask({ ...job(), parameters: { operation: 'get', orderId: '' } });
	const parameters = { ...GET_ORDER, options: { timeout: 120, concurrency: 10 } };
	const after = await runner.ask({ ...job(), parameters, count: 10 });

	expect(after.output).toEqual([]);
	expect(after.peakMib - before.peakMib).toBeLessThan(10 * 32 + MOST_MIB);
	expect(server.requests).toHaveLength(10);
});
