import type { IExecuteFunctions } from 'n8n-workflow';

import { isAgentTool } from './errors';

/**
 * Names a run of a node, the same for all tries of Retry On Fail. One item may reach several nodes, and a
 * node several times; an agent's call is told by its arguments alone.
 */
export function nameRun(context: IExecuteFunctions): string {
	const node = context.getNode();
	const run = isAgentTool(node) ? 'call' : context.evaluateExpression('{{ $runIndex }}', 0);
	return JSON.stringify([context.getExecutionId(), node.name, run]);
}
