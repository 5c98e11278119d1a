import './environment';

import { WorkflowExecute } from 'n8n-core';
import {
	type ExecutionError,
	type INode,
	type INodeExecutionData,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { MemoryCredentialsHelper } from './credentialsHelper';
import { createRunData, readStatus } from './engineGenerations';
import { refusedRun } from './runWorkflow';
import type { SavedWorkflow } from './savedWorkflow';
import { describeRun, type WorkflowRun } from './workflowRun';

/** What a call into n8n has beside the workflow. */
export interface CallData {
	additionalData: IWorkflowExecuteAdditionalData;
	credentialsHelper: MemoryCredentialsHelper;
}

export type CreateCallData = (mode: WorkflowExecuteMode) => CallData;

/** Where an execution starts, as the trigger's webhook left it. */
export interface ExecutionStart {
	node: INode;
	mode: WorkflowExecuteMode;
	/** The workflow object that handled the delivery. */
	delivered: Workflow;
	/** The trigger's items, by output. */
	items: INodeExecutionData[][];
	/** What `webhook()` threw: n8n then starts an execution that shows it. */
	error?: Error;
}

/** The executions that webhook calls started. */
export class WebhookExecutions {
	/** Runs before an execution is taken over; what it throws is what n8n can't do. */
	beforeStart: () => Promise<void> = async () => {};

	private readonly started: Array<{ run?: WorkflowRun }> = [];

	private readonly pending = new Set<Promise<unknown>>();

	constructor(
		private readonly saved: SavedWorkflow,
		private readonly createCallData: CreateCallData,
	) {}

	/** Those that ended, in the order in which they started. */
	get finished(): WorkflowRun[] {
		return this.started.flatMap(({ run }) => (run === undefined ? [] : [run]));
	}

	/** Makes `settled` wait for it. */
	track<Result>(work: Promise<Result>): Promise<Result> {
		const ended = Promise.allSettled([work]);
		this.pending.add(ended);
		void ended.then(() => this.pending.delete(ended));
		return work;
	}

	/** Resolves when nothing runs any more. */
	async settled(): Promise<void> {
		while (this.pending.size > 0) await Promise.all(this.pending);
	}

	/**
	 * Starts an execution and returns while it runs. What `webhook()` has changed in the static data,
	 * and n8n hasn't saved yet, is not saved any more.
	 */
	async start(start: ExecutionStart): Promise<void> {
		await this.beforeStart();
		const workflow = await this.saved.loadUpon(start.delivered);
		const { additionalData, credentialsHelper } = this.createCallData(start.mode);
		additionalData.hooks?.addHandler('workflowExecuteAfter', async (_run, changedStaticData) => {
			if (start.mode === 'manual' || changedStaticData === undefined) return;
			await this.saved.overwriteStaticData(changedStaticData);
		});
		const engine = new WorkflowExecute(additionalData, start.mode, prepareRunData(start));
		const slot: { run?: WorkflowRun } = {};
		this.started.push(slot);
		const startedAt = Date.now();
		const execute = async () => {
			const run = await engine
				.processRunExecutionData(workflow)
				.catch((error: ExecutionError) => refusedRun(error, start.mode));
			slot.run = describeRun(run, {
				status: run.data.resultData.error === undefined ? readStatus(run) : 'error',
				executionTime: Date.now() - startedAt,
				credentialReads: credentialsHelper.reads,
			});
		};
		void this.track(execute());
	}
}

function prepareRunData({ node, items, error }: ExecutionStart): IRunExecutionData {
	const stack = [{ node, data: { main: items }, source: null }];
	if (error === undefined) return createRunData({ stack });
	const shown = { ...error, message: error.message, stack: error.stack } as ExecutionError;
	return createRunData({ stack, lastNodeExecuted: node.name, error: shown });
}
