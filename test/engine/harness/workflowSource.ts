import {
	NodeConnectionTypes,
	UserError,
	Workflow,
	type IConnections,
	type INode,
	type INodeCredentials,
	type INodeTypes,
	type IWorkflowSettings,
} from 'n8n-workflow';

import { WORKFLOW_ID } from './additionalData';
import { MANUAL_TRIGGER_TYPE } from './standInNodes';

/** The trigger that is added to nodes that have none. */
export const DEFAULT_TRIGGER_NAME = 'Trigger';

/** A node of a workflow; what is left out gets what n8n's editor would give it. */
export type NodeSource = Partial<INode> & Pick<INode, 'name' | 'type'>;

/** A workflow as n8n exports it; other keys of the export are ignored. */
export interface WorkflowSource {
	name?: string;
	nodes: NodeSource[];
	connections?: IConnections;
	settings?: IWorkflowSettings;
}

/**
 * The workflow that n8n would run.
 *
 * Without `connections`, the nodes are chained in their order, each to the next one's first input,
 * and a manual trigger named "Trigger" leads unless the first node is a trigger.
 *
 * @param credentialsToAssign given to each node that can use them and has none of its own
 */
export function buildWorkflow(
	source: WorkflowSource,
	nodeTypes: INodeTypes,
	credentialsToAssign: string[] = [],
): Workflow {
	const given = source.nodes.map((node, index) => completeNode(node, index));
	const nodes =
		source.connections === undefined && !isTrigger(given[0], nodeTypes)
			? [completeNode({ name: DEFAULT_TRIGGER_NAME, type: MANUAL_TRIGGER_TYPE }, -1), ...given]
			: given;
	for (const node of nodes) {
		node.credentials ??= credentialsFor(node, nodeTypes, credentialsToAssign);
	}
	return new Workflow({
		id: WORKFLOW_ID,
		name: source.name ?? 'Engine harness',
		nodes,
		connections: source.connections ?? chain(nodes),
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', ...source.settings },
	});
}

/**
 * The first enabled trigger.
 *
 * @throws UserError if there is none
 */
export function findStartNode({ nodes, nodeTypes }: Workflow): INode {
	const start = Object.values(nodes).find((node) => !node.disabled && isTrigger(node, nodeTypes));
	if (start === undefined) throw new UserError('The workflow has no trigger to start');
	return start;
}

function completeNode(node: NodeSource, index: number): INode {
	return structuredClone({
		id: `node-${index}`,
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: {},
		...node,
	});
}

function isTrigger(node: INode | undefined, nodeTypes: INodeTypes): boolean {
	if (node === undefined) return false;
	const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	return description.group.includes('trigger');
}

function chain(nodes: INode[]): IConnections {
	const type = NodeConnectionTypes.Main;
	const links = nodes.slice(1).map((node, index) => {
		const target = { node: node.name, type, index: 0 };
		return [nodes[index]?.name, { [type]: [[target]] }];
	});
	return Object.fromEntries(links) as IConnections;
}

function credentialsFor(
	node: INode,
	nodeTypes: INodeTypes,
	available: string[],
): INodeCredentials | undefined {
	const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const usable = (description.credentials ?? []).filter(({ name }) => available.includes(name));
	if (usable.length === 0) return undefined;
	return Object.fromEntries(usable.map(({ name }) => [name, { id: '1', name }]));
}
