import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import {
	API_ROOT_AT_END,
	belongsToBaseUrl,
	PRODUCTION_URL,
	readApiKey,
	resolveBaseUrl,
	STAGING_URL,
} from '../nodes/Impilo/api/credential';

/** n8n's HTTP Request node still sets the older `uri` and `rejectUnauthorized`. */
type RequestOptions = IHttpRequestOptions & { uri?: string; rejectUnauthorized?: boolean };

/**
 * A redirect would carry the key to whatever address it names: n8n removes only the usual headers. The
 * last two are for the older helper that the HTTP Request node uses.
 */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	maxRedirects: 0,
	followRedirect: false,
	followAllRedirects: false,
};

function targetOf(requestOptions: RequestOptions, baseUrl: string): string {
	const target = requestOptions.url ?? requestOptions.uri ?? '';
	const base = requestOptions.baseURL ?? baseUrl;
	if (URL.canParse(target)) return target;
	return URL.canParse(target, base) ? new URL(target, base).href : target;
}

/** A server or a proxy may route by the header Host, and hand the key to another server. */
function namesOtherHost({ headers = {} }: RequestOptions, baseUrl: string): boolean {
	return Object.entries(headers).some(
		([name, value]) => name.trim().toLowerCase() === 'host' && value !== new URL(baseUrl).host,
	);
}

/** Whether anybody on the way could pretend to be Impilo, and read the key. */
function trustsAnybody(requestOptions: RequestOptions): boolean {
	const { agentOptions } = requestOptions;
	return (
		requestOptions.skipSslCertificateValidation === true ||
		requestOptions.rejectUnauthorized === false ||
		agentOptions?.rejectUnauthorized === false ||
		agentOptions?.ca !== undefined
	);
}

export class ImpiloApi implements ICredentialType {
	name = 'impiloApi';

	displayName = 'Impilo API';

	icon = {
		light: 'file:../nodes/Impilo/impilo.svg',
		dark: 'file:../nodes/Impilo/impilo.dark.svg',
	} as const;

	documentationUrl = 'https://docs.impiloplatform.com/guides/authentication';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			default: 'production',
			description: 'Which Impilo the API key belongs to',
			options: [
				{
					name: 'Production',
					value: 'production',
					description: 'Real orders: devices are shipped',
				},
				{
					name: 'Staging',
					value: 'staging',
					description: 'For testing: nothing is shipped',
				},
				{
					name: 'Custom',
					value: 'custom',
					description: 'Another address, e.g. a sandbox on your own machine',
				},
			],
		},
		{
			displayName:
				'Orders are real: devices are shipped. To try things out, use Staging, or the operation Check.',
			name: 'productionNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { environment: ['production'] } },
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. http://localhost:3000',
			// n8n says nothing else where the test of a credential doesn't reach anything.
			hint: 'If the test answers ECONNREFUSED or ENOTFOUND, nothing answers at this address: check it, and start the server there',
			description:
				'An address that starts with https://, or with http:// if it is on the same machine',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Created in the Impilo account portal, where it is shown only once. It expires: create a new one in time.',
		},
	];

	/**
	 * Adds the key to a request. A function rather than n8n's declarative form: n8n would evaluate an
	 * expression for it at every request.
	 *
	 * @throws UserError before anything is sent, when the base URL is not safe for a key, when there is
	 * no key, when the request goes somewhere else than the credential's Impilo, or when others could
	 * read it on the way
	 */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const baseUrl = resolveBaseUrl(credentials);
		const goesElsewhere =
			!belongsToBaseUrl(targetOf(requestOptions, baseUrl), baseUrl) ||
			namesOtherHost(requestOptions, baseUrl);
		if (goesElsewhere) {
			throw new UserError('The request does not go to the Impilo of this credential', {
				description: `The API key is only sent to ${baseUrl}. Change the URL of the request, or choose another Environment in the credential. Nothing was sent.`,
			});
		}
		if (trustsAnybody(requestOptions)) {
			throw new UserError("The API key is only sent where Impilo's certificate is checked", {
				description:
					'Switch off "Ignore SSL Issues (Insecure)" in the node, and leave CA empty in its SSL Certificates. If the server at Base URL has a certificate of your own organization, set the environment variable NODE_EXTRA_CA_CERTS of n8n to the file with the certificate of its issuer, and restart n8n. Nothing was sent.',
			});
		}
		// n8n before 1.100 lets a proxy read even what goes to https.
		if (requestOptions.proxy !== undefined) {
			throw new UserError('The API key is not sent through a proxy that the request names', {
				description:
					'Remove Proxy from the options of the node. If n8n needs a proxy, set HTTPS_PROXY where n8n is started: from n8n 1.100 on, that proxy cannot read the key. Nothing was sent.',
			});
		}
		return {
			...requestOptions,
			...NO_REDIRECTS,
			headers: { ...requestOptions.headers, 'Impilo-API-Key': readApiKey(credentials) },
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ $credentials.environment === "custom" ? $credentials.baseUrl.trim().replace(/${API_ROOT_AT_END.source}/, "") : $credentials.environment === "staging" ? "${STAGING_URL}" : "${PRODUCTION_URL}" }}`,
			url: '/api/v3/order',
			qs: { size: 1 },
			disableFollowRedirect: true,
		},
		// n8n goes through rules of both kinds, though its types want them all of one.
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Impilo does not know this API key, or it has expired. Check that Environment matches the key, or create a new key in the Impilo account portal.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Impilo knows this API key, but it may not read orders. Ask Impilo to allow it, or use a key with another role.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'content',
					value: undefined,
					message:
						'Impilo did not answer with a list. Check Environment and Base URL, and whether there is a proxy or a login page between n8n and Impilo.',
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
