import './environment';

import { LoadOptionsContext } from 'n8n-core';
import {
	UserError,
	type INodeCredentials,
	type INodeListSearchResult,
	type INodeParameters,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { MemoryCredentialsHelper, type CredentialData } from './credentialsHelper';
import { fullTypeName, type LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import { buildWorkflow } from './workflowSource';

/** The node that is open in the editor. */
export interface OpenNode {
	/** With or without the package's name; by default the package's first node. */
	type?: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	/** By default, those of `credentials` that the node can use. */
	credentials?: INodeCredentials;
}

/**
 * Fills a resource locator's *From list* as n8n's editor does.
 *
 * @param options.method a name in the node's `methods.listSearch`
 * @param options.filter what the user typed
 * @param options.paginationToken what the previous page returned
 * @param options.path the parameter the list belongs to, such as `parameters.patientId`
 * @throws what the method throws
 */
export async function searchList(options: {
	package: LoadedPackage;
	node?: OpenNode;
	method: string;
	filter?: string;
	paginationToken?: string;
	path?: string;
	credentials?: CredentialData;
}): Promise<INodeListSearchResult> {
	const { package: loadedPackage, node = {}, credentials = {}, path = '' } = options;
	const nodeTypes = new PackageNodeTypes(loadedPackage);
	const type = fullTypeName(loadedPackage, node.type);
	const source = { ...node, name: 'Temp-Node', type };
	const workflow = buildWorkflow(
		{ nodes: [source], connections: {} },
		nodeTypes,
		Object.keys(credentials),
	);
	const openNode = Object.values(workflow.nodes)[0];
	const nodeType = nodeTypes.getByNameAndVersion(type, node.typeVersion);
	const method = nodeType.methods?.listSearch?.[options.method];
	if (openNode === undefined || method === undefined) {
		throw new UserError(`${type} has no listSearch method named "${options.method}"`);
	}
	const additionalData = createAdditionalData({
		credentialsHelper: new MemoryCredentialsHelper(loadedPackage, credentials),
		currentNodeParameters: node.parameters ?? {},
	});
	const context = new LoadOptionsContext(workflow, openNode, additionalData, path);
	const result = await method.call(context, options.filter, options.paginationToken);
	const token: unknown = result.paginationToken;
	return typeof token === 'number' ? { ...result, paginationToken: String(token) } : result;
}
