import './environment';

import { LoadOptionsContext } from 'n8n-core';
import { UserError, type INodeListSearchResult } from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { MemoryCredentialsHelper, type CredentialData } from './credentialsHelper';
import { fullTypeName, type LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import { buildWorkflow } from './workflowSource';

/**
 * Fills a resource locator's *From list* as n8n's editor does.
 *
 * @param options.method a name in the node's `methods.listSearch`
 * @param options.filter what the user typed
 * @param options.paginationToken what the previous page returned
 * @throws what the method throws
 */
export async function searchList(options: {
	package: LoadedPackage;
	method: string;
	filter?: string;
	paginationToken?: string;
	credentials?: CredentialData;
}): Promise<INodeListSearchResult> {
	const { package: loadedPackage, credentials = {} } = options;
	const nodeTypes = new PackageNodeTypes(loadedPackage);
	const type = fullTypeName(loadedPackage);
	const workflow = buildWorkflow(
		{ nodes: [{ name: 'Temp-Node', type }], connections: {} },
		nodeTypes,
		Object.keys(credentials),
	);
	const openNode = Object.values(workflow.nodes)[0];
	const nodeType = nodeTypes.getByNameAndVersion(type);
	const method = nodeType.methods?.listSearch?.[options.method];
	if (openNode === undefined || method === undefined) {
		throw new UserError(`${type} has no listSearch method named "${options.method}"`);
	}
	const additionalData = createAdditionalData({
		credentialsHelper: new MemoryCredentialsHelper(loadedPackage, credentials),
		currentNodeParameters: {},
	});
	const context = new LoadOptionsContext(workflow, openNode, additionalData, '');
	const result = await method.call(context, options.filter, options.paginationToken);
	const token: unknown = result.paginationToken;
	return typeof token === 'number' ? { ...result, paginationToken: String(token) } : result;
}
