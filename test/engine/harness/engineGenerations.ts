import './environment';

import { randomUUID } from 'node:crypto';

import { ExternalSecretsProxy, isEngineRequest } from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	type ExecutionStatus,
	type IExecuteData,
	type INode,
	type INodeTypeDescription,
	type IRun,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/**
 * The differences between n8n's engines from 1.85 to the newest that matter to the harness. The types are
 * the newest engine's; what an older one doesn't export is undefined when the tests run beside it.
 */

type RunParts = Pick<IRunExecutionData['resultData'], 'error' | 'lastNodeExecuted'> & {
	/** What is to be run. */
	stack?: IExecuteData[];
};

/** What an execution starts with; n8n 1.100 and older write it out wherever they start one. */
export function createRunData({ stack = [], ...result }: RunParts = {}): IRunExecutionData {
	if (isExported(createRunExecutionData)) {
		return createRunExecutionData({
			resultData: result,
			executionData: { nodeExecutionStack: stack },
		});
	}
	const written = {
		startData: {},
		resultData: { runData: {}, ...result },
		executionData: {
			contextData: {},
			nodeExecutionStack: stack,
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	};
	return written as unknown as IRunExecutionData;
}

/** How an execution ended; up to n8n 1.100, the engine leaves that to n8n's main process. */
export function readStatus({ status, data }: IRun): ExecutionStatus {
	if (status !== 'running') return status;
	return data.resultData.error === undefined ? 'success' : 'error';
}

/** n8n 1.85 has another name for its access to external secrets, and asks it only for `$secrets`. */
export function createExternalSecrets(): Pick<
	IWorkflowExecuteAdditionalData,
	'externalSecretsProxy'
> {
	const proxy = isExported(ExternalSecretsProxy) ? new ExternalSecretsProxy() : undefined;
	return { externalSecretsProxy: proxy } as ReturnType<typeof createExternalSecrets>;
}

/** Gives a trigger the ID that is in its URL; up to n8n 2.0, only the editor does. */
export function assignWebhookId(node: INode, description: INodeTypeDescription): void {
	if (isExported(NodeHelpers.resolveNodeWebhookId)) {
		NodeHelpers.resolveNodeWebhookId(node, description);
	} else {
		node.webhookId ??= randomUUID();
	}
}

/** How this n8n's AI Agent calls its tools; up to n8n 1.100, it can't ask the engine to. */
export const TOOL_CALL_STYLE = isExported(isEngineRequest) ? 'engine' : 'direct';

function isExported(value: unknown): boolean {
	return value !== undefined;
}
