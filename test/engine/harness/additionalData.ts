import './environment';

import { ExecutionLifecycleHooks } from 'n8n-core';
import {
	UnexpectedError,
	type ICredentialsHelper,
	type INodeParameters,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { createExternalSecrets } from './engineGenerations';

const INSTANCE_URL = 'http://localhost:5678/';

/** The ID of every workflow that the harness runs. */
export const WORKFLOW_ID = '1';

let executions = 0;

/**
 * What n8n hands to every execution beside the workflow: an instance at `http://localhost:5678/`,
 * with no other workflows, agents, variables or task runners.
 *
 * @param options.currentNodeParameters what is typed into the open node, for its searchable lists
 * @param options.executionId of its own for each execution, unless it's given
 */
export function createAdditionalData(options: {
	credentialsHelper: ICredentialsHelper;
	mode?: WorkflowExecuteMode;
	workflowData?: IWorkflowBase;
	currentNodeParameters?: INodeParameters;
	executionId?: string;
}): IWorkflowExecuteAdditionalData {
	const { credentialsHelper, mode = 'internal', workflowData = emptyWorkflow() } = options;
	const { executionId = String(++executions) } = options;
	return {
		currentNodeExecutionIndex: 0,
		credentialsHelper,
		executionId,
		workflowId: WORKFLOW_ID,
		hooks: new ExecutionLifecycleHooks(mode, executionId, workflowData),
		...createExternalSecrets(),
		variables: {},
		currentNodeParameters: options.currentNodeParameters,
		instanceBaseUrl: INSTANCE_URL,
		restApiUrl: `${INSTANCE_URL}rest`,
		formBaseUrl: `${INSTANCE_URL}form`,
		formTestBaseUrl: `${INSTANCE_URL}form-test`,
		formWaitingBaseUrl: `${INSTANCE_URL}form-waiting`,
		webhookBaseUrl: `${INSTANCE_URL}webhook`,
		webhookTestBaseUrl: `${INSTANCE_URL}webhook-test`,
		webhookWaitingBaseUrl: `${INSTANCE_URL}webhook-waiting`,
		mcpBaseUrl: `${INSTANCE_URL}mcp`,
		mcpTestBaseUrl: `${INSTANCE_URL}mcp-test`,
		logAiEvent: () => {},
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: async () => refuse('sub-workflows'),
		startRunnerTask: async () => refuse('task runners'),
	};
}

function refuse(what: string): never {
	throw new UnexpectedError(`The engine harness has no ${what}`);
}

function emptyWorkflow(): IWorkflowBase {
	return {
		id: WORKFLOW_ID,
		name: 'Engine harness',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	};
}
