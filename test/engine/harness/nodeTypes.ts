import './environment';

import { UnrecognizedNodeTypeError } from 'n8n-core';
import {
	NodeHelpers,
	UserError,
	type IDataObject,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';

import type { LoadedPackage } from './loadedPackage';
import { STAND_IN_NODES } from './standInNodes';
import { toolVariant } from './toolVariant';

const TOOL_SUFFIX = 'Tool';

/** The nodes a workflow can name: a package's, their AI tool variants, and the stand-ins. */
export class PackageNodeTypes implements INodeTypes {
	private readonly nodes: Map<string, INodeType | IVersionedNodeType>;

	private readonly tools = new Map<string, INodeType>();

	/** @param extraNodes further nodes by their full names, such as a stand-in for an AI agent */
	constructor(
		private readonly loadedPackage: LoadedPackage,
		extraNodes: Record<string, INodeType> = {},
	) {
		this.nodes = new Map(Object.entries({ ...STAND_IN_NODES, ...extraNodes }));
		for (const [name, node] of Object.entries(loadedPackage.nodeTypes)) {
			this.nodes.set(`${loadedPackage.packageName}.${name}`, node);
		}
	}

	getByName(nodeType: string): INodeType | IVersionedNodeType {
		const node = this.nodes.get(nodeType);
		if (node === undefined) {
			throw new UnrecognizedNodeTypeError(this.loadedPackage.packageName, nodeType);
		}
		return node;
	}

	getByNameAndVersion(nodeType: string, version?: number): INodeType {
		if (nodeType.endsWith(TOOL_SUFFIX) && !this.nodes.has(nodeType)) {
			return this.getTool(nodeType, version);
		}
		return NodeHelpers.getVersionedNodeType(this.getByName(nodeType), version);
	}

	getKnownTypes(): IDataObject {
		return {};
	}

	private getTool(toolType: string, version?: number): INodeType {
		const key = `${toolType}@${version ?? ''}`;
		const known = this.tools.get(key);
		if (known !== undefined) return known;

		const node = this.getByNameAndVersion(toolType.slice(0, -TOOL_SUFFIX.length), version);
		if (!node.description.usableAsTool) throw new UserError('Node cannot be used as a tool');
		const tool = toolVariant(node);
		this.tools.set(key, tool);
		return tool;
	}
}
