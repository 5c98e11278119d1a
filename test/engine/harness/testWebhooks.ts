import type { IDataObject, IWebhookData, Workflow } from 'n8n-workflow';

import { getNode, type SavedWorkflow } from './savedWorkflow';
import { deliver, type DeliverySurroundings, type WebhookAnswer } from './webhookDelivery';
import type { WebhookHooks } from './webhookHooks';
import type { WebhookRequest, WebhookResponse } from './webhookMessages';
import { listWebhooks, WebhookRegistry } from './webhookRegistry';

interface TestRegistration {
	webhook: IWebhookData;
	/** What `create` left; never saved with the workflow. */
	staticData?: IDataObject;
}

/** The webhooks that listen while the editor waits for a test event. */
export class TestWebhooks {
	private readonly registry = new WebhookRegistry<TestRegistration>();

	constructor(
		private readonly saved: SavedWorkflow,
		private readonly hooks: WebhookHooks,
		private readonly surroundings: DeliverySurroundings,
	) {}

	/**
	 * Registers the webhooks and has the node create what it needs, on static data of their own.
	 * When a hook fails, `delete` is called; there is no second attempt.
	 *
	 * @throws what the hook threw, or `delete` after it
	 */
	async activate(): Promise<void> {
		const workflow = this.saved.openForTest();
		const { additionalData } = this.surroundings.createCallData('manual');
		const node = getNode(workflow, this.saved.triggerName);
		for (const webhook of listWebhooks(workflow, node, additionalData)) {
			webhook.isTest = true;
			this.registry.set(webhook, { webhook });
			try {
				await this.hooks.createIfMissing(workflow, webhook, 'manual', 'manual');
				const staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
				this.registry.set(webhook, { webhook, staticData });
			} catch (error) {
				await this.remove(workflow);
				throw error;
			}
		}
	}

	/** Stops listening and calls `delete`, whose failure n8n only logs. */
	async deactivate(): Promise<void> {
		await this.removeQuietly(this.saved.openForTest());
	}

	/** The registrations, which n8n keeps in its memory, are lost. */
	forget(): void {
		this.registry.clear();
	}

	/**
	 * Handles a test event. The first one that starts the workflow, or makes `webhook()` throw, ends
	 * the listening; the answer doesn't wait for that.
	 *
	 * @throws WebhookRefusal 404 for an unknown webhook, and what `deliver` answers
	 */
	async handle(
		request: WebhookRequest,
		response: WebhookResponse,
		path: string,
	): Promise<WebhookAnswer> {
		const { webhook, staticData } = this.registry.find(request.method, path);
		const workflow = this.saved.openForTest();
		if (staticData !== undefined) workflow.setTestStaticData(staticData);
		const node = getNode(workflow, webhook.node);
		return await new Promise((resolve, reject) => {
			const work = async () => {
				let hasRun = true;
				try {
					hasRun = await deliver(
						{ workflow, node, webhook, mode: 'manual', request, response },
						this.surroundings,
						(error, answer) => {
							if (error !== null || answer === undefined) reject(error);
							else resolve(answer);
						},
					);
				} catch (error) {
					reject(error);
				}
				if (hasRun) await this.removeQuietly(workflow);
			};
			void this.surroundings.executions.track(work());
		});
	}

	private async removeQuietly(workflow: Workflow): Promise<void> {
		try {
			await this.remove(workflow);
		} catch (error) {
			this.surroundings.swallowed.push(error);
		}
	}

	private async remove(workflow: Workflow): Promise<void> {
		for (const { webhook, staticData } of this.registry.values()) {
			if (staticData !== undefined) workflow.staticData = staticData;
			const { additionalData } = this.surroundings.createCallData('manual');
			await this.hooks.delete(workflow, {
				...webhook,
				workflowExecuteAdditionalData: additionalData,
			});
			this.registry.delete(webhook);
		}
	}
}
