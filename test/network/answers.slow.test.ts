import * as zlib from 'node:zlib';

import { startImpilo, withoutWaiting, type ImpiloRig } from '../engine/impiloRun';
import { failureOf, idsOf } from '../engine/outcome';
import { expectPlainWords } from '../unit/plainWords';
import { drip, JSON_TYPE, keepSilent, say, write, writeAndReset } from './answers';
import { startServer, type Answer } from './hostileServer';
import { credentialFor, GET_ORDER, ONE_SECOND, ORDER_ID, runAgainst } from './rig';

let rig: ImpiloRig;
beforeAll(async () => {
	rig = await startImpilo();
});
beforeEach(() => withoutWaiting());
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await rig.stop());

const ORDER = JSON.stringify({ id: ORDER_ID, currentStatus: 'shipped' });
const PAGE =
	'<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head><body></body></html>';
const HTML_TYPE = { 'content-type': 'text/html' };
const head = (header = ''): string => `HTTP/1.1 200 OK\r\nConnection: close\r\n${header}\r\n`;
const packed = (encoding: string, body: Buffer | string): Answer =>
	say(200, body, { ...JSON_TYPE, 'content-encoding': encoding });

/** Not compressed, but in the frame of Zstandard (RFC 8878); for up to 255 bytes. */
function frameAsZstd(text: string): Buffer {
	const { length } = text;
	const header = [0x28, 0xb5, 0x2f, 0xfd, 0x20, length];
	const block = [((length << 3) | 1) & 0xff, length >> 5, 0];
	return Buffer.concat([Buffer.from([...header, ...block]), Buffer.from(text)]);
}

describe('an answer that comes in another way than usual is read', () => {
	it.each<[string, Answer]>([
		['gzip', packed('gzip', zlib.gzipSync(ORDER))],
		['Brotli', packed('br', zlib.brotliCompressSync(ORDER))],
		['deflate', packed('deflate', zlib.deflateSync(ORDER))],
		['deflate without its header', packed('deflate', zlib.deflateRawSync(ORDER))],
		['HTTP/1.0', write('HTTP/1.0 200 OK\r\n\r\n', ORDER)],
		['HTTP/1.1 without a length', write(head(), ORDER)],
		['with a byte order mark', say(200, `\uFEFF${ORDER}`)],
		['as text', say(200, ORDER, { 'content-type': 'text/plain' })],
		[
			'in very small pieces',
			async (response) => {
				response.writeHead(200);
				for (const byte of Buffer.from(ORDER)) {
					await new Promise<void>((resolve) => response.write(Buffer.of(byte), () => resolve()));
				}
				response.end();
			},
		],
	])('%s', async (_, answer) => {
		const { run, requests } = await runAgainst(rig, answer, GET_ORDER);

		expect(run.error?.message).toBeUndefined();
		expect(idsOf(run)).toEqual([ORDER_ID]);
		expect(requests).toHaveLength(1);
	});
});

const WEB_PAGE = /^The answer is a web page, so it did not come from Impilo/;
const LOST = /^Impilo's answer was lost: /;
const NO_ORDER = /^Impilo answered with something other than order 5001/;
const NOT_WHOLE = /^Impilo's answer was lost: it was incomplete/;
const NOT_UNPACKED = /^Impilo's answer was lost: it could not be decompressed/;

/** Each with how often the node asks. */
const UNREADABLE: Array<[string, Answer, message: RegExp, remedy: RegExp, asks: number]> = [
	['a captive portal', say(200, PAGE, HTML_TYPE), WEB_PAGE, /Sign in to the guest network/, 1],
	['a page that says it is JSON', say(200, PAGE), WEB_PAGE, /proxy or a login page/, 1],
	['a firewall', say(403, PAGE, HTML_TYPE), /not allowed to do this, or a firewall/, /network/, 1],
	['a login at a proxy', say(407, PAGE, HTML_TYPE), /^A proxy .* asks for/, /HTTPS_PROXY/, 1],
	['a gateway', say(502, PAGE, HTML_TYPE), /not available .*\(HTTP 502\)/, /proxy/, 5],
	['nothing', say(200), NO_ORDER, /proxy/, 1],
	['204', say(204), NO_ORDER, /proxy/, 1],
	['null', say(200, 'null'), NO_ORDER, /proxy/, 1],
	['text in JSON', say(200, '"shipped"'), NO_ORDER, /proxy/, 1],
	['text', say(200, 'OK'), NO_ORDER, /proxy/, 1],
	['JSON that does not end', say(200, ORDER.slice(0, -5)), NOT_WHOLE, /later/, 5],
	['half without a length', write(head(), ORDER.slice(0, 9)), NOT_WHOLE, /later/, 5],
	[
		'half with HTTP/1.0',
		write('HTTP/1.0 200 OK\r\n\r\n', ORDER.slice(0, 9)),
		NOT_WHOLE,
		/later/,
		5,
	],
	[
		'more than its length says',
		write(head(`Content-Length: ${ORDER.length - 9}\r\n`), ORDER),
		NOT_WHOLE,
		/later/,
		5,
	],
	[
		'less than its length says',
		write(head(`Content-Length: ${ORDER.length + 9}\r\n`), ORDER),
		/connection was closed/,
		/later/,
		5,
	],
	[
		'a piece that does not come whole',
		write(head('Transfer-Encoding: chunked\r\n'), 'ff\r\n{"id"'),
		/connection was closed/,
		/later/,
		5,
	],
	[
		'a piece without a length',
		write(head('Transfer-Encoding: chunked\r\n'), '5\r\n{"id"\r\nno\r\n'),
		LOST,
		/later/,
		5,
	],
	[
		'a reset in the middle',
		writeAndReset(head('Content-Length: 99\r\n'), '{"id"'),
		/connection was closed/,
		/later/,
		5,
	],
	['a reset instead', writeAndReset(''), /connection was closed/, /later/, 5],
	['another protocol', write('220 ready\r\n'), /not an answer from a web server/, /later/, 5],
	['endless headers', write(head(`A: ${'a'.repeat(99_999)}\r\n`)), LOST, /later/, 5],
	['no gzip, though it says so', packed('gzip', ORDER), NOT_UNPACKED, /later/, 5],
	['no Brotli, though it says so', packed('br', ORDER), NOT_UNPACKED, /later/, 5],
	['half of gzip', packed('gzip', zlib.gzipSync(ORDER).subarray(0, 30)), LOST, /later/, 5],
	[
		'an unknown compression',
		packed('exi', ORDER.slice(1)),
		/that n8n cannot decompress/,
		/proxy/,
		1,
	],
];

it.each(UNREADABLE)(
	'an answer that is %s is explained',
	async (_, answer, message, remedy, asks) => {
		const { run, requests, left } = await runAgainst(rig, answer, GET_ORDER);
		const failure = failureOf(run);

		expect(failure.message).toMatch(message);
		expect(failure.description).toMatch(remedy);
		expectPlainWords(failure.message);
		expectPlainWords(failure.description);
		expect(requests).toHaveLength(asks);
		expect(left).toBe(0);
	},
);

it('Zstandard is read where Node.js can unpack it, and otherwise explained', async () => {
	const { run } = await runAgainst(rig, packed('zstd', frameAsZstd(ORDER)), GET_ORDER);

	if ('createZstdDecompress' in zlib) expect(idsOf(run)).toEqual([ORDER_ID]);
	else expect(failureOf(run).message).toMatch(/that n8n cannot decompress/);
});

const TOO_SLOW: Array<[string, Answer]> = [
	['never comes', keepSilent],
	['has one byte of its head ten times a second', drip('HTTP/1.1 200 OK\r\nA: ', 'a', 100)],
	[
		'has one byte of its body ten times a second',
		drip(head('Content-Length: 99999\r\n'), ' ', 100),
	],
	['has one byte of its body ten times a second, without a length', drip(head(), ' ', 100)],
	[
		'has a piece of its body ten times a second',
		drip(head('Transfer-Encoding: chunked\r\n'), '1\r\n \r\n', 100),
	],
];

it('an answer that is too slow is given up after Timeout, and its connection closed', async () => {
	const form = { ...GET_ORDER, ...ONE_SECOND };
	const startedAt = Date.now();
	const runs = await Promise.all(
		TOO_SLOW.map(async ([, answer]) => await runAgainst(rig, answer, form)),
	);

	// Five tries of one second each, with no waiting in between; the rest is what a busy machine takes.
	expect(Date.now() - startedAt).toBeLessThan(60_000);
	expect(
		runs.map(({ run, requests, left }) => [failureOf(run).message, requests.length, left]),
	).toEqual(TOO_SLOW.map(() => ['Impilo did not answer within 1 second [item 0]', 5, 0]));
}, 120_000);

it('a refusal whose words are too slow is explained by its status', async () => {
	const slow = drip('HTTP/1.1 403 Forbidden\r\nContent-Length: 999\r\n\r\n', ' ', 100);
	const { run, requests } = await runAgainst(rig, slow, { ...GET_ORDER, ...ONE_SECOND });

	expect(failureOf(run).message).toBe('The API key is not allowed to do this [item 0]');
	expect(requests).toHaveLength(1);
});

describe('a redirect is not followed', () => {
	const STATUSES = [301, 302, 303, 307, 308];

	it.each(STATUSES)('to another host: %d', async (status) => {
		const other = await startServer(say(200, ORDER));
		const location = `http://localhost:${other.port}/api/v3/order/${ORDER_ID}`;
		const redirect = say(status, '', { location });
		const { run, requests } = await runAgainst(rig, redirect, GET_ORDER);
		const { message, description } = failureOf(run);
		await other.stop();

		expect(message).toMatch(/^The answer is a redirect to another address/);
		expect(description).toContain(
			`It leads to http://localhost:${other.port}, and was not followed. `,
		);
		expect(requests).toHaveLength(1);
		expect(other.requests).toEqual([]);
	});

	it.each(STATUSES)('to the same place, for ever: %d', async (status) => {
		const redirect: Answer = (response, { target }) => {
			response.writeHead(status, { location: target }).end();
		};
		const { run, requests } = await runAgainst(rig, redirect, GET_ORDER);

		expect(failureOf(run).message).toMatch(/^The answer is a redirect to another address/);
		expect(requests).toHaveLength(1);
	});
});

it('the same is said where a list is searched, and for every item', async () => {
	const { run, requests } = await runAgainst(
		rig,
		say(200, PAGE, HTML_TYPE),
		{ operation: 'getAll', returnAll: true },
		[{}, {}],
		{ onError: 'continueErrorOutput' },
	);

	expect(run.items('Impilo', 1).map(({ json }) => json.error)).toEqual([
		expect.stringMatching(WEB_PAGE),
		expect.stringMatching(WEB_PAGE),
	]);
	expect(requests).toHaveLength(2);
});

it('a port on which nobody listens is explained', async () => {
	const server = await startServer(keepSilent);
	await server.stop();
	const run = await rig.runImpilo(
		GET_ORDER,
		[{}],
		{},
		{
			credentials: credentialFor(rig, `http://127.0.0.1:${server.port}`),
		},
	);

	expect(failureOf(run).message).toBe(
		'Impilo could not be reached: the connection was refused. Nothing was sent [item 0]',
	);
});
