import { UserError } from 'n8n-workflow';

import { resolveBaseUrl } from '../../../nodes/Impilo/api/credential';

const custom = (baseUrl: unknown) => resolveBaseUrl({ environment: 'custom', baseUrl });

describe('resolveBaseUrl', () => {
	it.each([
		['production', 'https://app.impiloplatform.com'],
		['staging', 'https://staging.impiloplatform.com'],
	])('knows %s, and ignores a Base URL left over', (environment, expected) => {
		expect(resolveBaseUrl({ environment, baseUrl: 'https://left-over.example.com' })).toBe(
			expected,
		);
	});

	it.each([
		['https://impilo.example.com', 'https://impilo.example.com'],
		['  https://impilo.example.com  ', 'https://impilo.example.com'],
		['https://impilo.example.com/', 'https://impilo.example.com'],
		['https://impilo.example.com///', 'https://impilo.example.com'],
		['https://impilo.example.com:8443/proxy/', 'https://impilo.example.com:8443/proxy'],
		['https://impilo.example.com/api', 'https://impilo.example.com'],
		['https://impilo.example.com/api/v3', 'https://impilo.example.com'],
		['https://impilo.example.com/api/v3/', 'https://impilo.example.com'],
		['https://impilo.example.com/proxy/api/v3', 'https://impilo.example.com/proxy'],
		['https://impilo.example.com/api/v3/proxy', 'https://impilo.example.com/api/v3/proxy'],
		['https://impilo.example.com/api/v2', 'https://impilo.example.com/api/v2'],
		['https://impilo.example.com/v3', 'https://impilo.example.com/v3'],
		['https://impilo.example.com/my-api', 'https://impilo.example.com/my-api'],
		['https://impilo.example.com/apis', 'https://impilo.example.com/apis'],
		['https://api.example.com', 'https://api.example.com'],
		['HTTPS://Impilo.Example.COM', 'https://impilo.example.com'],
		[' https://impilo.example.com\n', 'https://impilo.example.com'],
		['http://localhost:3000', 'http://localhost:3000'],
		['http://LOCALHOST', 'http://localhost'],
		['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
		['http://127.0.0.2', 'http://127.0.0.2'],
		['http://[::1]:3000', 'http://[::1]:3000'],
	])('accepts the custom address %s', (baseUrl, expected) => {
		expect(custom(baseUrl)).toBe(expected);
	});

	it.each([
		['', 'is not a web address'],
		['   ', 'is not a web address'],
		[undefined, 'is not a web address'],
		[42, 'is not a web address'],
		['impilo.example.com', 'is not a web address'],
		['http://impilo.example.com', 'is not encrypted'],
		['http://localhost.evil.example', 'is not encrypted'],
		['http://127.0.0.1.evil.example', 'is not encrypted'],
		['http://128.0.0.1', 'is not encrypted'],
		['http://localhost@evil.example', 'is not encrypted'],
		['http://[::2]', 'is not encrypted'],
		['ftp://impilo.example.com', 'is not encrypted'],
		['ftp://localhost', 'is not encrypted'],
		['https://user:secret@impilo.example.com', 'contains more than an address'],
		['https://user@impilo.example.com', 'contains more than an address'],
		['http://:secret@localhost', 'contains more than an address'],
		['https://impilo.example.com/?key=1', 'contains more than an address'],
		['https://impilo.example.com/#part', 'contains more than an address'],
	])('refuses the custom address %p, and gives an example: it %s', (baseUrl, why) => {
		const action = () => custom(baseUrl);

		expect(action).toThrow(UserError);
		expect(action).toThrow(`The Base URL of the Impilo credential ${why}`);
		expect(action).toThrow(
			expect.objectContaining({ description: expect.stringMatching(/https?:\/\/\w+/) }),
		);
	});

	it.each([undefined, null, '', 'Production', 'other'])('refuses the environment %p', (value) => {
		expect(() => resolveBaseUrl({ environment: value })).toThrow(
			expect.objectContaining({
				message: 'The Impilo credential has no environment',
				description: 'Open the credential and choose an Environment.',
			}),
		);
	});
});
