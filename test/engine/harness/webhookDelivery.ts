import './environment';

import { WebhookContext } from 'n8n-core';
import {
	OperationalError,
	UnexpectedError,
	type CloseFunction,
	type INode,
	type INodeType,
	type IWebhookData,
	type IWebhookResponseData,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { isConfigurationError, takesContext } from './engineGenerations';
import { recordLogs, type LogEntry } from './recordedLogs';
import { parseBody } from './webhookBody';
import { WebhookRefusal } from './webhookErrors';
import type { CreateCallData, WebhookExecutions } from './webhookExecutions';
import type { WebhookRequest, WebhookResponse } from './webhookMessages';
import { evaluateWebhookField } from './webhookRegistry';

/** What n8n sends to a webhook's caller; nothing where the node answered by itself. */
export type WebhookAnswer =
	| { isSentByNode: true }
	| { isSentByNode: false; status: number; body: unknown; isSandboxed: boolean };

/** Gets the answer before the execution has ended, and only once. */
export type AnswerCallback = (error: Error | null, answer?: WebhookAnswer) => void;

/** One HTTP request for one webhook. */
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
 * Lets the node's `webhook()` handle a request and starts the workflow if it says so. Only the
 * response mode `onReceived`, the default, is offered.
 *
 * @returns whether an execution was started
 * @throws what goes wrong after the answer was given
 */
export async function deliver(
	delivery: WebhookDelivery,
	surroundings: DeliverySurroundings,
	answer: AnswerCallback,
): Promise<boolean> {
	const { workflow: delivered, node, mode, request } = delivery;
	const { executions, swallowed } = surroundings;
	let isAnswered = false;
	const answerOnce: AnswerCallback = (error, given) => {
		if (!isAnswered) answer(error, given);
		isAnswered = true;
	};
	try {
		const status = Number(evaluate(delivery, 'responseCode', 200));
		requireOnReceived(delivery);
		await parseBody(request, node);
		const outcome = await callNode(delivery, surroundings);
		if ('error' in outcome) {
			swallowed.push(outcome.error);
			answerOnce(hideReason(outcome.error));
			const items = [[{ json: {} }]];
			await executions.start({ node, mode, delivered, items, error: outcome.error });
			return true;
		}
		const { result } = outcome;
		if (result.noWebhookResponse === true) answerOnce(null, { isSentByNode: true });
		if (result.workflowData === undefined) {
			const { webhookResponse: body = { message: 'Webhook call received' } } = result;
			answerOnce(null, { isSentByNode: false, status, body, isSandboxed: false });
			return false;
		}
		await executions.start({ node, mode, delivered, items: result.workflowData });
		const body = describeStart(delivery, result);
		answerOnce(null, { isSentByNode: false, status, body, isSandboxed: true });
		return true;
	} catch (error) {
		const shown = error instanceof WebhookRefusal ? error : wrapFailure(error, swallowed);
		if (isAnswered) throw shown;
		answerOnce(shown);
		return false;
	}
}

type NodeOutcome = { result: IWebhookResponseData } | { error: Error };

async function callNode(
	{ workflow, node, webhook, mode, request, response }: WebhookDelivery,
	{ createCallData, logs }: DeliverySurroundings,
): Promise<NodeOutcome> {
	const { additionalData } = createCallData(mode);
	additionalData.httpRequest = request;
	additionalData.httpResponse = response;
	const toClose: CloseFunction[] = [];
	const context = new WebhookContext(workflow, node, additionalData, mode, webhook, toClose, null);
	recordLogs(context, logs);
	const nodeType: unknown = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	try {
		return { result: await callWebhook(nodeType, context) };
	} catch (error) {
		return { error: error instanceof Error ? error : new Error(String(error)) };
	} finally {
		await Promise.allSettled(toClose.map(async (close) => await close()));
	}
}

async function callWebhook(
	nodeType: unknown,
	context: WebhookContext,
): Promise<IWebhookResponseData> {
	if (takesContext(nodeType)) {
		if (nodeType.webhook !== undefined) return await nodeType.webhook(context);
	} else {
		const { webhook } = nodeType as INodeType;
		if (webhook !== undefined) return await webhook.call(context);
	}
	throw new UnexpectedError('Node does not have any webhooks defined');
}

/** n8n tells the caller nothing of what `webhook()` threw, whatever its class or status. */
function hideReason(error: Error): Error {
	return new UnexpectedError(
		isConfigurationError(error)
			? error.message
			: 'Workflow Webhook Error: Workflow could not be started!',
	);
}

function wrapFailure(cause: unknown, swallowed: unknown[]): Error {
	swallowed.push(cause);
	return new OperationalError('There was a problem executing the workflow', { cause });
}

function requireOnReceived(delivery: WebhookDelivery): void {
	const responseMode = evaluate(delivery, 'responseMode', 'onReceived');
	if (responseMode === 'onReceived') return;
	throw new UnexpectedError(`The engine harness has no response mode "${String(responseMode)}"`);
}

/**
 * A description without `responseData` has n8n answer with the default's name itself, the text
 * "firstEntryJson", even where the node returned a `webhookResponse`.
 */
function describeStart(delivery: WebhookDelivery, result: IWebhookResponseData): unknown {
	const responseData = evaluate(delivery, 'responseData', 'firstEntryJson');
	if (responseData === 'noData') return undefined;
	if (responseData) return responseData;
	return (result.webhookResponse as unknown) ?? { message: 'Workflow was started' };
}

function evaluate(
	{ workflow, node, webhook }: WebhookDelivery,
	field: string,
	fallback: number | string,
): unknown {
	return evaluateWebhookField(workflow, node, webhook.webhookDescription, field, fallback);
}
