import type { IConnections, INode, IWorkflowSettings } from 'n8n-workflow';

/** A workflow as n8n exports and imports it. */
export interface Workflow {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: IWorkflowSettings;
}

/** Connects nodes one after the other. */
export function connectInLine(nodes: readonly INode[]): IConnections {
	const connections: IConnections = {};
	nodes.forEach((node, index) => {
		const next = nodes[index + 1];
		if (next === undefined) return;
		connections[node.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	});
	return connections;
}
