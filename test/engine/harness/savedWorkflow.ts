import { setImmediate as nextTurn } from 'node:timers/promises';

import {
	UserError,
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type IWebhookDescription,
} from 'n8n-workflow';

import { WORKFLOW_ID } from './additionalData';
import { assignWebhookId } from './engineGenerations';
import type { PackageNodeTypes } from './nodeTypes';
import { buildWorkflow, type NodeSource } from './workflowSource';

/** What n8n's database holds of a workflow of a trigger alone. */
export class SavedWorkflow {
	/** Whether the user has the workflow active. */
	isActive = false;

	/** The trigger's only webhook, as its description declares it. */
	readonly webhook: IWebhookDescription;

	private readonly trigger: INode;

	private data = '{}';

	/**
	 * @param credentialTypes given to the trigger if it can use them and has none of its own
	 * @throws UserError if the node has no webhook
	 */
	constructor(
		private readonly nodeTypes: PackageNodeTypes,
		source: NodeSource,
		credentialTypes: string[],
	) {
		const { description } = nodeTypes.getByNameAndVersion(source.type, source.typeVersion);
		const [webhook] = description.webhooks ?? [];
		if (webhook === undefined) throw new UserError(`${source.type} has no webhooks`);
		this.webhook = webhook;
		const { nodes } = buildWorkflow({ nodes: [source] }, nodeTypes, credentialTypes);
		this.trigger = getTrigger(nodes);
		assignWebhookId(this.trigger, description);
	}

	get staticData(): IDataObject {
		return JSON.parse(this.data) as IDataObject;
	}

	set staticData(data: IDataObject) {
		this.data = JSON.stringify(data);
	}

	setParameters(parameters: INodeParameters): void {
		this.trigger.parameters = parameters;
	}

	/** A workflow object of its own, with the static data that are saved when the call ends. */
	async load(): Promise<Workflow> {
		await nextTurn();
		return this.open(this.isActive, this.staticData);
	}

	/**
	 * A workflow object for an execution that a delivery starts. As in n8n, it stands on the static data
	 * of the delivery's own object, which makes both forget that something in them has been changed.
	 */
	async loadUpon(delivered: Workflow): Promise<Workflow> {
		await nextTurn();
		return this.open(this.isActive, delivered.staticData);
	}

	/** A workflow object as the editor's test runs have it: without the saved static data. */
	openForTest(): Workflow {
		return this.open(false, {});
	}

	/** Saves the workflow object's static data if they were changed since they were loaded or saved. */
	async saveStaticData(workflow: Workflow): Promise<void> {
		if (workflow.staticData.__dataChanged !== true) return;
		await this.overwriteStaticData(workflow.staticData);
		workflow.staticData.__dataChanged = false;
	}

	/** Saves what the data are at the time of the call. */
	async overwriteStaticData(data: IDataObject): Promise<void> {
		const text = JSON.stringify(data);
		await nextTurn();
		this.data = text;
	}

	private open(active: boolean, staticData: IDataObject): Workflow {
		return new Workflow({
			id: WORKFLOW_ID,
			name: 'Engine harness',
			nodes: [structuredClone(this.trigger)],
			connections: {},
			active,
			nodeTypes: this.nodeTypes,
			staticData,
			settings: { executionOrder: 'v1' },
		});
	}
}

/** The only node of the workflow. */
export function getTrigger(nodes: Workflow['nodes']): INode {
	const [trigger] = Object.values(nodes);
	if (trigger === undefined) throw new UserError('The workflow has no trigger');
	return trigger;
}
