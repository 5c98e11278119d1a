import {
	NodeConnectionTypes,
	type ICredentialType,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { packageFromClasses, runWorkflow } from '../engine/harness';
import { startDummyService, type DummyService } from './dummyService';

const genericCredential: ICredentialType = {
	name: 'genericApi',
	displayName: 'Generic API',
	properties: [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production' },
				{ name: 'Custom', value: 'custom' },
			],
			default: 'production',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{ displayName: 'API Key', name: 'apiKey', type: 'string', default: '' },
	],
	authenticate: {
		type: 'generic',
		properties: { headers: { 'X-Api-Key': '={{$credentials.apiKey}}' } },
	},
};

const readingNode: INodeType = {
	description: {
		name: 'reader',
		displayName: 'Reader',
		group: ['transform'],
		version: 1,
		description: 'Shows its credential',
		defaults: { name: 'Reader' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'genericApi', required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const json = await this.getCredentials('genericApi');
		const url = this.getNodeParameter('url', 0) as string;
		if (url) await this.helpers.httpRequestWithAuthentication.call(this, 'genericApi', { url });
		return [[{ json }]];
	},
};

let service: DummyService;

beforeEach(async () => {
	service = await startDummyService();
});

afterEach(async () => await service.close());

async function read(data: Record<string, string>, url = '') {
	return await runWorkflow({
		package: packageFromClasses({ nodes: [readingNode], credentials: [genericCredential] }),
		nodes: [{ name: 'Reader', type: 'n8n-nodes-impilo.reader', parameters: { url } }],
		credentials: { genericApi: data },
		assignCredentials: true,
	});
}

it('hides the fields that the form hides, and fills the others with their defaults', async () => {
	expect((await read({ baseUrl: 'left over' })).items('Reader')[0]?.json).toEqual({
		environment: 'production',
		apiKey: '',
	});
	expect((await read({ environment: 'custom' })).items('Reader')[0]?.json).toEqual({
		environment: 'custom',
		baseUrl: '',
		apiKey: '',
	});
});

it('resolves expressions in credentials', async () => {
	const result = await read({ apiKey: '={{ "k" + 1 }}' });
	expect(result.items('Reader')[0]?.json.apiKey).toBe('k1');
});

it('authenticates declaratively, and counts how often the credential is read', async () => {
	const result = await read({ apiKey: 'right' }, `${service.url}/things/a`);
	expect(service.requests[0]?.apiKey).toBe('right');
	expect(result.credentialReads).toBe(2);
});
