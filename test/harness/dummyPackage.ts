import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type NodeApiError,
} from 'n8n-workflow';

import { packageFromClasses, type LoadedPackage } from '../engine/harness';

export const DUMMY_TYPE = 'n8n-nodes-impilo.dummy';

/** A node that gets `/<path>` for each item, and a credential with a default and a function. */
export function dummyPackage(): LoadedPackage {
	return packageFromClasses({ nodes: [dummyNode], credentials: [dummyCredential] });
}

const dummyCredential: ICredentialType = {
	name: 'dummyApi',
	displayName: 'Dummy API',
	properties: [
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'API Key', name: 'apiKey', type: 'string', default: 'right' },
	],
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return { ...options, headers: { ...options.headers, 'x-api-key': credentials.apiKey } };
	},
	test: { request: { baseURL: '={{$credentials.baseUrl}}', url: '/things/test' } },
};

const dummyNode: INodeType = {
	description: {
		name: 'dummy',
		displayName: 'Dummy',
		group: ['transform'],
		version: 1,
		description: 'Gets things',
		defaults: { name: 'Dummy' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'dummyApi', required: true }],
		properties: [
			{ displayName: 'Path', name: 'path', type: 'string', required: true, default: '' },
			{ displayName: 'Binary', name: 'binary', type: 'boolean', default: false },
		],
	},
	methods: { listSearch: { searchThings } },
	execute,
};

async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	const { baseUrl } = await this.getCredentials('dummyApi');
	for (const item of this.getInputData().keys()) {
		if (this.getExecutionCancelSignal()?.aborted) break;
		const path = this.getNodeParameter('path', item) as string;
		try {
			const json = await this.helpers.httpRequestWithAuthentication.call(this, 'dummyApi', {
				url: `${String(baseUrl)}/${path}`,
			});
			const asBinary = this.getNodeParameter('binary', item);
			output.push({
				json,
				pairedItem: { item },
				...(asBinary && {
					binary: { data: await this.helpers.prepareBinaryData(Buffer.from(path), 'thing.txt') },
				}),
			});
		} catch (error) {
			const failure = error as NodeApiError;
			failure.context.itemIndex = item;
			failure.description = 'Ask for another one';
			if (!this.continueOnFail()) throw failure;
			output.push({ json: { error: failure.message }, pairedItem: { item } });
		}
	}
	this.addExecutionHints({ message: `${output.length} done`, location: 'outputPane' });
	return [output];
}

async function searchThings(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { baseUrl } = await this.getCredentials('dummyApi');
	const thing = await this.helpers.httpRequestWithAuthentication.call(this, 'dummyApi', {
		url: `${String(baseUrl)}/things/${filter}`,
	});
	const kind = this.getCurrentNodeParameter('kind') as string;
	return {
		results: [{ name: `${thing.name} of ${kind}`, value: 1 }],
		paginationToken: `after ${paginationToken}`,
	};
}
