import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
	INodeCredentialTestResult,
	INodeParameters,
} from 'n8n-workflow';

import { ImpiloApi } from '../../../credentials/ImpiloApi.credentials';
import { Impilo } from '../../../nodes/Impilo/Impilo.node';
import { sandboxKeys } from '../../../sandbox';
import {
	packageFromClasses,
	runWorkflow,
	testCredential,
	testNode,
	type CredentialData,
	type WorkflowRun,
} from '../harness';
import { makeCertificates } from '../../network/certificates';
import { say } from '../../network/answers';
import { startServer } from '../../network/hostileServer';
import { startProxy } from '../../network/proxy';
import { IMPILO, startImpilo, type ImpiloRig } from '../impiloRun';
import { requestLines } from '../outcome';

let rig: ImpiloRig;
/** Somebody else's server, which must never see a key. */
let stranger: Server;
let strangerUrl: string;
let seenByStranger: unknown[] = [];

beforeAll(async () => {
	rig = await startImpilo();
	stranger = createServer((request, response) => {
		seenByStranger.push(request.headers);
		response.end('{}');
	});
	await once(stranger.listen(0, '127.0.0.1'), 'listening');
	strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});

afterEach(() => {
	rig.sandbox.reset();
	seenByStranger = [];
});

afterAll(async () => {
	stranger.close();
	await rig.stop();
});

interface Redirecting {
	url: string;
	/** How many requests it got. */
	readonly asked: number;
	stop(): void;
}

/** A server that sends whoever asks on to the stranger. */
async function startRedirecting(status: number): Promise<Redirecting> {
	let asked = 0;
	const server = createServer((request, response) => {
		asked++;
		response.writeHead(status, { location: `${strangerUrl}${request.url ?? ''}` }).end();
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get asked() {
			return asked;
		},
		stop: () => server.close(),
	};
}

async function test(
	changes: ICredentialDataDecryptedObject = {},
): Promise<INodeCredentialTestResult> {
	return await testCredential({
		package: rig.package,
		credentialType: 'impiloApi',
		data: { ...rig.credentials.impiloApi, ...changes },
	});
}

describe('the test of the credential', () => {
	it('asks for one order, with the key', async () => {
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/order?size=1']);
		expect(rig.sandbox.requests[0]?.headers).toMatchObject({
			'impilo-api-key': sandboxKeys.valid,
			host: `127.0.0.1:${rig.sandbox.port}`,
		});
		expect(rig.sandbox.requests[0]?.headers).not.toHaveProperty('authorization');
		expect(rig.sandbox.requests[0]?.body).toBeUndefined();
	});

	it.each<[string, (url: string) => string]>([
		['a slash at the end', (url) => `${url}/`],
		['several slashes', (url) => `${url}///`],
		['blanks around', (url) => `  ${url}/ \n`],
		['localhost', (url) => url.replace('127.0.0.1', 'localhost')],
		['capitals', (url) => url.replace('http://127.0.0.1', 'HTTP://LocalHost')],
	])('takes a base URL with %s', async (_, change) => {
		const baseUrl = change(rig.sandbox.url);

		expect((await test({ baseUrl })).status).toBe('OK');
		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/order?size=1']);
	});

	it('takes a key that was pasted with blanks', async () => {
		expect((await test({ apiKey: ` ${sandboxKeys.valid}\n` })).status).toBe('OK');
		expect(rig.sandbox.requests[0]?.headers['impilo-api-key']).toBe(sandboxKeys.valid);
	});

	it.each<[string, string]>([
		['wrong', 'nobody-s-key-not-a-secret'],
		['expired', sandboxKeys.expired],
	])('says what to do about a key that is %s', async (_, apiKey) => {
		const { status, message } = await test({ apiKey });

		expect(status).toBe('Error');
		expect(message).toBe(
			'Impilo does not know this API key, or it has expired. Check that Environment matches the key, or create a new key in the Impilo account portal.',
		);
	});

	it('notices that the key has expired since', async () => {
		expect((await test()).status).toBe('OK');
		rig.sandbox.setApiKeyExpired(true);
		expect((await test()).message).toContain('has expired');
	});

	it.each([sandboxKeys.accessDenied, sandboxKeys.resourceForbidden, sandboxKeys.featureDisabled])(
		'says what to do about the key %s, which may not',
		async (apiKey) => {
			expect(await test({ apiKey })).toEqual({
				status: 'Error',
				message:
					'Impilo knows this API key, but it may not read orders. Ask Impilo to allow it, or use a key with another role.',
			});
		},
	);

	it('fails where there is no server, or one that is out of order', async () => {
		const gone = await startImpilo();
		await gone.stop();
		expect((await test({ baseUrl: gone.sandbox.url })).status).toBe('Error');

		rig.sandbox.misbehave({ kind: 'status', status: 503 });
		expect((await test()).status).toBe('Error');
	});

	it.each<[string, unknown, string]>([
		['a web page', '<html><title>Sign in</title></html>', 'text/html'],
		['an object without a list', { status: 'UP' }, 'application/json'],
		['an empty object', {}, 'application/json'],
	])('fails where the answer is %s', async (_what, body, contentType) => {
		rig.sandbox.misbehave({ kind: 'status', status: 200, body, contentType });
		const { status, message } = await test();

		expect(status).toBe('Error');
		expect(message).toContain('Impilo did not answer with a list');
	});

	it.each([301, 302, 307, 308])('follows no redirect, status %d', async (status) => {
		const redirecting = await startRedirecting(status);
		try {
			expect((await test({ baseUrl: redirecting.url })).status).toBe('Error');
			expect(redirecting.asked).toBe(1);
			expect(seenByStranger).toEqual([]);
		} finally {
			redirecting.stop();
		}
	});

	it.each<[string, ICredentialDataDecryptedObject, string]>([
		['no key', { apiKey: '' }, 'The Impilo credential has no API key'],
		['a key of blanks', { apiKey: ' \n' }, 'The Impilo credential has no API key'],
		['a key that is no text', { apiKey: 5 }, 'The Impilo credential has no API key'],
		[
			'no base URL',
			{ baseUrl: '' },
			'The Base URL of the Impilo credential is not a web address such as https://impilo.example.com',
		],
		['another environment', { environment: 'test' }, 'The Impilo credential has no environment'],
		[
			'an open network',
			{ baseUrl: 'http://impilo.example.com' },
			'The Base URL of the Impilo credential is not encrypted: it must start with https://',
		],
		[
			'a host that only begins like this machine in numbers',
			{ baseUrl: 'http://127.0.0.1.example.com' },
			'The Base URL of the Impilo credential is not encrypted: it must start with https://',
		],
		[
			'a user name in the address',
			{ baseUrl: 'https://user:word@impilo.example.com' },
			'The Base URL of the Impilo credential contains more than an address: leave out user name, password and anything after "?" or "#"',
		],
	])('sends nothing anywhere with %s', async (_, changes, message) => {
		expect(await test(changes)).toEqual({ status: 'Error', message });
		expect(rig.sandbox.requests).toEqual([]);
	});
});

describe('the key', () => {
	const credential = new ImpiloApi();

	async function authenticate(
		data: ICredentialDataDecryptedObject,
		request: Partial<IHttpRequestOptions> & { uri?: string },
	): Promise<IHttpRequestOptions> {
		if (typeof credential.authenticate !== 'function') throw new Error('No function');
		return await credential.authenticate(
			{ apiKey: 'k-1', ...data },
			request as IHttpRequestOptions,
		);
	}

	it.each<[string, string]>([
		['production', 'https://app.impiloplatform.com'],
		['staging', 'https://staging.impiloplatform.com'],
	])('of %s goes to %s and nowhere else', async (environment, origin) => {
		const url = `${origin}/api/v3/order`;
		const request = await authenticate({ environment }, { url, headers: { accept: 'text/plain' } });

		expect(request).toMatchObject({
			url,
			headers: { accept: 'text/plain', 'Impilo-API-Key': 'k-1' },
		});
		for (const other of [
			'https://app.impiloplatform.com.example.com/',
			'https://impiloplatform.com/',
			origin.replace('https', 'http'),
			`${origin}:8443/`,
			`https://user@example.com/${origin}`,
			`${origin}@example.com/`,
			environment === 'staging'
				? 'https://app.impiloplatform.com'
				: 'https://staging.impiloplatform.com',
		]) {
			await expect(authenticate({ environment }, { url: other })).rejects.toMatchObject({
				message: 'The request does not go to the Impilo of this credential',
				description: expect.stringContaining(`only sent to ${origin}.`),
			});
		}
	});

	it('is not confused by a base URL left over from Custom', async () => {
		const data = { environment: 'production', baseUrl: 'https://impilo.example.com' };

		await expect(
			authenticate(data, { url: 'https://impilo.example.com/api/v3/order' }),
		).rejects.toThrow('does not go to the Impilo of this credential');
	});

	it('goes to a path below the base URL, however the request names it', async () => {
		const baseURL = 'https://app.impiloplatform.com';
		for (const request of [
			{ url: '/api/v3/order' },
			{ url: '/api/v3/order', baseURL },
			{ uri: `${baseURL}/api/v3/order` },
		]) {
			const { headers } = await authenticate({ environment: 'production' }, request);
			expect(headers).toEqual({ 'Impilo-API-Key': 'k-1' });
		}
		for (const request of [
			{ url: '//example.com/api/v3/order' },
			{ url: '/api/v3/order', baseURL: 'https://example.com' },
			{ uri: 'https://example.com' },
		]) {
			await expect(authenticate({ environment: 'production' }, request)).rejects.toThrow();
		}
	});

	it('is hidden in the form, which has the fields that saved credentials rely on', () => {
		expect(credential.name).toBe('impiloApi');
		const fields = credential.properties.filter(({ type }) => type !== 'notice');
		expect(fields.map(({ name }) => name)).toEqual(['environment', 'baseUrl', 'apiKey']);
		expect(credential.properties[0]?.options).toEqual([
			expect.objectContaining({ value: 'production' }),
			expect.objectContaining({ value: 'staging' }),
			expect.objectContaining({ value: 'custom' }),
		]);
		expect(fields[2]?.typeOptions).toEqual({ password: true });
	});

	it.each<[string, string]>([
		['production', 'https://app.impiloplatform.com'],
		['staging', 'https://staging.impiloplatform.com'],
		['custom', 'https://impilo.example.com/proxy'],
	])('is tested at the address of %s', async (environment, baseURL) => {
		const { request } = credential.test;
		// n8n's own engine evaluates the expression; nothing is sent.
		const run = await runWorkflow({
			package: packageFromClasses({ nodes: [httpNode], credentials: [credential] }),
			items: [{ environment, baseUrl: ' https://impilo.example.com/proxy// ' }],
			credentials: { impiloApi: { environment, apiKey: 'k-1' } },
			assignCredentials: true,
			nodes: [
				{
					name: 'HTTP',
					type: HTTP_TYPE,
					parameters: {
						send: 'nothing',
						request: request.baseURL?.replaceAll('$credentials', '$json') ?? '',
					},
				},
			],
		});

		expect(run.items('HTTP')[0]?.json).toEqual({ answer: baseURL });
		expect(request).toMatchObject({ url: '/api/v3/order', qs: { size: 1 } });
	});
});

const HTTP_TYPE = 'n8n-nodes-impilo.http';

/** A node that sends what it's told with the credential, as n8n's HTTP Request node does. */
const httpNode = testNode(
	'http',
	{
		credentials: [{ name: 'impiloApi', required: true }],
		properties: [
			{ displayName: 'Send', name: 'send', type: 'string', default: 'new' },
			{ displayName: 'Request', name: 'request', type: 'string', default: '' },
		],
	},
	async function () {
		const send = this.getNodeParameter('send', 0);
		const request = this.getNodeParameter('request', 0) as string;
		if (send === 'nothing') return [[{ json: { answer: request } }]];
		const options = JSON.parse(request) as IHttpRequestOptions & { uri: string };
		const answer: unknown =
			send === 'old'
				? await this.helpers.requestWithAuthentication.call(this, 'impiloApi', options)
				: await this.helpers.httpRequestWithAuthentication.call(this, 'impiloApi', options);
		return [[{ json: { answer } as IDataObject }]];
	},
);

describe("n8n's HTTP Request node", () => {
	async function send(
		how: 'new' | 'old',
		request: IDataObject,
		credentials = rig.credentials,
	): Promise<WorkflowRun> {
		return await runWorkflow({
			package: packageFromClasses({
				nodes: [new Impilo(), httpNode],
				credentials: [new ImpiloApi()],
			}),
			credentials,
			assignCredentials: true,
			nodes: [
				{
					name: 'HTTP',
					type: HTTP_TYPE,
					parameters: { send: how, request: JSON.stringify(request) },
				},
			],
		});
	}

	it.each<['new' | 'old', string]>([
		['new', 'url'],
		['old', 'uri'],
		['old', 'url'],
	])('may use the credential, by its %s request with %s', async (how, key) => {
		const run = await send(how, {
			[key]: `${rig.sandbox.url}/api/v3/item/301`,
			headers: { 'X-Own': 'kept' },
			json: true,
		});

		expect(run.items('HTTP')[0]?.json.answer).toMatchObject({ id: 301 });
		expect(requestLines(rig.sandbox)).toEqual(['GET /api/v3/item/301']);
		expect(rig.sandbox.requests[0]?.headers).toMatchObject({
			'impilo-api-key': sandboxKeys.valid,
			'x-own': 'kept',
		});
	});

	it.each<['new' | 'old', string]>([
		['new', 'url'],
		['old', 'uri'],
		['old', 'url'],
	])('sends nothing to strangers with it, by its %s request with %s', async (how, key) => {
		const run = await send(how, { [key]: `${strangerUrl}/api/v3/order`, json: true });

		expect(run.error).toMatchObject({
			message: 'The request does not go to the Impilo of this credential',
			description: expect.stringContaining(rig.sandbox.url),
		});
		expect(seenByStranger).toEqual([]);
		expect(rig.sandbox.requests).toEqual([]);
	});

	it('sends nothing with it where somebody else is named as the host', async () => {
		const run = await send('old', {
			uri: `${rig.sandbox.url}/api/v3/order`,
			headers: { HOST: 'stranger.example.com' },
		});

		expect(run.error?.message).toBe('The request does not go to the Impilo of this credential');
		expect(rig.sandbox.requests).toEqual([]);
	});

	describe('where somebody pretends to be Impilo', () => {
		const CHECKED = "The API key is only sent where Impilo's certificate is checked";

		it.each<[string, 'new' | 'old', (authority: string) => IDataObject]>([
			['ignores certificates', 'new', () => ({ skipSslCertificateValidation: true })],
			['ignores certificates', 'old', () => ({ rejectUnauthorized: false })],
			['ignores certificates', 'old', () => ({ agentOptions: { rejectUnauthorized: false } })],
			[
				'trusts one of its own',
				'old',
				(ca) => ({ agentOptions: { ca }, rejectUnauthorized: true }),
			],
			['trusts one of its own', 'new', (ca) => ({ agentOptions: { ca } })],
		])('sends nothing with it if it %s (%s)', async (_what, how, trusting) => {
			const { selfSigned } = await makeCertificates();
			const pretender = await startServer(say(200, '{}'), selfSigned);
			const baseUrl = `https://localhost:${pretender.port}`;
			const request = { [how === 'new' ? 'url' : 'uri']: `${baseUrl}/api/v3/order` };
			const trust = trusting(selfSigned.cert);
			const credentials = { impiloApi: { environment: 'custom', baseUrl, apiKey: 'k-1' } };
			try {
				const trusted = await send(how, { ...request, ...trust }, credentials);
				const checked = await send(how, request, credentials);

				expect(trusted.error).toMatchObject({
					message: CHECKED,
					description: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
				});
				expect(JSON.stringify(checked.error)).toMatch(/self.signed/i);
				expect(pretender.requests).toEqual([]);
			} finally {
				await pretender.stop();
			}
		});

		it.each(['new', 'old'] as const)(
			'sends nothing with it through a proxy of its own (%s)',
			async (how) => {
				const proxy = await startProxy();
				try {
					const run = await send(how, {
						[how === 'new' ? 'url' : 'uri']: `${rig.sandbox.url}/api/v3/order`,
						proxy:
							how === 'new'
								? { protocol: 'http', host: '127.0.0.1', port: proxy.port }
								: `http://127.0.0.1:${proxy.port}`,
					});

					expect(run.error).toMatchObject({
						message: 'The API key is not sent through a proxy that the request names',
						description: expect.stringContaining('HTTPS_PROXY'),
					});
					expect(proxy.asked).toEqual([]);
					expect(rig.sandbox.requests).toEqual([]);
				} finally {
					await proxy.stop();
				}
			},
		);
	});
});

describe('the Impilo node', () => {
	it('reads the credential once, however many items it has', async () => {
		const run = await rig.runImpilo(
			{ operation: 'get', orderId: { __rl: true, mode: 'id', value: 5001 } },
			Array.from({ length: 25 }, () => ({})),
		);

		expect(rig.sandbox.requests).toHaveLength(25);
		expect(run.credentialReads).toBe(1);
	});

	it.each([
		['a read', { operation: 'get', orderId: { __rl: true, mode: 'id', value: 5001 } }],
		['a change', { operation: 'void', orderId: { __rl: true, mode: 'id', value: 5002 } }],
	])('follows no redirect of %s', async (_what, parameters) => {
		for (const status of [302, 307]) {
			const redirecting = await startRedirecting(status);
			const run = await rig.runImpilo(
				parameters,
				[{}],
				{},
				{
					credentials: {
						impiloApi: { ...rig.credentials.impiloApi, baseUrl: redirecting.url },
					},
				},
			);
			redirecting.stop();

			expect(run.status).toBe('error');
			expect(redirecting.asked).toBe(1);
		}
		expect(seenByStranger).toEqual([]);
	});
});

describe('what is wrong with the whole node', () => {
	const FORM = { operation: 'get', orderId: '={{ $json.order }}' };
	const ITEMS = [{ order: 5001 }, { order: 5002 }, { order: 5003 }];
	const NO_KEY = { impiloApi: { environment: 'production', apiKey: '' } };
	const BAD_URL = { impiloApi: { environment: 'custom', baseUrl: 'impilo', apiKey: 'x' } };

	const CASES: Array<[string, INodeParameters, CredentialData | undefined, string, string]> = [
		['no API key', {}, NO_KEY, 'The Impilo credential has no API key', 'paste the key'],
		['a bad Base URL', {}, BAD_URL, 'is not a web address', 'in Base URL'],
		[
			'Concurrency 0',
			{ options: { concurrency: 0 } },
			undefined,
			'Concurrency is not a whole number of at least 1',
			'Under Options, set Concurrency',
		],
		['no operation', { operation: 'nothing' }, undefined, 'not have this operation', 'Operation'],
		['no resource', { resource: 'nothing' }, undefined, 'not have this operation', 'Operation'],
	];

	describe.each(CASES)('%s', (_, parameters, credentials, message, remedy) => {
		const run = async (onError?: 'continueErrorOutput' | 'continueRegularOutput') =>
			await rig.runImpilo({ ...FORM, ...parameters }, ITEMS, onError && { onError }, {
				...(credentials && { credentials }),
			});

		it.each([
			['continueErrorOutput', 1],
			['continueRegularOutput', 0],
		] as const)('fails each item: %s', async (onError, output) => {
			const done = await run(onError);

			expect(done.status).toBe('success');
			expect(done.items(IMPILO, output)).toHaveLength(3);
			for (const [item, { json, pairedItem }] of done.items(IMPILO, output).entries()) {
				expect(json).toMatchObject({
					error: expect.stringMatching(new RegExp(`${message}.* \\[item ${item}\\]$`)),
					details: { howToFix: expect.stringContaining(remedy) },
				});
				expect(pairedItem).toEqual({ item });
			}
			expect(done.items(IMPILO, 1 - output)).toEqual([]);
			expect(rig.sandbox.requests).toEqual([]);
		});

		it('stops the node where it is not to continue', async () => {
			const stopped = await run();

			expect(stopped.status).toBe('error');
			expect(stopped.error?.message).toContain(message);
			expect(stopped.items(IMPILO)).toEqual([]);
			expect(rig.sandbox.requests).toEqual([]);
		});
	});
});
