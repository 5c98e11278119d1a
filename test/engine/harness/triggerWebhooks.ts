import './environment';

import { HookContext } from 'n8n-core';
import {
	NodeHelpers,
	type IDataObject,
	type IHttpRequestMethods,
	type IWebhookData,
	type WebhookSetupMethodNames,
	type Workflow,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { WORKFLOW_ID } from './additionalData';
import { recordLogs } from './recordedLogs';
import { getTrigger, type SavedWorkflow } from './savedWorkflow';
import { deliver, type DeliverySurroundings } from './webhookDelivery';
import type { WebhookAnswer, WebhookRequest, WebhookResponse } from './webhookServer';

/** A webhook of a trigger: the production one, or the one that the editor's test listens with. */
class TriggerWebhook {
	constructor(
		protected readonly saved: SavedWorkflow,
		protected readonly surroundings: DeliverySurroundings,
		private readonly isTest: boolean,
	) {}

	private get mode(): WorkflowExecuteMode {
		return this.isTest ? 'manual' : 'trigger';
	}

	/** What follows the endpoint's name in the URL. */
	get path(): string {
		return this.describe(this.saved.openForTest()).path;
	}

	/**
	 * Asks `checkExists`, then calls `create` unless it answered with something truthy.
	 *
	 * @throws what they throw; Error if `create` doesn't say that it succeeded, which n8n only asks for
	 */
	protected async createIfMissing(
		workflow: Workflow,
		activation: WorkflowActivateMode,
	): Promise<void> {
		const exists = await this.call('checkExists', workflow, this.mode, activation);
		if (exists) return;
		const isCreated = await this.call('create', workflow, this.mode, activation);
		if (isCreated !== true) throw new Error('create() has to return true');
	}

	/** What `delete` throws, n8n only logs after some attempts; there is one here. */
	protected async delete(workflow: Workflow): Promise<boolean> {
		try {
			const isDeleted = await this.call('delete', workflow, 'internal', 'update');
			if (isDeleted !== true) throw new Error('delete() has to return true');
			return true;
		} catch (error) {
			this.surroundings.swallowed.push(error);
			return false;
		}
	}

	protected async receive(
		workflow: Workflow,
		request: WebhookRequest,
		response: WebhookResponse,
	): ReturnType<typeof deliver> {
		const webhook = this.describe(workflow);
		const mode = this.isTest ? 'manual' : 'webhook';
		const node = getTrigger(workflow.nodes);
		return await deliver({ workflow, node, webhook, mode, request, response }, this.surroundings);
	}

	private async call(
		method: WebhookSetupMethodNames,
		workflow: Workflow,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<boolean | undefined> {
		const webhook = this.describe(workflow);
		const node = getTrigger(workflow.nodes);
		const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const hook = nodeType.webhookMethods?.[webhook.webhookDescription.name]?.[method];
		const { additionalData } = this.surroundings.createCallData(mode);
		const context = new HookContext(workflow, node, additionalData, mode, activation, webhook);
		recordLogs(context, this.surroundings.logs);
		return await hook?.call(context);
	}

	private describe(workflow: Workflow): IWebhookData {
		const { webhook: webhookDescription } = this.saved;
		const node = getTrigger(workflow.nodes);
		return {
			httpMethod: webhookDescription.httpMethod as IHttpRequestMethods,
			isTest: this.isTest,
			node: node.name,
			path: NodeHelpers.getNodeWebhookPath(WORKFLOW_ID, node, webhookDescription.path),
			webhookDescription,
			workflowId: WORKFLOW_ID,
			workflowExecuteAdditionalData: this.surroundings.createCallData(this.mode).additionalData,
		};
	}
}

/** The webhook of an active workflow. */
export class LiveWebhook extends TriggerWebhook {
	private isListening = false;

	constructor(saved: SavedWorkflow, surroundings: DeliverySurroundings) {
		super(saved, surroundings, false);
	}

	/**
	 * Has the node create what it needs. The webhook is answered from the moment before `checkExists` is
	 * called. When a hook fails, `delete` is called, and the webhook stays where that fails, too; n8n
	 * would try it all again.
	 *
	 * @throws what the hook threw
	 */
	async activate(activation: WorkflowActivateMode): Promise<void> {
		this.saved.isActive = true;
		const workflow = await this.saved.load();
		this.isListening = true;
		try {
			await this.createIfMissing(workflow, activation);
		} catch (error) {
			this.isListening = !(await this.delete(workflow));
			throw error;
		} finally {
			await this.saved.saveStaticData(workflow);
		}
	}

	/** Stops answering, then calls `delete`, also after a failed activation. */
	async deactivate(): Promise<void> {
		if (!this.saved.isActive) return;
		const workflow = await this.saved.load();
		this.isListening = false;
		await this.delete(workflow);
		await this.saved.saveStaticData(workflow);
		this.saved.isActive = false;
	}

	/** @throws what keeps n8n from starting the workflow */
	async handle(request: WebhookRequest, response: WebhookResponse): Promise<WebhookAnswer> {
		if (!this.isListening) return { status: 404 };
		const workflow = await this.saved.load();
		const { answer } = await this.receive(workflow, request, response);
		await this.saved.saveStaticData(workflow);
		return answer;
	}
}

/** The webhook that listens while the editor waits for a test event. */
export class TestWebhook extends TriggerWebhook {
	/** What `create` left, which is never saved with the workflow; nothing while nobody waits. */
	private staticData?: IDataObject;

	constructor(saved: SavedWorkflow, surroundings: DeliverySurroundings) {
		super(saved, surroundings, true);
	}

	/** @throws what the hook threw, after `delete` was called */
	async activate(): Promise<void> {
		const workflow = this.saved.openForTest();
		try {
			await this.createIfMissing(workflow, 'manual');
			this.staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		} catch (error) {
			await this.delete(workflow);
			throw error;
		}
	}

	/** Stops listening and calls `delete`. */
	async deactivate(): Promise<void> {
		const { staticData } = this;
		if (staticData === undefined) return;
		this.staticData = undefined;
		const workflow = this.saved.openForTest();
		workflow.staticData = staticData;
		await this.delete(workflow);
	}

	/**
	 * The first event that starts the workflow ends the listening; the answer doesn't wait for that.
	 *
	 * @throws what keeps n8n from starting the workflow
	 */
	async handle(request: WebhookRequest, response: WebhookResponse): Promise<WebhookAnswer> {
		if (this.staticData === undefined) return { status: 404 };
		const workflow = this.saved.openForTest();
		workflow.setTestStaticData(this.staticData);
		const { answer, hasStarted } = await this.receive(workflow, request, response);
		if (hasStarted) void this.surroundings.executions.track(this.deactivate());
		return answer;
	}
}
