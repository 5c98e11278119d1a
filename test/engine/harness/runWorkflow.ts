import './environment';

import { WorkflowExecute } from 'n8n-core';
import {
	type ExecutionError,
	type IDataObject,
	type INodeType,
	type IRun,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { MemoryCredentialsHelper, type CredentialData } from './credentialsHelper';
import { createRunData, readStatus } from './engineGenerations';
import type { LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import { describeRun, type WorkflowRun } from './workflowRun';
import { buildWorkflow, findStartNode, type WorkflowSource } from './workflowSource';

export interface RunWorkflowOptions extends Partial<WorkflowSource> {
	package: LoadedPackage;
	/** A workflow as n8n exports it; instead of `nodes`, `connections` and `settings`. */
	workflow?: WorkflowSource;
	/** The JSON of the items the trigger emits; one empty item by default. */
	items?: IDataObject[];
	credentials?: CredentialData;
	/** Gives `credentials` to nodes that name none, as a user does after importing a workflow. */
	assignCredentials?: boolean;
	/** `trigger` (the default) is an unattended execution, `manual` one from the editor. */
	mode?: WorkflowExecuteMode;
	/** The user stops the execution when this aborts. */
	signal?: AbortSignal;
	/** Nodes beside the package's, by their full type names. */
	extraNodes?: Record<string, INodeType>;
}

/**
 * Runs a workflow in n8n's engine, with real HTTP requests.
 *
 * Nothing a node does makes it reject: failures are in the run's `status` and `error`. It waits for
 * a stopped node to return.
 *
 * @throws UserError or UnrecognizedNodeTypeError when the workflow itself is wrong
 */
export async function runWorkflow(options: RunWorkflowOptions): Promise<WorkflowRun> {
	const { package: loadedPackage, credentials = {}, mode = 'trigger' } = options;
	const nodeTypes = new PackageNodeTypes(loadedPackage, options.extraNodes);
	const workflow = buildWorkflow(
		options.workflow ?? { ...options, nodes: options.nodes ?? [] },
		nodeTypes,
		options.assignCredentials ? Object.keys(credentials) : [],
	);
	const startNode = findStartNode(workflow);
	const credentialsHelper = new MemoryCredentialsHelper(loadedPackage, credentials);
	const startedAt = Date.now();
	const additionalData = createAdditionalData({ credentialsHelper, mode });
	const items = (options.items ?? [{}]).map((json) => ({ json }));
	const stack = [{ node: startNode, data: { main: [items] }, source: null }];
	const engine = new WorkflowExecute(additionalData, mode, createRunData({ stack }));
	const { run, wasStopped } = await execute(engine, workflow, mode, options.signal);
	return describeRun(run, {
		status: wasStopped ? 'canceled' : readStatus(run),
		executionTime: Date.now() - startedAt,
		credentialReads: credentialsHelper.reads,
	});
}

async function execute(
	engine: WorkflowExecute,
	workflow: Workflow,
	mode: WorkflowExecuteMode,
	signal: AbortSignal | undefined,
): Promise<{ run: IRun; wasStopped: boolean }> {
	let stop = () => {};
	let wasStopped = false;
	try {
		const execution = engine.processRunExecutionData(workflow);
		stop = () => {
			wasStopped = true;
			execution.cancel();
		};
		if (signal?.aborted) stop();
		signal?.addEventListener('abort', stop, { once: true });
		const run = await execution;
		return { run, wasStopped };
	} catch (error) {
		// A workflow with empty required fields is refused before it starts.
		return { run: refusedRun(error as ExecutionError, mode), wasStopped };
	} finally {
		signal?.removeEventListener('abort', stop);
	}
}

/** The run of a workflow that n8n refuses to start. */
export function refusedRun(error: ExecutionError, mode: WorkflowExecuteMode): IRun {
	const data = createRunData({ error });
	const now = new Date();
	return { data, mode, startedAt: now, stoppedAt: now, status: 'error', storedAt: 'db' };
}
