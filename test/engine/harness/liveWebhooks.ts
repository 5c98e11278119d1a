import {
	UserError,
	type IWebhookData,
	type Workflow,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { getNode, type SavedWorkflow } from './savedWorkflow';
import { deliver, type DeliverySurroundings, type WebhookAnswer } from './webhookDelivery';
import { refuseUnknownWebhook } from './webhookErrors';
import type { WebhookHooks } from './webhookHooks';
import type { WebhookRequest, WebhookResponse } from './webhookMessages';
import { listWebhooks, WebhookRegistry } from './webhookRegistry';

/** How often n8n tries to register a webhook; it waits 1, 2, 4 and 8 s in between, the harness doesn't. */
export const ACTIVATION_ATTEMPTS = 5;
/** How often n8n calls `delete`; it waits 1 and 2 s in between, the harness doesn't. */
const DELETION_ATTEMPTS = 3;

/** The production webhooks of an active workflow. */
export class LiveWebhooks {
	private readonly registry = new WebhookRegistry<string>();

	constructor(
		private readonly saved: SavedWorkflow,
		private readonly hooks: WebhookHooks,
		private readonly surroundings: DeliverySurroundings,
		private readonly activationAttempts: number,
	) {}

	/**
	 * Registers the webhooks and has the node create what it needs. A webhook is answered from the
	 * moment before `checkExists` is called. When a hook fails, `delete` is called and the whole is
	 * tried again, with the same static data; these are saved in the end, even if all attempts failed.
	 *
	 * @throws what the last attempt's hook threw
	 */
	async activate(mode: WorkflowActivateMode): Promise<void> {
		this.saved.isActive = true;
		const workflow = await this.saved.load();
		try {
			for (const webhook of this.list(workflow)) await this.register(workflow, webhook, mode);
		} finally {
			await this.saved.saveStaticData(workflow);
		}
	}

	/**
	 * Stops answering the webhooks, then calls `delete`, also after a failed activation. If `delete`
	 * fails to the last attempt, n8n deactivates the workflow nevertheless.
	 */
	async deactivate(): Promise<void> {
		if (!this.saved.isActive) return;
		const workflow = await this.saved.load();
		this.registry.clear();
		for (const webhook of this.list(workflow)) await this.deleteExternal(workflow, webhook);
		await this.saved.saveStaticData(workflow);
		this.saved.isActive = false;
	}

	/** @throws WebhookRefusal 404 for an unknown webhook, and what `deliver` answers */
	async handle(
		request: WebhookRequest,
		response: WebhookResponse,
		path: string,
	): Promise<WebhookAnswer> {
		const { method } = request;
		const nodeName = this.registry.find(method, path);
		const workflow = await this.saved.load();
		const webhook = this.list(workflow).find(
			(candidate) => candidate.httpMethod === method && candidate.path === path,
		);
		if (webhook === undefined) throw refuseUnknownWebhook(method, path, []);
		const node = getNode(workflow, nodeName);
		return await new Promise((resolve, reject) => {
			const delivery = deliver(
				{ workflow, node, webhook, mode: 'webhook', request, response },
				this.surroundings,
				async (error, answer) => {
					if (error !== null || answer === undefined) return reject(error);
					await this.saved.saveStaticData(workflow);
					resolve(answer);
				},
			);
			this.surroundings.executions.track(delivery).catch(reject);
		});
	}

	private list(workflow: Workflow): IWebhookData[] {
		const { additionalData } = this.surroundings.createCallData('trigger');
		return listWebhooks(workflow, getNode(workflow, this.saved.triggerName), additionalData);
	}

	private async register(
		workflow: Workflow,
		webhook: IWebhookData,
		mode: WorkflowActivateMode,
	): Promise<void> {
		for (let attempt = 1; ; attempt += 1) {
			this.registry.set(webhook, webhook.node);
			try {
				await this.hooks.createIfMissing(workflow, webhook, 'trigger', mode);
				return;
			} catch (error) {
				await this.rollBack(workflow, webhook);
				if (attempt >= this.activationAttempts) throw showDetail(error);
			}
		}
	}

	/** A webhook whose `delete` fails too stays registered. */
	private async rollBack(workflow: Workflow, webhook: IWebhookData): Promise<void> {
		try {
			await this.hooks.delete(workflow, webhook);
			await this.saved.saveStaticData(workflow);
			this.registry.delete(webhook);
		} catch (error) {
			this.surroundings.swallowed.push(error);
		}
	}

	private async deleteExternal(workflow: Workflow, webhook: IWebhookData): Promise<void> {
		for (let attempt = 1; ; attempt += 1) {
			try {
				await this.hooks.delete(workflow, webhook);
				return;
			} catch (error) {
				if (attempt < DELETION_ATTEMPTS && !isHopeless(error)) continue;
				this.surroundings.swallowed.push(error);
				return;
			}
		}
	}
}

/** n8n shows an error's `detail`, where it has one, instead of its message. */
function showDetail(error: unknown): unknown {
	if (error instanceof Error && 'detail' in error && typeof error.detail === 'string') {
		error.message = error.detail;
	}
	return error;
}

function isHopeless(error: unknown): boolean {
	return error instanceof UserError || (error instanceof Error && error.cause instanceof UserError);
}
