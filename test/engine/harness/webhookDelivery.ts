import './environment';

import { WebhookContext } from 'n8n-core';
import type { INode, IWebhookData, Workflow, WorkflowExecuteMode } from 'n8n-workflow';

import { recordLogs, type LogEntry } from './recordedLogs';
import type { CreateCallData, WebhookExecutions } from './webhookExecutions';
import type { WebhookAnswer, WebhookRequest, WebhookResponse } from './webhookServer';

/** One HTTP request for the webhook. */
export interface WebhookDelivery {
	workflow: Workflow;
	node: INode;
	webhook: IWebhookData;
	mode: WorkflowExecuteMode;
	request: WebhookRequest;
	response: WebhookResponse;
}

/** What every delivery of a trigger shares. */
export interface DeliverySurroundings {
	createCallData: CreateCallData;
	executions: WebhookExecutions;
	logs: LogEntry[];
	/** Receives the errors that n8n only reports, such as what `webhook()` threw. */
	swallowed: unknown[];
}

/**
 * Lets the node's `webhook()` handle a request and starts the workflow if it says so. n8n tells the
 * caller nothing of what `webhook()` threw, and shows it in an execution.
 *
 * @throws what keeps n8n from starting the execution
 */
export async function deliver(
	delivery: WebhookDelivery,
	{ createCallData, executions, logs, swallowed }: DeliverySurroundings,
): Promise<{ answer: WebhookAnswer; hasStarted: boolean }> {
	const { workflow, node, webhook, mode, request, response } = delivery;
	const { additionalData } = createCallData(mode);
	additionalData.httpRequest = request;
	additionalData.httpResponse = response;
	const context = new WebhookContext(workflow, node, additionalData, mode, webhook, [], null);
	recordLogs(context, logs);
	const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const call = async () => (await nodeType.webhook?.call(context)) ?? {};
	const result = await call().catch((error: Error) => ({ error }));
	const start = { node, mode, delivered: workflow };
	if ('error' in result) {
		swallowed.push(result.error);
		await executions.start({ ...start, items: [[{ json: {} }]], error: result.error });
		return { answer: { status: 500 }, hasStarted: true };
	}
	const { noWebhookResponse, webhookResponse: body, workflowData: items } = result;
	if (noWebhookResponse) return { answer: undefined, hasStarted: false };
	if (items === undefined) return { answer: { status: 200, body }, hasStarted: false };
	await executions.start({ ...start, items });
	return { answer: { status: 200 }, hasStarted: true };
}
