import type { INode } from 'n8n-workflow';

/** Whether an AI agent is using the node: n8n gives the tool that it makes of a node a type of its own. */
export function isAgentTool(node: INode): boolean {
	return node.type.endsWith('Tool');
}
