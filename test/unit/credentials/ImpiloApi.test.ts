import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { ImpiloApi } from '../../../credentials/ImpiloApi.credentials';
import { API_KEY, rejectionOf } from '../standIns';

type Options = Partial<IHttpRequestOptions> & { uri?: string };

const PRODUCTION: ICredentialDataDecryptedObject = { environment: 'production', apiKey: API_KEY };
const CUSTOM: ICredentialDataDecryptedObject = {
	environment: 'custom',
	baseUrl: 'http://localhost:3000/',
	apiKey: API_KEY,
};

async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: Options,
): Promise<IHttpRequestOptions> {
	const { authenticate: add } = new ImpiloApi();
	if (typeof add !== 'function') throw new Error('authenticate is a function');
	return await add(credentials, options as IHttpRequestOptions);
}

describe('authenticate', () => {
	it('adds the key, forbids redirects, and leaves everything else as it is', async () => {
		const options: IHttpRequestOptions = {
			method: 'POST',
			url: 'https://app.impiloplatform.com/api/v3/order',
			headers: { Accept: 'application/json' },
			qs: { size: 1 },
			body: { a: 1 },
		};
		const before = structuredClone(options);

		expect(await authenticate(PRODUCTION, options)).toEqual({
			...before,
			// In the terms of both of n8n's helpers.
			disableFollowRedirect: true,
			maxRedirects: 0,
			followRedirect: false,
			followAllRedirects: false,
			headers: { Accept: 'application/json', 'Impilo-API-Key': API_KEY },
		});
		expect(options).toEqual(before);
	});

	it.each<[ICredentialDataDecryptedObject, Options]>([
		[{ ...PRODUCTION, environment: 'staging' }, { url: 'https://staging.impiloplatform.com/x' }],
		[CUSTOM, { url: 'http://localhost:3000/api/v3/order' }],
		[{ ...CUSTOM, baseUrl: 'http://localhost:3000/api/v3/' }, { url: 'http://localhost:3000/x' }],
		[PRODUCTION, { url: '/api/v3/order', baseURL: 'https://app.impiloplatform.com' }],
		[PRODUCTION, { url: '/api/v3/order' }],
		[PRODUCTION, { uri: 'https://app.impiloplatform.com/api/v3/order' }],
		[CUSTOM, { uri: '/api/v3/order', baseURL: 'http://localhost:3000' }],
	])('with %j, adds the key to %j', async (credentials, options) => {
		const { headers } = await authenticate(credentials, options);

		expect(headers).toEqual({ 'Impilo-API-Key': API_KEY });
	});

	it.each<[string, Options & { rejectUnauthorized?: boolean }]>([
		['checked certificates', { rejectUnauthorized: true, skipSslCertificateValidation: false }],
		['a certificate of its own', { agentOptions: { cert: 'c', key: 'k' } }],
		["Impilo's host", { headers: { host: 'app.impiloplatform.com' } }],
		['no proxy', { proxy: undefined }],
	])('adds the key to a request with %s', async (_, options) => {
		const { headers } = await authenticate(PRODUCTION, { url: '/api/v3/order', ...options });

		expect(headers).toMatchObject({ 'Impilo-API-Key': API_KEY });
	});

	it.each<[Options]>([
		[{ url: 'https://evil.example/api/v3/order' }],
		[{ url: 'https://staging.impiloplatform.com/api/v3/order' }],
		[{ url: 'http://app.impiloplatform.com/api/v3/order' }],
		[{ url: 'https://app.impiloplatform.com:8443/api/v3/order' }],
		[{ url: 'https://app.impiloplatform.com.evil.example/' }],
		[{ url: 'https://app.impiloplatform.com@evil.example/' }],
		[{ url: '//evil.example/api/v3/order' }],
		[{ url: '/api/v3/order', baseURL: 'https://evil.example' }],
		[{ url: 'https://evil.example/', baseURL: 'https://app.impiloplatform.com' }],
		[{ uri: 'https://evil.example/api/v3/order' }],
		[{ url: 'http://', baseURL: 'https://app.impiloplatform.com' }],
	])('does not send the key to %j', async (options) => {
		const failure = await rejectionOf(authenticate(PRODUCTION, options));

		expect(failure).toBeInstanceOf(UserError);
		expect(failure).toMatchObject({
			message: 'The request does not go to the Impilo of this credential',
			description: expect.stringContaining('Nothing was sent') as string,
		});
		expect(JSON.stringify(failure)).not.toContain(API_KEY);
	});
});

it('is tested by reading one order, wherever that is, without following a redirect', () => {
	const { request } = new ImpiloApi().test;

	expect(request).toEqual({
		baseURL: expect.stringMatching(/^=\{\{ .*https:\/\/staging\..*https:\/\/app\..* \}\}$/),
		url: '/api/v3/order',
		qs: { size: 1 },
		disableFollowRedirect: true,
	});
	expect(request.baseURL).toContain('$credentials.baseUrl');
});
