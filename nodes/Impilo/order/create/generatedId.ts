import { createHash, randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Tells executions apart that have the same ID: those of another installation, or of this one before
 * its database was emptied. All tries of an execution run in one process.
 */
const PROCESS_ID = randomUUID();

/**
 * Makes external order IDs for a run of the node: the same on every try of Retry On Fail, and
 * different for everything else. `n8n-Ab3dEf6hIj9kLm2n-1042-0f3a91c2d4b7-run0-item3` is for item 3 of
 * the first run of a node in execution 1042.
 *
 * @returns gives an item's ID; undefined where n8n has no ID for the execution
 */
export function openIdMaker(context: IExecuteFunctions): (itemIndex: number) => string | undefined {
	let prefix: string | undefined;
	return (itemIndex) => {
		prefix ??= makePrefix(context);
		return prefix === undefined ? undefined : `${prefix}-item${itemIndex}`;
	};
}

function makePrefix(context: IExecuteFunctions): string | undefined {
	const executionId = context.getExecutionId();
	if (!executionId) return undefined;
	const workflowId = context.getWorkflow().id ?? 'unsaved';
	const source = [context.getInstanceId(), PROCESS_ID, workflowId, context.getNode().name];
	const hash = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 12);
	const runIndex = String(context.evaluateExpression('{{ $runIndex }}', 0));
	return `n8n-${workflowId}-${executionId}-${hash}-run${runIndex}`;
}
