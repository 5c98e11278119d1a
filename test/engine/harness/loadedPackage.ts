import './environment';

import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';

const DEFAULT_PACKAGE_NAME = 'n8n-nodes-impilo';

/** A node package as the engine sees it. Names of nodes are without the package's name. */
export interface LoadedPackage {
	packageName: string;
	nodeTypes: Record<string, INodeType | IVersionedNodeType>;
	credentialTypes: Record<string, ICredentialType>;
	/** For each credential type, the full names of the nodes that use it. */
	supportedNodes: Record<string, string[]>;
}

/**
 * A package from classes that are already loaded: fast, and their sources count for coverage.
 *
 * @param contents.nodes instances, such as `new Impilo()`; they aren't changed
 * @param contents.credentials instances, such as `new ImpiloApi()`
 */
export function packageFromClasses(contents: {
	nodes: INodeType[];
	credentials: ICredentialType[];
}): LoadedPackage {
	return assemblePackage(DEFAULT_PACKAGE_NAME, contents.nodes, contents.credentials);
}

/**
 * A package from its folder, read by n8n's own loader: what `package.json` names under `n8n` is
 * required, icons and codex files included.
 *
 * @param directory holds the `package.json` and the built files it names
 * @throws what n8n would show when it can't load the package
 */
export async function packageFromDirectory(directory: string): Promise<LoadedPackage> {
	const loader = new PackageDirectoryLoader(directory);
	await loader.loadAll();
	return assemblePackage(
		loader.packageName,
		Object.values(loader.nodeTypes).map(({ type }) => type),
		Object.values(loader.credentialTypes).map(({ type }) => type),
	);
}

/** `impilo` to `n8n-nodes-impilo.impilo`; nothing to the package's first node. */
export function fullTypeName({ packageName, nodeTypes }: LoadedPackage, type?: string): string {
	const name = type ?? Object.keys(nodeTypes)[0] ?? '';
	return name.includes('.') ? name : `${packageName}.${name}`;
}

function assemblePackage(
	packageName: string,
	nodes: Array<INodeType | IVersionedNodeType>,
	credentials: ICredentialType[],
): LoadedPackage {
	const supportedNodes: Record<string, string[]> = {};
	for (const node of nodes) {
		for (const name of credentialNames(node)) {
			(supportedNodes[name] ??= []).push(`${packageName}.${node.description.name}`);
		}
	}
	return {
		packageName,
		nodeTypes: Object.fromEntries(nodes.map((node) => [node.description.name, node])),
		credentialTypes: Object.fromEntries(credentials.map((type) => [type.name, type])),
		supportedNodes,
	};
}

function credentialNames(node: INodeType | IVersionedNodeType): Set<string> {
	const versions = 'nodeVersions' in node ? Object.values(node.nodeVersions) : [node];
	return new Set(
		versions.flatMap(({ description }) =>
			(description.credentials ?? []).map((credential) => credential.name),
		),
	);
}
