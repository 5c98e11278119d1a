import {
	NodeHelpers,
	type IHttpRequestMethods,
	type INode,
	type IWebhookData,
	type IWebhookDescription,
	type IWorkflowExecuteAdditionalData,
	type NodeParameterValueType,
	type Workflow,
} from 'n8n-workflow';

import { WORKFLOW_ID } from './additionalData';
import { resolveNatively } from './engineGenerations';
import { refuseUnknownWebhook } from './webhookErrors';

/** The webhooks that n8n answers, by HTTP method and path. */
export class WebhookRegistry<Registration> {
	private readonly registrations = new Map<string, Registration>();

	set(webhook: IWebhookData, registration: Registration): void {
		this.registrations.set(keyOf(webhook.httpMethod, webhook.path), registration);
	}

	delete(webhook: IWebhookData): void {
		this.registrations.delete(keyOf(webhook.httpMethod, webhook.path));
	}

	has(webhook: IWebhookData): boolean {
		return this.registrations.has(keyOf(webhook.httpMethod, webhook.path));
	}

	values(): Registration[] {
		return [...this.registrations.values()];
	}

	clear(): void {
		this.registrations.clear();
	}

	/** @throws WebhookRefusal 404 when there is none */
	find(method: string, path: string): Registration {
		const registration = this.registrations.get(keyOf(method, path));
		if (registration !== undefined) return registration;
		const otherMethods = [...this.registrations.keys()]
			.filter((key) => key.endsWith(` ${path}`))
			.map((key) => key.slice(0, key.indexOf(' ')));
		throw refuseUnknownWebhook(method, path, otherMethods);
	}
}

function keyOf(method: string, path: string): string {
	return `${method} ${path}`;
}

/** The node's webhooks as its description declares them; paths with `:parameters` aren't offered. */
export function listWebhooks(
	workflow: Workflow,
	node: INode,
	additionalData: IWorkflowExecuteAdditionalData,
): IWebhookData[] {
	if (node.disabled) return [];
	const { description } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	return (description.webhooks ?? [])
		.filter((webhook) => webhook.restartWebhook !== true)
		.flatMap((webhookDescription) => {
			const evaluate = (field: string, fallback?: boolean | string) =>
				evaluateWebhookField(workflow, node, webhookDescription, field, fallback);
			const ownPath = String(evaluate('path') ?? '').trim();
			const isFullPath = evaluate('isFullPath', false) === true;
			const path = NodeHelpers.getNodeWebhookPath(
				WORKFLOW_ID,
				node,
				withoutOuterSlashes(ownPath),
				isFullPath,
			);
			const methods = String(evaluate('httpMethod', 'GET')).split(',');
			return methods.map((method) => ({
				httpMethod: method.trim() as IHttpRequestMethods,
				node: node.name,
				path: withoutOuterSlashes(path),
				webhookDescription,
				workflowId: WORKFLOW_ID,
				workflowExecuteAdditionalData: additionalData,
			}));
		});
}

/** A field of a webhook's description, with its expression resolved. */
export function evaluateWebhookField(
	workflow: Workflow,
	node: INode,
	description: IWebhookDescription,
	field: string,
	fallback?: boolean | number | string,
): NodeParameterValueType | undefined {
	const native = resolveNatively(node, description, field);
	if (native.resolved) return native.value;
	return workflow.expression.getComplexParameterValue(
		node,
		description[field],
		'internal',
		{},
		undefined,
		fallback,
	);
}

function withoutOuterSlashes(path: string): string {
	return path.replace(/^\//, '').replace(/\/$/, '');
}
