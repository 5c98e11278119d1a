import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { ImpiloApi } from '../../../credentials/ImpiloApi.credentials';
import { rejectionOf } from '../standIns';

const KEY = 'test-key-5550100';
const PRODUCTION: ICredentialDataDecryptedObject = { environment: 'production', apiKey: KEY };
const CUSTOM: ICredentialDataDecryptedObject = {
	environment: 'custom',
	baseUrl: 'http://localhost:3000/',
	apiKey: KEY,
};

async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: Partial<IHttpRequestOptions> & { uri?: string },
): Promise<IHttpRequestOptions> {
	const { authenticate: add } = new ImpiloApi();
	if (typeof add !== 'function') throw new Error('authenticate is a function');
	return await add(credentials, options as IHttpRequestOptions);
}

describe('authenticate', () => {
	it('adds the key, and leaves everything else as it is', async () => {
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
			// The key must not follow a redirect to another host, in either of n8n's helpers.
			disableFollowRedirect: true,
			maxRedirects: 0,
			followRedirect: false,
			followAllRedirects: false,
			headers: { Accept: 'application/json', 'Impilo-API-Key': KEY },
		});
		expect(options).toEqual(before);
	});

	it.each([` ${KEY}`, `${KEY}\n`, `\t${KEY}  `])('takes blanks off the key %j', async (apiKey) => {
		const options = await authenticate(
			{ ...PRODUCTION, apiKey },
			{ url: 'https://app.impiloplatform.com/api/v3/order' },
		);

		expect(options.headers).toEqual({ 'Impilo-API-Key': KEY });
	});

	it.each<[ICredentialDataDecryptedObject, Partial<IHttpRequestOptions> & { uri?: string }]>([
		[{ ...PRODUCTION, environment: 'staging' }, { url: 'https://staging.impiloplatform.com/x' }],
		[CUSTOM, { url: 'http://localhost:3000/api/v3/order' }],
		[{ ...CUSTOM, baseUrl: 'http://localhost:3000/api/v3/' }, { url: 'http://localhost:3000/x' }],
		[PRODUCTION, { url: '/api/v3/order', baseURL: 'https://app.impiloplatform.com' }],
		[PRODUCTION, { url: '/api/v3/order' }],
		[PRODUCTION, { uri: 'https://app.impiloplatform.com/api/v3/order' }],
		[CUSTOM, { uri: '/api/v3/order', baseURL: 'http://localhost:3000' }],
	])('takes for %j the request %j', async (credentials, options) => {
		expect((await authenticate(credentials, options)).headers).toEqual({ 'Impilo-API-Key': KEY });
	});

	it.each<[Partial<IHttpRequestOptions> & { uri?: string }]>([
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
	])('refuses to take the key to %j', async (options) => {
		const failure = await rejectionOf(authenticate(PRODUCTION, options));

		expect(failure).toBeInstanceOf(UserError);
		expect(failure).toMatchObject({
			message: 'The request does not go to the Impilo of this credential',
			description: expect.stringContaining('Nothing was sent') as string,
		});
		expect(JSON.stringify(failure)).not.toContain(KEY);
	});

	it.each(['', '   ', undefined, 42])('refuses the key %p', async (apiKey) => {
		const credentials = { ...PRODUCTION, apiKey } as ICredentialDataDecryptedObject;

		await expect(
			authenticate(credentials, { url: 'https://app.impiloplatform.com/api/v3/order' }),
		).rejects.toThrow('The Impilo credential has no API key');
	});

	it.each([
		['http://impilo.example.com', 'is not encrypted'],
		['', 'is not a web address'],
		['https://a:b@impilo.example.com', 'has more than an address in it'],
	])('refuses the base URL %j', async (baseUrl, why) => {
		const url = `${baseUrl}/api/v3/order`;

		await expect(authenticate({ ...CUSTOM, baseUrl }, { url })).rejects.toThrow(why);
	});

	it('refuses a credential without an environment', async () => {
		await expect(authenticate({ apiKey: KEY }, { url: '/api/v3/order' })).rejects.toThrow(
			'The Impilo credential has no environment',
		);
	});
});

describe('the credential', () => {
	it('keeps the names that saved workflows rely on', () => {
		const { name, properties } = new ImpiloApi();

		expect(name).toBe('impiloApi');
		expect(properties.map((property) => property.name)).toEqual([
			'environment',
			'baseUrl',
			'apiKey',
		]);
	});

	it('hides the key while it is typed', () => {
		const key = new ImpiloApi().properties.find(({ name }) => name === 'apiKey');

		expect(key?.typeOptions).toEqual({ password: true });
	});

	it('is tested with one order', () => {
		expect(new ImpiloApi().test.request).toMatchObject({ url: '/api/v3/order', qs: { size: 1 } });
	});
});
