import type {
	ExecutionError,
	ExecutionStatus,
	INodeExecutionData,
	IRun,
	ITaskData,
	NodeExecutionHint,
} from 'n8n-workflow';

/** How an execution went. Of a node that ran several times (a loop), the last run is shown. */
export interface WorkflowRun {
	/** `success`, `error`, or `canceled` (stopped, or out of time). */
	status: ExecutionStatus;
	/**
	 * What stopped the execution, as n8n stores it: an object with the error's own properties
	 * (`name`, `message`, `description`, `httpCode`, `context.itemIndex`, …) but not its class.
	 */
	error?: ExecutionError;
	/** The node's items by output; with `onError: 'continueErrorOutput'` the last are the failures. */
	outputs(nodeName: string): INodeExecutionData[][];
	/** The items of one output; none if the node didn't run. */
	items(nodeName: string, output?: number): INodeExecutionData[];
	/** The notes the node showed on its output. */
	hints(nodeName: string): NodeExecutionHint[];
	/** Every run of the node, as n8n stores it. */
	runs(nodeName: string): ITaskData[];
	/** How long the whole execution took, in milliseconds. */
	executionTime: number;
	/** How often a credential was read and decrypted. */
	credentialReads: number;
	/** All that n8n stores of the execution. */
	data: IRun;
}

/**
 * @param run what the engine returned
 * @param measured what the engine doesn't say
 */
export function describeRun(
	run: IRun,
	measured: { status: ExecutionStatus; executionTime: number; credentialReads: number },
): WorkflowRun {
	const runs = (nodeName: string) => run.data.resultData.runData[nodeName] ?? [];
	const outputs = (nodeName: string) =>
		(runs(nodeName).at(-1)?.data?.main ?? []).map((items) => items ?? []);
	return {
		...measured,
		error: run.data.resultData.error,
		outputs,
		items: (nodeName, output = 0) => outputs(nodeName)[output] ?? [],
		hints: (nodeName) => runs(nodeName).at(-1)?.hints ?? [],
		runs,
		data: run,
	};
}
