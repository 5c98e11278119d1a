import { createHash, randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import { isAgentTool } from '../../run/errors';

/**
 * Tells apart executions with the same ID, e.g. of this n8n before its database was emptied. All tries
 * of an execution run in one process.
 */
const PROCESS_ID = randomUUID();

/** Numbers of agents' calls, by their arguments: each try gets the same object. */
const calls = new WeakMap<object, number>();

let callCount = 0;

/**
 * Makes external order IDs: the same on every try of Retry On Fail, different for everything else. `n8n-Ab3dEf6hIj9kLm2n-1042-0f3a91c2d4b7-run0-item3` is for item 3 of
 * the first run of a node in execution 1042; if an agent calls the node, `call7` stands for `run0`.
 *
 * @returns gives an item's ID; undefined without an execution and an agent
 */
export function createIdGenerator(
	context: IExecuteFunctions,
): (itemIndex: number) => string | undefined {
	let prefix: string | undefined;
	return (itemIndex) => {
		prefix ??= makePrefix(context);
		return prefix === undefined ? undefined : `${prefix}-item${itemIndex}`;
	};
}

/** Whether an external order ID was made by this node, in whatever execution. */
export function isGeneratedId(externalOrderId: string): boolean {
	return /^n8n-.+-(run|call)\d+-item\d+$/.test(externalOrderId);
}

function makePrefix(context: IExecuteFunctions): string | undefined {
	const executionId = context.getExecutionId();
	const isTool = isAgentTool(context.getNode());
	// n8n's MCP Server Trigger calls its tools outside of any execution.
	if (!executionId && !isTool) return undefined;
	const workflowId = context.getWorkflow().id ?? 'unsaved';
	const source = [context.getInstanceId(), PROCESS_ID, workflowId, context.getNode().name];
	const hash = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 12);
	const run = isTool
		? `call${numberCall(context)}`
		: `run${String(context.evaluateExpression('{{ $runIndex }}', 0))}`;
	return ['n8n', workflowId, executionId, hash, run].filter(Boolean).join('-');
}

/**
 * Agents before version 3 and sub-agents call the node themselves: then calls for several items share a
 * `$runIndex`, and each try has another.
 */
function numberCall(context: IExecuteFunctions): number {
	const args = context.getInputData()[0]?.json ?? {};
	const call = calls.get(args) ?? ++callCount;
	calls.set(args, call);
	return call;
}
