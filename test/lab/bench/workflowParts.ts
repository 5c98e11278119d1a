import type { INode } from 'n8n-workflow';

import { connectInLine, type Workflow } from '../../../scripts/n8n';

/** A credential as a node refers to it. */
export interface CredentialReference {
	id: string;
	name: string;
}

/** The name of the node that is measured, in every workflow. */
export const MEASURED_NODE = 'Measured';

export const IMPILO_NODE = { type: 'n8n-nodes-impilo.impilo', typeVersion: 1 };
export const HTTP_REQUEST_NODE = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.5 };

type NodePart = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> & Partial<INode>;

/**
 * A workflow that starts with a call of its webhook, in production mode. n8n saves nothing of its
 * executions: writing and keeping them would be counted as well.
 *
 * @param webhookPath also the name of the workflow
 */
export function buildWorkflow(webhookPath: string, parts: readonly NodePart[]): Workflow {
	const trigger: NodePart = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		webhookId: webhookPath,
		parameters: {
			httpMethod: 'POST',
			path: webhookPath,
			responseMode: 'onReceived',
			options: {},
		},
	};
	const nodes = [trigger, ...parts].map((part, index): INode => ({
		id: `${webhookPath}-${index}`,
		position: [index * 200, 0],
		...part,
	}));
	return {
		name: webhookPath,
		nodes,
		connections: connectInLine(nodes),
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'none',
			saveManualExecutions: false,
			saveExecutionProgress: false,
		},
	};
}

/** Makes an item of each entry of a list that the item before holds. */
export function splitOut(name: string, field: string): NodePart {
	return {
		name,
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: field, options: {} },
	};
}

/** The measured HTTP Request node, with the Impilo credential. */
export function httpRequest(
	credential: CredentialReference,
	parameters: INode['parameters'],
	settings: Partial<INode> = {},
): NodePart {
	return {
		...HTTP_REQUEST_NODE,
		...settings,
		name: MEASURED_NODE,
		parameters: {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'impiloApi',
			...parameters,
		},
		credentials: { impiloApi: credential },
	};
}

/** The measured Impilo node. */
export function impilo(
	credential: CredentialReference,
	parameters: INode['parameters'],
	settings: Partial<INode> = {},
): NodePart {
	return {
		...IMPILO_NODE,
		...settings,
		name: MEASURED_NODE,
		parameters: { resource: 'order', ...parameters },
		credentials: { impiloApi: credential },
	};
}
