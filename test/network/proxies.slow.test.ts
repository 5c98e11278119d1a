import type { INodeParameters } from 'n8n-workflow';

import { createForm } from '../engine/create/orderForm';
import { expectPlainWords } from '../unit/plainWords';
import { useEncryptedRun } from './encryptedRun';
import { passOn } from './forwarding';
import { isPost, GET_ORDER, ONE_SECOND } from './rig';
import { startServer, type HostileServer } from './hostileServer';
import { startProxy, type Proxy, type Refusal } from './proxy';
import type { RunnerResult } from './runnerJob';

const network = useEncryptedRun();
let impilo: HostileServer;
beforeAll(async () => {
	impilo = await startServer(passOn(network.sandbox), network.certificates.good);
});
afterAll(async () => await impilo.stop());

let proxy: Proxy | undefined;
beforeEach(() => {
	impilo.requests.length = 0;
});
afterEach(async () => {
	await proxy?.stop();
	proxy = undefined;
});

/** Starts the proxy of this test. */
async function openProxy(refuse?: Refusal): Promise<Proxy> {
	proxy = await startProxy(refuse);
	return proxy;
}

const addressOf = ({ port }: Pick<Proxy, 'port'>, login = ''): string =>
	`http://${login}127.0.0.1:${port}`;

/** Runs the node at Impilo, with variables for a proxy. */
async function run(
	environment: Record<string, string>,
	parameters: INodeParameters = GET_ORDER,
	baseUrl = `https://localhost:${impilo.port}`,
): Promise<RunnerResult> {
	return await network.runner.ask({
		baseUrl,
		apiKey: network.sandbox.apiKey,
		parameters,
		environment,
	});
}

describe('https', () => {
	it('goes through HTTPS_PROXY, which sees neither the key nor the order', async () => {
		const { port, asked, logins, received } = await openProxy();
		const form = createForm({ externalOrderIds: 'A' });
		const { message, output } = await run(
			{ HTTPS_PROXY: addressOf({ port }, 'user:secret@') },
			form,
		);

		expect(message).toBe('');
		expect(output).toEqual([expect.objectContaining({ externalOrderIds: ['A'] })]);
		expect(impilo.requests.filter(isPost)).toHaveLength(1);
		expect(new Set(asked)).toEqual(new Set([`CONNECT localhost:${impilo.port}`]));
		expect(asked).toHaveLength(impilo.requests.length);
		expect(new Set(logins)).toEqual(
			new Set([`Basic ${Buffer.from('user:secret').toString('base64')}`]),
		);
		expect(received()).toContain('CONNECT');
		expect(received()).not.toContain(network.sandbox.apiKey);
		expect(received()).not.toContain('orderItems');
	});

	it('goes around it where NO_PROXY names the host', async () => {
		const { port, asked } = await openProxy();
		const { message } = await run({
			HTTPS_PROXY: addressOf({ port }),
			NO_PROXY: 'example.com,localhost',
		});

		expect(message).toBe('');
		expect(asked).toEqual([]);
		expect(impilo.requests).toHaveLength(1);
	});

	it('goes around HTTP_PROXY', async () => {
		const { port, asked } = await openProxy();

		expect((await run({ HTTP_PROXY: addressOf({ port }) })).message).toBe('');
		expect(asked).toEqual([]);
	});

	const say =
		(status: string, body = ''): Refusal =>
		(socket) =>
			socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/html\r\n\r\n${body}`);
	type RefusalCase = [
		name: string,
		refuse: Refusal,
		message: RegExp,
		remedy: RegExp,
		asks: number,
		form?: INodeParameters,
	];
	const REFUSALS: RefusalCase[] = [
		[
			'407',
			say('407 Proxy Authentication Required', '<html><title>Log in</title></html>'),
			/^A proxy between n8n and Impilo asks for a user name and a password/,
			/HTTPS_PROXY/,
			1,
		],
		[
			'403',
			say('403 Forbidden', '<html><title>Blocked by policy</title></html>'),
			/or a firewall between n8n and Impilo blocks it/,
			/Blocked by policy/,
			1,
		],
		['502', say('502 Bad Gateway'), /^Impilo is not available .*\(HTTP 502\)/, /proxy/, 5],
		['503', say('503 Service Unavailable'), /^Impilo is not available .*\(HTTP 503\)/, /proxy/, 5],
		['a closed connection', (socket) => socket.destroy(), /^Impilo's answer was lost/, /proxy/, 5],
		['silence', () => {}, /^Impilo did not answer within 1 second/, /proxy/, 5, ONE_SECOND],
	];

	it.each(REFUSALS)(
		'is explained where the proxy answers with %s, and the key stays here',
		async (_, refuse, message, remedy, asks, form = {}) => {
			const { port, asked, received } = await openProxy(refuse);
			const refused = await run({ HTTPS_PROXY: addressOf({ port }) }, { ...GET_ORDER, ...form });

			expect(refused.message).toMatch(message);
			expect(refused.description).toMatch(remedy);
			expectPlainWords(refused.message);
			expectPlainWords(refused.description);
			expect(asked).toHaveLength(asks);
			expect(impilo.requests).toEqual([]);
			expect(received()).not.toContain(network.sandbox.apiKey);
		},
	);

	it('is explained where the proxy is not there', async () => {
		const { port, stop } = await startProxy();
		await stop();
		const { message, description } = await run({ HTTPS_PROXY: addressOf({ port }) });

		expect(message).toBe(
			'Impilo could not be reached: the connection was refused. Nothing was sent [item 0]',
		);
		expect(description).toContain('proxy');
		expect(impilo.requests).toEqual([]);
	});

	it('is explained where the proxy opens the encryption with a certificate of its own', async () => {
		const opened = await startServer(passOn(network.sandbox), network.certificates.unknownIssuer);
		const { port } = await openProxy();
		const { message, description } = await run(
			{ HTTPS_PROXY: addressOf({ port }) },
			GET_ORDER,
			`https://localhost:${opened.port}`,
		);
		await opened.stop();

		expect(message).toBe(
			'Impilo could not be reached: its certificate is not trusted. Nothing was sent [item 0]',
		);
		expect(description).toMatch(/proxy.*NODE_EXTRA_CA_CERTS/);
		expect(opened.requests).toEqual([]);
	});
});

/** n8n itself decides which requests go through a proxy; a node can't keep one from it. */
describe('http to this machine', () => {
	it('goes through HTTP_PROXY, which sees the key', async () => {
		const { port, asked, received } = await openProxy();
		const { message } = await run(
			{ HTTP_PROXY: addressOf({ port }) },
			GET_ORDER,
			network.sandbox.url,
		);

		expect(message).toBe('');
		expect(asked).toEqual([`GET ${network.sandbox.url}/api/v3/order/5001`]);
		expect(received()).toContain(network.sandbox.apiKey);
	});

	it('goes around it where NO_PROXY names the host', async () => {
		const { port, asked } = await openProxy();
		const environment = { HTTP_PROXY: addressOf({ port }), NO_PROXY: 'localhost,127.0.0.1' };

		expect((await run(environment, GET_ORDER, network.sandbox.url)).message).toBe('');
		expect(asked).toEqual([]);
	});
});
