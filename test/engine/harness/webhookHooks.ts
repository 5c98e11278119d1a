import './environment';

import { HookContext } from 'n8n-core';
import {
	type IWebhookData,
	type WebhookSetupMethodNames,
	type Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { recordLogs, type LogEntry } from './recordedLogs';
import { getNode } from './savedWorkflow';

/** Calls a trigger node's `webhookMethods` as n8n does. */
export class WebhookHooks {
	/** @param logs receives what the hooks log */
	constructor(private readonly logs: LogEntry[]) {}

	/**
	 * Asks `checkExists`, then calls `create` unless it answered with something truthy.
	 *
	 * @throws what they throw
	 */
	async createIfMissing(
		workflow: Workflow,
		webhook: IWebhookData,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<void> {
		const exists = await this.call('checkExists', workflow, webhook, mode, activation);
		if (!exists) await this.call('create', workflow, webhook, mode, activation);
	}

	/**
	 * What `delete` answers, n8n doesn't look at.
	 *
	 * @throws what `delete` throws
	 */
	async delete(workflow: Workflow, webhook: IWebhookData): Promise<void> {
		await this.call('delete', workflow, webhook, 'internal', 'update');
	}

	private async call(
		method: WebhookSetupMethodNames,
		workflow: Workflow,
		webhook: IWebhookData,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<boolean | undefined> {
		const node = getNode(workflow, webhook.node);
		const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const hook = nodeType.webhookMethods?.[webhook.webhookDescription.name]?.[method];
		if (hook === undefined) return undefined;
		const additionalData = webhook.workflowExecuteAdditionalData;
		const context = new HookContext(workflow, node, additionalData, mode, activation, webhook);
		recordLogs(context, this.logs);
		return await hook.call(context);
	}
}
