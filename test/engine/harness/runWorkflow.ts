import './environment';

import { WorkflowExecute } from 'n8n-core';
import {
	type ExecutionError,
	type IDataObject,
	type INodeExecutionData,
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
	/** The trigger's items whole, where they carry binaries; instead of `items`. */
	inputItems?: INodeExecutionData[];
	credentials?: CredentialData;
	/** Gives `credentials` to nodes that name none, as a user does after importing a workflow. */
	assignCredentials?: boolean;
	/** The node to start at, where it isn't the first trigger. */
	startNode?: string;
	/** `trigger` (the default) is an unattended execution, `manual` one from the editor. */
	mode?: WorkflowExecuteMode;
	/** The user stops the execution when this aborts. */
	signal?: AbortSignal;
	/** The workflow's time-out, in milliseconds. */
	executionTimeout?: number;
	onNodeStart?: (nodeName: string) => void;
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
	const startNode = findStartNode(workflow, options.startNode);
	const credentialsHelper = new MemoryCredentialsHelper(loadedPackage, credentials);
	const startedAt = Date.now();
	const additionalData = createAdditionalData({
		credentialsHelper,
		mode,
		deadline:
			options.executionTimeout === undefined ? undefined : startedAt + options.executionTimeout,
	});
	additionalData.hooks?.addHandler('nodeExecuteBefore', (nodeName) => {
		options.onNodeStart?.(nodeName);
	});

	const items = options.inputItems ?? (options.items ?? [{}]).map((json) => ({ json }));
	const stack = [{ node: startNode, data: { main: [items] }, source: null }];
	const engine = new WorkflowExecute(additionalData, mode, createRunData({ stack }));
	const { run, wasStopped } = await execute(engine, workflow, mode, options);
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
	limits: Pick<RunWorkflowOptions, 'executionTimeout' | 'signal'>,
): Promise<{ run: IRun; wasStopped: boolean }> {
	let timer: NodeJS.Timeout | undefined;
	let stop = () => {};
	let wasStopped = false;
	try {
		const execution = engine.processRunExecutionData(workflow);
		stop = () => {
			wasStopped = true;
			execution.cancel();
		};
		if (limits.executionTimeout !== undefined) timer = setTimeout(stop, limits.executionTimeout);
		if (limits.signal?.aborted) stop();
		limits.signal?.addEventListener('abort', stop, { once: true });
		const run = await execution;
		return { run, wasStopped };
	} catch (error) {
		// A workflow with empty required fields is refused before it starts.
		return { run: refusedRun(error as ExecutionError, mode), wasStopped };
	} finally {
		clearTimeout(timer);
		limits.signal?.removeEventListener('abort', stop);
	}
}

/** The run of a workflow that n8n refuses to start. */
export function refusedRun(error: ExecutionError, mode: WorkflowExecuteMode): IRun {
	const data = createRunData({ error });
	const now = new Date();
	return { data, mode, startedAt: now, stoppedAt: now, status: 'error', storedAt: 'db' };
}
