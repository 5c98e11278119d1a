import './environment';

import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestRequest,
	type INode,
	type INodeCredentialTestResult,
	type INodeType,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { MemoryCredentialsHelper } from './credentialsHelper';
import { createRunData } from './engineGenerations';
import type { LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import { NO_OP_TYPE, STAND_IN_NODES } from './standInNodes';

const TEST_NODE_TYPE = 'credentialTest';

/**
 * Runs a credential's declarative `test`, as n8n does when the user saves it.
 *
 * @param options.data what the user typed; defaults are added
 * @returns `OK` and "Connection successful!", or `Error` and what the user reads
 */
export async function testCredential(options: {
	package: LoadedPackage;
	credentialType: string;
	data: ICredentialDataDecryptedObject;
}): Promise<INodeCredentialTestResult> {
	const { package: loadedPackage, credentialType, data } = options;
	const test = loadedPackage.credentialTypes[credentialType]?.test;
	if (test === undefined) {
		return { status: 'Error', message: 'No testing function found for this credential.' };
	}
	const helper = new MemoryCredentialsHelper(loadedPackage, { [credentialType]: data });
	const credential: ICredentialsDecrypted = {
		id: '1',
		name: credentialType,
		type: credentialType,
		data: await helper.applyDefaults(
			createAdditionalData({ credentialsHelper: helper }),
			data,
			credentialType,
			'internal',
		),
	};
	try {
		const response = await sendTestRequest(loadedPackage, helper, credential, test);
		return judgeResponse(response, test);
	} catch (error) {
		return judgeFailure(error, test);
	}
}

async function sendTestRequest(
	loadedPackage: LoadedPackage,
	credentialsHelper: MemoryCredentialsHelper,
	credential: ICredentialsDecrypted,
	test: ICredentialTestRequest,
): Promise<unknown> {
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: TEST_NODE_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
	const nodeType = nodeThatSends(test, credential.type);
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: new PackageNodeTypes(loadedPackage, { [TEST_NODE_TYPE]: nodeType }),
	});
	const additionalData = createAdditionalData({
		credentialsHelper,
		currentNodeParameters: node.parameters,
	});
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const output = await new RoutingNode(context, nodeType, credential).runNode();
	return output?.[0]?.[0]?.json;
}

function nodeThatSends({ request }: ICredentialTestRequest, credentialType: string): INodeType {
	const noOp = STAND_IN_NODES[NO_OP_TYPE] as INodeType;
	return {
		description: {
			...noOp.description,
			credentials: [{ name: credentialType, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' },
			],
		},
	};
}

function judgeResponse(
	body: unknown,
	{ rules }: ICredentialTestRequest,
): INodeCredentialTestResult {
	for (const rule of rules ?? []) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		const found = key.split('.').reduce(readProperty, body);
		if (found === value) return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function readProperty(value: unknown, key: string): unknown {
	return (value as Record<string, unknown> | null | undefined)?.[key];
}

interface RequestFailure {
	message: string;
	cause?: { code?: string; response?: { status: number; statusText?: string } };
}

function judgeFailure(
	error: unknown,
	{ rules }: ICredentialTestRequest,
): INodeCredentialTestResult {
	const { message, cause } = error as RequestFailure;
	if (cause?.response !== undefined) {
		const { status, statusText } = cause.response;
		for (const rule of rules ?? []) {
			if (rule.type === 'responseCode' && rule.properties.value === status) {
				return { status: 'Error', message: rule.properties.message };
			}
		}
		return { status: 'Error', message: statusText || `Received HTTP status code: ${status}` };
	}
	return { status: 'Error', message: cause?.code ?? message };
}
