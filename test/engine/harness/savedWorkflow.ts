import { setImmediate as nextTurn } from 'node:timers/promises';

import {
	UserError,
	Workflow,
	type IConnections,
	type IDataObject,
	type INode,
	type INodeParameters,
	type IWorkflowSettings,
} from 'n8n-workflow';

import { WORKFLOW_ID } from './additionalData';
import { assignWebhookId } from './engineGenerations';
import type { PackageNodeTypes } from './nodeTypes';
import { buildWorkflow, type NodeSource } from './workflowSource';

/** What n8n's database holds of a workflow whose first node is a trigger. */
export class SavedWorkflow {
	/** Whether the user has the workflow active. */
	isActive = false;

	private data = '{}';

	private nodes: INode[] = [];

	private connections: IConnections = {};

	private settings: IWorkflowSettings = {};

	/**
	 * @param sources the trigger, then what follows it
	 * @param credentialTypes given to each node that can use them and has none of its own
	 * @throws UserError when the first node has no webhook
	 */
	constructor(
		private readonly nodeTypes: PackageNodeTypes,
		private sources: [NodeSource, ...NodeSource[]],
		private readonly credentialTypes: string[],
	) {
		const [trigger, ...others] = sources;
		const { description } = nodeTypes.getByNameAndVersion(trigger.type, trigger.typeVersion);
		if (!description.webhooks?.length) throw new UserError(`${trigger.type} has no webhooks`);
		const identified = { ...trigger } as INode;
		assignWebhookId(identified, description);
		this.sources = [identified, ...others];
		this.build();
	}

	get triggerName(): string {
		return this.sources[0].name;
	}

	get staticData(): IDataObject {
		return JSON.parse(this.data) as IDataObject;
	}

	set staticData(data: IDataObject) {
		this.data = JSON.stringify(data);
	}

	get triggerParameters(): INodeParameters {
		return this.sources[0].parameters ?? {};
	}

	setTriggerParameters(parameters: INodeParameters): void {
		const [trigger, ...others] = this.sources;
		this.sources = [{ ...trigger, parameters }, ...others];
		this.build();
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
			nodes: structuredClone(this.nodes),
			connections: structuredClone(this.connections),
			active,
			nodeTypes: this.nodeTypes,
			staticData,
			settings: this.settings,
		});
	}

	private build(): void {
		const built = buildWorkflow({ nodes: this.sources }, this.nodeTypes, this.credentialTypes);
		this.nodes = Object.values(built.nodes);
		this.connections = built.connectionsBySourceNode;
		this.settings = built.settings;
	}
}

/** @throws UserError when the workflow has no such node */
export function getNode(workflow: Workflow, name: string): INode {
	const node = workflow.getNode(name);
	if (node === null) throw new UserError(`The workflow has no node named "${name}"`);
	return node;
}
